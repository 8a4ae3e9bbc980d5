"""The timeline of a plan."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fengxiang import clock
from partybuilding.access import get_plan_for
from partybuilding.timeline import load_timeline
from partybuilding.views.request import SignedIn


@require_safe
def timeline(request: SignedIn, plan: str) -> HttpResponse:
    """Show the phases, what each has to bring about, and how far that is today."""
    own = get_plan_for(request.user, plan)
    page = load_timeline(own, clock.today())
    return render(request, "timeline.html", {"plan": own, "page": page, "section": "timeline"})
