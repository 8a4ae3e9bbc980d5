"""The page of one value."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.access import checks_reports, get_pilot_for, get_plan_for, reads_registers, reports_for, verifies
from partybuilding.explained import load_value_page
from partybuilding.pace import Colour
from partybuilding.views.dashboard import asked_quarter
from partybuilding.views.request import SignedIn


@never_cache
@require_safe
def value(request: SignedIn, plan: str, pilot: str, code: str) -> HttpResponse:
    """Show where one pilot's value of an indicator comes from in a quarter, and what moved it."""
    own = get_plan_for(request.user, plan)
    quarter = asked_quarter(request, own)
    its = get_pilot_for(request.user, own, pilot)
    readable, by_name = reports_for(request.user, own), reads_registers(request.user, its)
    page = load_value_page(its, code, quarter, readable, by_name=by_name)
    context = {
        "plan": own,
        "page": page,
        "quarter": quarter,
        "verifies": verifies(request.user),
        "opens_item": page.cell.colour == Colour.RED and checks_reports(request.user),
        "section": "pilot",
    }
    return render(request, "value.html", context)
