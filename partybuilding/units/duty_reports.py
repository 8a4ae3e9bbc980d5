"""Duty reports 履职情况: what a unit says on its duties in a quarter, who has handed it in, what is still open."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from communities.models import Unit
from fengxiang.bilingual import joined, listed
from partybuilding.models import Clause, Duty, DutyLine, DutyReport, Meeting, MemberUnit, Pilot, Plan
from partybuilding.shared.owed import OwedState, state_of
from partybuilding.shared.states import ABSENT
from partybuilding.targets.quarter import Quarter
from partybuilding.units.rules import MEETING_BEGUN, TABLE, DutyReportAct, DutyReportRole

Status = DutyLine.Status

WORDS: dict[str, Promise] = {
    "submitted": pgettext_lazy("duty report", "submitted"),
    "draft": pgettext_lazy("duty report", "draft"),
    "missing": pgettext_lazy("duty report", "missing"),
    "open": pgettext_lazy("duty report", "open"),
    "to-come": pgettext_lazy("duty report", "to come"),
    "not-asked": _lazy("not asked for"),
}


@dataclass(frozen=True, eq=False)
class UnitAnswer:
    """What one unit says on a duty; None where it has handed in nothing."""

    seat: MemberUnit
    line: DutyLine | None

    def __str__(self) -> str:
        return str(self.seat)


@dataclass(frozen=True, eq=False)
class DutyEntry:
    """One duty with what the unit says on it, or both units of a joint clause."""

    duty: Duty
    answers: list[UnitAnswer]

    @property
    def is_joint(self) -> bool:
        return len(self.answers) > 1


@dataclass(frozen=True, eq=False, kw_only=True)
class DutyStanding:
    """How a unit's duty report on a quarter stands; the town has no seat, and no duties of its own."""

    plan: Plan
    unit: Unit
    seat: MemberUnit | None
    quarter: Quarter
    report: DutyReport | None
    today: date

    @property
    def due(self) -> date:
        return self.plan.deadline_of(self.quarter)

    @property
    def is_asked(self) -> bool:
        """Whether the plan asks for it at all."""
        return self.plan.asks_for(self.quarter)

    @property
    def is_submitted(self) -> bool:
        return self.report is not None and self.report.is_submitted

    @property
    def is_owed(self) -> bool:
        return self.is_asked and not self.is_submitted

    @property
    def state(self) -> str:
        """The state it is kept in; ABSENT if nobody has begun it."""
        return self.report.state if self.report else ABSENT

    @property
    def status(self) -> OwedState:
        """Return submitted, missing, draft, open, to-come or not-asked."""
        return state_of(self.plan, self.quarter, self.state or None, self.today)

    @property
    def has_begun(self) -> bool:
        """Whether the quarter has begun."""
        return self.status != OwedState.TO_COME

    @property
    def word(self) -> Promise:
        return WORDS[self.status]

    @property
    def words(self) -> str:
        """How it stands, and that it was entered afterwards if it was."""
        is_late_entry = self.report is not None and self.report.is_entered_afterwards
        return joined((str(self.word), _("entered afterwards"))) if is_late_entry else str(self.word)

    @property
    def days_late(self) -> int:
        """Days by which it came in late, or by which it is late by now."""
        if not self.is_asked:
            return 0
        submitted_at = self.report.submitted_at if self.report else None
        return self.plan.days_late(self.due, timezone.localdate(submitted_at) if submitted_at else None, self.today)


@dataclass(frozen=True, eq=False)
class SheetLine:
    """One duty on a unit's sheet: what it said now and last quarter, and what the other unit of the clause said."""

    duty: Duty
    now: DutyLine | None
    last: DutyLine | None
    others: list[UnitAnswer]
    sections: str  # of the plan, that ask for it

    @property
    def pilots(self) -> list[Pilot]:
        return list(self.now.pilots.all()) if self.now else []

    @property
    def open_point(self) -> str:
        """Return what keeps this line from being handed in; empty if nothing does."""
        if self.now is None or not self.now.status:
            return _("Say how far it is.")
        if self.now.status != Status.NOTHING and not self.now.text.strip():
            return _("Say in a few words what was done.")
        return ""


@dataclass(frozen=True, eq=False)
class DutySheet:
    """A unit's duty report laid open."""

    standing: DutyStanding
    lines: list[SheetLine]
    pilots: list[Pilot]
    last: DutyReport | None
    meeting: Meeting | None  # the quarter's joint meeting, once it has been opened

    @property
    def report(self) -> DutyReport | None:
        return self.standing.report

    @property
    def is_writable(self) -> bool:
        """Whether its unit can write in it: the quarter has begun, and it is not handed in."""
        return TABLE.after(DutyReportAct.WRITE, self.standing.state) is not None and self.standing.status != "to-come"

    @property
    def can_be_submitted(self) -> bool:
        return self.is_writable and self.standing.today >= self.standing.quarter.last_day

    @property
    def can_be_taken_back(self) -> bool:
        return DutyReportAct.WITHDRAW in TABLE.legal(self.standing.state, {DutyReportRole.UNIT}, facts_of(self.meeting))

    @property
    def is_told(self) -> bool:
        """Whether anybody but the unit may read it."""
        return self.standing.is_submitted


def duty_lines(plan: Plan, quarter: Quarter) -> list[DutyEntry]:
    """Return every duty with what its units handed in on it, in the plan's order and in a fixed number of queries."""
    units = Prefetch("units", MemberUnit.objects.select_related("unit").order_by("order"))
    duties = Duty.objects.filter(plan=plan).order_by("order").prefetch_related(units)
    lines = _lines(DutyReport.objects.filter(plan=plan, quarter=quarter, submitted_at__isnull=False))
    return [
        DutyEntry(duty, [UnitAnswer(seat, lines.get((seat.unit_id, duty.pk))) for seat in duty.units.all()])
        for duty in duties
    ]


def duty_standings(plan: Plan, quarter: Quarter) -> list[DutyStanding]:
    """Return how the duty reports of a quarter stand: the units in the plan's order, then the towns."""
    return standings_on(plan, [quarter], plan.today)


def standings_on(plan: Plan, quarters: Sequence[Quarter], today: date, unit: int | None = None) -> list[DutyStanding]:
    """Return how the duty reports of several quarters stand, of one unit alone if its key is given; in three queries.

    The units in the plan's order, then the towns; each with its quarters as they are given.
    """
    kept = DutyReport.objects.filter(plan=plan, quarter__in=[str(quarter) for quarter in quarters])
    if unit is not None:
        kept = kept.filter(unit=unit)
    reports = {(each.unit_id, each.quarter): each for each in kept}
    return [
        DutyStanding(
            plan=plan, unit=each, seat=seat, quarter=quarter, report=reports.get((each.pk, quarter)), today=today
        )
        for each, seat in plan.units_at_table(only=unit).items()
        for quarter in quarters
    ]


def standing_of(plan: Plan, unit: Unit, seat: MemberUnit | None, quarter: Quarter) -> DutyStanding:
    """Return how one unit's duty report stands, in one query."""
    report = DutyReport.objects.filter(plan=plan, unit=unit, quarter=quarter).first()
    return DutyStanding(plan=plan, unit=unit, seat=seat, quarter=quarter, report=report, today=plan.today)


def load_duty_sheet(plan: Plan, unit: Unit, quarter: Quarter) -> DutySheet:
    """Return a unit's duty report with last quarter's beside it, in a fixed number of queries."""
    seat = MemberUnit.objects.filter(plan=plan, unit=unit).select_related("unit").first()
    reports = {
        each.quarter: each
        for each in DutyReport.objects.filter(
            plan=plan, unit=unit, quarter__in=[str(quarter), str(quarter.previous)]
        ).select_related("submitted_by")
    }
    standing = DutyStanding(
        plan=plan, unit=unit, seat=seat, quarter=quarter, report=reports.get(quarter), today=plan.today
    )
    last = reports.get(quarter.previous)
    pilots = list(plan.pilots.select_related("community").order_by("order"))
    lines = _lines(list(reports.values()), by_report=True)
    return DutySheet(
        standing,
        _sheet_lines(plan, seat, quarter, lines, standing.report, last) if seat else [],
        pilots,
        last if last is not None and last.is_submitted else None,
        opened_meeting(plan, quarter),
    )


def opened_meeting(plan: Plan, quarter: Quarter) -> Meeting | None:
    """Return the joint meeting that looked at a quarter, once it has been opened; None before."""
    # One entered afterwards was shown nothing: what it looked at is not frozen by it.
    opened = Meeting.objects.filter(plan=plan, quarter=quarter, entered_at=None).exclude(state=Meeting.State.PLANNED)
    return opened.order_by("number").first()


def facts_of(meeting: Meeting | None) -> frozenset[str]:
    """Return what stands in the way of acts on the duty reports of a quarter, by the meeting that looked at it."""
    return frozenset({MEETING_BEGUN} if meeting else ())


def agenda_missing(report: DutyReport | None) -> bool:
    """Return whether the report does not say yet how often the work was on the unit's agenda."""
    return report is None or report.agenda_times is None


Lines = dict[tuple[int, int], DutyLine]


def _lines(reports: QuerySet[DutyReport] | list[DutyReport], *, by_report: bool = False) -> Lines:
    """Return the lines of the reports with their pilots, by the unit (or the report) and the duty."""
    rows = DutyLine.objects.filter(report__in=reports).select_related("report")
    pilots = Prefetch("pilots", Pilot.objects.select_related("community").order_by("order"))
    return {
        (line.report_id if by_report else line.report.unit_id, line.duty_id): line
        for line in rows.prefetch_related(pilots)
    }


def sections_of(plan: Plan) -> dict[int, list[str]]:
    """Return which sections of the plan ask for each duty, by its key; in one query."""
    numbers: dict[int, list[str]] = defaultdict(list)
    clauses = Clause.objects.filter(section__plan=plan, duties__isnull=False).order_by("section__order")
    for duty, number in clauses.values_list("duties", "section__number").distinct():
        numbers[duty].append(number)
    return numbers


def _sheet_lines(
    plan: Plan, seat: MemberUnit, quarter: Quarter, lines: Lines, now: DutyReport | None, last: DutyReport | None
) -> list[SheetLine]:
    others = defaultdict(list)
    entries = [each for each in duty_lines(plan, quarter) if any(answer.seat.pk == seat.pk for answer in each.answers)]
    for entry in entries:
        others[entry.duty.pk] = [answer for answer in entry.answers if answer.seat.pk != seat.pk]
    before = last if last is not None and last.is_submitted else None
    sections = sections_of(plan)
    return [
        SheetLine(
            entry.duty,
            lines.get((now.pk, entry.duty.pk)) if now else None,
            lines.get((before.pk, entry.duty.pk)) if before else None,
            others[entry.duty.pk],
            listed(sections[entry.duty.pk]),
        )
        for entry in entries
    ]
