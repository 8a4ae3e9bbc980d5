"""The county's side of a quarterly report: the check, and what comes of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partybuilding import access
from partybuilding.actions.refusal import Refused
from partybuilding.actions.reports import approve_report, reopen_report, return_report
from partybuilding.forms.report import ReasonForm
from partybuilding.models import Plan, Report
from partybuilding.sheet import load_sheet
from partybuilding.views.reports import UNPROCESSABLE
from partybuilding.views.request import SignedIn


@require_safe
def check(request: SignedIn, plan: str, pilot: str, quarter: str) -> HttpResponse:
    """Show a submitted report to be checked, what changed first."""
    own = access.get_plan_for(request.user, plan)
    found = access.get_report_to_check(request.user, own, pilot, quarter)
    if found.state != Report.State.SUBMITTED:
        return redirect("report", plan=plan, pilot=pilot, quarter=quarter)
    return _check_page(request, own, found, ReasonForm())


@require_POST
def give_back(request: SignedIn, plan: str, pilot: str, quarter: str) -> HttpResponse:
    """Return the report with a reason."""
    own = access.get_plan_for(request.user, plan)
    found = access.get_report_to_check(request.user, own, pilot, quarter)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _check_page(request, own, found, form, UNPROCESSABLE)
    try:
        return_report(report=found, reason=form.cleaned_data["reason"], actor=request.user)
    except Refused as refusal:
        return _refused(request, own, found, refusal)
    messages.success(request, _("Returned. The community sees your reason."))
    return redirect("reports", plan=plan)


@require_POST
def approve(request: SignedIn, plan: str, pilot: str, quarter: str) -> HttpResponse:
    """Approve the report."""
    own = access.get_plan_for(request.user, plan)
    found = access.get_report_to_check(request.user, own, pilot, quarter)
    try:
        approve_report(report=found, actor=request.user)
    except Refused as refusal:
        return _refused(request, own, found, refusal)
    messages.success(request, _("Approved. The dashboards show its values from now on."))
    return redirect("reports", plan=plan)


@require_POST
def reopen(request: SignedIn, plan: str, pilot: str, quarter: str) -> HttpResponse:
    """Reopen an approved report with a reason."""
    own = access.get_plan_for(request.user, plan)
    found = access.get_report_to_check(request.user, own, pilot, quarter)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the reason for reopening the report."))
        return redirect("report", plan=plan, pilot=pilot, quarter=quarter)
    try:
        reopen_report(report=found, reason=form.cleaned_data["reason"], actor=request.user)
    except Refused as refusal:
        return _refused(request, own, found, refusal)
    messages.success(request, _("Reopened. The community can correct it now."))
    return redirect("report", plan=plan, pilot=pilot, quarter=quarter)


def _refused(request: SignedIn, plan: Plan, found: Report, refusal: Refused) -> HttpResponse:
    messages.error(request, str(refusal))
    return redirect("report", plan=plan.slug, pilot=found.pilot.code, quarter=str(found.quarter))


def _check_page(request: SignedIn, plan: Plan, found: Report, form: ReasonForm, status: int = 200) -> HttpResponse:
    sheet = load_sheet(found)
    rows = sheet.rows
    return render(
        request,
        "report_check.html",
        {
            "plan": plan,
            "report": found,
            "sheet": sheet,
            "changed": [row for row in rows if row.has_changed or row.differs_from_register or row.note],
            "unchanged": [row for row in rows if not (row.has_changed or row.differs_from_register or row.note)],
            "reason": form,
            "events": found.events.select_related("actor__unit", "actor__community"),
            "quarter": found.quarter,
            "section": "reports",
        },
        status=status,
    )
