"""The final assessment: the list of the pilots, one pilot's sheet, and what the branch and the department do on it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partybuilding.assessment.access import PARTIES, get_pilot_to, readable_by, roles_of, trail_of
from partybuilding.assessment.actions import (
    approve_assessment,
    begin_assessment,
    reopen_assessment,
    write_assessment,
)
from partybuilding.assessment.exports import assessment_table
from partybuilding.assessment.forms import ConclusionForm, RatingForm, ReopenForm
from partybuilding.assessment.owed import branch_due, department_due
from partybuilding.assessment.queries import (
    AssessmentLine,
    assessments_of,
    facts_of,
    goods_of,
    last_reopening,
    load_lines,
    ratings_of,
)
from partybuilding.assessment.rules import TABLE, AssessmentAct
from partybuilding.models import FinalAssessment, Pilot, Plan
from partybuilding.shared.access import get_pilot_for, get_plan_for
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, with_plan
from partybuilding.shared.kept_pages import exported, kept
from partybuilding.shared.stale import seen_by
from partybuilding.shared.states import ABSENT
from partybuilding.shared.tables import Table

UNPROCESSABLE = 422
FORMS: dict[AssessmentAct, type[RatingForm]] = {
    AssessmentAct.RATE: RatingForm,
    AssessmentAct.CONCLUDE: ConclusionForm,
}


@require_safe
@kept(get_plan_for, shows_drafts=False)
def assessments(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show how the final assessment of each pilot stands."""
    context = {
        "plan": plan,
        "lines": _lines(request, plan),
        "branch_due": branch_due(plan),
        "department_due": department_due(plan),
        "section": "assessment",
    }
    return render(request, "assessment/assessments.html", context)


@require_safe
@kept(get_plan_for, shows_drafts=False)
def assessment(request: SignedIn, plan: Plan, pilot: str) -> HttpResponse:
    """Show a pilot's sheet: results, ratings, conclusion; to who writes on it now, with its form."""
    return _page(request, plan, get_pilot_for(request.user, plan, pilot))


@require_POST
@with_plan(get_plan_for)
def begin(request: SignedIn, plan: Plan, pilot: str) -> HttpResponse:
    """Begin a pilot's sheet."""
    assessed = get_pilot_to(AssessmentAct.BEGIN, request.user, plan, pilot)
    try:
        begin_assessment(pilot=assessed, actor=request.user)
    except ActionError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The final assessment is begun: the branch can rate its own now."))
    return redirect("assessment", plan=plan.slug, pilot=pilot)


@require_POST
@with_plan(get_plan_for)
def rate(request: SignedIn, plan: Plan, pilot: str) -> HttpResponse:
    """Keep the branch's own ratings."""
    return _write(request, plan, pilot, AssessmentAct.RATE)


@require_POST
@with_plan(get_plan_for)
def conclude(request: SignedIn, plan: Plan, pilot: str) -> HttpResponse:
    """Keep the department's ratings and its conclusion."""
    return _write(request, plan, pilot, AssessmentAct.CONCLUDE)


@require_POST
@with_plan(get_plan_for)
def approve(request: SignedIn, plan: Plan, pilot: str) -> HttpResponse:
    """Approve a sheet; from then on it stays as it is."""
    assessed = get_pilot_to(AssessmentAct.APPROVE, request.user, plan, pilot)
    try:
        approve_assessment(assessment=_begun(plan, assessed), actor=request.user, seen=seen_by(request))
    except ActionError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The final assessment is approved and kept as it stands."))
    return redirect("assessment", plan=plan.slug, pilot=pilot)


@require_POST
@with_plan(get_plan_for)
def reopen(request: SignedIn, plan: Plan, pilot: str) -> HttpResponse:
    """Reopen an approved sheet with a reason."""
    assessed = get_pilot_to(AssessmentAct.REOPEN, request.user, plan, pilot)
    assessment, form = _begun(plan, assessed), ReopenForm(request.POST)
    if not form.is_valid():
        return _page(request, plan, assessed, reason=form, status=UNPROCESSABLE)
    try:
        reopen_assessment(
            assessment=assessment, reason=form.cleaned_data["reason"], actor=request.user, seen=seen_by(request)
        )
    except ActionError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The final assessment is reopened: both sides can change theirs."))
    return redirect("assessment", plan=plan.slug, pilot=pilot)


@never_cache
@require_safe
@exported(get_plan_for)
def export_assessments(request: SignedIn, plan: Plan) -> Table:
    """Send the final assessments as far as this person reads them."""
    return assessment_table(plan, _lines(request, plan))


def _lines(request: SignedIn, plan: Plan) -> list[AssessmentLine]:
    return load_lines(plan, readable_by(request.user))


def _begun(plan: Plan, pilot: Pilot) -> FinalAssessment:
    """Return the pilot's sheet; 404 where none was begun."""
    assessment = assessments_of(plan).get(pilot.pk)
    if assessment is None:
        raise Http404
    assessment.pilot = pilot
    return assessment


def _write(request: SignedIn, plan: Plan, code: str, kind: AssessmentAct) -> HttpResponse:
    """Keep what was typed; a form that is not in order, or comes too late, is shown again with it."""
    pilot = get_pilot_to(kind, request.user, plan, code)
    assessment = _begun(plan, pilot)
    form = _form(kind, assessment, request)
    if not form.is_valid():
        return _page(request, plan, pilot, form, status=UNPROCESSABLE)
    try:
        write_assessment(
            assessment=assessment, kind=kind, draft=form.draft(), actor=request.user, seen=seen_by(request)
        )
    except ActionError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, plan, pilot, form, status=UNPROCESSABLE)
    messages.success(request, _("Saved."))
    return redirect("assessment", plan=plan.slug, pilot=code)


def _form(kind: AssessmentAct, assessment: FinalAssessment, request: SignedIn | None = None) -> RatingForm:
    plan = assessment.pilot.plan
    ratings = ratings_of([assessment]).get(assessment.pk, {})
    return FORMS[kind](assessment, goods_of(plan), ratings, request.POST if request else None)


def _page(
    request: SignedIn,
    plan: Plan,
    pilot: Pilot,
    form: RatingForm | None = None,
    reason: ReopenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = _lines(request, plan)
    line = next(each for each in lines if each.pilot.pk == pilot.pk)
    assessment, roles = line.assessment, roles_of(request.user, pilot)
    facts = facts_of(assessment) if assessment else ()
    legal = TABLE.legal(assessment.state if assessment else ABSENT, roles, facts)
    kind = next((each for each in FORMS if each in legal), None)
    if assessment and kind:
        form = form or _form(kind, assessment)
    context = {
        "plan": plan,
        "pilot": pilot,
        "lines": lines,
        "line": line,
        "form": form,
        "action": f"assessment-{kind}" if kind else "",
        "form_seen": trail_of(assessment, PARTIES[kind]).mark if assessment and kind else "",
        "reason": (reason or ReopenForm()) if AssessmentAct.REOPEN in legal else None,
        "reopening": last_reopening(assessment) if assessment else None,
        "can_begin": AssessmentAct.BEGIN in legal,
        "can_approve": AssessmentAct.APPROVE in legal,
        "not_yet": TABLE.refusal(AssessmentAct.APPROVE, assessment.state, roles, facts)
        if assessment and kind == AssessmentAct.CONCLUDE
        else None,
        "seen": trail_of(assessment).mark if assessment else "",
        "section": "assessment",
    }
    return render(request, "assessment/assessment.html", context, status=status)
