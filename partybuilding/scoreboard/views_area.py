"""The page of a task area."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.scoreboard.area_page import load_area_page
from partybuilding.scoreboard.export_area import area_table, lamps_table
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.shared import access
from partybuilding.shared.access import get_plan_for
from partybuilding.shared.http import SignedIn, asked_quarter, sent
from partybuilding.shared.tables import ExportFormat


@require_safe
def area(request: SignedIn, plan: str, area: int) -> HttpResponse:
    """Show the indicators of one task area across the pilots, and its lamps over the quarters."""
    own = get_plan_for(request.user, plan)
    quarter = asked_quarter(request, own)
    page = load_area_page(own, area, quarter)
    return render(request, "scoreboard/area.html", {"plan": own, "page": page, "quarter": quarter, "section": "area"})


@never_cache
@require_safe
def export_area(request: SignedIn, plan: str, area: int, form: ExportFormat) -> HttpResponse:
    """Send the indicators of one task area."""
    own = access.get_plan_for(request.user, plan)
    board = load_scoreboard(own, asked_quarter(request, own))
    return sent(area_table(board, area, request.user.name), form)


@never_cache
@require_safe
def export_lamps(request: SignedIn, plan: str, area: int, form: ExportFormat) -> HttpResponse:
    """Send the lamps of one task area over the quarters."""
    own = access.get_plan_for(request.user, plan)
    page = load_area_page(own, area, asked_quarter(request, own))
    return sent(lamps_table(own, page, request.user.name), form)
