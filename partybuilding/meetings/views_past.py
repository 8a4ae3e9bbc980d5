"""Entering a meeting that was held before 补录, and the file of its minutes."""

from pathlib import PurePath

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partybuilding.meetings.access import get_minutes_for, get_plan_to_convene
from partybuilding.meetings.actions_past import enter_meeting
from partybuilding.meetings.forms import PastMeetingForm
from partybuilding.models import Plan
from partybuilding.shared import access
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, stored_file, with_plan
from partybuilding.shared.kept_pages import kept

UNPROCESSABLE = 422


@require_safe
@kept(get_plan_to_convene, shows_drafts=False)
def past(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show the form for a meeting that was held before."""
    return _page(request, plan, PastMeetingForm(plan))


@require_POST
@with_plan(get_plan_to_convene)
def enter(request: SignedIn, plan: Plan) -> HttpResponse:
    """Enter a meeting that was held before."""
    form = PastMeetingForm(plan, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, plan, form, UNPROCESSABLE)
    try:
        meeting = enter_meeting(plan=plan, actor=request.user, past=form.past())
    except ActionError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, plan, form, UNPROCESSABLE)
    messages.success(request, _("Joint meeting no. %(number)d is entered.") % {"number": meeting.number})
    return redirect("meeting", plan=plan.slug, number=meeting.number)


def _page(request: SignedIn, plan: Plan, form: PastMeetingForm, status: int = 200) -> HttpResponse:
    context = {"plan": plan, "form": form, "section": "meetings"}
    return render(request, "meetings/past.html", context, status=status)


@never_cache
@require_safe
@with_plan(access.get_plan_for)
def minutes(request: SignedIn, plan: Plan, number: int) -> HttpResponseBase:
    """Send the minutes of a meeting that was entered afterwards, as an attachment."""
    meeting = get_minutes_for(request.user, plan, number)
    name = _("Minutes of joint meeting no. %(number)d") % {"number": meeting.number}
    return stored_file(request, meeting.minutes, name + PurePath(str(meeting.minutes)).suffix)
