"""The joint meetings as calendar files: all of a plan's, and one alone."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from partybuilding.meetings.ical import CONTENT_TYPE, calendar_of
from partybuilding.models import Meeting, Plan
from partybuilding.shared import access
from partybuilding.shared.http import SignedIn, download


@require_safe
def meetings(request: SignedIn, plan: str) -> HttpResponse:
    """Hand out the calendar of all joint meetings."""
    own = access.get_plan_for(request.user, plan)
    return _file(own, own.meetings.order_by("number"), f"{own.slug}-meetings.ics")


@require_safe
def meeting(request: SignedIn, plan: str, number: int) -> HttpResponse:
    """Hand out one meeting's entry, with its agenda as far as it is known."""
    own = access.get_plan_for(request.user, plan)
    found = access.get_meeting_for(request.user, own, number)
    return _file(own, [found], f"{own.slug}-meeting-{number}.ics", drafted=found.state == Meeting.State.PLANNED)


def _file(plan: Plan, meetings: Iterable[Meeting], name: str, *, drafted: bool = False) -> HttpResponse:
    return download(calendar_of(plan, meetings, drafted=drafted), name, CONTENT_TYPE)
