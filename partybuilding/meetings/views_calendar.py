"""The joint meetings as calendar files: all of a plan's, and one alone."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from partybuilding.meetings.ical import CONTENT_TYPE, calendar_of
from partybuilding.models import Meeting, Plan
from partybuilding.shared import access
from partybuilding.shared.http import SignedIn, download, with_plan


@require_safe
@with_plan(access.get_plan_for)
def meetings(request: SignedIn, plan: Plan) -> HttpResponse:
    """Hand out the calendar of all joint meetings."""
    return _file(plan, plan.meetings.order_by("number"), f"{plan.slug}-meetings.ics")


@require_safe
@with_plan(access.get_plan_for)
def meeting(request: SignedIn, plan: Plan, number: int) -> HttpResponse:
    """Hand out one meeting's entry, with its agenda as far as it is known."""
    meeting = access.get_meeting_for(request.user, plan, number)
    return _file(plan, [meeting], f"{plan.slug}-meeting-{number}.ics", drafted=meeting.state == Meeting.State.PLANNED)


def _file(plan: Plan, meetings: Iterable[Meeting], name: str, *, drafted: bool = False) -> HttpResponse:
    return download(calendar_of(plan, meetings, drafted=drafted), name, CONTENT_TYPE)
