"""A community's register of the three projects' activities: its secretary writes it, in one short form."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from communities.models import ProjectActivity
from partybuilding.models import Pilot, Plan
from partybuilding.registers.access import get_activity_to_record, get_pilot_to_record, trail_of
from partybuilding.registers.actions import change_activity, delete_activity, enter_activity
from partybuilding.registers.forms import ActivityForm
from partybuilding.registers.queries import load_activities
from partybuilding.shared import access
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, with_plan
from partybuilding.shared.kept_pages import kept
from partybuilding.shared.stale import seen_by

UNPROCESSABLE = 422


@require_safe
@kept(access.get_plan_for, shows_drafts=False)
def activities(request: SignedIn, plan: Plan, pilot: str) -> HttpResponse:
    """Show what a community did for the three projects, by quarter; to its secretary with the form for more."""
    return _page(request, access.get_pilot_to_read(request.user, plan, pilot), ActivityForm())


@require_POST
@with_plan(access.get_plan_for)
def enter(request: SignedIn, plan: Plan, pilot: str) -> HttpResponse:
    """Enter an activity."""
    own_pilot = get_pilot_to_record(request.user, plan, pilot)
    form = ActivityForm(data=request.POST)
    if not _is_done(
        form, lambda: enter_activity(community=own_pilot.community, typed=form.typed(), actor=request.user)
    ):
        return _page(request, own_pilot, form, status=UNPROCESSABLE)
    messages.success(request, _("The activity is entered."))
    return redirect("activities", plan=plan.slug, pilot=pilot)


@require_safe
@kept(access.get_plan_for, shows_drafts=False)
def activity(request: SignedIn, plan: Plan, pilot: str, activity: int) -> HttpResponse:
    """Show an entry to its secretary, to be corrected or taken out."""
    own_pilot, entry = get_activity_to_record(request.user, plan, pilot, activity)
    return _page(request, own_pilot, ActivityForm(entry), entry)


@require_POST
@with_plan(access.get_plan_for)
def change(request: SignedIn, plan: Plan, pilot: str, activity: int) -> HttpResponse:
    """Correct an entry."""
    own_pilot, entry = get_activity_to_record(request.user, plan, pilot, activity)
    form, seen = ActivityForm(entry, request.POST), seen_by(request)
    if not _is_done(form, lambda: change_activity(activity=entry, typed=form.typed(), actor=request.user, seen=seen)):
        return _page(request, own_pilot, form, entry, UNPROCESSABLE)
    messages.success(request, _("Saved."))
    return redirect("activities", plan=plan.slug, pilot=pilot)


@require_POST
@with_plan(access.get_plan_for)
def remove(request: SignedIn, plan: Plan, pilot: str, activity: int) -> HttpResponse:
    """Take out an entry that should not be there."""
    _pilot, entry = get_activity_to_record(request.user, plan, pilot, activity)
    try:
        delete_activity(activity=entry, actor=request.user, seen=seen_by(request))
    except ActionError as refusal:
        messages.error(request, str(refusal))
        return redirect("activity", plan=plan.slug, pilot=pilot, activity=activity)
    messages.success(request, _("The entry is taken out."))
    return redirect("activities", plan=plan.slug, pilot=pilot)


def _is_done(form: ActivityForm, act: Callable[[], object]) -> bool:
    """Do what was typed, if it is in order; a refusal stands above the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except ActionError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _page(
    request: SignedIn, pilot: Pilot, form: ActivityForm, entry: ProjectActivity | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "plan": pilot.plan,
        "pilot": pilot,
        "form": form if access.can_write_report(request.user, pilot) else None,
        "entry": entry,
        "seen": trail_of(entry).mark if entry else "",
        "quarters": [] if entry else load_activities(pilot.community),
        "section": "reports",
    }
    return render(request, "registers/activities.html", context, status=status)
