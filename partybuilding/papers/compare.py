"""What differs between the data a paper was made from and those of today, in words. Both are plain structures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from fengxiang.bilingual import listed
from partybuilding.models import Attendance, DutyLine, LedgerItem, Report

Tree = Mapping[str, Any]

# What a reader is told of, in this order; the rest follows from it.
_LABELS: dict[str, Promise] = {
    "value": _("Value"),
    "target": _("Target"),
    "colour": _("Lamp"),
    "report": _("Report"),
    "met_before": _("Targets met in the quarter before"),
    "confirmed": _("Duties confirmed"),
    "submitted": _("Duty report"),
    "status": pgettext_lazy("paper", "Status"),
    "text": _("In words"),
    "matter": _("Matter"),
    "responsible": _("Responsible unit"),
    "supporting": _("Supporting units"),
    "due": pgettext_lazy("paper", "Due date"),
    "state": pgettext_lazy("ledger", "State"),
    "progress": pgettext_lazy("paper", "Progress"),
    "difficulties": _("Difficulties"),
    "next_quarter": _("Next quarter"),
    "person": _("Who came"),
    "held_on": _("Held on"),
    "place": _("Place"),
    "chair": _("Chair"),
    "agreed": _("What was agreed"),
    "entered_by": _("entered afterwards by"),
    "entered_on": _("entered afterwards"),
    "branch": _("Party branch"),
    "tier": _("Tier"),
    "leads": _("Responsible units"),
    "next_deadline": _("Next due date"),
    "shown": _("Value shown"),
    "value_now": _("Value now"),
    "put_off": _("Due dates before"),
    "changed": _("Changed"),
}
_LAMPS: dict[str, Promise] = {"green": _("green"), "yellow": _("yellow"), "red": _("red"), "grey": _("grey")}
_PARTS = ("pilots", "county", "items", "resolutions", "attendance", "seats", "duties")  # the figures before the rest
_NAMES = ("name", "matter", "unit")
_COUNTS = {"tally"}  # sums of what is told of one by one


@dataclass(frozen=True, slots=True)
class PaperChange:
    """One difference: of what, in which respect, before and now; empty where there was or is nothing."""

    where: str
    what: str
    before: str
    now: str


def differences(before: Any, now: Any) -> list[PaperChange]:
    """Return what differs between two structures of one shape."""
    return list(_compared(before, now, ()))


def _compared(before: Any, now: Any, where: tuple[str, ...], key: str = "") -> Iterator[PaperChange]:
    if before == now or key in _COUNTS:
        return
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        inside = (*where, _name(now) or _name(before)) if where or _name(now) else where
        for each in sorted(before.keys() | now.keys(), key=_order):
            yield from _compared(before.get(each), now.get(each), inside, each)
    elif _is_entries(before) and _is_entries(now) and (before or now):
        yield from _entries(before, now, where)
    elif key in _LABELS:
        heading = (" · ".join(part for part in where if part), str(_LABELS[key]))
        yield PaperChange(*heading, _shown(key, before), _shown(key, now))


def _order(key: str) -> tuple[int, str]:
    keys = [*_LABELS, *_PARTS]
    return (keys.index(key) if key in keys else len(keys), key)


def _name(of: Tree) -> str:
    return next((str(of[name]) for name in _NAMES if of.get(name)), "")


def _is_entries(of: Any) -> bool:
    return isinstance(of, Sequence) and not isinstance(of, str) and all(isinstance(each, Mapping) for each in of)


def _entries(before: Sequence[Tree], now: Sequence[Tree], where: tuple[str, ...]) -> Iterator[PaperChange]:
    """Compare lists entry by entry, each known by its id."""
    old, new = ({each["id"]: each for each in entries} for entries in (before, now))
    for key, each in new.items():
        if key in old:
            yield from _compared(old[key], each, where or ("",))
        else:
            yield PaperChange(
                " · ".join((*filter(None, where), _name(each))), gettext("Added since"), "", _sum_of(each)
            )
    for key, each in old.items():
        if key not in new:
            yield PaperChange(
                " · ".join((*filter(None, where), _name(each))), gettext("No longer there"), _sum_of(each), ""
            )


def _sum_of(entry: Tree) -> str:
    """Return the first thing an entry says of itself, for one that has no counterpart."""
    key = next((key for key in ("value", "due", "status", "text") if entry.get(key)), "")
    return _shown(key, entry[key]) if key else ""


def _shown(key: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    match key:
        case "colour":
            return str(_LAMPS[value])
        case "report":
            states = {**dict(Report.State.choices), "missing": gettext("not reported")}
            return str(states[value])
        case "state":
            return str(dict(LedgerItem.State.choices)[value])
        case "status":
            return str({**dict(DutyLine.Status.choices), **dict(Attendance.Status.choices)}[value])
        case "due" | "held_on" | "entered_on" | "next_deadline" | "confirmed":
            return str(date_format(date.fromisoformat(value)))
        case "submitted":
            return pgettext("answer", "yes") if value else pgettext("answer", "no")
        case _ if isinstance(value, list):
            return listed(value)
        case _:
            return str(value)
