"""The scoreboard: a plan in a quarter, and everything a dashboard shows, in a fixed number of queries.

Approved reports and the county's records go in; verdicts, lamps, gaps and bullets come out, ready to be printed.
Nothing is stored.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property, partial

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fengxiang.bilingual import joined
from partybuilding.charts import small as charts
from partybuilding.charts.phases import PhaseBar, day_on_line, phase_bars
from partybuilding.models import Indicator, Party, Pilot, Plan, Report, TaskArea
from partybuilding.plan.queries import Figures, PlanContext, load_plan_context
from partybuilding.registers.records import Resolutions
from partybuilding.scoreboard.approved import Approved, hard_targets_met, load_approved
from partybuilding.scoreboard.cell import UNJUDGED, Cell, Tally, carried_from, no_reds
from partybuilding.targets.numbers import signed
from partybuilding.targets.pace import Colour, Kind, Lamp, Schedule, frequency_lamp, lamp_of
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.target import Operator, Verdict


@dataclass(frozen=True, eq=False)
class BoardRow:
    """An indicator across the pilots; for one of the county as a whole, a single cell."""

    indicator: Indicator
    cells: list[Cell]
    slots: Sequence[Cell | None] = ()  # what stands under each pilot; None where its cell was not selected

    @property
    def parties(self) -> list[Party]:
        """Who can close its gap at any of its pilots, the communities in one."""
        if not self.cells:
            return []
        pilots = [cell.pilot for cell in self.cells if cell.pilot]
        return self.indicator.parties(pilots or self.cells[0].plan_context.pilots, by_name=False)

    @property
    def is_county(self) -> bool:
        return self.indicator.scope == Indicator.Scope.PLAN


@dataclass(frozen=True, eq=False, kw_only=True)
class AreaBlock:
    """A task area: its rows, and how each pilot stands in it."""

    area: TaskArea
    rows: list[BoardRow]
    tallies: list[tuple[Pilot, Tally]]
    county: Tally
    is_open: bool
    toggle: list[str]  # the areas to ask for so that this one opens or closes and the others stay


def word_of_report(report: Report | None, plan: Plan, quarter: Quarter) -> str:
    """Return how a pilot's report on a quarter stands; a quarter before reports begin asks for none."""
    if report:
        return str(report.get_state_display())
    return _("not started") if plan.asks_for(quarter) else _("not asked for")


@dataclass(frozen=True, eq=False)
class Standing:
    """A pilot in the quarter: its report, with how it stands in words, and its lamps."""

    pilot: Pilot
    report: Report | None
    state: str
    tally: Tally
    last_known: Quarter | None

    def missing_since(self, due: date | None) -> str:
        """Say what the report waits for, since when it is due, if it is, and from when its figures are carried."""
        carried = carried_from(self.last_known) if self.last_known else _("nothing approved before")
        if due is None:
            return pgettext("label", ": ").join((str(self.pilot), joined((self.state, carried))))
        words = {"pilot": self.pilot, "state": self.state, "day": date_format(due), "carried": carried}
        return _("%(pilot)s: %(state)s, due %(day)s, %(carried)s") % words


@dataclass(frozen=True, eq=False, kw_only=True)
class Scoreboard:
    """A plan × quarter, judged on `on`: the quarter's last day, or today if that comes first."""

    plan_context: PlanContext
    quarter: Quarter
    on: date
    blocks: list[AreaBlock]
    standings: list[Standing]
    met_before: int | None
    only_verified: bool  # whether the reported values that nobody verified on site are left out
    cells: list[Cell] = field(repr=False)
    only_current: bool = False  # whether values carried from an earlier quarter are left out
    resolutions: Resolutions | None = None  # as they stand today
    selection: str = ""  # the words of what was selected, where this is not the whole

    @property
    def plan(self) -> Plan:
        return self.plan_context.plan

    @cached_property
    def tally(self) -> Tally:
        """All hard targets of all pilots and of the county."""
        return Tally.of(self.cells)

    @cached_property
    def reds(self) -> list[Cell]:
        """The red lamps in the plan's order."""
        return [cell for cell in self.cells if cell.colour == Colour.RED]

    @cached_property
    def carried_reds(self) -> int:
        """How many red lamps stand on a value carried from an earlier quarter."""
        return sum(cell.as_of is not None for cell in self.reds)

    @cached_property
    def county(self) -> Tally:
        """The hard targets of the county as a whole."""
        return Tally.of(cell for cell in self.cells if cell.pilot is None)

    @property
    def approved(self) -> int:
        return sum(s.report is not None and s.report.state == Report.State.APPROVED for s in self.standings)

    @property
    def waiting(self) -> list[Standing]:
        """The pilots whose report on the quarter is not approved."""
        return [s for s in self.standings if s.report is None or s.report.state != Report.State.APPROVED]

    @property
    def missing(self) -> list[str]:
        """Which reports of the quarter are not approved, since when, and what stands for them meanwhile."""
        due = self.plan.deadline_of(self.quarter) if self.plan.asks_for(self.quarter) else None
        return [each.missing_since(due) for each in self.waiting]

    @property
    def no_reds(self) -> str:
        """What is said where no lamp is red: without reservation only once every report is approved."""
        return no_reds(len(self.waiting))

    @cached_property
    def phase_bars(self) -> list[PhaseBar]:
        """The phases along the plan's days, in proportion."""
        return phase_bars(self.plan_context.phases, self.plan.begins_on, self.plan.ends_on, self.on)

    @property
    def now(self) -> float:
        """Where the reference date stands on the time line, on a hundred."""
        return day_on_line(self.on, self.plan.begins_on, self.plan.ends_on)


class Judge:
    """Turns figures into cells, for one plan on one day, by the terms that hold in the quarter."""

    def __init__(self, plan_context: PlanContext, quarter: Quarter) -> None:
        self.plan_context = plan_context.in_quarter(quarter)
        self.quarter = quarter
        self.today = plan_context.plan.today
        self.on = min(self.today, quarter.last_day)
        self.rules = self.plan_context.rules
        self._indicators = {each.pk: each for each in self.plan_context.indicators}
        self._schedules = {pk: each.schedule(self.plan_context.phases) for pk, each in self._indicators.items()}

    def indicator(self, indicator: Indicator) -> Indicator:
        """Return an indicator with the target of the quarter, whatever quarter's it had."""
        return self._indicators[indicator.pk]

    def schedule(self, indicator: Indicator) -> Schedule | None:
        return self._schedules[indicator.pk]

    def lamp(self, indicator: Indicator, verdict: Verdict) -> Lamp:
        """Return the lamp of a known value."""
        indicator = self.indicator(indicator)
        if indicator.operator == Operator.FREQUENCY and indicator.kind == Kind.REQUIRED:
            last, begun = self.quarter.last_day, self.today >= self.quarter.first_day
            return frequency_lamp(verdict, last_day=last, begun=begun, today=self.today, rules=self.rules)
        return lamp_of(
            indicator.clause,
            verdict,
            kind=Kind(indicator.kind),
            schedule=self.schedule(indicator),
            on=self.on,
            end=self.plan_context.plan.ends_on,
            rules=self.rules,
        )

    def cell(
        self,
        indicator: Indicator,
        pilot: Pilot | None,
        figures: Figures,
        before: Figures,
        as_of: Quarter | None = None,
        waiting: Lamp = Lamp.NOT_REPORTED,
    ) -> Cell:
        """Return the judged cell.

        With `as_of`, the value is carried from an earlier quarter: a stock is judged by what this quarter expects, a
        count of the quarter is not. `waiting` is the lamp of what has no verdict.
        """
        indicator = self.indicator(indicator)
        clause, schedule = indicator.clause, self.schedule(indicator)
        due = schedule.due if schedule else None
        cell_with = partial(Cell, plan_context=self.plan_context, indicator=indicator, pilot=pilot, due=due)
        if not figures or not clause.is_known(figures):
            lamp = waiting
            if indicator.source == Indicator.Source.RECORD:
                lamp = Lamp.NOT_REPORTED if self.today >= self.quarter.first_day else Lamp.NOT_DUE
            return cell_with(lamp=lamp, verdict=UNJUDGED, text="—")
        if as_of and indicator.is_flow:
            words = {"quarter": as_of.label, "value": clause.value_text(figures)}
            last = _("not reported this quarter; %(quarter)s: %(value)s") % words
            return cell_with(lamp=waiting, verdict=UNJUDGED, text="—", last_count=last)
        verdict = clause.judge(figures)
        has_begun = self.today >= self.quarter.first_day
        cell = cell_with(
            lamp=self.lamp(indicator, verdict) if as_of is None or has_begun else waiting,
            verdict=verdict,
            text=clause.value_text(figures),
            as_of=as_of,
            bullet=self.bullet(indicator, verdict),
            figures=figures,
        )
        if as_of is None:
            cell = replace(cell, change=self._change(indicator, figures, before), before=before)
        return cell

    def bullet(self, indicator: Indicator, verdict: Verdict) -> charts.Bullet | None:
        """Return the bar of a value against its target; yes or no, and what has no target, have none."""
        if verdict.met is None or indicator.operator == Operator.YES_NO:
            return None
        schedule = self.schedule(indicator)
        expected = schedule.expected(self.on) if schedule else None
        end = charts.axis_end(100) if indicator.clause.is_in_percent else None
        return charts.bullet(verdict.amount, indicator.whole, indicator.upper, expected, end)

    def _change(self, indicator: Indicator, figures: Figures, before: Figures) -> str:
        clause = indicator.clause
        if not before or not clause.is_known(before):
            return ""
        now, then = clause.judge(figures).amount, clause.judge(before).amount
        if now is None or then is None:
            return ""
        return signed(Fraction(now) - Fraction(then), in_points=clause.is_in_percent)


def load_scoreboard(
    plan: Plan,
    quarter: Quarter,
    opened: Collection[str] | None = None,
    *,
    only_verified: bool = False,
    only_current: bool = False,
    waiting: QuerySet[Report] | None = None,
) -> Scoreboard:
    """Return the scoreboard of a quarter.

    `opened` are the numbers of the areas to show with their indicators, or "all"; else the one with most red lamps.
    With `only_verified`, reported values that nobody found so on site are left out; with `only_current`, those carried
    from an earlier quarter. `waiting` ones are not judged.
    """
    judge = Judge(load_plan_context(plan), quarter)
    plan_context = judge.plan_context
    approved = load_approved(
        plan_context, [quarter.previous, quarter], only_verified=only_verified, waiting=waiting, with_present=True
    )
    last = {pilot.pk: approved.last_known(pilot, quarter) for pilot in plan_context.pilots}
    known = {pk: each if each == quarter or not only_current else None for pk, each in last.items()}

    def cells_of(indicator: Indicator) -> list[Cell]:
        if indicator.scope == Indicator.Scope.PLAN:
            return [cell_of(judge, approved, indicator, None, None)]
        cells = [(each, cell_of(judge, approved, indicator, each, known[each.pk])) for each in plan_context.pilots]
        leaders = approved.records.leaders
        return [
            replace(cell, leader=leaders.get(each.pk)) if cell.colour == Colour.RED else cell for each, cell in cells
        ]

    rows = [
        BoardRow(each, cells, cells) for each, cells in ((each, cells_of(each)) for each in plan_context.indicators)
    ]
    cells = [cell for row in rows for cell in row.cells]
    return Scoreboard(
        plan_context=plan_context,
        quarter=quarter,
        on=judge.on,
        blocks=_blocks(plan_context, rows, opened),
        standings=[
            Standing(
                pilot,
                approved.reports.get((pilot.pk, quarter)),
                word_of_report(approved.reports.get((pilot.pk, quarter)), plan, quarter),
                Tally.of(cell for cell in cells if cell.pilot is pilot),
                last[pilot.pk],
            )
            for pilot in plan_context.pilots
        ],
        met_before=hard_targets_met(plan_context, approved, quarter.previous),
        only_verified=only_verified,
        only_current=only_current,
        cells=cells,
        resolutions=approved.records.resolutions,
    )


def cell_of(judge: Judge, approved: Approved, indicator: Indicator, pilot: Pilot | None, known: Quarter | None) -> Cell:
    """Return the judged cell of a pilot, or of the county if that is None.

    Of what a community reports: the quarter's approved value, else a stock of the last `known` quarter, marked so.
    """
    quarter = judge.quarter
    if pilot is None or indicator.source == Indicator.Source.RECORD:
        before = approved.of(pilot, indicator, quarter.previous)
        return judge.cell(indicator, pilot, approved.of(pilot, indicator, quarter), before)
    figures = approved.of(pilot, indicator, known)
    before = approved.of(pilot, indicator, quarter.previous)
    if known == quarter and approved.is_hidden(pilot, indicator, known):
        waiting = Lamp.NOT_VERIFIED
    elif approved.is_waiting(pilot, quarter):
        waiting = Lamp.NOT_APPROVED
    else:  # before the quarter is over nobody owes a report on it
        waiting = Lamp.NOT_REPORTED if quarter.last_day < judge.today else Lamp.NOT_DUE
    cell = judge.cell(indicator, pilot, figures, before, None if known == quarter else known, waiting)
    if pending := approved.pending(pilot, indicator, quarter):
        cell = replace(cell, pending=pending)
    evidence_level = approved.evidence_level(pilot, indicator, known)
    return (
        replace(cell, evidence_level=evidence_level)
        if evidence_level and (cell.is_known or evidence_level.visit)
        else cell
    )


def _blocks(plan_context: PlanContext, rows: list[BoardRow], opened: Collection[str] | None) -> list[AreaBlock]:
    groups = {area: [row for row in rows if row.indicator.area_id == area.pk] for area in plan_context.areas}
    numbers = {str(area.number) for area in groups}
    asked = _reddest(groups) if opened is None else set(opened)
    shown = numbers if "all" in asked else numbers & asked
    blocks = []
    for area, group in groups.items():
        number = str(area.number)
        tallies = [
            (pilot, Tally.of(cell for row in group for cell in row.cells if cell.pilot is pilot))
            for pilot in plan_context.pilots
        ]
        county = Tally.of(cell for row in group for cell in row.cells if cell.pilot is None)
        toggle = sorted(shown ^ {number}) or ["none"]
        blocks.append(
            AreaBlock(area=area, rows=group, tallies=tallies, county=county, is_open=number in shown, toggle=toggle)
        )
    return blocks


def _reddest(groups: dict[TaskArea, list[BoardRow]]) -> set[str]:
    """Return the number of the area with the most red lamps, the first of equals; empty if there is none."""
    reds = {
        str(area.number): sum(cell.colour == Colour.RED for row in rows for cell in row.cells)
        for area, rows in groups.items()
    }
    worst = max(reds, key=lambda number: reds[number], default=None)
    return {worst} if worst is not None and reds[worst] else set()
