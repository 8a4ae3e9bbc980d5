"""The plan itself 方案: its clauses in short words, what became of each, and the county's own copy."""

from pathlib import PurePath

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.models import Plan
from partybuilding.models.files import met_last
from partybuilding.plan.queries import load_sections
from partybuilding.plan.terms_changes import load_terms_changes
from partybuilding.shared import access
from partybuilding.shared.http import SignedIn, stored_file, with_plan
from partybuilding.shared.kept_pages import kept


@require_safe
@kept(access.get_plan_for, shows_drafts=False)
def plan_text(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show the plan's clauses by section, with what became of them and who answers; and what was changed since."""
    copy = met_last(plan.document) if plan.document else None
    context = {"plan": plan, "copy": copy, "sections": load_sections(plan), "changes": load_terms_changes(plan)}
    return render(request, "plan/plan_text.html", {**context, "section": "plan-text"})


@never_cache
@require_safe
@with_plan(access.get_plan_for)
def plan_copy(request: SignedIn, plan: Plan) -> HttpResponseBase:
    """Send the county's own copy of the plan as an attachment."""
    if not plan.document:
        raise Http404
    return stored_file(request, plan.document, f"{plan.slug}{PurePath(str(plan.document)).suffix}")
