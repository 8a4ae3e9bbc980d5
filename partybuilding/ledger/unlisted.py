"""What is owed without anybody having opened an item: reports not in, figures returned, red lamps. Never stored.

What an open item deals with is left out: it is not owed twice.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from communities.models import Unit
from partybuilding.ledger.rules import ItemStatus
from partybuilding.models import Indicator, LedgerItem, MemberUnit, Pilot, Plan, Report, ReportEvent
from partybuilding.reports.board import BoardCell, load_board
from partybuilding.scoreboard.scoreboard import Cell, Scoreboard, load_scoreboard
from partybuilding.targets.pace import Lamp
from partybuilding.targets.quarter import Quarter

MISSING, RETURNED, LAMP = "missing", "returned", "lamp"
_WORDS: dict[str, Promise] = {
    MISSING: gettext_lazy("Report missing"),
    RETURNED: gettext_lazy("Returned figure"),
    LAMP: gettext_lazy("Red lamp without an item"),
}
Source = LedgerItem.Source


@dataclass(frozen=True, eq=False)
class UnlistedMatter:
    """One thing that is owed by what the figures and reports say."""

    kind: str
    plan: Plan
    pilot: Pilot | None
    quarter: Quarter
    indicator: Indicator | None
    matter: str  # what is owed, in a sentence an item could be opened with
    light: ItemStatus | Lamp
    due: date | None
    late: int  # days since then
    address: str  # of the page that tells more; empty where this person may not read it
    shown: str = ""
    reason: str = ""
    leads: list[MemberUnit] = field(default_factory=list)  # who can close the gap
    town: str = ""  # the code of the pilot's town, which answers for what its community owes

    @property
    def word(self) -> Promise:
        return _WORDS[self.kind]

    @property
    def opening(self) -> str:
        """The address of the form that opens an item, filled in from this."""
        units = [seat.unit.code for seat in self.leads] or [self.town]
        said = {
            "kind": LedgerItem.Kind.SUPERVISION,
            "source": Source.LAMP if self.kind == LAMP else Source.REPORT,
            "matter": self.matter[:300],
            "pilot": self.pilot.code if self.pilot else "",
            "indicator": self.indicator.code if self.indicator else "",
            "quarter": str(self.quarter),
            "shown": self.shown,
            "responsible": units[0],
            "supporting": units[1:],
        }
        given = {name: value for name, value in said.items() if value}
        return f"{reverse('ledger-new', args=[self.plan.slug])}?{urlencode(given, doseq=True)}"


def load_unlisted(plan: Plan, readable: QuerySet[Report], today: date) -> list[UnlistedMatter]:
    """Return what is owed today, in a fixed number of queries; `readable` are the reports this person may open.

    The lamps are those of the quarter reports are due for.
    """
    dealt_with = list(LedgerItem.objects.filter(plan=plan).exclude(state=LedgerItem.State.CLOSED))
    slots = [slot for _pilot, own in load_board(plan, readable, today).rows for slot in own]
    board = load_scoreboard(plan, plan.reporting_quarter(today))
    owed = [
        *(_missing(plan, slot) for slot in slots if _is_missing(slot) and not _asked_for(slot, dealt_with)),
        *_returned(plan, slots, dealt_with, today),
        *_lamps(board, dealt_with, today),
    ]
    return _with_towns(plan, owed)


def load_lamps(board: Scoreboard, items: Collection[LedgerItem], today: date) -> list[UnlistedMatter]:
    """Return the red lamps of a scoreboard that none of the open `items` deals with, in one query."""
    return _with_towns(board.plan, _lamps(board, items, today))


def _with_towns(plan: Plan, owed: Iterable[UnlistedMatter]) -> list[UnlistedMatter]:
    towns = dict(Unit.objects.filter(community__pilots__plan=plan).values_list("pk", "code"))
    return [replace(each, town=towns.get(each.pilot.community.town_id, "") if each.pilot else "") for each in owed]


# --- reports ----------------------------------------------------------------------------------------------------------


def _is_missing(slot: BoardCell) -> bool:
    return slot.status == "missing" or (slot.status == "draft" and slot.days_late > 0)


def _asked_for(slot: BoardCell, items: Iterable[LedgerItem]) -> bool:
    about = (Source.REPORT, slot.pilot.pk, slot.quarter, None)
    return any((item.source, item.pilot_id, item.quarter, item.indicator_id) == about for item in items)


def _missing(plan: Plan, slot: BoardCell) -> UnlistedMatter:
    words = {"pilot": slot.pilot, "quarter": slot.quarter.label}
    return UnlistedMatter(
        MISSING,
        plan,
        slot.pilot,
        slot.quarter,
        None,
        _("%(pilot)s: hand in the report on the %(quarter)s") % words,
        ItemStatus.OVERDUE,
        slot.deadline,
        slot.days_late,
        _report_address(slot) or reverse("reports", args=[plan.slug]),
    )


def _report_address(slot: BoardCell) -> str:
    if not slot.is_readable:
        return ""
    return reverse("report", args=[slot.pilot.plan.slug, slot.pilot.code, str(slot.quarter)])


def _returned(
    plan: Plan, slots: Iterable[BoardCell], items: Collection[LedgerItem], today: date
) -> list[UnlistedMatter]:
    """Return what each returned report came back for: a line for each figure, or one for the whole of it."""
    back = {slot.report.pk: slot for slot in slots if slot.status == "returned" and slot.report}
    kinds = [ReportEvent.Kind.RETURNED, ReportEvent.Kind.REOPENED]
    events = ReportEvent.objects.filter(report__in=back, kind__in=kinds).order_by("at", "id")
    last = {event.report_id: event for event in events.prefetch_related("objections__indicator")}
    owed = []
    for pk, slot in back.items():
        event = last.get(pk)
        faults: list[tuple[Indicator | None, str]] = [(each.indicator, each.reason) for each in _objections(event)]
        for indicator, reason in faults or [(None, event.reason if event else "")]:
            covers = {None, indicator.pk if indicator else None}
            if not any(item.report_id == pk and item.indicator_id in covers for item in items):
                owed.append(_fault(plan, slot, indicator, reason, event, today))
    return owed


def _objections(event: ReportEvent | None) -> list[Any]:
    return list(event.objections.all()) if event else []


def _fault(
    plan: Plan, slot: BoardCell, indicator: Indicator | None, reason: str, event: ReportEvent | None, today: date
) -> UnlistedMatter:
    words = {"pilot": slot.pilot, "quarter": slot.quarter.label, "indicator": indicator}
    if indicator is None:
        matter = _("%(pilot)s: correct the returned report on the %(quarter)s") % words
    else:
        matter = _("%(pilot)s, report on the %(quarter)s: correct “%(indicator)s”") % words
    since = timezone.localdate(event.at) if event else slot.deadline
    is_late = today > slot.deadline
    return UnlistedMatter(
        RETURNED,
        plan,
        slot.pilot,
        slot.quarter,
        indicator,
        matter,
        ItemStatus.OVERDUE if is_late else ItemStatus.SOON,
        slot.deadline,
        (today - max(since, slot.deadline)).days if is_late else 0,
        _report_address(slot),
        # Why it came back is between the community and those who check.
        reason=reason if slot.is_readable else "",
    )


# --- lamps ------------------------------------------------------------------------------------------------------------


def _lamps(board: Scoreboard, items: Collection[LedgerItem], today: date) -> list[UnlistedMatter]:
    return [_red(cell, board, today) for cell in board.reds if not _is_dealt_with(cell, items)]


def _is_dealt_with(cell: Cell, items: Iterable[LedgerItem]) -> bool:
    """Return whether an open item deals with a lamp: one about the indicator, of this pilot or of all of them."""
    pilots = {None, cell.pilot.pk if cell.pilot else None}
    return any(item.indicator_id == cell.indicator.pk and item.pilot_id in pilots for item in items)


def _red(cell: Cell, board: Scoreboard, today: date) -> UnlistedMatter:
    plan = board.plan
    place = str(cell.pilot) if cell.pilot else plan.county_name
    colon = pgettext("label", ": ")
    matter = f"{place}{colon}{cell.indicator}"
    if cell.verdict.gap:
        matter += pgettext("list", "; ") + cell.verdict.gap
    page = (
        reverse("value", args=[plan.slug, cell.pilot.code, cell.indicator.code])
        if cell.pilot
        else reverse("indicator", args=[plan.slug, cell.indicator.code])
    )
    return UnlistedMatter(
        LAMP,
        plan,
        cell.pilot,
        board.quarter,
        cell.indicator,
        matter,
        cell.lamp,
        cell.due,
        max((today - cell.due).days, 0) if cell.due else 0,
        f"{page}?quarter={board.quarter}",
        shown=cell.text,
        leads=list(cell.indicator.leads.all()),
    )
