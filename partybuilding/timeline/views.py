"""The timeline of a plan."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fengxiang import clock
from partybuilding.models import Clause
from partybuilding.plan.queries import defaults_about
from partybuilding.shared import access
from partybuilding.shared.access import get_plan_for
from partybuilding.shared.http import SignedIn, sent
from partybuilding.shared.tables import ExportFormat
from partybuilding.timeline.exports import timeline_table
from partybuilding.timeline.queries import load_timeline


@require_safe
def timeline(request: SignedIn, plan: str) -> HttpResponse:
    """Show the phases, what each has to bring about, and how far that is today."""
    own = get_plan_for(request.user, plan)
    page = load_timeline(own, clock.today())
    defaults = defaults_about(own, Clause.About.DATES, Clause.About.PHASES)
    return render(
        request, "timeline/timeline.html", {"plan": own, "page": page, "section": "timeline", "defaults": defaults}
    )


@never_cache
@require_safe
def export_timeline(request: SignedIn, plan: str, form: ExportFormat) -> HttpResponse:
    """Send the milestones with how they stand today."""
    own = access.get_plan_for(request.user, plan)
    return sent(timeline_table(load_timeline(own, clock.today()), request.user.name), form)
