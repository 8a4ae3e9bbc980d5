"""One value, explained: where it comes from, what moved it since last quarter, and who got there already.

One pilot, one indicator, one quarter. What a register counted by name is for those who work for the community alone;
everybody else reads the same in sums.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q, QuerySet
from django.http import Http404

from communities.models import User
from partybuilding.models import (
    Evidence,
    ExperienceItem,
    FieldValue,
    Indicator,
    Pilot,
    Report,
    ReportEntry,
    ReportEvent,
    Verification,
)
from partybuilding.plan.queries import Figures, load_figures, load_plan_context, load_rated
from partybuilding.registers.entries import EntryLine, lines_on
from partybuilding.registers.measures import MEASURES
from partybuilding.registers.tables import SumTable, recruits_tables
from partybuilding.scoreboard.approved import Approved, load_approved
from partybuilding.scoreboard.cell import Cell
from partybuilding.scoreboard.evidence_level import EvidenceStatus, Truths, visits_to
from partybuilding.scoreboard.judge import Judge, cell_of
from partybuilding.scoreboard.value_changes import Growth, ValueChange, figure_text, growth_of, moved
from partybuilding.targets.checks import differing
from partybuilding.targets.pace import Colour
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.target import Field, Verdict


@dataclass(frozen=True, eq=False)
class QuarterLamp:
    """The value in one quarter of the plan, or why there is none."""

    quarter: Quarter
    cell: Cell | None  # None before the quarter is over, unless it has a value already
    is_chosen: bool
    is_running: bool
    report: Report | None

    @property
    def is_known(self) -> bool:
        """Whether the quarter has a value of its own."""
        return self.cell is not None and self.cell.is_known and self.cell.as_of is None


@dataclass(frozen=True, eq=False)
class ValueStep:
    """What one person wrote into the report's figures in one go."""

    at: datetime
    who: User | None
    figures: list[tuple[str, str]]  # label and figure; the label is empty if the value is one field alone


@dataclass(frozen=True, eq=False, kw_only=True)
class ReportedValue:
    """What the quarter's report says of the value, for those who may open it."""

    report: Report
    text: str
    verdict: Verdict
    is_pending: bool  # reported, and not approved: it counts nowhere yet
    approved_by: ReportEvent | None
    note: str
    evidence: list[Evidence]
    evidence_level: EvidenceStatus | None
    visits: list[Verification]
    steps: list[ValueStep]

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for its check."""
        return self.report.state == Report.State.SUBMITTED


@dataclass(frozen=True, eq=False)
class RegisterReading:
    """What the register says on the day the value is judged on."""

    on: date
    text: str
    count: int
    lines: list[EntryLine]  # the entries counted; empty for whoever may not read them by name
    differs: bool  # whether the approved figure is another one 与台账不符


@dataclass(frozen=True, eq=False, kw_only=True)
class Lesson:
    """The nearest pilot that turned green on the same indicator: its value before, at the turn, and now."""

    pilot: Pilot
    turned: Quarter
    before: Cell
    since: Quarter  # the quarter of the value before
    turn: Cell
    now: Cell
    how: list[ExperienceItem] = field(default_factory=list)  # what the pilot wrote up of it, the latest first


@dataclass(frozen=True, eq=False, kw_only=True)
class ValuePage:
    """Everything of one value."""

    indicator: Indicator
    pilot: Pilot
    quarter: Quarter
    on: date
    cell: Cell
    target: str
    has_begun: bool
    report: Report | None
    reported: ReportedValue | None
    is_rated: bool  # whether the department's rating counts, and not what was reported
    ledger: RegisterReading | None
    change: ValueChange | None
    growth: Growth | None
    names_hidden: bool
    tables: list[SumTable]  # what the register holds of it, added up
    course: list[QuarterLamp]
    lesson: Lesson | None


def load_value_page(
    pilot: Pilot, code: str, quarter: Quarter, readable: QuerySet[Report], *, by_name: bool
) -> ValuePage:
    """Return the page of one pilot's indicator in a quarter; 404 if the plan has no such indicator of the communities.

    `readable` are the reports this person may open, and `by_name` says whether they may read the community's registers
    entry by entry. The number of queries does not grow with pilots, entries or reports.
    """
    plan_context = load_plan_context(pilot.plan)
    indicator = next((each for each in plan_context.indicators if each.code == code), None)
    if indicator is None or indicator.scope != Indicator.Scope.COMMUNITY:
        raise Http404
    judges = {each: Judge(plan_context, each) for each in pilot.plan.quarters}
    judge = judges[quarter]
    indicator = judge.indicator(indicator)
    approved = load_approved(plan_context, plan_context.plan.quarters, indicator=indicator)
    cell = cell_of(judge, approved, indicator, pilot, approved.last_known(pilot, quarter))
    report = readable.filter(pilot=pilot, quarter=quarter).first()
    lines = _lines(indicator, pilot, quarter, judge)
    sources = [_of_register(indicator, lines[day]) if day in lines else {} for day in (_before(quarter), judge.on)]
    reported = [approved.of(pilot, indicator, each) for each in (quarter.previous, quarter)]
    change = moved(indicator.clause, reported, sources, [lines.get(_before(quarter)), lines.get(judge.on)])
    return ValuePage(
        indicator=indicator,
        pilot=pilot,
        quarter=quarter,
        on=judge.on,
        cell=cell,
        target=indicator.clause.describe(),
        has_begun=quarter.first_day <= judge.today,
        report=approved.reports.get((pilot.pk, quarter)),
        reported=_reported(report, indicator, judge) if report and indicator.is_reported else None,
        is_rated=indicator.is_rated and quarter == pilot.plan.last_quarter and pilot.pk in load_rated(pilot.plan),
        ledger=_ledger(indicator, lines, judge, reported[1], by_name=by_name),
        change=change,
        growth=growth_of(indicator.clause, lines[_before(quarter)], lines[judge.on])
        if by_name and len(lines) == 2
        else None,
        names_hidden=not by_name,
        tables=recruits_tables(
            indicator.measure, [(str(pilot), lines[judge.on])] if judge.on in lines else [], judge.on
        ),
        course=[_slot(approved, indicator, pilot, each, quarter) for each in judges.values()],
        lesson=_told(_lesson(approved, plan_context.pilots, judges, quarter, cell), indicator, judge.on),
    )


def _before(quarter: Quarter) -> date:
    return quarter.previous.last_day


# --- the register -----------------------------------------------------------------------------------------------------


def _lines(indicator: Indicator, pilot: Pilot, quarter: Quarter, judge: Judge) -> dict[date, list[EntryLine]]:
    """Return the entries counted at the ends of last quarter and this one; of a quarter to come there are none."""
    measure = MEASURES.get(indicator.measure) if indicator.source == Indicator.Source.REGISTER else None
    if measure is None or quarter.first_day > judge.today:
        return {}
    days = [judge.on] if quarter == pilot.plan.first_quarter else [_before(quarter), judge.on]
    return lines_on(pilot.community, measure, days)


def _of_register(indicator: Indicator, lines: list[EntryLine]) -> Figures:
    return {**MEASURES[indicator.measure].figures((1, line.gives) for line in lines)}


def _ledger(
    indicator: Indicator, lines: dict[date, list[EntryLine]], judge: Judge, reported: Figures, *, by_name: bool
) -> RegisterReading | None:
    if judge.on not in lines:
        return None
    counted_lines, clause = [line for line in lines[judge.on] if line.gives], indicator.clause
    figures = _of_register(indicator, counted_lines)
    differs = clause.is_known(reported) and bool(differing(clause, figures, reported))
    text, shown = clause.value_text(figures), counted_lines if by_name else []
    return RegisterReading(judge.on, text, len(counted_lines), shown, differs)


def counted_as(indicator: Indicator, line: EntryLine) -> str:
    """Return what an entry adds to the value: its fields, with the amount where it is not simply one."""
    fields = [(each, line.gives[each.key]) for each in indicator.clause.fields if each.key in line.gives]
    return " · ".join(
        str(each.label) if amount == 1 and not each.places else f"{each.label} {figure_text(each, amount)}"
        for each, amount in fields
    )


# --- the report -------------------------------------------------------------------------------------------------------


def _reported(report: Report, indicator: Indicator, judge: Judge) -> ReportedValue:
    entry = ReportEntry.objects.filter(report=report, indicator=indicator).first()
    reported = load_figures(Q(entry__report=report, entry__indicator=indicator))
    figures = reported.of(report.pk, indicator.pk)
    visits = list(visits_to([report.pk]).filter(indicator=indicator))
    approvals = report.events.filter(kind=ReportEvent.Kind.APPROVED).select_related("actor").order_by("-pk")
    is_approved = report.state == Report.State.APPROVED
    verdict = indicator.clause.judge(figures)
    return ReportedValue(
        report=report,
        text=indicator.clause.value_text(figures),
        verdict=verdict,
        is_pending=not is_approved and indicator.clause.is_known(figures),
        approved_by=approvals.first() if is_approved else None,
        note=entry.note if entry else "",
        evidence=list(Evidence.objects.filter(report=report, indicator=indicator, removed_at=None)),
        evidence_level=Truths(reported.evidenced, visits).of(report.pk, indicator, figures),
        visits=visits,
        steps=_steps(report, indicator),
    )


def _steps(report: Report, indicator: Indicator) -> list[ValueStep]:
    """Return who wrote which figure when, the latest first; what one person wrote within a minute is one step."""
    fields = {each.pk: each.spec for each in indicator.fields.all()}
    history = FieldValue.history.filter(entry__report=report, entry__indicator=indicator)
    now: dict[int, object] = {}
    steps: list[ValueStep] = []
    for row in history.select_related("history_user").order_by("history_date", "history_id"):
        if row.field_id not in fields or now.get(row.field_id) == row.value:
            continue
        now[row.field_id] = row.value
        each = fields[row.field_id]
        figure = _written(each, row.value, is_only=len(fields) == 1)
        last = steps[-1] if steps else None
        if last and last.who == row.history_user and (row.history_date - last.at).total_seconds() < 60:
            last.figures.append(figure)
        else:
            steps.append(ValueStep(row.history_date, row.history_user, [figure]))
    return steps[::-1]


def _written(each: Field, figure: Decimal | None, *, is_only: bool) -> tuple[str, str]:
    """Return a figure somebody wrote, under its name unless the value is this figure alone."""
    text = "—" if figure is None else figure_text(each, figure)
    return ("" if is_only else str(each.label)), text


# --- over the quarters ------------------------------------------------------------------------------------------------


def _slot(approved: Approved, indicator: Indicator, pilot: Pilot, judge: Judge, chosen: Quarter) -> QuarterLamp:
    quarter = judge.quarter
    begun, over = quarter.first_day <= judge.today, quarter.last_day < judge.today
    cell = _cell(approved, indicator, pilot, judge) if begun else None
    if cell and not over and not cell.is_known:
        cell = None  # nothing is owed yet
    report = approved.reports.get((pilot.pk, quarter))
    return QuarterLamp(quarter, cell, quarter == chosen, begun and not over, report)


def _cell(approved: Approved, indicator: Indicator, pilot: Pilot, judge: Judge) -> Cell:
    return cell_of(judge, approved, indicator, pilot, approved.last_known(pilot, judge.quarter))


def _lesson(
    approved: Approved, pilots: list[Pilot], judges: dict[Quarter, Judge], until: Quarter, red: Cell
) -> Lesson | None:
    """Return whom a red value can learn from; None if it is not red, or nobody turned green.

    The nearest is the pilot whose value before it turned was closest to the red one now; of equals, the plan's first.
    """
    if red.colour != Colour.RED:
        return None
    lessons = [
        _turn(approved, red.indicator, pilot, [judge for quarter, judge in judges.items() if quarter <= until])
        for pilot in pilots
        if pilot != red.pilot
    ]
    return min((each for each in lessons if each), key=lambda lesson: _distance(lesson.before, red), default=None)


# The field an experience lies in, by the number of the indicator's task area (三·2 to 三·6).
_FIELDS = {
    2: ExperienceItem.Field.VENUE,
    3: ExperienceItem.Field.MEMBERS,
    4: ExperienceItem.Field.CADRES,
    5: ExperienceItem.Field.CIVILISATIONS,
    6: ExperienceItem.Field.COBUILDING,
}


def _told(lesson: Lesson | None, indicator: Indicator, on: date) -> Lesson | None:
    """Return the lesson with how it was done: written up for the indicator, or else in its area's field."""
    if lesson is None:
        return None
    written = list(lesson.pilot.experience.filter(published_on__lte=on).exclude(how=""))
    of_indicator = [each for each in written if each.indicator_id == indicator.pk]
    of_field = [each for each in written if each.field == _FIELDS.get(indicator.area.number) and not each.indicator_id]
    return replace(lesson, how=of_indicator or of_field)


def _turn(approved: Approved, indicator: Indicator, pilot: Pilot, judges: list[Judge]) -> Lesson | None:
    """Return when a pilot turned green for good, with another value than before: the calendar alone teaches nothing."""
    approved_judges = [judge for judge in judges if approved.is_approved(pilot, judge.quarter)]
    cells = [(judge.quarter, _cell(approved, indicator, pilot, judge)) for judge in approved_judges]
    if not cells or cells[-1][0] != judges[-1].quarter or cells[-1][1].colour != Colour.GREEN:
        return None
    first = len(cells) - 1
    while first > 0 and cells[first - 1][1].colour == Colour.GREEN:
        first -= 1
    if first == 0:
        return None
    (since, before), (turned, cell) = cells[first - 1], cells[first]
    if not before.is_known or before.text == cell.text:
        return None
    return Lesson(pilot=pilot, turned=turned, before=before, since=since, turn=cell, now=cells[-1][1])


def _distance(before: Cell, red: Cell) -> Fraction:
    then, now = before.verdict.amount, red.verdict.amount
    return Fraction(0) if then is None or now is None else abs(Fraction(then) - Fraction(now))
