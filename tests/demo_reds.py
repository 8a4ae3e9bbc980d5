"""Which red lamps the rooms name to a leader, and from which quarter each is carried: for the demonstration."""

from collections.abc import Iterable

from fengxiang import clock
from partybuilding.models import Plan
from partybuilding.papers.content import bulletin_data
from partybuilding.papers.typesetting.words import quarter_name
from partybuilding.scoreboard.cell import Cell
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.scoreboard.wall_page import arrange
from partybuilding.targets.quarter import Quarter
from partybuilding.units.queries import load_unit_page

Reds = dict[tuple[str, str], str]  # indicator and pilot (empty: the county) -> the quarter it is carried from, or empty


def reds_named(quarter: Quarter) -> dict[str, Reds]:
    """Return the reds of front page, wall and bulletin; and those a unit leads, of the front page and of its own."""
    plan = Plan.objects.get()
    board = load_scoreboard(plan, quarter)
    seat = plan.member_units.get(unit__code="minzhengju")
    paper = bulletin_data(plan, quarter, clock.today())
    told = [("", each) for each in paper["county"]["cells"]]
    told += [(pilot["id"], each) for pilot in paper["pilots"] for each in pilot["cells"]]
    return {
        "front page": of(board.reds),
        "wall": of(cell for panel in arrange(board).panels for cell in panel.cells),
        "bulletin": {(each["id"], at): each["as_of"] for at, each in told if each["colour"] == "red"},
        "front page, the unit's": of(cell for cell in board.reds if seat in cell.indicator.leads.all()),
        "unit": of(load_unit_page(board.plan, seat.unit, seat, quarter).reds),
    }


def of(cells: Iterable[Cell]) -> Reds:
    return {
        (cell.indicator.code, cell.pilot.code if cell.pilot else ""): quarter_name(cell.as_of) if cell.as_of else ""
        for cell in cells
        if cell.colour == "red"
    }
