"""County dashboard and pilot page."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communities.models import User
from partybuilding.models import Plan, Report
from partybuilding.scoreboard.cell import Cell
from partybuilding.scoreboard.comparison import comparisons
from partybuilding.scoreboard.filters import compared, read_selection, red_first, red_groups, select
from partybuilding.scoreboard.pilot_page import load_pilot_page
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.shared.access import (
    can_verify,
    can_view_registers,
    get_pilot_for,
    get_plan_for,
    reports_for,
    reports_waiting_for,
)
from partybuilding.shared.http import SignedIn, asked_quarter, asks_for_current, asks_for_verified
from partybuilding.shared.kept_pages import kept
from partybuilding.targets.quarter import Quarter


@require_safe
@kept(get_plan_for, shows_drafts=False)
def county(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show where the pilots stand in a quarter, what is off pace, and what closes it."""
    quarter = asked_quarter(request, plan)
    only_verified = asks_for_verified(request)
    opened = request.GET.getlist("open") or None
    board = load_scoreboard(
        plan,
        quarter,
        opened,
        only_verified=only_verified,
        only_current=asks_for_current(request),
        waiting=_waiting(request, plan, quarter),
    )
    selection = read_selection(board.plan_context, request.GET)
    shown = select(board, selection, opened)
    reds = red_first(shown, request.GET.get("reds"), request.user.unit)
    return render(
        request,
        "scoreboard/county.html",
        {
            "plan": plan,
            "board": board,
            "shown": shown,
            "selection": selection,
            "kept": [*selection.given, *(("open", number) for number in opened or ())],
            "heads": [each for each in board.standings if each.pilot in selection.pilots],
            "red_groups": red_groups(reds, request.user.unit),
            "has_more_reds": len(reds) < len(shown.reds),
            "quarter": quarter,
            "only_verified": only_verified,
            "only_current": board.only_current,
            "can_verify": can_verify(request.user),
            "charts": comparisons(compared(board, selection)),
            "has_pending": _has_pending(
                cell for block in shown.blocks if block.is_open for row in block.rows for cell in row.cells
            ),
            "section": "county",
        },
    )


@require_safe
@kept(get_plan_for, shows_drafts=False)
def pilot(request: SignedIn, plan: Plan, pilot: str) -> HttpResponse:
    """Show everything of one community in a quarter."""
    quarter = asked_quarter(request, plan)
    only_verified = asks_for_verified(request)
    page = load_pilot_page(
        get_pilot_for(request.user, plan, pilot),
        quarter,
        only_verified=only_verified,
        waiting=_waiting(request, plan, quarter),
    )
    return render(
        request,
        "scoreboard/pilot.html",
        {
            "plan": plan,
            "page": page,
            "quarter": quarter,
            "only_verified": only_verified,
            "can_verify": can_verify(request.user),
            "readable": readable_quarters(request.user, plan, pilot),
            "can_read_registers": can_view_registers(request.user, page.pilot),
            "has_pending": _has_pending(row.cell for area in page.areas for row in area.rows),
            "section": "pilot",
        },
    )


def _waiting(request: SignedIn, plan: Plan, quarter: Quarter) -> QuerySet[Report] | None:
    """Return the reports whose values are shown though they wait for the check; none beside verified values alone."""
    return None if asks_for_verified(request) else reports_waiting_for(request.user, plan, quarter)


def _has_pending(cells: Iterable[Cell]) -> bool:
    return any(cell.pending for cell in cells)


def readable_quarters(user: User, plan: Plan, code: str) -> set[Quarter]:
    """Return the quarters whose report on a pilot this person may open."""
    quarters = reports_for(user, plan).filter(pilot__community__code=code).order_by()
    return set(quarters.values_list("quarter", flat=True))
