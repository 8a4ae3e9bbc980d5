"""Tables to take along: the scoreboard, its red lamps, a pilot's indicators, who has reported; as .xlsx and CSV."""

from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.models import Plan
from partybuilding.scoreboard.export_pilot import pilot_table
from partybuilding.scoreboard.exports import reds_table, scoreboard_table
from partybuilding.scoreboard.filters import read_selection, select
from partybuilding.scoreboard.pilot_page import load_pilot_page
from partybuilding.scoreboard.scoreboard import Scoreboard, load_scoreboard
from partybuilding.shared import access
from partybuilding.shared.http import SignedIn, asked_quarter, asks_for_current, asks_for_verified
from partybuilding.shared.kept_pages import exported
from partybuilding.shared.tables import Table


@never_cache
@require_safe
@exported(access.get_plan_for)
def export_scoreboard(request: SignedIn, plan: Plan) -> Table:
    """Send the scoreboard of the quarter the dashboard shows."""
    return scoreboard_table(_board(request, plan))


@never_cache
@require_safe
@exported(access.get_plan_for)
def export_reds(request: SignedIn, plan: Plan) -> Table:
    """Send the dashboard's red lamps."""
    return reds_table(_board(request, plan))


@never_cache
@require_safe
@exported(access.get_plan_for)
def export_pilot(request: SignedIn, plan: Plan, pilot: str) -> Table:
    """Send the indicators of one community over all quarters."""
    chosen, only_verified = access.get_pilot_for(request.user, plan, pilot), asks_for_verified(request)
    page = load_pilot_page(chosen, asked_quarter(request, plan), only_verified=only_verified)
    return pilot_table(page)


def _board(request: SignedIn, plan: Plan) -> Scoreboard:
    board = load_scoreboard(
        plan,
        asked_quarter(request, plan),
        only_verified=asks_for_verified(request),
        only_current=asks_for_current(request),
    )
    return select(board, read_selection(board.plan_context, request.GET))
