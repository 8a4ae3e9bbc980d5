"""The plan itself 方案: its clauses in short words, what became of each, and the county's own copy."""

from pathlib import PurePath

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.plan.queries import load_sections
from partybuilding.shared import access
from partybuilding.shared.http import SignedIn, stored_file


@require_safe
def plan_text(request: SignedIn, plan: str) -> HttpResponse:
    """Show the plan's clauses by section, with the indicators and duties they became and who answers."""
    shown = access.get_plan_for(request.user, plan)
    return render(
        request, "plan/plan_text.html", {"plan": shown, "sections": load_sections(shown), "section": "plan-text"}
    )


@never_cache
@require_safe
def plan_copy(request: SignedIn, plan: str) -> HttpResponseBase:
    """Send the county's own copy of the plan as an attachment."""
    shown = access.get_plan_for(request.user, plan)
    if not shown.document:
        raise Http404
    return stored_file(shown.document, f"{shown.slug}{PurePath(str(shown.document)).suffix}")
