"""Joint meetings: the list, planning one, and what is done with one: opened, attended, closed, reopened."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from partybuilding.meetings import actions
from partybuilding.meetings.access import acts_for, can_plan_meetings, get_meeting_to, get_plan_to_convene, trail_of
from partybuilding.meetings.exports import meetings_table
from partybuilding.meetings.forms import AttendanceForm, MeetingForm, MeetingReopenForm
from partybuilding.meetings.queries import (
    load_attendance,
    load_meeting,
    load_meetings,
    load_places,
    next_number,
    presence_of,
)
from partybuilding.meetings.rules import MeetingAct
from partybuilding.models import Meeting, Plan
from partybuilding.shared import access
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, with_plan
from partybuilding.shared.kept_pages import exported, kept
from partybuilding.shared.stale import seen_by
from partybuilding.shared.tables import Table

UNPROCESSABLE = 422


@require_safe
@kept(access.get_plan_for, shows_drafts=False)
def meetings(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show the plan's meetings, who came, and what became of what they agreed."""
    return _list_page(request, plan, MeetingForm(plan))


@require_POST
@with_plan(get_plan_to_convene)
def create_meeting(request: SignedIn, plan: Plan) -> HttpResponse:
    """Set the next meeting down for a day."""
    form = MeetingForm(plan, data=request.POST)
    if not form.is_valid():
        return _list_page(request, plan, form, UNPROCESSABLE)
    try:
        planned = actions.create_meeting(plan=plan, actor=request.user, details=form.details())
    except ActionError as refusal:
        form.add_error(None, str(refusal))
        return _list_page(request, plan, form, UNPROCESSABLE)
    messages.success(request, _("Joint meeting no. %(number)d is planned.") % {"number": planned.number})
    return redirect("meeting", plan=plan.slug, number=planned.number)


def _list_page(request: SignedIn, plan: Plan, form: MeetingForm, status: int = 200) -> HttpResponse:
    context = {
        "plan": plan,
        "lines": load_meetings(plan),
        "form": form if can_plan_meetings(request.user) else None,
        "number": next_number(plan),
        "section": "meetings",
    }
    return render(request, "meetings/meetings.html", context, status=status)


@require_safe
@kept(access.get_plan_for, shows_drafts=False)
def meeting(request: SignedIn, plan: Plan, number: int) -> HttpResponse:
    """Show one meeting: when and where, who came, what it agreed."""
    meeting = access.get_meeting_for(request.user, plan, number)
    return _page(request, meeting, MeetingForm(meeting.plan, meeting))


@require_POST
@with_plan(access.get_plan_for)
def change_meeting(request: SignedIn, plan: Plan, number: int) -> HttpResponse:
    """Change when and where a planned meeting is, and what about."""
    meeting = get_meeting_to(MeetingAct.CHANGE, request.user, plan, number)
    form = MeetingForm(meeting.plan, meeting, request.POST)
    if not form.is_valid():
        return _page(request, meeting, form, UNPROCESSABLE, seen=seen_by(request))
    try:
        actions.change_meeting(meeting=meeting, actor=request.user, details=form.details(), seen=seen_by(request))
    except ActionError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _again(request, meeting), form, UNPROCESSABLE)
    messages.success(request, _("The change is kept."))
    return redirect("meeting", plan=plan.slug, number=number)


def _again(request: SignedIn, meeting: Meeting) -> Meeting:
    """Return a meeting as it is by now."""
    return access.get_meeting_for(request.user, meeting.plan, meeting.number)


def _page(
    request: SignedIn,
    meeting: Meeting,
    form: MeetingForm,
    status: int = 200,
    *,
    reason: MeetingReopenForm | None = None,
    seen: str | None = None,
) -> HttpResponse:
    """Return the meeting's page; a form that was not in order comes back with what was typed and its mark, `seen`."""
    seen = seen or trail_of(meeting).mark
    acts = acts_for(request.user, meeting)
    may_reopen = MeetingAct.REOPEN in acts and meeting.next_held is None
    context = {
        "plan": meeting.plan,
        "meeting": meeting,
        "page": load_meeting(meeting),
        "acts": acts,
        "leads": can_plan_meetings(request.user),
        "form": form if MeetingAct.CHANGE in acts or form.is_bound else None,
        "seen": seen,
        "reason": reason or (MeetingReopenForm() if may_reopen else None),
        "section": "meetings",
    }
    return render(request, "meetings/meeting.html", context, status=status)


@require_POST
@with_plan(access.get_plan_for)
def open_meeting(request: SignedIn, plan: Plan, number: int) -> HttpResponse:
    """Open the meeting, freeze what it is shown, and go to the projector's first step."""
    meeting = get_meeting_to(MeetingAct.OPEN, request.user, plan, number)
    try:
        actions.open_meeting(meeting=meeting, actor=request.user, seen=seen_by(request))
    except ActionError as refusal:
        messages.error(request, str(refusal))
        return redirect("meeting", plan=plan.slug, number=number)
    return redirect("meeting-show", plan=plan.slug, number=number)


@require_POST
@with_plan(access.get_plan_for)
def close_meeting(request: SignedIn, plan: Plan, number: int) -> HttpResponse:
    """Close the meeting."""
    meeting = get_meeting_to(MeetingAct.CLOSE, request.user, plan, number)
    try:
        actions.close_meeting(meeting=meeting, actor=request.user, seen=seen_by(request))
    except ActionError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Joint meeting no. %(number)d has ended.") % {"number": meeting.number})
    return redirect("meeting", plan=plan.slug, number=number)


@require_POST
@with_plan(access.get_plan_for)
def reopen_meeting(request: SignedIn, plan: Plan, number: int) -> HttpResponse:
    """Take a meeting up again that has ended, to put right what was written down."""
    meeting = get_meeting_to(MeetingAct.REOPEN, request.user, plan, number)
    form, seen = MeetingReopenForm(request.POST), seen_by(request)
    if form.is_valid():
        try:
            actions.reopen_meeting(meeting=meeting, actor=request.user, reason=form.cleaned_data["reason"], seen=seen)
        except ActionError as refusal:
            form.add_error(None, str(refusal))
            meeting, seen = _again(request, meeting), None
    if form.errors:
        return _page(request, meeting, MeetingForm(meeting.plan, meeting), UNPROCESSABLE, reason=form, seen=seen)
    messages.success(
        request,
        _("Joint meeting no. %(number)d is in session again: close it once everything is right.")
        % {"number": meeting.number},
    )
    return redirect("meeting", plan=plan.slug, number=number)


@require_POST
@with_plan(access.get_plan_for)
def set_attendance(request: SignedIn, plan: Plan, number: int, unit: str) -> HttpResponse:
    """Write down with one tap whether a unit came; with htmx its row alone is sent back, and the sums."""
    meeting = get_meeting_to(MeetingAct.ATTEND, request.user, plan, number)
    chosen = access.get_reporting_unit_for(request.user, meeting.plan, unit)
    form = AttendanceForm(request.POST)
    if not form.is_valid():
        return _not_written(request, meeting, form.all_messages)
    who = form.cleaned_data["person"] if "person" in request.POST else None
    try:
        actions.set_attendance(
            meeting=meeting,
            actor=request.user,
            unit=chosen,
            status=form.cleaned_data["status"],
            person=who,
        )
    except ActionError as refusal:
        return _not_written(request, meeting, str(refusal))
    return _told(request, meeting, unit) if request.htmx else _back(request, meeting)


@require_POST
@with_plan(access.get_plan_for)
def set_all_present(request: SignedIn, plan: Plan, number: int) -> HttpResponse:
    """Write down with one tap that all came of whom nothing is written yet."""
    meeting = get_meeting_to(MeetingAct.ATTEND, request.user, plan, number)
    try:
        count = actions.set_all_present(meeting=meeting, actor=request.user)
    except ActionError as refusal:
        return _not_written(request, meeting, str(refusal))
    text = ngettext("%d unit is written down as present.", "%d units are written down as present.", count)
    messages.success(request, text % count)
    return _back(request, meeting)


def _told(request: SignedIn, meeting: Meeting, unit: str) -> HttpResponse:
    places = load_places(meeting)
    context = {
        "plan": meeting.plan,
        "meeting": meeting,
        "place": next(each for each in places if each.unit.code == unit),
        "presence": presence_of(places),
        "on_stage": "show" in request.POST,
        "can_tell": True,
    }
    return render(request, "meetings/meeting_told.html", context)


def _not_written(request: SignedIn, meeting: Meeting, why: str) -> HttpResponse:
    messages.error(request, why)
    return HttpResponseClientRefresh() if request.htmx else _back(request, meeting)


def _back(request: SignedIn, meeting: Meeting) -> HttpResponse:
    """Go back to the page whose button was tapped."""
    return redirect("meeting-show" if "show" in request.POST else "meeting", meeting.plan.slug, meeting.number)


@never_cache
@require_safe
@exported(access.get_plan_for)
def export_meetings(request: SignedIn, plan: Plan) -> Table:
    """Send the plan's meetings: who came, and what became of what they agreed."""
    units, attendance = load_attendance(plan)
    return meetings_table(plan, load_meetings(plan)[::-1], units, attendance)
