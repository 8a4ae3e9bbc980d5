"""Before a joint meeting: what would embarrass it, reminders to those who owe it, and the invitation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fengxiang import clock
from fengxiang.bilingual import listed
from partybuilding.meetings.access import acts_for, get_meeting_to
from partybuilding.meetings.actions_preparation import remind_owners
from partybuilding.meetings.agenda import agenda_of
from partybuilding.meetings.ical import calendar_of
from partybuilding.meetings.invitations import invite
from partybuilding.meetings.preparation import load_preparation
from partybuilding.meetings.rules import MeetingAct
from partybuilding.models import Meeting, Plan
from partybuilding.shared import access
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, with_plan
from partybuilding.work.before_meeting import opens_on


@never_cache
@require_safe
@with_plan(access.get_plan_for)
def preparation(request: SignedIn, plan: Plan, number: int) -> HttpResponse:
    """Show what has to be put right; before its days, when they begin, unless the department looks earlier."""
    meeting = get_meeting_to(MeetingAct.REMIND, request.user, plan, number)
    is_early = clock.today() < opens_on(meeting)
    looks = not is_early or request.GET.get("early") == "1"
    context = {
        "plan": meeting.plan,
        "meeting": meeting,
        "acts": acts_for(request.user, meeting),
        "opens_on": opens_on(meeting),
        "is_early": is_early,
        "page": load_preparation(meeting) if looks else None,
        "agenda": agenda_of(meeting) if looks else "",
        "section": "meetings",
    }
    return render(request, "meetings/preparation.html", context)


@require_POST
@with_plan(access.get_plan_for)
def remind(request: SignedIn, plan: Plan, number: int) -> HttpResponse:
    """Remind everybody of what they owe the meeting."""
    return _remind(request, plan, number)


@require_POST
@with_plan(access.get_plan_for)
def remind_one(request: SignedIn, plan: Plan, number: int, key: str) -> HttpResponse:
    """Remind of one thing alone."""
    return _remind(request, plan, number, key)


def _remind(request: SignedIn, plan: Plan, number: int, key: str = "") -> HttpResponse:
    meeting = get_meeting_to(MeetingAct.REMIND, request.user, plan, number)
    try:
        sent = remind_owners(meeting=meeting, actor=request.user, key=key)
    except ActionError as refusal:
        messages.error(request, str(refusal))
    else:
        people = dict.fromkeys(item.notice.recipient for item in sent)
        text = ngettext("%(n)d person was reminded: %(names)s.", "%(n)d people were reminded: %(names)s.", len(people))
        names = listed(people)
        messages.success(request, text % {"n": len(people), "names": names})
    return redirect("meeting-preparation", plan=plan.slug, number=number)


@require_POST
@with_plan(access.get_plan_for)
def send_invitations(request: SignedIn, plan: Plan, number: int) -> HttpResponse:
    """Invite the member units and the town to the meeting."""
    meeting = get_meeting_to(MeetingAct.INVITE, request.user, plan, number)

    def attached(invited_to: Meeting) -> bytes:
        return calendar_of(meeting.plan, [invited_to], drafted=True)

    try:
        invited = invite(meeting=meeting, actor=request.user, calendar=attached)
    except ActionError as refusal:
        messages.error(request, str(refusal))
    else:
        text = ngettext(
            "%(n)d person is invited, %(mailed)d of them by e-mail.",
            "%(n)d people are invited, %(mailed)d of them by e-mail.",
            invited.people,
        )
        messages.success(request, text % {"n": invited.people, "mailed": invited.mailed})
    return redirect("meeting-preparation", plan=plan.slug, number=number)
