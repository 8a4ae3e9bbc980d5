"""The scoreboard: a plan in a quarter, and everything a dashboard shows, in a fixed number of queries.

Approved reports and the county's records go in; verdicts, lamps, gaps and bullets come out, ready to be printed.
Nothing is stored.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fengxiang import clock
from fengxiang.bilingual import is_english, joined
from partybuilding.charts.phases import PhaseBar, day_on_line, has_room_for_end, phase_bars
from partybuilding.models import Indicator, Party, Pilot, Plan, Report, TaskArea
from partybuilding.plan.queries import PlanContext, load_plan_context
from partybuilding.registers.records import Resolutions
from partybuilding.scoreboard.approved import Approved, hard_targets_met, load_approved
from partybuilding.scoreboard.cell import Cell, Tally, carried_from, no_reds
from partybuilding.scoreboard.judge import Judge, cell_of
from partybuilding.targets.pace import Colour
from partybuilding.targets.quarter import Quarter

ROWS_ON_PAPER = 6  # of an area nobody asked for: more do not fit on the county's sheet beside the rest


@dataclass(frozen=True, eq=False)
class BoardRow:
    """An indicator across the pilots; for one of the county as a whole, a single cell."""

    indicator: Indicator
    cells: list[Cell]
    slots: Sequence[Cell | None] = ()  # what stands under each pilot; None where its cell was not selected

    @property
    def is_amiss(self) -> bool:
        """Whether any of its lamps is yellow or red."""
        return any(cell.colour in {Colour.YELLOW, Colour.RED} for cell in self.cells)

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
    is_short_on_paper: bool = False  # nobody asked for it, and with all its rows the county takes more than a sheet

    @property
    def unprinted(self) -> int:
        """How many of its rows are left out on paper: those in which nothing is behind or red."""
        return sum(not row.is_amiss for row in self.rows) if self.is_short_on_paper else 0


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

    @property
    def is_approved(self) -> bool:
        return self.report is not None and self.report.state == Report.State.APPROVED

    @property
    def carried(self) -> str:
        """Which quarter's figures stand for a report that is not approved; empty if it is."""
        if self.is_approved:
            return ""
        return carried_from(self.last_known) if self.last_known else _("nothing approved before")

    @property
    def words(self) -> str:
        """How the report stands, and what stands for it."""
        return joined((self.state, self.carried))

    def missing_since(self, due: date | None, *, with_carried: bool) -> str:
        """Say how long the report has lain where it lies, else when it is due, and what stands for it."""
        state, since = self.state, self._moved_on
        if since:
            n = max((clock.today() - since).days, 0)
            state = ngettext("%(state)s %(n)s day ago (%(day)s)", "%(state)s %(n)s days ago (%(day)s)", n) % {
                "state": self.state,
                "n": n,
                "day": date_format(since),
            }
        elif due:
            state = _("%(state)s, due %(day)s") % {"state": self.state, "day": date_format(due)}
        return pgettext("label", ": ").join((str(self.pilot), joined((state, self.carried if with_carried else ""))))

    @property
    def _moved_on(self) -> date | None:
        """The day on which the report went to whoever it now waits for; None while only its author knows it."""
        if self.report is None:
            return None
        moments = {
            Report.State.SUBMITTED: self.report.submitted_at,
            Report.State.RETURNED: self.report.decided_at,
        }
        moment = moments.get(Report.State(self.report.state))
        return timezone.localdate(moment) if moment else None


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
        """All required indicators of all pilots and of the county."""
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
        """The required indicators of the county as a whole."""
        return Tally.of(cell for cell in self.cells if cell.pilot is None)

    @property
    def approved(self) -> int:
        return sum(each.is_approved for each in self.standings)

    @property
    def waiting(self) -> list[Standing]:
        """The pilots whose report on the quarter is not approved."""
        return [each for each in self.standings if not each.is_approved]

    @property
    def missing(self) -> list[str]:
        """Which reports of the quarter are not approved, since when, and what stands for them, if each has its own."""
        due = self.plan.deadline_of(self.quarter) if self.plan.asks_for(self.quarter) else None
        return [each.missing_since(due, with_carried=len(self._last_known) > 1) for each in self.waiting]

    @property
    def carried_from(self) -> str:
        """The quarter that stands for every report that is not approved; empty if they do not share one."""
        (quarter,) = self._last_known if len(self._last_known) == 1 else (None,)
        return str(quarter if is_english() else quarter.label) if quarter else ""

    @property
    def has_nothing_before(self) -> bool:
        """Whether no pilot whose report is not approved ever had one approved."""
        return self._last_known == {None}

    @cached_property
    def _last_known(self) -> set[Quarter | None]:
        return {each.last_known for each in self.waiting}

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

    @property
    def is_end_dated(self) -> bool:
        """Whether the plan's last day stands at the end of the time line."""
        return has_room_for_end(self.phase_bars, self.now)

    @property
    def running(self) -> PhaseBar | None:
        """The phase of the reference date; None between phases."""
        return next((bar for bar in self.phase_bars if bar.state.is_running), None)


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
    plan_context = load_plan_context(plan)
    quarters = [quarter.previous, quarter]
    approved = load_approved(plan_context, quarters, only_verified=only_verified, waiting=waiting, with_present=True)
    return scoreboard_of(plan_context, approved, quarter, opened, only_current=only_current)


def scoreboard_of(
    plan_context: PlanContext,
    approved: Approved,
    quarter: Quarter,
    opened: Collection[str] | None = None,
    *,
    only_current: bool = False,
) -> Scoreboard:
    """Return the scoreboard of a quarter from what is approved for it, for the one before, and recorded today."""
    judge = Judge(plan_context, quarter)
    plan_context, plan = judge.plan_context, plan_context.plan
    last = {pilot.pk: approved.last_known(pilot, quarter) for pilot in plan_context.pilots}
    rows = judged_rows(judge, approved, only_current=only_current)
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
        only_verified=approved.only_verified,
        only_current=only_current,
        cells=cells,
        resolutions=approved.records.resolutions,
    )


def judged_rows(judge: Judge, approved: Approved, *, only_current: bool = False) -> list[BoardRow]:
    """Return every indicator judged across the pilots, in the plan's order; without a query."""
    pilots, quarter, leaders = judge.plan_context.pilots, judge.quarter, approved.records.leaders
    last = {pilot.pk: approved.last_known(pilot, quarter) for pilot in pilots}
    known = {pk: each if each == quarter or not only_current else None for pk, each in last.items()}

    def cells_of(indicator: Indicator) -> list[Cell]:
        if indicator.scope == Indicator.Scope.PLAN:
            return [cell_of(judge, approved, indicator, None, None)]
        return [cell_of(judge, approved, indicator, each, known[each.pk], leaders.get(each.pk)) for each in pilots]

    judged = ((each, cells_of(each)) for each in judge.plan_context.indicators)
    return [BoardRow(each, cells, cells) for each, cells in judged]


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
        blocks.append(
            AreaBlock(
                area=area,
                rows=group,
                tallies=tallies,
                county=county,
                is_open=number in shown,
                toggle=sorted(shown ^ {number}) or ["none"],
                is_short_on_paper=opened is None and number in shown and len(group) > ROWS_ON_PAPER,
            )
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
