"""What the wall display tells of red lamps: who closes which, how many there were by quarter, and the next meeting."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from partybuilding.models import Meeting
from partybuilding.scoreboard.area_page import pilots_of
from partybuilding.scoreboard.cell import Cell
from partybuilding.scoreboard.history import Course
from partybuilding.targets.pace import Colour
from partybuilding.targets.quarter import Quarter


@dataclass(frozen=True, eq=False)
class PartyReds:
    """The red lamps one party is the first to answer for."""

    party: str
    count: int  # of all of them, on whichever panel
    cells: Sequence[Cell]
    due: date | None = None  # the earliest day one of all of them is due; None if none has a day


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterReds:
    """How many lamps were red in a quarter, and how many of these were carried; heights on a hundred of the most."""

    quarter: Quarter
    reds: int | None  # None before the quarter is over
    carried: int = 0
    height: float = 0
    height_carried: float = 0

    @property
    def top(self) -> float:
        """Where its bar begins from above, on a hundred."""
        return 100 - self.height


@dataclass(frozen=True, eq=False)
class Outlook:
    """How many lamps were red by quarter, and the meeting that will look at those of today."""

    trend: Sequence[QuarterReds]
    meeting: Meeting | None
    days: int  # until the meeting; 0 without one


@dataclass(frozen=True, eq=False)
class RedsPage:
    """Who closes what, as far as a panel shows it."""

    groups: Sequence[PartyReds]
    outlook: Outlook


def by_party(reds: Sequence[Cell]) -> list[PartyReds]:
    """Return red lamps by who is the first to answer for each, those with the most before the others."""
    groups: dict[str, list[Cell]] = {}
    for cell in reds:
        parties = cell.parties
        groups.setdefault(str(parties[0] if parties else cell.pilot or cell.plan_context.plan.county_name), []).append(
            cell
        )
    return [
        PartyReds(party, len(cells), cells, min((cell.due for cell in cells if cell.due), default=None))
        for party, cells in sorted(groups.items(), key=lambda each: -len(each[1]))
    ]


def paged(groups: Sequence[PartyReds], size: int) -> Iterator[list[PartyReds]]:
    """Yield pages of at most `size` lamps; a group that goes on over a page stands under its party on both."""
    rows = _rows(groups)
    count = -(-len(rows) // size)
    for number in range(count):
        yield _grouped(rows[len(rows) * number // count : len(rows) * (number + 1) // count])


def first_of(groups: Sequence[PartyReds], size: int) -> list[PartyReds]:
    """Return the groups as far as the first `size` lamps go."""
    return _grouped(_rows(groups)[:size])


def _rows(groups: Sequence[PartyReds]) -> list[tuple[PartyReds, Cell]]:
    return [(group, cell) for group in groups for cell in group.cells]


def _grouped(rows: Sequence[tuple[PartyReds, Cell]]) -> list[PartyReds]:
    page: dict[str, list[Cell]] = {}
    for group, cell in rows:
        page.setdefault(group.party, []).append(cell)
    whole = {group.party: group for group, _cell in rows}
    return [replace(whole[party], cells=cells) for party, cells in page.items()]


def trend_of(course: Course, chosen: Quarter) -> list[QuarterReds]:
    """Return the red lamps of every quarter of the plan, by the terms and on the last day of each."""
    counts = [(each, _reds(course, each) if course.over(each) or each == chosen else None) for each in course.quarters]
    most = max((len(reds) for _quarter, reds in counts if reds), default=0) or 1
    return [
        QuarterReds(quarter=quarter, reds=None)
        if reds is None
        else QuarterReds(
            quarter=quarter,
            reds=len(reds),
            carried=(carried := sum(cell.as_of is not None for cell in reds)),
            height=round(100 * len(reds) / most, 1),
            height_carried=round(100 * carried / most, 1),
        )
        for quarter, reds in counts
    ]


def load_outlook(course: Course, chosen: Quarter) -> Outlook:
    """Return the trend of the red lamps, and the joint meeting that is to come or in session; in one query."""
    meeting = Meeting.coming_of(course.plan)
    days = max((meeting.planned_on - course.plan.today).days, 0) if meeting else 0
    return Outlook(trend_of(course, chosen), meeting, days)


def _reds(course: Course, quarter: Quarter) -> list[Cell]:
    cells = (
        course.cell(indicator, pilot, quarter)
        for indicator in course.judges[quarter].plan_context.indicators
        for pilot in pilots_of(course, indicator)
    )
    return [cell for cell in cells if cell.colour == Colour.RED]
