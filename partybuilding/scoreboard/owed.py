"""What is owed on the scoreboard: its red lamps."""

from datetime import date

from django.urls import reverse

from partybuilding.scoreboard.cell import Cell
from partybuilding.scoreboard.scoreboard import Scoreboard
from partybuilding.shared.owed import DEPARTMENT, About, Owed, OwedKind, OwedState, Owner


def find_lamps(board: Scoreboard, today: date) -> list[Owed]:
    """Return the red lamps in the plan's order, whether an item deals with them or not; without a query.

    None of a quarter before the plan's reports begin: it is shown, and nobody is asked to mend it.
    """
    if not board.plan.asks_for(board.quarter):
        return []
    return [_lamp(cell, board, today) for cell in board.reds]


def _lamp(cell: Cell, board: Scoreboard, today: date) -> Owed:
    """Return a red lamp: owed by those who can close its gap, by the department where it alone can.

    Of the county as a whole it is the department's as soon as it is among them.
    """
    plan, pilot, parties = board.plan, cell.pilot, tuple(cell.parties)
    units = tuple(each.unit for each in parties if each.unit and each.unit.pk != plan.lead_unit_id)
    is_lead = any(each.unit and each.unit.pk == plan.lead_unit_id for each in parties)
    owner = Owner(pilot=pilot if any(each.pilot for each in parties) else None, units=units)
    page = (
        reverse("value", args=[plan.slug, pilot.code, cell.indicator.code])
        if pilot
        else reverse("indicator", args=[plan.slug, cell.indicator.code])
    )
    return Owed(
        kind=OwedKind.LAMP,
        state=OwedState.RED,
        about=About(plan=plan, pilot=pilot, quarter=board.quarter, indicator=cell.indicator),
        owner=DEPARTMENT if is_lead and not pilot else owner,
        since=board.on,
        due=cell.due,
        on=today,
        page=f"{page}?quarter={board.quarter}",
        shown=cell.shown,
        reason=cell.verdict.gap,
        lamp=cell.lamp,
        is_carried=cell.as_of is not None,
        parties=parties,
    )
