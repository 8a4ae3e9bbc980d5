"""The page of an indicator."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.plan.queries import defaults_of
from partybuilding.scoreboard.export_indicator import indicator_table
from partybuilding.scoreboard.indicator_page import load_indicator_page
from partybuilding.shared import access
from partybuilding.shared.access import get_plan_for, reports_for
from partybuilding.shared.http import SignedIn, asked_quarter, sent
from partybuilding.shared.tables import ExportFormat


@require_safe
def indicator(request: SignedIn, plan: str, indicator: str) -> HttpResponse:
    """Show one clause of the plan across all pilots and quarters."""
    own = get_plan_for(request.user, plan)
    quarter = asked_quarter(request, own)
    page = load_indicator_page(own, indicator, quarter, reports_for(request.user, own))
    return render(
        request,
        "scoreboard/indicator.html",
        {
            "plan": own,
            "page": page,
            "quarter": quarter,
            "section": "indicator",
            "defaults": defaults_of(page.indicator),
        },
    )


@never_cache
@require_safe
def export_indicator(request: SignedIn, plan: str, indicator: str, form: ExportFormat) -> HttpResponse:
    """Send one indicator of all pilots and quarters."""
    own = access.get_plan_for(request.user, plan)
    readable = access.reports_for(request.user, own)
    page = load_indicator_page(own, indicator, asked_quarter(request, own), readable)
    return sent(indicator_table(own, page, request.user.name), form)
