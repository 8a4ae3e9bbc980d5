"""The timeline of a plan."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.models import Clause, Plan
from partybuilding.plan.queries import defaults_about
from partybuilding.shared import access
from partybuilding.shared.access import get_plan_for
from partybuilding.shared.http import SignedIn
from partybuilding.shared.kept_pages import exported, kept
from partybuilding.shared.tables import Table
from partybuilding.timeline.exports import timeline_table
from partybuilding.timeline.queries import load_timeline


@require_safe
@kept(get_plan_for, shows_drafts=False)
def timeline(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show the phases, what each has to bring about, and how far that is today."""
    page = load_timeline(plan, plan.today)
    defaults = defaults_about(plan, Clause.About.DATES, Clause.About.PHASES)
    return render(
        request, "timeline/timeline.html", {"plan": plan, "page": page, "section": "timeline", "defaults": defaults}
    )


@never_cache
@require_safe
@exported(access.get_plan_for)
def export_timeline(request: SignedIn, plan: Plan) -> Table:
    """Send the milestones with how they stand today."""
    return timeline_table(load_timeline(plan, plan.today))
