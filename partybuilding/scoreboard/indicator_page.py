"""The indicator page: one clause of the plan across all pilots and quarters, with where its pace leads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fengxiang.bilingual import is_english, joined, listed
from partybuilding.charts import large as plots
from partybuilding.models import Indicator, Party, Phase, Pilot, Plan, Report
from partybuilding.plan.queries import Figures
from partybuilding.plan.terms_changes import IndicatorVersion, versions_of_indicator
from partybuilding.registers.tables import SumTable, load_tables
from partybuilding.scoreboard.cell import Cell, bar_of
from partybuilding.scoreboard.history import Course, load_course
from partybuilding.targets import forecast
from partybuilding.targets.breakdown import KindLine
from partybuilding.targets.numbers import Number, plain
from partybuilding.targets.pace import Kind, Lamp
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.target import Field, Operator


@dataclass(frozen=True, eq=False)
class QuarterValue:
    """One quarter of one pilot: its approved value and lamp, or why there is none."""

    quarter: Quarter
    cell: Cell | None  # None before the quarter is over, unless it has a value already
    is_chosen: bool
    is_running: bool
    report: str = ""  # the pilot's code, if the reader may open the report the value comes from

    @property
    def is_known(self) -> bool:
        """Whether the quarter has a value of its own."""
        return self.cell is not None and self.cell.is_known and self.cell.as_of is None

    @property
    def text(self) -> str:
        return self.cell.text if self.cell and self.is_known else "—"


@dataclass(frozen=True, eq=False, kw_only=True)
class IndicatorRow:
    """A pilot (the county, if `pilot` is None): its cell of the chosen quarter and all its quarters."""

    name: str
    pilot: Pilot | None
    cell: Cell
    slots: list[QuarterValue]
    forecast: forecast.Forecast | None
    forecast_words: str


@dataclass(frozen=True, eq=False)
class ScheduleLine:
    """What is expected by the end of a phase."""

    phase: Phase
    expected: str
    is_running: bool


@dataclass(frozen=True, eq=False)
class ClauseFact:
    """One field the value is made of, across the pilots: its figure, or yes (True) or no (False)."""

    label: str
    is_yes_no: bool
    answers: list[bool | str | None]


@dataclass(frozen=True, eq=False)
class KindRow:
    """One kind or sub-group the value is made of, across the pilots."""

    label: str
    is_sub_group: bool
    lines: list[KindLine]


@dataclass(frozen=True, eq=False)
class LineFigure:
    """A line chart of up to six pilots, with its summary."""

    number: int
    chart: plots.LineChart
    summary: str

    @property
    def key(self) -> str:
        """What tells its parts from those of another chart on the page."""
        return f"lines-{self.number}"

    @property
    def has_forecast(self) -> bool:
        return any(line.ahead for line in self.chart.lines)


@dataclass(frozen=True, eq=False, kw_only=True)
class IndicatorPage:
    """Everything of one indicator."""

    indicator: Indicator
    parties: list[Party]  # who can close a gap
    quarter: Quarter
    on: date
    target: str
    steps: list[ScheduleLine]
    due: date | None
    rows: list[IndicatorRow]
    quarters: list[Quarter]
    parts: list[ClauseFact]
    kinds: list[KindRow]
    tables: list[SumTable]  # what the registers and records hold of it, added up
    bars: plots.BarChart | None
    bars_summary: str
    figures: list[LineFigure]
    versions: list[IndicatorVersion]  # empty while the target was neither changed nor corrected

    @property
    def forecasts(self) -> list[IndicatorRow]:
        """The pilots whose pace leads somewhere."""
        return [row for row in self.rows if row.forecast_words]

    @property
    def is_checklist(self) -> bool:
        return self.indicator.operator == Operator.CHECKLIST

    @property
    def is_county(self) -> bool:
        return self.indicator.scope == Indicator.Scope.PLAN


def load_indicator_page(plan: Plan, code: str, quarter: Quarter, readable: QuerySet[Report]) -> IndicatorPage:
    """Return the page of the indicator with this code; 404 if the plan has none.

    `readable` are the reports this person may open: the values of the others are shown without a link.
    """
    course = load_course(plan)
    indicator = next((each for each in course.plan_context.indicators if each.code == code), None)
    if indicator is None:
        raise Http404
    indicator = course.judges[quarter].indicator(indicator)
    pilots: Sequence[Pilot | None] = [None] if indicator.scope == Indicator.Scope.PLAN else course.plan_context.pilots
    opened = set(readable.values_list("pilot_id", "quarter"))
    rows = [_row(course, indicator, pilot, quarter, opened) for pilot in pilots]
    judge = course.judges[quarter]
    schedule = judge.schedule(indicator)
    return IndicatorPage(
        indicator=indicator,
        parties=indicator.parties(course.plan_context.pilots, by_name=False),
        quarter=quarter,
        on=judge.on,
        target=indicator.clause.describe(),
        steps=_steps(course, indicator, quarter),
        due=schedule.due if schedule else None,
        rows=rows,
        quarters=course.quarters,
        parts=_parts(course, indicator, rows, quarter),
        kinds=_kinds(rows),
        tables=load_tables(plan, indicator.measure, course.plan_context.pilots, judge.on),
        bars=_bars(indicator, rows, quarter),
        bars_summary=_bars_summary(indicator, rows),
        figures=_line_figures(course, indicator, rows, quarter),
        versions=_versions(course, indicator),
    )


def _versions(course: Course, indicator: Indicator) -> list[IndicatorVersion]:
    versions = versions_of_indicator(course.plan_context, indicator)
    return versions if len(versions) > 1 or versions[0].changes else []


def _row(
    course: Course, indicator: Indicator, pilot: Pilot | None, quarter: Quarter, opened: set[tuple[int, Quarter]]
) -> IndicatorRow:
    slots = [_slot(course, indicator, pilot, each, quarter, opened) for each in course.quarters]
    ahead = _forecast(course, indicator, slots, quarter)
    words = forecast.sentence(ahead, indicator.clause, indicator.whole) if ahead else ""
    return IndicatorRow(
        name=_name(course, pilot),
        pilot=pilot,
        cell=course.cell(indicator, pilot, quarter),
        slots=slots,
        forecast=ahead,
        forecast_words=words,
    )


def _slot(
    course: Course,
    indicator: Indicator,
    pilot: Pilot | None,
    quarter: Quarter,
    chosen: Quarter,
    opened: set[tuple[int, Quarter]],
) -> QuarterValue:
    cell = course.cell(indicator, pilot, quarter) if course.begun(quarter) else None
    if cell and not course.over(quarter) and not cell.is_known:
        cell = None  # nothing is owed yet
    report = pilot.code if pilot and indicator.is_reported and (pilot.pk, quarter) in opened else ""
    return QuarterValue(quarter, cell, quarter == chosen, course.begun(quarter) and not course.over(quarter), report)


def _name(course: Course, pilot: Pilot | None) -> str:
    return str(pilot) if pilot else course.plan.county_name


def _forecast(
    course: Course, indicator: Indicator, slots: list[QuarterValue], quarter: Quarter
) -> forecast.Forecast | None:
    """Return where the quarters up to the chosen one lead: by the due date, or by the plan's end once that is over.

    None where there is nothing to learn from it: the target is met, and stays so.
    """
    if indicator.operator not in forecast.PROJECTED or not indicator.whole or indicator.kind == Kind.TRACKED:
        return None
    values = [
        (slot.quarter, slot.cell.verdict.amount)
        for slot in slots
        if slot.quarter <= quarter and slot.cell and slot.is_known
    ]
    schedule = course.judges[quarter].schedule(indicator)
    due, known = schedule.due if schedule else None, values[-1][0] if values else quarter
    day = due if due and due > known.last_day else course.plan.ends_on
    ahead = forecast.project(values, day, most=forecast.ceiling(indicator.clause))
    met = [slot.cell.verdict.met for slot in slots if slot.quarter <= quarter and slot.cell and slot.is_known][-1:]
    stays = ahead is not None and forecast.reaches(ahead, indicator.clause, indicator.whole)
    return None if met == [True] and stays else ahead


def _steps(course: Course, indicator: Indicator, quarter: Quarter) -> list[ScheduleLine]:
    judge = course.judges[quarter]
    schedule = judge.schedule(indicator)
    if schedule is None:
        return []
    pairs = zip(judge.plan_context.phases, schedule.points, strict=True)
    return [
        ScheduleLine(
            phase, indicator.clause.amount_text(point) if point else "—", phase.first_day <= judge.on <= phase.last_day
        )
        for phase, point in pairs
    ]


def _parts(course: Course, indicator: Indicator, rows: list[IndicatorRow], quarter: Quarter) -> list[ClauseFact]:
    """Return the fields across the pilots, by the last known values; empty if the value is one field alone."""
    if len(indicator.clause.fields) < 2 or all(each.group for each in indicator.clause.fields):
        return []
    known = ((row.pilot, course.known(indicator, row.pilot, quarter)) for row in rows)
    return parts_of(indicator, [course.figures(indicator, pilot, last) for pilot, last in known])


def _kinds(rows: list[IndicatorRow]) -> list[KindRow]:
    """Return the kinds across the pilots; empty if the indicator has none."""
    by_kind = zip(*(row.cell.kinds for row in rows), strict=True)
    return [KindRow(lines[0].label, lines[0].is_sub_group, list(lines)) for lines in by_kind]


def parts_of(indicator: Indicator, figures: Sequence[Figures]) -> list[ClauseFact]:
    """Return the fields an indicator's value is made of, each with its answers, one for each set of figures."""
    return [
        ClauseFact(_label(each), each.role.is_yes_no, [_answer(each, values.get(each.key)) for values in figures])
        for each in indicator.clause.fields
        if not each.group
    ]


def _label(each: Field) -> str:
    """Return what a field is called, with its unit; an English name says itself what is counted: compounds."""
    label, unit = str(each.label), each.unit.counted(2)
    if not unit:
        return label
    if not is_english():
        return f"{label}（{unit}）"
    return label if "|" in each.unit.english else f"{label} ({unit})"


def _answer(each: Field, figure: Number | None) -> bool | str | None:
    if figure is None:
        return None
    return bool(figure) if each.role.is_yes_no else plain(figure, each.places)


# --- charts -----------------------------------------------------------------------------------------------------------


def _is_drawn(indicator: Indicator, rows: list[IndicatorRow]) -> bool:
    """Yes or no is a table; of anything else there has to be a value to draw."""
    if indicator.operator == Operator.YES_NO:
        return False
    return any(
        slot.cell and slot.is_known and slot.cell.verdict.amount is not None for row in rows for slot in row.slots
    )


def _bars(indicator: Indicator, rows: list[IndicatorRow], quarter: Quarter) -> plots.BarChart | None:
    """Return the chosen quarter's bars; last known values count as they do on the dashboard."""
    if not _is_drawn(indicator, rows) or all(row.cell.verdict.amount is None for row in rows):
        return None
    values = [bar_of(row.cell, quarter, row.name) for row in rows]
    clause = indicator.clause
    return plots.bars(
        values, indicator.whole or None, indicator.upper, words=clause.describe(), in_percent=clause.is_in_percent
    )


def _bars_summary(indicator: Indicator, rows: list[IndicatorRow]) -> str:
    """Return how many meet the target, if there is one, and every pilot's value."""
    parts = [f"{row.name} {row.cell.shown}" for row in rows]
    values = _("Values: %s.") % listed(parts)
    target = indicator.clause.describe()
    if not target or indicator.scope == Indicator.Scope.PLAN:
        return values
    met = sum(row.cell.lamp == Lamp.MET for row in rows)
    count = ngettext(
        "%(met)s of %(all)s meets the target (%(target)s).", "%(met)s of %(all)s meet the target (%(target)s).", met
    )
    words = count % {"met": met, "all": len(rows), "target": target}
    return f"{words} {values}" if is_english() else f"{words}{values}"


def _line_figures(course: Course, indicator: Indicator, rows: list[IndicatorRow], quarter: Quarter) -> list[LineFigure]:
    """Return the lines of the pilots, six to a chart, all on one axis."""
    if not _is_drawn(indicator, rows):
        return []
    series = [_series(course, row) for row in rows]
    goals = [_drawn_goal(course.judges[each].indicator(indicator)) for each in course.quarters]
    end = plots.lines_end(series, goals)
    figures = []
    for number, first in enumerate(range(0, len(series), plots.STYLES), 1):
        some = series[first : first + plots.STYLES]
        chart = plots.lines(
            [str(each) for each in course.quarters],
            some,
            chosen=str(quarter),
            goals=goals,
            expected=_expected(course, indicator),
            end=end,
        )
        if chart.lines:
            figures.append(LineFigure(number, replace(chart, unit=_axis_unit(indicator)), _lines_summary(chart)))
    return figures


def _drawn_goal(indicator: Indicator) -> plots.Goal:
    return plots.Goal(indicator.whole or None, indicator.upper, indicator.clause.describe())


def _expected(course: Course, indicator: Indicator) -> list[Number | None]:
    """Return what each quarter's own schedule expects by its end; empty if there is none."""
    # A meeting each quarter is the same target every time; its schedule counts them all together.
    if indicator.operator == Operator.FREQUENCY:
        return []
    schedules = [(each, course.judges[each].schedule(indicator)) for each in course.quarters]
    return [schedule.expected(each.last_day) if schedule else None for each, schedule in schedules]


def _series(course: Course, row: IndicatorRow) -> plots.Series:
    values = [
        (slot.text, slot.cell.verdict.amount, str(slot.cell.colour))
        if slot.cell and slot.is_known
        else ("—", None, "grey")
        for slot in row.slots
    ]
    ahead = None
    if row.forecast:
        since = course.quarters.index(row.forecast.since)
        ahead = (since, since + row.forecast.quarters_ahead, row.forecast.amount)
    return plots.Series(row.name, values, ahead)


def _axis_unit(indicator: Indicator) -> str:
    if indicator.clause.is_in_percent:
        return "%"
    return pgettext("unit", "items") if indicator.operator == Operator.CHECKLIST else indicator.clause.unit.counted(2)


def _lines_summary(chart: plots.LineChart) -> str:
    """Return where each line begins and ends."""
    parts = []
    for line in chart.lines:
        first, last = line.marks[0], line.marks[-1]
        words = {"name": line.name, "value": last.text, "quarter": last.label}
        if first is last:
            parts.append(_("%(name)s only %(value)s in %(quarter)s") % words)
        else:
            words |= {"first": first.text, "since": first.label}
            parts.append(_("%(name)s from %(first)s in %(since)s to %(value)s in %(quarter)s") % words)
    return _("Approved values: %s.") % joined(parts)
