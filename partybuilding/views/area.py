"""The page of a task area."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partybuilding.access import get_plan_for
from partybuilding.areapage import load_area_page
from partybuilding.views.dashboard import asked_quarter
from partybuilding.views.request import SignedIn


@require_safe
def area(request: SignedIn, plan: str, area: int) -> HttpResponse:
    """Show the indicators of one task area across the pilots, and its lamps over the quarters."""
    own = get_plan_for(request.user, plan)
    quarter = asked_quarter(request, own)
    page = load_area_page(own, area, quarter)
    return render(request, "area.html", {"plan": own, "page": page, "quarter": quarter, "section": "area"})
