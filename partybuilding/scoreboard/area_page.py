"""The page of a task area: its indicators across the pilots in a quarter, and its lamps over the quarters."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partybuilding.charts import large as plots
from partybuilding.models import Indicator, Pilot, Plan, TaskArea
from partybuilding.scoreboard.cell import Cell, Tally
from partybuilding.scoreboard.history import Course, load_course
from partybuilding.scoreboard.scoreboard import BoardRow
from partybuilding.targets.pace import Colour, Kind
from partybuilding.targets.quarter import Quarter

UPWARDS = (Colour.GREEN, Colour.YELLOW, Colour.RED, Colour.GREY)  # as the lamps lie on top of each other


@dataclass(frozen=True, eq=False)
class QuarterLamps:
    """The lamps of the area's required indicators in one quarter, all pilots and the county.

    There are none before it is over, unless it was asked for and has begun.
    """

    quarter: Quarter
    counts: list[tuple[Colour, int]]
    is_chosen: bool
    is_running: bool

    @property
    def total(self) -> int:
        return sum(count for _colour, count in self.counts)


@dataclass(frozen=True, eq=False, kw_only=True)
class AreaPage:
    """Everything of one task area."""

    area: TaskArea
    areas: list[TaskArea]
    pilots: list[Pilot]
    quarter: Quarter
    on: date
    rows: list[BoardRow]
    tallies: list[tuple[Pilot, Tally]]
    county: Tally
    tally: Tally
    lamps: list[QuarterLamps]
    stacks: tuple[plots.Stack, ...]

    @property
    def summary(self) -> str:
        """The lamps of the chosen quarter in words."""
        chosen = next(each for each in self.lamps if each.is_chosen)
        if not chosen.counts:
            return _("%s has not begun.") % self.quarter.label
        words = ngettext(
            "%(quarter)s, of %(all)s required indicator: %(green)s met or on pace, %(yellow)s behind, "
            "%(red)s far behind or overdue, %(grey)s not due or without data.",
            "%(quarter)s, of %(all)s required indicators: %(green)s met or on pace, %(yellow)s behind, "
            "%(red)s far behind or overdue, %(grey)s not due or without data.",
            chosen.total,
        )
        counts = {str(colour): count for colour, count in chosen.counts}
        return words % {"quarter": self.quarter, "all": chosen.total, **counts}


def load_area_page(plan: Plan, number: int, quarter: Quarter) -> AreaPage:
    """Return the page of the area with this number; 404 if no indicator of the plan lies in it."""
    course = load_course(plan)
    area = next((each for each in course.plan_context.areas if each.number == number), None)
    if area is None:
        raise Http404
    indicators = [each for each in course.judges[quarter].plan_context.indicators if each.area_id == area.pk]
    rows = [
        BoardRow(each, [course.cell(each, pilot, quarter) for pilot in pilots_of(course, each)]) for each in indicators
    ]
    cells = [cell for row in rows for cell in row.cells]
    lamps = [_lamps(course, indicators, each, is_chosen=each == quarter) for each in course.quarters]
    return AreaPage(
        area=area,
        areas=course.plan_context.areas,
        pilots=course.plan_context.pilots,
        quarter=quarter,
        on=course.judges[quarter].on,
        rows=rows,
        tallies=[(pilot, _tally(cells, pilot)) for pilot in course.plan_context.pilots],
        county=_tally(cells, None),
        tally=Tally.of(cells),
        lamps=lamps,
        stacks=plots.stacks(
            [(str(each.quarter), [(str(c), n) for c, n in each.counts]) for each in lamps], str(quarter)
        ),
    )


def pilots_of(course: Course, indicator: Indicator) -> list[Pilot | None]:
    """Return whom an indicator is about: every pilot, or the county as a whole."""
    return [None] if indicator.scope == Indicator.Scope.PLAN else [*course.plan_context.pilots]


def _tally(cells: list[Cell], pilot: Pilot | None) -> Tally:
    return Tally.of(cell for cell in cells if cell.pilot is pilot)


def _lamps(course: Course, indicators: list[Indicator], quarter: Quarter, *, is_chosen: bool) -> QuarterLamps:
    is_running = course.begun(quarter) and not course.over(quarter)
    if not course.over(quarter) and not (is_chosen and is_running):
        return QuarterLamps(quarter, [], is_chosen, is_running)
    counts = Counter(
        course.colour(each, pilot, quarter)
        for each in indicators
        if each.kind == Kind.REQUIRED
        for pilot in pilots_of(course, each)
    )
    return QuarterLamps(quarter, [(colour, counts[colour]) for colour in UPWARDS], is_chosen, is_running)
