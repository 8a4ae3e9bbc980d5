"""Tables to take along: the scoreboard, its red lamps, a pilot's indicators, who has reported; as .xlsx and CSV."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.scoreboard.export_pilot import pilot_table
from partybuilding.scoreboard.exports import reds_table, scoreboard_table
from partybuilding.scoreboard.filters import read_selection, select
from partybuilding.scoreboard.pilot_page import load_pilot_page
from partybuilding.scoreboard.scoreboard import Scoreboard, load_scoreboard
from partybuilding.shared import access
from partybuilding.shared.http import SignedIn, asked_quarter, asks_for_verified, sent
from partybuilding.shared.tables import ExportFormat


@never_cache
@require_safe
def export_scoreboard(request: SignedIn, plan: str, form: ExportFormat) -> HttpResponse:
    """Send the scoreboard of the quarter the dashboard shows."""
    return sent(scoreboard_table(_board(request, plan), request.user.name), form)


@never_cache
@require_safe
def export_reds(request: SignedIn, plan: str, form: ExportFormat) -> HttpResponse:
    """Send the dashboard's red lamps."""
    return sent(reds_table(_board(request, plan), request.user.name), form)


@never_cache
@require_safe
def export_pilot(request: SignedIn, plan: str, pilot: str, form: ExportFormat) -> HttpResponse:
    """Send the indicators of one community over all quarters."""
    own = access.get_plan_for(request.user, plan)
    chosen, only_verified = access.get_pilot_for(request.user, own, pilot), asks_for_verified(request)
    page = load_pilot_page(chosen, asked_quarter(request, own), only_verified=only_verified)
    return sent(pilot_table(page, request.user.name), form)


def _board(request: SignedIn, plan: str) -> Scoreboard:
    own = access.get_plan_for(request.user, plan)
    board = load_scoreboard(own, asked_quarter(request, own), only_verified=asks_for_verified(request))
    return select(board, read_selection(board.plan_context, request.GET))
