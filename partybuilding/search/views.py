"""The search."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from partybuilding.models import Plan
from partybuilding.search.queries import only_hit, search
from partybuilding.shared.access import get_plan_for
from partybuilding.shared.http import SignedIn
from partybuilding.shared.kept_pages import kept

LONGEST = 100  # characters


@require_safe
@kept(get_plan_for, shows_drafts=False)
def search_page(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show what fits; who typed a number and pressed Enter (?go=) is led to what has it."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    groups = search(request.user, plan, typed)
    if "go" in request.GET and (hit := only_hit(groups, typed)):
        return redirect(hit.address)
    return render(request, "search/search.html", {"plan": plan, "typed": typed, "groups": groups})
