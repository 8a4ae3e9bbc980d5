"""The page of a task area."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.models import Plan
from partybuilding.scoreboard.area_page import load_area_page
from partybuilding.scoreboard.export_area import area_table, lamps_table
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.shared import access
from partybuilding.shared.access import get_plan_for
from partybuilding.shared.http import SignedIn, asked_quarter
from partybuilding.shared.kept_pages import exported, kept
from partybuilding.shared.tables import Table


@require_safe
@kept(get_plan_for, shows_drafts=False)
def area(request: SignedIn, plan: Plan, area: int) -> HttpResponse:
    """Show the indicators of one task area across the pilots, and its lamps over the quarters."""
    quarter = asked_quarter(request, plan)
    page = load_area_page(plan, area, quarter)
    return render(request, "scoreboard/area.html", {"plan": plan, "page": page, "quarter": quarter, "section": "area"})


@never_cache
@require_safe
@exported(access.get_plan_for)
def export_area(request: SignedIn, plan: Plan, area: int) -> Table:
    """Send the indicators of one task area."""
    board = load_scoreboard(plan, asked_quarter(request, plan))
    return area_table(board, area)


@never_cache
@require_safe
@exported(access.get_plan_for)
def export_lamps(request: SignedIn, plan: Plan, area: int) -> Table:
    """Send the lamps of one task area over the quarters."""
    page = load_area_page(plan, area, asked_quarter(request, plan))
    return lamps_table(plan, page)
