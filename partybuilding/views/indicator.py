"""The page of an indicator."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partybuilding.access import get_plan_for, reports_for
from partybuilding.indicatorpage import load_indicator_page
from partybuilding.views.dashboard import asked_quarter
from partybuilding.views.request import SignedIn


@require_safe
def indicator(request: SignedIn, plan: str, indicator: str) -> HttpResponse:
    """Show one clause of the plan across all pilots and quarters."""
    own = get_plan_for(request.user, plan)
    quarter = asked_quarter(request, own)
    page = load_indicator_page(own, indicator, quarter, reports_for(request.user, own))
    return render(request, "indicator.html", {"plan": own, "page": page, "quarter": quarter, "section": "indicator"})
