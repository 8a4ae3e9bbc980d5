"""My work 待办: the first page of those who owe something."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fengxiang import clock
from partybuilding.shared.access import get_plan_for
from partybuilding.shared.http import SignedIn
from partybuilding.work.queries import load_work


@require_safe
def work(request: SignedIn, plan: str) -> HttpResponse:
    """Show what this person owes, by when and since when, and what comes next."""
    own = get_plan_for(request.user, plan)
    desk = load_work(request.user, own, clock.today())
    return render(
        request,
        "work/work.html",
        {"plan": own, "work": desk, "section": "work"},
    )
