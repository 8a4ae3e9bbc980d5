"""My work 待办: the first page of those who owe something."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fengxiang import clock
from partybuilding.models import Plan
from partybuilding.shared.access import get_plan_for
from partybuilding.shared.http import SignedIn
from partybuilding.shared.kept_pages import by_person, kept
from partybuilding.work.inbox import load_inbox
from partybuilding.work.queries import load_work


@require_safe
@kept(get_plan_for, audience=by_person)
def work(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show what this person owes and by when: the coming meeting, what is due now, soon and later, what comes next."""
    today = clock.today()
    desk = load_work(request.user, plan, today)
    inbox = load_inbox(desk, request.user, plan, today)
    return render(
        request,
        "work/work.html",
        {"plan": plan, "work": desk, "inbox": inbox, "section": "work"},
    )
