"""County dashboard and pilot page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communities.models import User
from fengxiang import clock
from partybuilding.access import get_pilot_for, get_plan_for, parse_quarter, reports_for
from partybuilding.comparison import comparisons
from partybuilding.models import Plan
from partybuilding.pilotpage import load_pilot_page
from partybuilding.quarter import Quarter
from partybuilding.scoreboard import load_scoreboard
from partybuilding.views.request import SignedIn


def asked_quarter(request: SignedIn, plan: Plan) -> Quarter:
    """Return the quarter in the address, or the one reports are due for; 404 for one outside the plan."""
    code = request.GET.get("quarter")
    return parse_quarter(plan, code) if code else plan.reporting_quarter(clock.today())


@require_safe
def county(request: SignedIn, plan: str) -> HttpResponse:
    """Show where the pilots stand in a quarter, what is off pace, and what closes it."""
    own = get_plan_for(request.user, plan)
    quarter = asked_quarter(request, own)
    board = load_scoreboard(own, quarter, request.GET.getlist("open") or None)
    return render(
        request,
        "county.html",
        {"plan": own, "board": board, "quarter": quarter, "charts": comparisons(board), "section": "county"},
    )


@require_safe
def pilot(request: SignedIn, plan: str, pilot: str) -> HttpResponse:
    """Show everything of one community in a quarter."""
    own = get_plan_for(request.user, plan)
    quarter = asked_quarter(request, own)
    page = load_pilot_page(get_pilot_for(request.user, own, pilot), quarter)
    return render(
        request,
        "pilot.html",
        {
            "plan": own,
            "page": page,
            "quarter": quarter,
            "readable": readable_quarters(request.user, own, pilot),
            "section": "pilot",
        },
    )


def readable_quarters(user: User, plan: Plan, code: str) -> set[Quarter]:
    """Return the quarters whose report on a pilot this person may open."""
    return {report.quarter for report in reports_for(user, plan).filter(pilot__community__code=code)}
