"""The burden meter 减负: what the reports ask, for those who decide what is asked."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fengxiang import clock
from partybuilding.access import get_plan_to_measure
from partybuilding.burden import load_burden
from partybuilding.views.request import SignedIn


@require_safe
def burden(request: SignedIn, plan: str) -> HttpResponse:
    """Show what each report asked, what was changed, and what nobody changed in a year."""
    own = get_plan_to_measure(request.user, plan)
    return render(
        request,
        "burden.html",
        {"plan": own, "burden": load_burden(own, clock.today()), "section": "reports"},
    )
