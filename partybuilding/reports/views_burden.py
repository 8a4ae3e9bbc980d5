"""The burden meter 减负: what the reports ask, for those who decide what is asked and those who are asked."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.access import own_communities
from partybuilding.models import Plan
from partybuilding.reports.burden import Burden, load_burden
from partybuilding.reports.export_burden import burden_table, uses_table
from partybuilding.shared.access import get_plan_to_measure
from partybuilding.shared.http import SignedIn
from partybuilding.shared.kept_pages import exported, kept
from partybuilding.shared.tables import Table


def _burden(request: SignedIn, plan: Plan) -> Burden:
    return load_burden(plan, plan.today, own_communities(request.user))


@require_safe
@kept(get_plan_to_measure)
def burden(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show what each report asked, what was changed, and what nobody changed in a year."""
    return render(
        request,
        "reports/burden.html",
        {"plan": plan, "burden": _burden(request, plan), "section": "reports"},
    )


@never_cache
@require_safe
@exported(get_plan_to_measure)
def export_burden(request: SignedIn, plan: Plan) -> Table:
    """Send what each report asked."""
    return burden_table(plan, _burden(request, plan), plan.reporting_quarter(plan.today))


@never_cache
@require_safe
@exported(get_plan_to_measure)
def export_uses(request: SignedIn, plan: Plan) -> Table:
    """Send how often each indicator was changed."""
    return uses_table(plan, _burden(request, plan), plan.reporting_quarter(plan.today))
