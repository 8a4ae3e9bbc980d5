"""What would embarrass a joint meeting, of everything that is owed: the preparation shows it, my work counts it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partybuilding.ledger.owed import without_item
from partybuilding.models import LedgerEvent, LedgerItem, Meeting, Plan
from partybuilding.work.owed import Owed, OwedKind, find_owed

DAYS_BEFORE = 7

REPORTS, INCONSISTENCIES, LAMPS, ITEMS, DUTIES = "reports", "inconsistencies", "lamps", "items", "duties"
TITLES: dict[str, Promise] = {
    REPORTS: _("Reports missing or returned"),
    INCONSISTENCIES: _("Figures that contradict each other"),
    LAMPS: _("Red lamps without an open item"),
    ITEMS: _("Open items without progress"),
    DUTIES: _("Units without a duty report"),
}
GROUPS = {
    OwedKind.REPORT: REPORTS,
    OwedKind.CONTRADICTION: INCONSISTENCIES,
    OwedKind.LAMP: LAMPS,
    OwedKind.ITEM: ITEMS,
    OwedKind.DUTY: DUTIES,
}
_MOVED = (LedgerEvent.Kind.PROGRESS, LedgerEvent.Kind.CLOSE_ASKED, LedgerEvent.Kind.CHECK_BEGUN)


@dataclass(frozen=True, eq=False)
class BeforeMeeting:
    """What has to be put right before a meeting, and when something was last written down on each item, by its key."""

    owed: list[Owed]
    moved: Mapping[int, date]

    @property
    def counts(self) -> list[tuple[Promise, int]]:
        """How much of each group there is, what there is none of left out."""
        return [(TITLES[code], len(owed)) for code, owed in self.by_group.items() if owed]

    @property
    def by_group(self) -> dict[str, list[Owed]]:
        """The same by group, each of them there."""
        return {code: [each for each in self.owed if GROUPS[each.kind] == code] for code in TITLES}


def opens_on(meeting: Meeting) -> date:
    """Return the day from which on a meeting is prepared."""
    return meeting.planned_on - timedelta(days=DAYS_BEFORE)


def find_before(meeting: Meeting, today: date, kinds: Collection[OwedKind] = tuple(GROUPS)) -> BeforeMeeting:
    """Return what would embarrass a meeting as things stand on a day, in a fixed number of queries."""
    plan = meeting.plan
    found_owed = find_owed(plan, today, kinds, quarter=meeting.quarter)
    items, moved, last = [each for each in found_owed if each.about.item], _last_moves(plan), meeting.previous_held
    of_quarter = [each for each in found_owed if each.about.quarter == meeting.quarter]
    chosen = [
        *(each for each in of_quarter if each.kind != OwedKind.LAMP),
        *without_item((each for each in of_quarter if each.kind == OwedKind.LAMP), items),
        *(each for each in items if each.about.item and _is_idle(each.about.item, moved, last)),
    ]
    return BeforeMeeting(chosen, moved)


def _is_idle(item: LedgerItem, moved: Mapping[int, date], last: Meeting | None) -> bool:
    """Return whether an item stood still since the last meeting; one opened after it has time still."""
    day = moved.get(item.pk)
    if last is None or last.held_on is None:
        return day is None
    return item.opened_on <= last.held_on and (day is None or day <= last.held_on)


def _last_moves(plan: Plan) -> dict[int, date]:
    """Return the day on which something was last written down on each item, by its key."""
    moves = LedgerEvent.objects.filter(item__plan=plan, kind__in=_MOVED).order_by()
    return dict(moves.values_list("item").annotate(day=Max("on")))
