"""The burden meter 减负: what the reports ask, for those who decide what is asked."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fengxiang import clock
from partybuilding.reports.burden import load_burden
from partybuilding.reports.export_burden import burden_table, uses_table
from partybuilding.shared import access
from partybuilding.shared.access import get_plan_to_measure
from partybuilding.shared.http import SignedIn, sent
from partybuilding.shared.tables import ExportFormat


@require_safe
def burden(request: SignedIn, plan: str) -> HttpResponse:
    """Show what each report asked, what was changed, and what nobody changed in a year."""
    own = get_plan_to_measure(request.user, plan)
    return render(
        request,
        "reports/burden.html",
        {"plan": own, "burden": load_burden(own, clock.today()), "section": "reports"},
    )


@never_cache
@require_safe
def export_burden(request: SignedIn, plan: str, form: ExportFormat) -> HttpResponse:
    """Send what each report asked, to those who decide what is asked."""
    own, today = access.get_plan_to_measure(request.user, plan), clock.today()
    return sent(burden_table(own, load_burden(own, today), own.reporting_quarter(today), request.user.name), form)


@never_cache
@require_safe
def export_uses(request: SignedIn, plan: str, form: ExportFormat) -> HttpResponse:
    """Send how often each indicator was changed, to those who decide what is asked."""
    own, today = access.get_plan_to_measure(request.user, plan), clock.today()
    return sent(uses_table(own, load_burden(own, today), own.reporting_quarter(today), request.user.name), form)
