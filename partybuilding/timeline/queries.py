"""The timeline: four phases, what each has to bring about, how far that is, and the day it is.

A milestone the county has recorded as reached is done from that day. Otherwise done or late is read off what is
approved, never ticked: a milestone whose code is in READ_FROM is done when the indicator with that measure is met. Of
any other there is no record, and the page says so once its phase is over.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from fengxiang.bilingual import is_english
from partybuilding.charts.large import STRIP_LANE, STRIP_TOP, day_x
from partybuilding.charts.phases import PhaseState
from partybuilding.models import Indicator, MemberUnit, Milestone, MilestoneRecord, Party, Phase, Pilot, Plan, Report
from partybuilding.reports.board import BoardCell, load_board
from partybuilding.scoreboard.history import Course, load_course
from partybuilding.shared.owed import OwedState
from partybuilding.targets.pace import Kind
from partybuilding.targets.quarter import Quarter

# Milestone (二 and 四·1 of the plan) -> the measure that tells whether it is reached.
READ_FROM = {
    "joint-meeting": "joint_meetings",
    "special-body": "special_body",
    "leaders": "assigned_leaders",
    "duties": "duties_confirmed",
    "mobilisation": "mobilisation",
    "survey": "survey_parts",
    "rooms": "room_uses",
    "floor-area": "gross_floor_area",
    "equipment": "equipment_kinds",
    "cadres": "cadres_in_post",
    "compounds": "civilised_compounds",
}

STEP = 15  # between the milestones of one phase on the strip


class MilestoneState(StrEnum):
    """How a milestone or a report stands on a day."""

    DONE = "done"
    DONE_LATE = "done-late"
    LATE = "late"
    RETURNED = "returned"
    PLANNED = "planned"
    UNRECORDED = "unrecorded"

    @property
    def word(self) -> Promise:
        return WORDS[self]

    @property
    def sign(self) -> str:
        """Its mark, which stands beside the word and on the strip."""
        return SIGNS[self]


SIGNS = {
    MilestoneState.DONE: "✓",
    MilestoneState.DONE_LATE: "✓",
    MilestoneState.LATE: "✗",
    MilestoneState.RETURNED: "↩",
    MilestoneState.PLANNED: "○",
    MilestoneState.UNRECORDED: "?",
}
WORDS: dict[MilestoneState, Promise] = {
    MilestoneState.DONE: pgettext_lazy("milestone", "done"),
    MilestoneState.DONE_LATE: pgettext_lazy("milestone", "done late"),
    MilestoneState.LATE: pgettext_lazy("milestone", "late"),
    MilestoneState.RETURNED: pgettext_lazy("milestone", "returned"),
    MilestoneState.PLANNED: pgettext_lazy("milestone", "planned"),
    MilestoneState.UNRECORDED: pgettext_lazy("milestone", "no record"),
}


@dataclass(frozen=True, eq=False)
class Reading:
    """A milestone of one pilot (of the county, if `pilot` is None), and since when it is reached."""

    name: str
    pilot: Pilot | None
    state: MilestoneState
    since: Quarter | None
    record: MilestoneRecord | None = None  # what the county has recorded of it

    @property
    def says_more(self) -> bool:
        """Whether more is known of it than how it stands."""
        return self.since is not None or self.record is not None


@dataclass(frozen=True, eq=False)
class Stone:
    """A milestone with how it stands: once, or at every pilot."""

    milestone: Milestone
    readings: list[Reading]
    indicator: Indicator | None  # which is read for it, if any
    parties: list[Party]  # who answers for it

    @property
    def is_each_pilot(self) -> bool:
        return self.milestone.scope == Milestone.Scope.PILOT

    @property
    def done(self) -> int:
        return sum(each.state in {MilestoneState.DONE, MilestoneState.DONE_LATE} for each in self.readings)

    @property
    def whole(self) -> MilestoneState | None:
        """The state, where it is the same at every pilot and no quarter goes with it: said once."""
        states = {each.state for each in self.readings}
        return states.pop() if len(states) == 1 and not any(each.says_more for each in self.readings) else None


@dataclass(frozen=True, eq=False)
class MilestoneTally:
    """How many of the targets due in a phase are met now, by one pilot or the county."""

    name: str
    met: int
    total: int


@dataclass(frozen=True, eq=False)
class TimelinePhase:
    """A phase with what it has to bring about."""

    phase: Phase
    state: PhaseState
    stones: list[Stone]
    due: list[Indicator]  # the required indicators that have to be met by its end
    tallies: list[MilestoneTally]


@dataclass(frozen=True, eq=False)
class Deadline:
    """The last day for the reports on a quarter."""

    quarter: Quarter
    day: date
    is_over: bool
    slots: list[tuple[BoardCell, MilestoneState]]

    @property
    def on_time(self) -> int:
        """Reports that first came in by the deadline, returned since or not."""
        return sum(slot.is_on_time for slot, _state in self.slots)

    @property
    def late(self) -> int:
        """Reports that first came in late, or are still owed."""
        return sum(slot.days_late > 0 for slot, _state in self.slots)


@dataclass(frozen=True, eq=False)
class MilestoneMark:
    """A milestone or report on the strip."""

    x: float
    y: float
    state: MilestoneState
    text: str
    is_report: bool = False


@dataclass(frozen=True, eq=False)
class Lane:
    """One line of the strip: the county's, or a pilot's."""

    name: str
    y: float
    marks: list[MilestoneMark]


@dataclass(frozen=True, eq=False)
class Strip:
    """The timeline as a drawing."""

    phases: list[tuple[TimelinePhase, float, float]]  # left edge and width
    deadlines: list[tuple[Deadline, float]]
    lanes: list[Lane]
    now: float | None  # None before the strip's first day and after its last
    height: float


@dataclass(frozen=True, eq=False)
class Timeline:
    """A plan along its days."""

    plan: Plan
    today: date
    stages: list[TimelinePhase]
    deadlines: list[Deadline]
    strip: Strip

    @property
    def states(self) -> list[MilestoneState]:
        """The states there are, for the legend."""
        return list(MilestoneState)

    @property
    def summary(self) -> str:
        """Which phase it is, and how many of the milestones whose day has come are reached."""
        readings = [
            each for stage in self.stages if stage.state.is_over for stone in stage.stones for each in stone.readings
        ]
        counts = Counter(each.state for each in readings)
        words = _(
            "Milestones of the phases that are over: %(done)s done in time, %(late_done)s done late, %(late)s late "
            "and not done, %(unrecorded)s without a record."
        ) % {
            "done": counts[MilestoneState.DONE],
            "late_done": counts[MilestoneState.DONE_LATE],
            "late": counts[MilestoneState.LATE],
            "unrecorded": counts[MilestoneState.UNRECORDED],
        }
        now = next((stage.phase for stage in self.stages if stage.state.is_running), None)
        if now is None or not readings:
            return words if readings else _("No phase is over yet.")
        begun = _("Now: %s.") % now
        return f"{begun} {words}" if is_english() else f"{begun}{words}"


def load_timeline(plan: Plan, today: date) -> Timeline:
    """Return the timeline on a day, in a number of queries that grows with the plan's quarters alone."""
    course = load_course(plan)
    reached = Prefetch("records", MilestoneRecord.objects.filter(reached_on__lte=today))
    answering = Prefetch("leads", MemberUnit.objects.select_related("unit"))
    milestones = Milestone.objects.filter(phase__plan=plan).select_related("phase__plan__lead_unit")
    milestones = milestones.prefetch_related(reached, answering)
    stages = [_stage(course, phase, milestones, today) for phase in course.now.plan_context.phases]
    deadlines = _deadlines(plan, today)
    return Timeline(plan, today, stages, deadlines, _strip(course, stages, deadlines, today))


def _stage(course: Course, phase: Phase, milestones: Iterable[Milestone], today: date) -> TimelinePhase:
    stones = [_stone(course, phase, each, today) for each in milestones if each.phase_id == phase.pk]
    due = [each for each in course.now.plan_context.indicators if _is_due(course, each, phase)]
    return TimelinePhase(phase, PhaseState.of(phase, today), stones, due, _tallies(course, due))


def _is_due(course: Course, indicator: Indicator, phase: Phase) -> bool:
    schedule = course.now.schedule(indicator)
    return indicator.kind == Kind.REQUIRED and schedule is not None and schedule.due == phase.last_day


def _tallies(course: Course, due: list[Indicator]) -> list[MilestoneTally]:
    tallies = []
    for pilot in [*course.plan_context.pilots, None]:
        milestones = [each for each in due if (each.scope == Indicator.Scope.PLAN) == (pilot is None)]
        if milestones:
            met = sum(_is_met(course, each, pilot) for each in milestones)
            tallies.append(MilestoneTally(_name(course, pilot), met, len(milestones)))
    return tallies


def _is_met(course: Course, indicator: Indicator, pilot: Pilot | None) -> bool:
    begun = [quarter for quarter in course.quarters if course.begun(quarter)]
    if not begun:
        return False
    figures = course.figures(indicator, pilot, course.known(indicator, pilot, begun[-1]))
    return indicator.clause.judge(figures).met is True


def _name(course: Course, pilot: Pilot | None) -> str:
    return str(pilot) if pilot else course.plan.county_name


def _stone(course: Course, phase: Phase, milestone: Milestone, today: date) -> Stone:
    each_pilot = milestone.scope == Milestone.Scope.PILOT
    scope = Indicator.Scope.COMMUNITY if each_pilot else Indicator.Scope.PLAN
    measure = READ_FROM.get(milestone.code)
    read = (
        each for each in course.plan_context.indicators if measure and each.measure == measure and each.scope == scope
    )
    indicator = next(read, None)
    pilots = course.plan_context.pilots if each_pilot else [None]
    records = {record.pilot_id: record for record in milestone.records.all()}
    readings = [
        _recorded(course, phase, pilot, record)
        if (record := records.get(pilot.pk if pilot else None))
        else _reading(course, phase, indicator, pilot, today)
        for pilot in pilots
    ]
    return Stone(milestone, readings, indicator, milestone.parties(course.plan_context.pilots, by_name=False))


def _recorded(course: Course, phase: Phase, pilot: Pilot | None, record: MilestoneRecord) -> Reading:
    state = MilestoneState.DONE if record.reached_on <= phase.last_day else MilestoneState.DONE_LATE
    return Reading(_name(course, pilot), pilot, state, None, record)


def _reading(course: Course, phase: Phase, indicator: Indicator | None, pilot: Pilot | None, today: date) -> Reading:
    since, is_known = _met_since(course, indicator, pilot) if indicator else (None, False)
    over = today > phase.last_day
    if since is not None:
        state = (
            MilestoneState.DONE if since.last_day <= Quarter.of(phase.last_day).last_day else MilestoneState.DONE_LATE
        )
    elif not over:
        state = MilestoneState.PLANNED
    else:
        state = MilestoneState.LATE if is_known else MilestoneState.UNRECORDED
    return Reading(_name(course, pilot), pilot, state, since)


def _met_since(course: Course, indicator: Indicator, pilot: Pilot | None) -> tuple[Quarter | None, bool]:
    """Return the quarter since which the target is met without a break, and whether any value is known."""
    since, is_known = None, False
    for quarter in course.quarters:
        figures = course.figures(indicator, pilot, quarter)
        if figures and indicator.clause.is_known(figures):
            is_known = True
            met = course.judges[quarter].indicator(indicator).clause.judge(figures).met is True
            since = (since or quarter) if met else None
    return since, is_known


def _deadlines(plan: Plan, today: date) -> list[Deadline]:
    board = load_board(plan, Report.objects.none(), today)
    return [
        Deadline(
            quarter,
            plan.deadline_of(quarter),
            plan.deadline_of(quarter) < today,
            [(s, _state(s)) for s in slots],
        )
        for quarter, slots in reversed(board.columns)
        if plan.asks_for(quarter)
    ]


def _state(slot: BoardCell) -> MilestoneState:
    """Return how a report stands: in on time, in late, back with the community, owed and late, or not owed yet."""
    if slot.is_in:
        return MilestoneState.DONE_LATE if slot.days_late else MilestoneState.DONE
    if slot.status == OwedState.RETURNED:
        return MilestoneState.RETURNED
    return MilestoneState.LATE if slot.status == OwedState.MISSING else MilestoneState.PLANNED


# --- the strip --------------------------------------------------------------------------------------------------------


def _strip(course: Course, stages: list[TimelinePhase], deadlines: list[Deadline], today: date) -> Strip:
    plan = course.plan
    last = max([plan.ends_on, *(each.day for each in deadlines)])

    def x(day: date) -> float:
        return day_x(day, plan.begins_on, last)

    lanes = []
    for number, pilot in enumerate([None, *course.plan_context.pilots]):
        y = STRIP_TOP + STRIP_LANE * number
        marks = [mark for stage in stages for mark in _stone_marks(stage, pilot, x(stage.phase.last_day), y + 14)]
        if pilot:
            marks += [
                MilestoneMark(x(each.day), y + 32, state, f"{each.quarter} {slot.word}", is_report=True)
                for each in deadlines
                for slot, state in each.slots
                if slot.pilot.pk == pilot.pk
            ]
        lanes.append(Lane(_name(course, pilot), y, marks))
    phases = []
    for stage in stages:
        left, right = x(stage.phase.first_day), x(stage.phase.last_day)
        phases.append((stage, left, round(right - left, 1)))
    now = x(today) if plan.begins_on <= today <= last else None
    height = STRIP_TOP + STRIP_LANE * len(lanes)
    return Strip(phases, [(each, x(each.day)) for each in deadlines], lanes, now, height)


def _stone_marks(stage: TimelinePhase, pilot: Pilot | None, end: float, y: float) -> list[MilestoneMark]:
    """Return the marks of a lane's milestones in a phase, side by side and the last of them at its end."""
    stones = [
        (stone, reading)
        for stone in stage.stones
        for reading in stone.readings
        if (reading.pilot.pk if reading.pilot else None) == (pilot.pk if pilot else None)
    ]
    return [
        MilestoneMark(
            round(end - STEP * (len(stones) - number) + STEP / 2, 1),
            y,
            reading.state,
            f"{stone.milestone} · {reading.state.word}",
        )
        for number, (stone, reading) in enumerate(stones)
    ]
