"""The completeness board: pilots × quarters, what is in, late, missing, returned."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partybuilding.models import Pilot, Plan, Report, ReportEvent
from partybuilding.reports.clocks import LIES_WITH, Clocks, read_clocks
from partybuilding.targets.quarter import Quarter

Step = tuple[str, datetime]


@dataclass(frozen=True, eq=False)
class BoardCell:
    """One pilot's report on one quarter, or the lack of it."""

    pilot: Pilot
    quarter: Quarter
    report: Report | None
    status: str  # approved, submitted, returned, draft, missing, open, to-come
    word: Promise | str
    days_late: int
    is_readable: bool
    deadline: date
    clocks: Clocks | None  # None before the quarter has ended

    @property
    def code(self) -> str:
        return str(self.quarter)

    @property
    def is_on_time(self) -> bool:
        """Whether it came in by the deadline, and is not back with the community."""
        return self.status in {"submitted", "approved"} and not self.days_late

    @property
    def lies_with_community(self) -> bool:
        """Whether the quarter has ended and the next step is the community's."""
        return self.clocks is not None and self.status in {"missing", "open", "draft", "returned"}

    @property
    def can_be_urged(self) -> bool:
        """Whether the county may ask for it: missing, still a draft, or not back from a return."""
        return self.clocks is not None and self.status in {"missing", "draft", "returned"}


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
    def due(self) -> list[BoardCell]:
        """The slots of the quarter reports are due for, in the plan's order."""
        return [slot for _pilot, slots in self.rows for slot in slots if slot.quarter == self.quarter]

    @property
    def outstanding(self) -> list[BoardCell]:
        """What the communities still owe on that quarter, in the plan's order."""
        return [slot for slot in self.due if slot.lies_with_community]

    @property
    def to_check(self) -> list[BoardCell]:
        return [slot for _pilot, slots in self.rows for slot in slots if slot.status == "submitted"]

    @property
    def returned(self) -> list[BoardCell]:
        return [slot for _pilot, slots in self.rows for slot in slots if slot.status == "returned"]


WORDS: dict[str, Promise] = {
    "approved": _("approved"),
    "submitted": _("submitted"),
    "returned": _("returned"),
    "draft": _("draft"),
    "missing": pgettext_lazy("report", "missing"),
    "open": pgettext_lazy("report", "open"),
    "to-come": _("to come"),
}


def load_board(plan: Plan, readable: QuerySet[Report], today: date) -> Board:
    """Return the board in four queries; `readable` are the reports this person may open."""
    pilots = list(plan.pilots.select_related("community"))
    for pilot in pilots:
        pilot.plan = plan
    reports = {(report.pilot_id, report.quarter): report for report in Report.objects.filter(pilot__plan=plan)}
    open_to_reader = set(readable.values_list("pk", flat=True))
    steps: dict[int, list[Step]] = defaultdict(list)
    moves = ReportEvent.objects.filter(report__pilot__plan=plan, kind__in=LIES_WITH)
    for pk, kind, at in moves.values_list("report_id", "kind", "at"):
        steps[pk].append((kind, at))
    rows = []
    for pilot in pilots:
        slots = []
        for quarter in plan.quarters:
            report = reports.get((pilot.pk, quarter))
            is_readable = report is not None and report.pk in open_to_reader
            clocks = clocks_of(quarter, steps[report.pk] if report else (), today)
            slots.append(_slot(plan, pilot, quarter, report, is_readable, clocks, today))
        rows.append((pilot, slots))
    return Board(plan, plan.reporting_quarter(today), pilots, plan.quarters, rows)


def clocks_of(quarter: Quarter, steps: Iterable[Step], today: date) -> Clocks | None:
    """Return the days on each desk by the steps of a report's history; None before the quarter has ended."""
    if today <= quarter.last_day:
        return None
    return read_clocks(((kind, timezone.localdate(at)) for kind, at in steps), quarter.last_day, today)


def _slot(
    plan: Plan,
    pilot: Pilot,
    quarter: Quarter,
    report: Report | None,
    is_readable: bool,
    clocks: Clocks | None,
    today: date,
) -> BoardCell:
    deadline = plan.deadline_of(quarter)
    if report is not None:
        report.pilot = pilot
        status, days_late = report.state, report.days_late
    elif today > deadline:
        status, days_late = "missing", (today - deadline).days
    else:
        status, days_late = ("open" if quarter.first_day <= today else "to-come"), 0
    return BoardCell(pilot, quarter, report, status, WORDS[status], days_late, is_readable, deadline, clocks)
