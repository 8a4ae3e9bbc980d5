"""What a meeting was shown: for everybody in the plan, for ever, and as one file to take along."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.meetings.queries import load_after, load_shown
from partybuilding.meetings.snapshot_html import file_name, snapshot_html
from partybuilding.models import Plan
from partybuilding.shared import access, http
from partybuilding.shared.http import SignedIn, with_plan
from partybuilding.shared.kept_pages import kept


@require_safe
@kept(access.get_plan_for, shows_drafts=False)
def snapshot(request: SignedIn, plan: Plan, number: int) -> HttpResponse:
    """Show a snapshot, whether it is what was kept, and what became different after the meeting."""
    meeting = access.get_snapshot_for(request.user, plan, number)
    shown = load_shown(meeting)
    context = {
        "plan": plan,
        "snapshot": meeting,
        "meeting": meeting.meeting,
        "shown": shown,
        "after": load_after(meeting, shown) if shown else None,
        "section": "meetings",
    }
    return render(request, "meetings/snapshot.html", context)


@require_safe
@never_cache
@with_plan(access.get_plan_for)
def download(request: SignedIn, plan: Plan, number: int) -> HttpResponse:
    """Send a snapshot as one HTML file that needs nothing else: no network, no script."""
    meeting = access.get_snapshot_for(request.user, plan, number)
    return http.download(snapshot_html(meeting), file_name(meeting), "text/html; charset=utf-8")
