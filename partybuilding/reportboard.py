"""The completeness board: pilots × quarters, what is in, late, missing, returned."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partybuilding.models import Pilot, Plan, Report
from partybuilding.quarter import Quarter


@dataclass(frozen=True, eq=False)
class Slot:
    """One pilot's report on one quarter, or the lack of it."""

    pilot: Pilot
    quarter: Quarter
    report: Report | None
    status: str  # approved, submitted, returned, draft, missing, open, to-come
    word: Promise | str
    days_late: int
    is_readable: bool
    deadline: date

    @property
    def code(self) -> str:
        return str(self.quarter)


@dataclass(frozen=True, eq=False)
class Board:
    """All slots of a plan; `quarter` is the one reports are due for."""

    plan: Plan
    quarter: Quarter
    pilots: list[Pilot]
    quarters: list[Quarter]
    rows: list[tuple[Pilot, list[Slot]]]

    @property
    def columns(self) -> list[tuple[Quarter, list[Slot]]]:
        """The same slots by quarter, the latest that has begun first."""
        return [
            (quarter, [slots[place] for _pilot, slots in self.rows])
            for place, quarter in reversed(list(enumerate(self.quarters)))
        ]

    @property
    def due(self) -> list[Slot]:
        """The slots of the quarter reports are due for, in the plan's order."""
        return [slot for _pilot, slots in self.rows for slot in slots if slot.quarter == self.quarter]

    @property
    def to_check(self) -> list[Slot]:
        return [slot for _pilot, slots in self.rows for slot in slots if slot.status == "submitted"]

    @property
    def returned(self) -> list[Slot]:
        return [slot for _pilot, slots in self.rows for slot in slots if slot.status == "returned"]


WORDS: dict[str, Promise] = {
    "approved": _("approved"),
    "submitted": _("submitted"),
    "returned": _("returned"),
    "draft": _("draft"),
    "missing": _("missing"),
    "open": _("open"),
    "to-come": _("to come"),
}


def load_board(plan: Plan, readable: QuerySet[Report], today: date) -> Board:
    """Return the board in three queries; `readable` are the reports this person may open."""
    pilots = list(plan.pilots.select_related("community"))
    for pilot in pilots:
        pilot.plan = plan
    reports = {(report.pilot_id, report.quarter): report for report in Report.objects.filter(pilot__plan=plan)}
    open_to_reader = set(readable.values_list("pk", flat=True))
    rows = []
    for pilot in pilots:
        slots = []
        for quarter in plan.quarters:
            report = reports.get((pilot.pk, quarter))
            slots.append(_slot(plan, pilot, quarter, report, report is not None and report.pk in open_to_reader, today))
        rows.append((pilot, slots))
    return Board(plan, plan.reporting_quarter(today), pilots, plan.quarters, rows)


def _slot(plan: Plan, pilot: Pilot, quarter: Quarter, report: Report | None, is_readable: bool, today: date) -> Slot:
    deadline = plan.deadline_of(quarter)
    if report is not None:
        report.pilot = pilot
        status, days_late = report.state, report.days_late
    elif today > deadline:
        status, days_late = "missing", (today - deadline).days
    else:
        status, days_late = ("open" if quarter.first_day <= today else "to-come"), 0
    return Slot(pilot, quarter, report, status, WORDS[status], days_late, is_readable, deadline)
