"""The pages of the joint meeting's member units: what each answers for, and the gaps it can close in a quarter."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from partybuilding.models import Duty, MemberUnit, Pilot, Plan
from partybuilding.pace import Colour
from partybuilding.quarter import Quarter
from partybuilding.scoreboard import Cell, Row, Scoreboard, Tally, load_scoreboard

CONFIRMED = "duties_confirmed"  # the measure of the clause that lists the duties (四·2)


@dataclass(frozen=True, eq=False)
class UnitDuty:
    """A part of what a unit answers for, and the other units of a joint clause."""

    duty: Duty
    shared_with: list[MemberUnit]


@dataclass(frozen=True, eq=False)
class UnitLine:
    """A unit in the list of all: how much it answers for, and how many of its lamps are red."""

    seat: MemberUnit
    duties: int
    shared: int
    indicators: int
    reds: int


@dataclass(frozen=True, eq=False)
class UnitList:
    """The units with a seat in the joint meeting, in the plan's order."""

    lines: list[UnitLine]
    section: str
    on: date


@dataclass(frozen=True, eq=False)
class LedRow:
    """An indicator whose gap the unit can close, across the pilots, and the units that can close it too."""

    row: Row
    shared_with: list[MemberUnit]


@dataclass(frozen=True, eq=False)
class UnitPage:
    """Everything of one unit in a quarter."""

    seat: MemberUnit
    quarter: Quarter
    on: date
    duties: list[UnitDuty]
    section: str  # of the plan, where the duties stand; empty if the plan has no indicator on them
    pilots: list[Pilot]
    rows: list[LedRow]
    reds: list[Cell]
    tallies: list[tuple[Pilot, Tally]]
    tally: Tally

    @property
    def joint_with(self) -> list[MemberUnit]:
        """The units that share every one of its duties; empty if the duties differ in that."""
        first, *others = [each.shared_with for each in self.duties] or [[]]
        return first if all(each == first for each in others) else []


def load_unit_list(plan: Plan, quarter: Quarter) -> UnitList:
    """Return the plan's units with what they answer for, in a fixed number of queries."""
    board = load_scoreboard(plan, quarter)
    duties = _duties(plan)
    return UnitList([_line(seat, duties, board) for seat in _seats(plan)], _section(board), board.on)


def load_unit_page(seat: MemberUnit, quarter: Quarter) -> UnitPage:
    """Return a unit's page in a fixed number of queries; its lamps are those of the county dashboard."""
    board = load_scoreboard(seat.plan, quarter)
    rows = _led(board, seat)
    cells = [cell for row in rows for cell in row.cells]
    return UnitPage(
        seat,
        quarter,
        board.on,
        [_unit_duty(duty, seat) for duty in _own(_duties(seat.plan), seat)],
        _section(board),
        board.frame.pilots,
        [LedRow(row, _others(list(row.indicator.leads.all()), seat)) for row in rows],
        _reds(rows),
        [(pilot, Tally.of(cell for cell in cells if cell.pilot is pilot)) for pilot in board.frame.pilots],
        Tally.of(cells),
    )


def _seats(plan: Plan) -> list[MemberUnit]:
    return list(MemberUnit.objects.filter(plan=plan).select_related("unit").order_by("order"))


def _duties(plan: Plan) -> list[Duty]:
    """Return all duties of the plan, each with its units in the plan's order, in two queries."""
    units = Prefetch("units", MemberUnit.objects.select_related("unit").order_by("order"))
    return list(Duty.objects.filter(plan=plan).order_by("order").prefetch_related(units))


def _own(duties: list[Duty], seat: MemberUnit) -> list[Duty]:
    return [duty for duty in duties if seat in duty.units.all()]


def _unit_duty(duty: Duty, seat: MemberUnit) -> UnitDuty:
    return UnitDuty(duty, _others(list(duty.units.all()), seat))


def _others(seats: list[MemberUnit], seat: MemberUnit) -> list[MemberUnit]:
    return [each for each in seats if each.pk != seat.pk]


def _led(board: Scoreboard, seat: MemberUnit) -> list[Row]:
    return [row for block in board.blocks for row in block.rows if seat in row.indicator.leads.all()]


def _reds(rows: list[Row]) -> list[Cell]:
    return [cell for row in rows for cell in row.cells if cell.colour == Colour.RED]


def _line(seat: MemberUnit, duties: list[Duty], board: Scoreboard) -> UnitLine:
    own, rows = [_unit_duty(duty, seat) for duty in _own(duties, seat)], _led(board, seat)
    return UnitLine(seat, len(own), sum(bool(each.shared_with) for each in own), len(rows), len(_reds(rows)))


def _section(board: Scoreboard) -> str:
    """Return the section of the plan that lists the duties: that of the indicator on their being confirmed."""
    return next((each.section for each in board.frame.indicators if each.measure == CONFIRMED), "")
