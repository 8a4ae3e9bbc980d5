"""The community's side of a quarterly report: the list, the report, the form, and what is done with it."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fengxiang import clock
from partybuilding import access
from partybuilding.actions.evidence import attach_evidence, remove_evidence
from partybuilding.actions.refusal import Refused
from partybuilding.actions.reports import is_check_opened, save_draft, start_report, submit_report, withdraw_report
from partybuilding.forms.check import OpinionForm, ReasonForm
from partybuilding.forms.report import EvidenceForm, ReportForm
from partybuilding.models import Indicator, Plan, Report, ReportEvent
from partybuilding.reportboard import clocks_of, load_board
from partybuilding.sheet import findings, load_sheet
from partybuilding.uploads import ACCEPT
from partybuilding.views.request import SignedIn

UNPROCESSABLE = 422


@require_safe
def reports(request: SignedIn, plan: str) -> HttpResponse:
    """Show pilots × quarters: what is in, late, missing, returned; and what this person has to do."""
    own = access.get_plan_for(request.user, plan)
    board = load_board(own, access.reports_for(request.user, own), clock.today())
    mine = {pilot.pk for pilot in board.pilots if access.writes_report(request.user, pilot)}
    return render(
        request,
        "reports.html",
        {
            "plan": own,
            "board": board,
            "mine": mine,
            "checks": access.checks_reports(request.user),
            "quarter": board.quarter,
            "section": "reports",
        },
    )


@require_safe
def report(request: SignedIn, plan: str, pilot: str, quarter: str) -> HttpResponse:
    """Show a report with its history, to read and to print."""
    own = access.get_plan_for(request.user, plan)
    return report_page(request, own, access.get_report_for(request.user, own, pilot, quarter))


def report_page(
    request: SignedIn,
    plan: Plan,
    found: Report,
    *,
    opinion: OpinionForm | None = None,
    reason: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the report's page; a form that was not in order comes back with what was typed."""
    events = list(events_of(found))
    is_submitted = found.state == Report.State.SUBMITTED
    is_own = access.writes_report(request.user, found.pilot)
    return render(
        request,
        "report.html",
        {
            "plan": plan,
            "report": found,
            "sheet": load_sheet(found),
            "opinion": opinion or OpinionForm(),
            "reason": reason or ReasonForm(),
            "events": events,
            "clocks": clocks_of(found.quarter, ((each.kind, each.at) for each in events), clock.today()),
            "may_edit": found.is_open and is_own,
            "may_withdraw": is_submitted and is_own and not is_check_opened(found),
            "may_opine": is_submitted and access.gives_opinions(request.user),
            "may_check": is_submitted and access.checks_reports(request.user),
            "may_reopen": found.state == Report.State.APPROVED and access.checks_reports(request.user),
            "quarter": found.quarter,
            "section": "reports",
        },
        status=status,
    )


def events_of(found: Report) -> QuerySet[ReportEvent]:
    """Return the steps of a report with everything their list shows."""
    return found.events.select_related("actor__unit", "actor__community").prefetch_related("objections__indicator")


@require_POST
def start(request: SignedIn, plan: str, pilot: str, quarter: str) -> HttpResponse:
    """Open the draft of a quarter."""
    own = access.get_plan_for(request.user, plan)
    chosen = access.get_pilot_to_report(request.user, own, pilot)
    try:
        start_report(pilot=chosen, quarter=access.parse_quarter(own, quarter), actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports", plan=plan)
    return redirect("report-edit", plan=plan, pilot=pilot, quarter=quarter)


@require_safe
def edit(request: SignedIn, plan: str, pilot: str, quarter: str) -> HttpResponse:
    """Show the form."""
    own = access.get_plan_for(request.user, plan)
    found = access.get_report_to_write(request.user, own, pilot, quarter)
    if not found.is_open:
        return redirect("report", plan=plan, pilot=pilot, quarter=quarter)
    return _form_page(request, own, found, ReportForm(load_sheet(found)))


@require_POST
def save(request: SignedIn, plan: str, pilot: str, quarter: str) -> HttpResponse:
    """Keep what was typed."""
    own, found, form = _typed(request, plan, pilot, quarter)
    kept = _keep(request, found, form)
    if not kept or form.errors:
        return _form_page(request, own, found, form, UNPROCESSABLE)
    messages.success(request, _("Saved."))
    return redirect("report-edit", plan=plan, pilot=pilot, quarter=quarter)


@require_POST
def submit(request: SignedIn, plan: str, pilot: str, quarter: str) -> HttpResponse:
    """Keep what was typed, and hand the report in if nothing is missing."""
    own, found, form = _typed(request, plan, pilot, quarter)
    if not _keep(request, found, form):
        return _form_page(request, own, found, form, UNPROCESSABLE)
    if not form.errors:
        sheet = load_sheet(found)
        form.sheet = sheet
        open_points = findings(sheet)
        form.tell(open_points)
        if not open_points:
            return _hand_in(request, own, found, form)
    return _form_page(request, own, found, form, UNPROCESSABLE)


def _hand_in(request: SignedIn, plan: Plan, found: Report, form: ReportForm) -> HttpResponse:
    try:
        submit_report(report=found, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _form_page(request, plan, found, form, UNPROCESSABLE)
    messages.success(request, _("Submitted. The county will check it."))
    return redirect("report", plan=plan.slug, pilot=found.pilot.code, quarter=str(found.quarter))


@require_POST
def withdraw(request: SignedIn, plan: str, pilot: str, quarter: str) -> HttpResponse:
    """Take a submitted report back, as long as nobody has opened the check."""
    own = access.get_plan_for(request.user, plan)
    found = access.get_report_to_write(request.user, own, pilot, quarter)
    try:
        withdraw_report(report=found, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("report", plan=plan, pilot=pilot, quarter=quarter)
    messages.success(request, _("Withdrawn. Correct it and submit it again."))
    return redirect("report-edit", plan=plan, pilot=pilot, quarter=quarter)


@require_POST
def add_evidence(request: SignedIn, plan: str, pilot: str, quarter: str) -> HttpResponse:
    """Keep what was typed, and attach a file."""
    own, found, form = _typed(request, plan, pilot, quarter)
    upload = EvidenceForm(request.POST, request.FILES)
    if not _keep(request, found, form):
        return _form_page(request, own, found, form, UNPROCESSABLE, upload)
    if not upload.is_valid():
        return _form_page(request, own, found, form, UNPROCESSABLE, upload)
    indicator = Indicator.objects.filter(plan=own, pk=upload.cleaned_data["indicator"] or 0).first()
    try:
        attach_evidence(report=found, file=upload.cleaned_data["file"], actor=request.user, indicator=indicator)
    except Refused as refusal:
        upload.add_error("file", str(refusal))
        return _form_page(request, own, found, form, UNPROCESSABLE, upload)
    if form.errors:
        return _form_page(request, own, found, form, UNPROCESSABLE)
    messages.success(request, _("The file is attached."))
    return redirect("report-edit", plan=plan, pilot=pilot, quarter=quarter)


@require_POST
def drop_evidence(request: SignedIn, plan: str, pilot: str, quarter: str, uid: str) -> HttpResponse:
    """Keep what was typed, and take a file off."""
    own, found, form = _typed(request, plan, pilot, quarter)
    evidence = access.get_evidence_for(request.user, own, pilot, quarter, uid)
    try:
        remove_evidence(evidence=evidence, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    if not _keep(request, found, form) or form.errors:
        return _form_page(request, own, found, form, UNPROCESSABLE)
    messages.success(request, _("The file is taken off."))
    return redirect("report-edit", plan=plan, pilot=pilot, quarter=quarter)


def _typed(request: SignedIn, plan: str, pilot: str, quarter: str) -> tuple[Plan, Report, ReportForm]:
    own = access.get_plan_for(request.user, plan)
    found = access.get_report_to_write(request.user, own, pilot, quarter)
    return own, found, ReportForm(load_sheet(found), request.POST)


def _keep(request: SignedIn, found: Report, form: ReportForm) -> bool:
    """Save what is valid; False, with the reason on the page, if the report is out of the community's hands."""
    form.is_valid()
    try:
        save_draft(report=found, draft=form.draft(), actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _form_page(
    request: SignedIn,
    plan: Plan,
    found: Report,
    form: ReportForm,
    status: int = 200,
    upload: EvidenceForm | None = None,
) -> HttpResponse:
    returned = found.events.filter(kind__in=["returned", "reopened"]).select_related("actor").last()
    areas = list(form.areas())
    all_rows = [row for _area, rows in areas for row in rows]
    is_returned = found.state == Report.State.RETURNED
    objected = [row for row in all_rows if is_returned and row.row.objection]
    return render(
        request,
        "report_form.html",
        {
            "plan": plan,
            "report": found,
            "form": form,
            "areas": areas,
            "objected": objected,
            "is_rest_wrong": any(row.has_errors for row in all_rows if not row.row.objection),
            "upload": upload or EvidenceForm(),
            "evidence": found.evidence.filter(removed_at=None).select_related("indicator"),
            "returned": returned if is_returned else None,
            "accept": ACCEPT,
            "quarter": found.quarter,
            "section": "reports",
        },
        status=status,
    )
