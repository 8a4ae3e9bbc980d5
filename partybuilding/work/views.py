"""My work 待办: the first page of those who owe something."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fengxiang import clock
from partybuilding.models import Plan
from partybuilding.shared.access import get_plan_for
from partybuilding.shared.http import SignedIn
from partybuilding.shared.kept_pages import kept
from partybuilding.work.queries import load_work


@require_safe
@kept(get_plan_for)
def work(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show what this person owes, by when and since when, and what comes next."""
    desk = load_work(request.user, plan, clock.today())
    return render(
        request,
        "work/work.html",
        {"plan": plan, "work": desk, "section": "work"},
    )
