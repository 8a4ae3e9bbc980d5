"""The quarterly report as a workbook: download, dry run of an upload, and its good rows taken into the draft."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fengxiang.kept_files import NotKeptError
from fengxiang.workbooks import CONTENT_TYPE, MAX_BYTES, WorkbookError
from partybuilding.models import Plan, Report
from partybuilding.reports.access import get_report_to, step
from partybuilding.reports.actions import Draft, save_draft
from partybuilding.reports.detail import ReportDetail, load_report_context, load_report_detail
from partybuilding.reports.rules import ReportAct
from partybuilding.reports.workbook.compare import WorkbookComparison, compare
from partybuilding.reports.workbook.forms import WorkbookForm
from partybuilding.reports.workbook.mark import mark
from partybuilding.reports.workbook.upload import forget, keep, kept
from partybuilding.reports.workbook.write import file_name, write_workbook
from partybuilding.shared import access, http
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, with_plan

UNPROCESSABLE = 422


@never_cache
@require_safe
@with_plan(access.get_plan_for)
def download(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponseBase:
    """Send the report as a filled workbook."""
    detail = load_report_detail(access.get_report_for(request.user, plan, pilot, quarter))
    return http.download(write_workbook(detail), file_name(detail), CONTENT_TYPE)


@require_POST
@with_plan(access.get_plan_for)
def upload(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Keep a workbook for its dry run, or say why it cannot be read; nothing in the report is changed."""
    report = get_report_to(ReportAct.WRITE, request.user, plan, pilot, quarter)
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, plan, report, refusal=str(form.errors["workbook"][0]))
    try:
        step(ReportAct.WRITE, report, request.user)
        content = form.cleaned_data["workbook"].read(MAX_BYTES + 1)
        compare(content, load_report_detail(report))
        uid = keep(content, report, request.user)
    except (ActionError, NotKeptError, WorkbookError) as refusal:
        return _page(request, plan, report, refusal=str(refusal))
    return redirect("report-workbook-review", plan=plan.slug, pilot=pilot, quarter=quarter, uid=uid)


@never_cache
@require_safe
@with_plan(access.get_plan_for)
def review(request: SignedIn, plan: Plan, pilot: str, quarter: str, uid: uuid.UUID) -> HttpResponse:
    """Show the dry run: what would change, what conflicts, what is wrong."""
    report = get_report_to(ReportAct.WRITE, request.user, plan, pilot, quarter)
    try:
        _content, comparison = _uploaded(request, report, uid)
    except (ActionError, WorkbookError) as refusal:
        return _back(request, report, refusal)
    return _page(request, plan, report, comparison, uid)


@never_cache
@require_safe
@with_plan(access.get_plan_for)
def marked(request: SignedIn, plan: Plan, pilot: str, quarter: str, uid: uuid.UUID) -> HttpResponseBase:
    """Send the uploaded workbook back with its wrong cells marked."""
    report = get_report_to(ReportAct.WRITE, request.user, plan, pilot, quarter)
    try:
        content, comparison = _uploaded(request, report, uid)
    except (ActionError, WorkbookError) as refusal:
        return _back(request, report, refusal)
    return http.download(mark(content, comparison), file_name(load_report_detail(report)), CONTENT_TYPE)


@require_POST
@with_plan(access.get_plan_for)
def take(request: SignedIn, plan: Plan, pilot: str, quarter: str, uid: uuid.UUID) -> HttpResponse:
    """Take the good rows into the draft."""
    report = get_report_to(ReportAct.WRITE, request.user, plan, pilot, quarter)
    taken: list[WorkbookComparison] = []

    def choose(detail: ReportDetail) -> Draft:
        taken.append(compare(content, detail))
        return taken[0].draft

    try:
        content, _before = _uploaded(request, report, uid)
        save_draft(report=report, draft=choose, context=load_report_context(report), actor=request.user)
    except (ActionError, WorkbookError) as refusal:
        return _back(request, report, refusal)
    number = len(taken[0].changed)
    messages.success(
        request,
        ngettext("%(number)d cell was taken into the draft.", "%(number)d cells were taken into the draft.", number)
        % {"number": number},
    )
    if taken[0].wrong or taken[0].conflicting:
        return redirect("report-workbook-review", plan=plan.slug, pilot=pilot, quarter=quarter, uid=uid)
    forget(report, request.user, uid)
    return redirect("report-edit", plan=plan.slug, pilot=pilot, quarter=quarter)


def _uploaded(request: SignedIn, report: Report, uid: uuid.UUID) -> tuple[bytes, WorkbookComparison]:
    """Return a kept workbook with what it would do to the draft as it is now; ActionError if gone, or too late."""
    step(ReportAct.WRITE, report, request.user)
    content = kept(report, request.user, uid)
    if content is None:
        raise ActionError(_("The uploaded workbook is no longer kept. Upload it again."))
    return content, compare(content, load_report_detail(report))


def _back(request: SignedIn, report: Report, refusal: Exception) -> HttpResponse:
    messages.error(request, str(refusal))
    name = "report-edit" if report.is_open else "report"
    return redirect(name, plan=report.pilot.plan.slug, pilot=report.pilot.code, quarter=str(report.quarter))


def _page(
    request: SignedIn,
    plan: Plan,
    report: Report,
    comparison: WorkbookComparison | None = None,
    uid: uuid.UUID | None = None,
    refusal: str = "",
) -> HttpResponse:
    return render(
        request,
        "reports/report_workbook.html",
        {
            "plan": plan,
            "report": report,
            "comparison": comparison,
            "uid": uid,
            "refusal": refusal,
            "quarter": report.quarter,
            "section": "reports",
        },
        status=UNPROCESSABLE if refusal else 200,
    )
