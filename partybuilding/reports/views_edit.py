"""The quarterly report's form: what is typed is kept, field by field or the whole page, and handed in."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fengxiang import clock
from partybuilding.models import Indicator, Plan, Report
from partybuilding.reports.access import get_report_to
from partybuilding.reports.actions import Draft, TooEarlyError, UnansweredReturnError, save_draft, submit_report
from partybuilding.reports.actions_evidence import checked_file, keep_evidence, remove_evidence
from partybuilding.reports.board import clocks_of
from partybuilding.reports.detail import ReportContext, ReportDetail, load_report_context, load_report_detail
from partybuilding.reports.forms import EvidenceForm, ReportForm
from partybuilding.reports.forms_rows import FormLayout, lines_of
from partybuilding.reports.rules import ReportAct, first_day_to_submit
from partybuilding.reports.validation import blocking
from partybuilding.reports.views import UNPROCESSABLE
from partybuilding.shared import access
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, with_plan
from partybuilding.shared.kept_pages import by_person, kept
from partybuilding.shared.together import perform_together
from partybuilding.shared.uploads import ACCEPT, CheckedFile

CONFLICT = 409


@require_safe
@kept(access.get_plan_for, audience=by_person)
def edit(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Show the form."""
    report = get_report_to(ReportAct.WRITE, request.user, plan, pilot, quarter)
    if not report.is_open:
        return redirect("report", plan=plan.slug, pilot=pilot, quarter=quarter)
    return _form_page(request, plan, ReportForm(load_report_detail(report)))


@require_POST
@with_plan(access.get_plan_for)
def save(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Keep what was typed: one field as it is left (by htmx), or the whole page by its button."""
    plan, report = _report(request, plan, pilot, quarter)
    form, refusal = _keep(request, report, in_part=bool(request.htmx))
    if request.htmx:
        return _told(request, form, refusal)
    if refusal or form.errors:
        return _form_page(request, plan, form, UNPROCESSABLE)
    messages.success(request, _("Saved."))
    return redirect("report-edit", plan=plan.slug, pilot=pilot, quarter=quarter)


@require_POST
@with_plan(access.get_plan_for)
def adopt(request: SignedIn, plan: Plan, pilot: str, quarter: str, indicator: str) -> HttpResponse:
    """Keep what was typed, and of one row what the register says 采用台账."""
    plan, report = _report(request, plan, pilot, quarter)
    return _answered(request, plan, report, partial(ReportForm.take_register, code=indicator), f"#row-{indicator}")


@require_POST
@with_plan(access.get_plan_for)
def confirm_unchanged(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Keep what was typed, and confirm what says the same as last quarter and the register 全部与上季和台账一致."""
    plan, report = _report(request, plan, pilot, quarter)
    return _answered(request, plan, report, ReportForm.confirm_unchanged, "#left")


def _answered(
    request: SignedIn, plan: Plan, report: Report, answer: Callable[[ReportForm], None], place: str
) -> HttpResponse:
    form, refusal = _keep(request, report, answer=answer)
    if refusal or form.errors:
        return _form_page(request, plan, form, UNPROCESSABLE)
    messages.success(request, _("Saved."))
    return redirect(_address(plan, report) + place)


def _address(plan: Plan, report: Report) -> str:
    return reverse("report-edit", args=[plan.slug, report.pilot.code, report.quarter])


@require_POST
@with_plan(access.get_plan_for)
def submit(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Hand the report in with what was typed; if something is in the way, keep what was typed and say what it is."""
    plan, report = _report(request, plan, pilot, quarter)
    context = load_report_context(report)

    def choose(detail: ReportDetail) -> Draft:
        form = ReportForm(detail, request.POST)
        if not form.is_valid():
            raise ActionError(_("The report is not complete yet."))
        return form.draft()

    def hand_in() -> _Answer | None:
        try:
            submit_report(report=report, draft=choose, context=context, actor=request.user)
        except ActionError as refused:
            return partial(_not_submitted, request, plan, refused, *_keep(request, report, context))
        return None

    if answer := _together("actions.submit_report", request, report, hand_in):
        return answer()
    messages.success(request, _("Submitted. The county will check it."))
    return redirect("report", plan=plan.slug, pilot=pilot, quarter=quarter)


_Answer = Callable[[], HttpResponse]


def _together(name: str, request: SignedIn, report: Report, run: Callable[[], _Answer | None]) -> _Answer | None:
    """Keep what was typed and do something with it as one act, by the name of the latter; None where it was done."""
    try:
        return perform_together(f"reports.{name}", request.user, run, about=[report])
    except ActionError as refused:  # the form was taken before, with something else in it
        messages.error(request, str(refused))
        form = ReportForm(load_report_detail(report), request.POST)
        form.is_valid()
        return partial(_form_page, request, report.pilot.plan, form, UNPROCESSABLE)


def _not_submitted(
    request: SignedIn, plan: Plan, refused: ActionError, form: ReportForm, refusal: ActionError | None
) -> HttpResponse:
    if refusal:
        return _form_page(request, plan, form, UNPROCESSABLE)
    if isinstance(refused, TooEarlyError):
        messages.error(request, str(refused))
    elif isinstance(refused, UnansweredReturnError):
        form.asked_why = str(refused)
    elif not form.errors:
        open_points = blocking(form.detail)
        form.tell(open_points)
        if not open_points:
            messages.error(request, str(refused))
    return _form_page(request, plan, form, UNPROCESSABLE)


@require_POST
@with_plan(access.get_plan_for)
def add_evidence(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Keep what was typed, and attach a file: to the row whose button was pressed, or to the report as a whole."""
    plan, report = _report(request, plan, pilot, quarter)
    context, upload = load_report_context(report), EvidenceForm(request.POST, request.FILES)
    content = _content_of(upload)
    asked = upload.cleaned_data.get("indicator") or 0
    indicator = Indicator.objects.filter(plan=plan, pk=asked).first()

    def attach() -> _Answer | None:
        form, refusal = _keep(request, report, context)
        if content and not refusal:
            try:
                keep_evidence(report=report, content=content, actor=request.user, indicator=indicator)
            except ActionError as refused:
                upload.add_error("file", str(refused))
        is_done = not (refusal or upload.errors or form.errors)
        return None if is_done else partial(_form_page, request, plan, form, UNPROCESSABLE, upload)

    answer = _together("actions_evidence.keep_evidence", request, report, attach) if content else attach()
    if answer:
        return answer()
    messages.success(request, _("The file is attached."))
    return redirect(_address(plan, report) + (f"#row-{indicator.code}" if indicator else "#evidence"))


def _content_of(upload: EvidenceForm) -> CheckedFile | None:
    """Return the file that was sent, as it is kept; None, with the reason beside its field, if it is refused."""
    if not upload.is_valid():
        return None
    try:
        return checked_file(upload.cleaned_data["file"])
    except ActionError as refused:
        upload.add_error("file", str(refused))
    return None


@require_POST
@with_plan(access.get_plan_for)
def delete_evidence(request: SignedIn, plan: Plan, pilot: str, quarter: str, uid: str) -> HttpResponse:
    """Keep what was typed, and take a file off."""
    plan, report = _report(request, plan, pilot, quarter)
    evidence = access.get_evidence_for(request.user, plan, pilot, quarter, uid)
    context = load_report_context(report)

    def take_off() -> _Answer | None:
        form, refusal = _keep(request, report, context)
        try:
            remove_evidence(evidence=evidence, actor=request.user)
        except ActionError as refused:
            if not refusal:
                messages.error(request, str(refused))
        return partial(_form_page, request, plan, form, UNPROCESSABLE) if refusal or form.errors else None

    if answer := _together("actions_evidence.remove_evidence", request, report, take_off):
        return answer()
    messages.success(request, _("The file is taken off."))
    return redirect("report-edit", plan=plan.slug, pilot=pilot, quarter=quarter)


def _report(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> tuple[Plan, Report]:
    return plan, get_report_to(ReportAct.WRITE, request.user, plan, pilot, quarter)


def _keep(
    request: SignedIn,
    report: Report,
    context: ReportContext | None = None,
    *,
    in_part: bool = False,
    answer: Callable[[ReportForm], None] | None = None,
) -> tuple[ReportForm, ActionError | None]:
    """Save what is valid, and what an `answer` fills in; a refusal, told on the page, if the report is out of hand."""
    context = context or load_report_context(report, with_registers=not in_part)
    kept: list[ReportForm] = []

    def choose(detail: ReportDetail) -> Draft:
        form = ReportForm(detail, request.POST, in_part=in_part)
        if answer:
            answer(form)
        form.is_valid()
        kept.append(form)
        return form.draft()

    try:
        now = save_draft(report=report, draft=choose, context=context, actor=request.user)
    except ActionError as refusal:
        if not request.htmx:
            messages.error(request, str(refusal))
        return kept[-1], refusal
    kept[-1].rebind(now)
    return kept[-1], None


def _told(request: SignedIn, form: ReportForm, refusal: ActionError | None) -> HttpResponse:
    """Answer a field that was left: what is judged anew beside it; the page swaps it in where it stands."""
    if refusal:
        return HttpResponse(str(refusal), status=CONFLICT, content_type="text/plain; charset=utf-8")
    status = UNPROCESSABLE if form.errors else 200
    rows = [form.form_row(row) for row in form.posted_rows]
    words = [form.form_words(name) for name in form.posted_narratives]
    report = form.detail.report
    return render(
        request,
        "reports/report_told.html",
        {"plan": report.pilot.plan, "report": report, "rows": rows, "all_words": words},
        status=status,
    )


def _form_page(
    request: SignedIn,
    plan: Plan,
    form: ReportForm,
    status: int = 200,
    upload: EvidenceForm | None = None,
) -> HttpResponse:
    report, background = form.detail.report, form.detail.background
    is_returned = report.state == Report.State.RETURNED
    returned = background.returned if is_returned else None
    errors, warnings = form.points()
    submit_from = first_day_to_submit(report.quarter)
    steps = ((each.kind, each.at) for each in background.events)
    return render(
        request,
        "reports/report_form.html",
        {
            "plan": plan,
            "report": report,
            "form": form,
            "layout": FormLayout(form.areas(), is_returned),
            "errors": lines_of(errors),
            "warnings": lines_of(warnings),
            "upload": upload or EvidenceForm(),
            "evidence": background.evidence,
            "returned": returned,
            "days_back": (clock.today() - timezone.localdate(returned.at)).days if returned else 0,
            "office": plan.member_units.filter(unit=plan.lead_unit_id).first() if is_returned else None,
            "accept": ACCEPT,
            "submit_from": submit_from,
            "is_too_early": clock.today() < submit_from,
            "clocks": clocks_of(report.quarter, steps, report.pilot.plan.today),
            "quarter": report.quarter,
            "section": "reports",
        },
        status=status,
    )
