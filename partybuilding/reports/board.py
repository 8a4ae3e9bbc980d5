"""The completeness board: pilots × quarters, what is in, late, missing, returned."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partybuilding.models import Pilot, Plan, Report, ReportEvent
from partybuilding.reports.clocks import Clocks, read_clocks
from partybuilding.reports.owed import ReportSlot, read_slots, report_owed
from partybuilding.reports.rules import STEPS
from partybuilding.shared.owed import HANDED_IN, Owed, OwedState
from partybuilding.shared.stale import mark
from partybuilding.shared.states import ABSENT
from partybuilding.targets.quarter import Quarter

Step = tuple[str, datetime]

WORDS: dict[str, Promise] = {
    OwedState.APPROVED: _("approved"),
    OwedState.SUBMITTED: _("submitted"),
    OwedState.RETURNED: _("returned"),
    OwedState.DRAFT: _("draft"),
    OwedState.MISSING: pgettext_lazy("report", "missing"),
    OwedState.OPEN: pgettext_lazy("report", "open"),
    OwedState.TO_COME: _("to come"),
    OwedState.NOT_ASKED: _("not asked for"),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class BoardCell(ReportSlot):
    """One pilot's report on one quarter as it stands on a day, or the lack of it."""

    status: OwedState
    owed: Owed | None  # what the community owes on it
    days_late: int
    is_readable: bool
    clocks: Clocks | None  # None before the quarter has ended, where nothing is asked, and in an archive
    seen: str  # the mark of the report as it stands here

    @property
    def word(self) -> Promise:
        return WORDS[self.status]

    @property
    def code(self) -> str:
        return str(self.quarter)

    @property
    def is_returned(self) -> bool:
        return self.status == OwedState.RETURNED

    @property
    def is_missing(self) -> bool:
        return self.status == OwedState.MISSING

    @property
    def is_in(self) -> bool:
        """Whether it is submitted or approved."""
        return self.status in HANDED_IN

    @property
    def is_on_time(self) -> bool:
        """Whether it first came in by the deadline; a return does not take that back."""
        return self.is_asked and self.handed_in is not None and not self.days_late

    @property
    def is_begun(self) -> bool:
        """Whether the community can go on with it: begun or returned, and not in."""
        return self.report is not None and not self.is_in

    @property
    def can_be_begun(self) -> bool:
        return self.report is None and self.status != OwedState.TO_COME

    @property
    def is_too_early(self) -> bool:
        """Whether it can be filled in and not submitted yet: nothing is owed on it."""
        return self.is_asked and self.owed is None and self.status in {OwedState.OPEN, OwedState.DRAFT}

    @property
    def can_be_entered(self) -> bool:
        """Whether the department can enter it afterwards: nobody began it, and it is not asked for."""
        return self.report is None and self.status == OwedState.NOT_ASKED

    @property
    def can_be_urged(self) -> bool:
        """Whether the county may ask for it: missing, still a draft, or not back from a return."""
        return self.owed is not None and self.status != OwedState.OPEN


@dataclass(frozen=True, eq=False)
class Board:
    """All slots of a plan; `quarter` is the one reports are due for."""

    plan: Plan
    quarter: Quarter
    pilots: list[Pilot]
    quarters: list[Quarter]
    rows: list[tuple[Pilot, list[BoardCell]]]

    @property
    def columns(self) -> list[tuple[Quarter, list[BoardCell]]]:
        """The same slots by quarter, the latest that has begun first."""
        return [
            (quarter, [slots[place] for _pilot, slots in self.rows])
            for place, quarter in reversed(list(enumerate(self.quarters)))
        ]

    @property
    def is_asked(self) -> bool:
        """Whether the plan asks for reports on that quarter, and still does: nothing is due in an archive."""
        return not self.plan.is_archive and self.plan.asks_for(self.quarter)

    @property
    def due(self) -> list[BoardCell]:
        """The slots of the quarter reports are due for, in the plan's order."""
        return [slot for _pilot, slots in self.rows for slot in slots if slot.quarter == self.quarter]

    @property
    def outstanding(self) -> list[BoardCell]:
        """What the communities still owe on that quarter, in the plan's order."""
        return [slot for slot in self.due if slot.owed]

    def first_to_do(self, pilots: Collection[int]) -> BoardCell | None:
        """The first report that these pilots, by their keys, have to go on with or to begin: its button is filled."""
        slots = (slot for pilot, slots in self.rows if pilot.pk in pilots for slot in slots)
        return next((slot for slot in slots if slot.is_begun or (slot.can_be_begun and slot.is_missing)), None)

    @property
    def to_check(self) -> list[BoardCell]:
        return [slot for _pilot, slots in self.rows for slot in slots if slot.status == "submitted"]

    @property
    def returned(self) -> list[BoardCell]:
        return [slot for _pilot, slots in self.rows for slot in slots if slot.status == "returned"]


def load_board(plan: Plan, readable: QuerySet[Report], today: date) -> Board:
    """Return the board in four queries; `readable` are the reports this person may open."""
    slots = read_slots(plan)
    open_to_reader = set(readable.values_list("pk", flat=True))
    steps: dict[int, list[Step]] = defaultdict(list)
    last: dict[int, int] = {}
    moves = ReportEvent.objects.filter(report__pilot__plan=plan, kind__in=STEPS)
    for pk, kind, at, event in moves.values_list("report_id", "kind", "at", "pk"):
        steps[pk].append((kind, at))
        last[pk] = max(event, last.get(pk, 0))
    rows: dict[Pilot, list[BoardCell]] = defaultdict(list)
    for slot in slots:
        pk = slot.report.pk if slot.report else 0
        cell = BoardCell(
            slot.pilot,
            slot.quarter,
            slot.report,
            status=slot.state(today),
            owed=None if plan.is_archive else report_owed(slot, today),
            days_late=plan.days_late(slot.deadline, slot.handed_in, today) if slot.is_asked else 0,
            is_readable=pk in open_to_reader,
            clocks=clocks_of(slot.quarter, steps[pk], today) if slot.is_asked and not plan.is_archive else None,
            seen=mark(slot.report.state if slot.report else ABSENT, last.get(pk)),
        )
        rows[slot.pilot].append(cell)
    return Board(plan, plan.reporting_quarter(today), list(rows), plan.quarters, list(rows.items()))


def clocks_of(quarter: Quarter, steps: Iterable[Step], today: date) -> Clocks | None:
    """Return the days on each desk by the steps of a report's history; None before the quarter has ended."""
    if today <= quarter.last_day:
        return None
    return read_clocks(((kind, timezone.localdate(at)) for kind, at in steps), quarter.last_day, today)
