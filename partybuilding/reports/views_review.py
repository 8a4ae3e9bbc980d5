"""The county's side of a quarterly report: the review, and what comes of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partybuilding.models import Plan, Report, ReportEvent
from partybuilding.reports import actions
from partybuilding.reports.access import acts_for, get_report_to, refusal_of, require_decidable, trail_of
from partybuilding.reports.board import clocks_of
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.forms_review import OpinionForm, ReasonForm, ReviewForm, UnchangedRows
from partybuilding.reports.owed import review_due
from partybuilding.reports.rules import ReportAct
from partybuilding.reports.views import UNPROCESSABLE, report_page
from partybuilding.scoreboard.approval_preview import preview_approval
from partybuilding.shared import access
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, with_plan
from partybuilding.shared.kept_pages import by_person, kept
from partybuilding.shared.stale import StaleError, seen_by


@require_safe
@kept(access.get_plan_for, audience=by_person)
def review(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Show a submitted report to be checked, what changed first."""
    report = get_report_to(ReportAct.START_REVIEW, request.user, plan, pilot, quarter)
    if ReportAct.START_REVIEW not in acts_for(request.user, report):
        return redirect("report", plan=plan.slug, pilot=pilot, quarter=quarter)
    return _check_page(request, plan, report, _form(report))


@require_POST
@with_plan(access.get_plan_for)
def start_review(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Open the review: from now on the community cannot withdraw."""
    report = get_report_to(ReportAct.START_REVIEW, request.user, plan, pilot, quarter)
    try:
        actions.start_review(report=report, actor=request.user, seen=seen_by(request))
    except ActionError as refusal:
        return _refused(request, plan, report, refusal)
    return redirect("report-check", plan=plan.slug, pilot=pilot, quarter=quarter)


@require_POST
@with_plan(access.get_plan_for)
def comment(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Leave the town's opinion."""
    report = get_report_to(ReportAct.COMMENT, request.user, plan, pilot, quarter)
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return report_page(request, plan, report, opinion=form, seen=seen_by(request), status=UNPROCESSABLE)
    try:
        actions.comment_on_report(
            report=report, opinion=form.cleaned_data["opinion"], actor=request.user, seen=seen_by(request)
        )
    except ActionError as refusal:
        messages.error(request, str(refusal))
        return report_page(request, plan, _again(request, plan, report), opinion=form, status=UNPROCESSABLE)
    messages.success(request, _("The opinion stands in the report's history."))
    return redirect("report", plan=plan.slug, pilot=pilot, quarter=quarter)


@require_POST
@with_plan(access.get_plan_for)
def return_report(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Return the report: what is wrong with which figure, or a general reason."""
    report = get_report_to(ReportAct.RETURN, request.user, plan, pilot, quarter)
    form = _form(report, request)
    if not form.is_valid():
        return _check_page(request, plan, report, form, UNPROCESSABLE)
    try:
        actions.return_report(
            report=report,
            reason=form.cleaned_data["reason"],
            objections=form.objections(),
            actor=request.user,
            seen=seen_by(request),
        )
    except ActionError as refusal:
        return _decide_again(request, plan, report, refusal)
    messages.success(request, _("Returned. The community sees your reason."))
    return redirect("report", plan=plan.slug, pilot=pilot, quarter=quarter)


@require_POST
@with_plan(access.get_plan_for)
def approve(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Approve the report."""
    report = get_report_to(ReportAct.APPROVE, request.user, plan, pilot, quarter)
    form = _form(report, request)
    if not form.is_blank():
        form.is_valid()
        form.add_error(None, _("You typed reasons for returning it: return it, or clear them before you approve."))
        return _check_page(request, plan, report, form, UNPROCESSABLE)
    try:
        # What stands in its way is said first: nobody confirms what cannot be done.
        require_decidable(ReportAct.APPROVE, report, request.user, seen_by(request))
        if not form.is_confirmed():
            unsent = ReviewForm(form.detail, seen=form.seen)
            return _check_page(request, plan, report, unsent, UNPROCESSABLE, is_unconfirmed=True)
        actions.approve_report(report=report, actor=request.user, seen=seen_by(request))
    except StaleError as refusal:
        return _decide_again(request, plan, report, refusal)
    except ActionError as refusal:
        return _refused(request, plan, report, refusal)
    messages.success(request, _("Approved. The dashboards show its values from now on."))
    return redirect("report", plan=plan.slug, pilot=pilot, quarter=quarter)


@require_POST
@with_plan(access.get_plan_for)
def reopen(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Reopen an approved report with a reason."""
    report = get_report_to(ReportAct.REOPEN, request.user, plan, pilot, quarter)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return report_page(request, plan, report, reason=form, seen=seen_by(request), status=UNPROCESSABLE)
    try:
        actions.reopen_report(
            report=report, reason=form.cleaned_data["reason"], actor=request.user, seen=seen_by(request)
        )
    except ActionError as refusal:
        form.add_error(None, str(refusal))
        return report_page(request, plan, _again(request, plan, report), reason=form, status=UNPROCESSABLE)
    messages.success(request, _("Reopened. The community can correct it now."))
    return redirect("report", plan=plan.slug, pilot=pilot, quarter=quarter)


def _refused(request: SignedIn, plan: Plan, report: Report, refusal: ActionError) -> HttpResponse:
    messages.error(request, str(refusal))
    return redirect("report", plan=plan.slug, pilot=report.pilot.code, quarter=str(report.quarter))


def _form(report: Report, request: SignedIn | None = None) -> ReviewForm:
    """Return the form of the decision; one that was sent keeps the mark of the page it was sent from."""
    sent = request.POST if request else None
    seen = (seen_by(request) if request else None) or trail_of(report).mark
    return ReviewForm(load_report_detail(report), sent, seen=seen)


def _again(request: SignedIn, plan: Plan, report: Report) -> Report:
    """Return a report as it is by now."""
    return access.get_report_for(request.user, plan, report.pilot.code, str(report.quarter))


def _decide_again(request: SignedIn, plan: Plan, report: Report, refusal: ActionError) -> HttpResponse:
    """Show the report as it is by now, why nothing was done, and what was typed: once more sends it."""
    report = _again(request, plan, report)
    seen = trail_of(report).mark
    form = ReviewForm(load_report_detail(report), request.POST, seen=seen)
    return _check_page(request, plan, report, form, UNPROCESSABLE, refusal)


def _check_page(
    request: SignedIn,
    plan: Plan,
    report: Report,
    form: ReviewForm,
    status: int = 200,
    refusal: ActionError | None = None,
    *,
    is_unconfirmed: bool = False,
) -> HttpResponse:
    rows = form.rows()
    background = form.detail.background
    acts = acts_for(request.user, report)
    return render(
        request,
        "reports/report_check.html",
        {
            "plan": plan,
            "report": report,
            "form": form,
            "refusal": refusal,
            "is_unconfirmed": is_unconfirmed,
            "seen": form.seen,
            "acts": acts,
            "held": None if ReportAct.APPROVE in acts else refusal_of(ReportAct.APPROVE, report, request.user),
            "check_due": review_due(report),
            "preview": preview_approval(report) if ReportAct.APPROVE in acts else None,
            "register_title": form.detail.context.register_title,
            "notable": sorted((row for row in rows if row.row.is_notable), key=lambda row: row.row.urgency),
            "unchanged": UnchangedRows([row for row in rows if not row.row.is_notable]),
            "events": background.events,
            "opinions": [each for each in background.events if each.kind == ReportEvent.Kind.OPINION],
            "evidence": background.evidence,
            "clocks": clocks_of(
                report.quarter, ((each.kind, each.at) for each in background.events), report.pilot.plan.today
            ),
            "reply": form.detail.background.reply,
            "quarter": report.quarter,
            "section": "reports",
        },
        status=status,
    )
