"""The meeting mode: what a meeting was shown, step by step on the projector, and the decisions typed against it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partybuilding.ledger.queries import parties_of
from partybuilding.meetings import actions
from partybuilding.meetings.access import acts_for, get_meeting_to, trail_of
from partybuilding.meetings.forms import DecisionForm
from partybuilding.meetings.queries import (
    PresenterStage,
    load_places,
    load_shown,
    presence_of,
    resolutions_of,
    screen_of,
    snapshot_of,
    stage_of,
)
from partybuilding.meetings.rules import MeetingAct
from partybuilding.meetings.snapshot import Shown
from partybuilding.models import Indicator, Meeting, Pilot, Plan
from partybuilding.shared import access
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, with_plan

UNPROCESSABLE = 422
OPENING = "opening"  # the step on which units are ticked off: its whole width is theirs


@require_safe
@never_cache
@with_plan(access.get_plan_for)
def presenter(request: SignedIn, plan: Plan, number: int) -> HttpResponse:
    """Show one step of the meeting; before it begins, or if what was kept is damaged, its page says so."""
    meeting = access.get_meeting_for(request.user, plan, number)
    shown = _shown(meeting)
    if shown is None:
        return redirect("meeting", plan=plan.slug, number=number)
    stage = stage_of(shown, request.GET.get("step"))
    return _stage_page(request, meeting, shown, stage)


@require_POST
@with_plan(access.get_plan_for)
def add_decision(request: SignedIn, plan: Plan, number: int) -> HttpResponse:
    """Write down what was agreed on the step that is shown; the same step is shown again, with it."""
    meeting = get_meeting_to(MeetingAct.DECIDE, request.user, plan, number)
    shown = _shown(meeting)
    if shown is None:
        return redirect("meeting", plan=plan.slug, number=number)
    stage = stage_of(shown, request.POST.get("step"))
    form = _form(meeting, stage, request.POST)
    if not form.is_valid():
        return _stage_page(request, meeting, shown, stage, form, UNPROCESSABLE)
    try:
        decision = actions.Decision(
            pilot=_pilot(meeting, stage),
            indicator=_indicator(meeting, stage),
            shown=stage.step.figure[:200],
            **form.cleaned_data,
        )
        item = actions.add_decision(meeting=meeting, actor=request.user, decision=decision)
    except ActionError as refusal:
        form.add_error(None, str(refusal))
        return _stage_page(request, meeting, shown, stage, form, UNPROCESSABLE)
    messages.success(request, _("Agreed, and opened as action item %(code)s.") % {"code": item.code})
    return redirect(f"{reverse('meeting-show', args=[plan.slug, number])}?step={stage.step.key}")


def _shown(meeting: Meeting) -> Shown | None:
    snapshot = snapshot_of(meeting)
    return load_shown(snapshot) if snapshot else None


def _pilot(meeting: Meeting, stage: PresenterStage) -> Pilot | None:
    pilot = stage.step.pilot
    return meeting.plan.pilots.filter(community__code=pilot.code).first() if pilot else None


def _indicator(meeting: Meeting, stage: PresenterStage) -> Indicator | None:
    cell = stage.step.cell
    return meeting.plan.indicators.filter(code=cell.indicator.code).first() if cell else None


def _form(meeting: Meeting, stage: PresenterStage, data: object = None) -> DecisionForm:
    return DecisionForm(meeting.plan, parties_of(meeting.plan), stage.step, data)


def _stage_page(
    request: SignedIn,
    meeting: Meeting,
    shown: Shown,
    stage: PresenterStage,
    form: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    acts = acts_for(request.user, meeting)
    seen = trail_of(meeting).mark if MeetingAct.CLOSE in acts else ""
    places = load_places(meeting)
    writes = MeetingAct.DECIDE in acts
    if writes and form is None and stage.step.kind != OPENING:
        form = _form(meeting, stage)
    agreed = list(resolutions_of(meeting))
    context = {
        "plan": meeting.plan,
        "meeting": meeting,
        "snapshot": meeting.snapshot,
        "shown": shown,
        "stage": stage,
        "step": stage.step,
        "screen": screen_of(shown, stage.step),
        "places": places,
        "presence": presence_of(places),
        "acts": acts,
        "seen": seen,
        "can_tell": MeetingAct.ATTEND in acts,
        "on_stage": True,
        "form": form if writes else None,
        "agreed": agreed,
        "agreed_here": [item for item in agreed if stage.step.is_about(item)],
    }
    return render(request, "meetings/meeting_show.html", context, status=status)
