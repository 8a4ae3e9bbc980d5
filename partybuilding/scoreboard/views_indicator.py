"""The page of an indicator."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.models import Plan
from partybuilding.plan.queries import defaults_of
from partybuilding.scoreboard.export_indicator import indicator_table
from partybuilding.scoreboard.indicator_page import load_indicator_page
from partybuilding.shared import access
from partybuilding.shared.access import get_plan_for, reports_for
from partybuilding.shared.http import SignedIn, asked_quarter
from partybuilding.shared.kept_pages import exported, kept
from partybuilding.shared.tables import Table


@require_safe
@kept(get_plan_for, shows_drafts=False)
def indicator(request: SignedIn, plan: Plan, indicator: str) -> HttpResponse:
    """Show one clause of the plan across all pilots and quarters."""
    quarter = asked_quarter(request, plan)
    page = load_indicator_page(plan, indicator, quarter, reports_for(request.user, plan))
    return render(
        request,
        "scoreboard/indicator.html",
        {
            "plan": plan,
            "page": page,
            "quarter": quarter,
            "section": "indicator",
            "defaults": defaults_of(page.indicator),
        },
    )


@never_cache
@require_safe
@exported(access.get_plan_for)
def export_indicator(request: SignedIn, plan: Plan, indicator: str) -> Table:
    """Send one indicator of all pilots and quarters."""
    readable = access.reports_for(request.user, plan)
    page = load_indicator_page(plan, indicator, asked_quarter(request, plan), readable)
    return indicator_table(plan, page)
