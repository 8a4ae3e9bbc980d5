"""What a meeting was shown: for everybody in the plan, for ever, and as one file to take along."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.meetings.queries import load_after, load_shown
from partybuilding.meetings.snapshot_html import file_name, snapshot_html
from partybuilding.shared import access, http
from partybuilding.shared.http import SignedIn


@require_safe
def snapshot(request: SignedIn, plan: str, number: int) -> HttpResponse:
    """Show a snapshot, whether it is what was kept, and what became different after the meeting."""
    own = access.get_plan_for(request.user, plan)
    found = access.get_snapshot_for(request.user, own, number)
    shown = load_shown(found)
    context = {
        "plan": own,
        "snapshot": found,
        "meeting": found.meeting,
        "shown": shown,
        "after": load_after(found, shown) if shown else None,
        "section": "meetings",
    }
    return render(request, "meetings/snapshot.html", context)


@require_safe
@never_cache
def download(request: SignedIn, plan: str, number: int) -> HttpResponse:
    """Send a snapshot as one HTML file that needs nothing else: no network, no script."""
    own = access.get_plan_for(request.user, plan)
    found = access.get_snapshot_for(request.user, own, number)
    return http.download(snapshot_html(found), file_name(found), "text/html; charset=utf-8")
