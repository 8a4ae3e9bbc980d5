"""What a unit does about its duties: confirm them, name a contact, and report on them each quarter."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from communities.models import Unit
from partybuilding.models import Plan
from partybuilding.record.changes import note_refusal
from partybuilding.shared import access
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, asked_quarter, with_plan
from partybuilding.shared.kept_pages import by_person, exported, kept
from partybuilding.shared.stale import seen_by
from partybuilding.shared.tables import Table
from partybuilding.shared.together import perform_together
from partybuilding.targets.quarter import Quarter
from partybuilding.units.access import get_unit_to, roles_in, trail_of
from partybuilding.units.actions import (
    DutyDraft,
    confirm_duties,
    fill_duty_report,
    name_contact,
    submit_duty_report,
    withdraw_duty_report,
)
from partybuilding.units.duty_reports import DutySheet, duty_lines, duty_standings, load_duty_sheet
from partybuilding.units.export_duties import duties_table
from partybuilding.units.forms import ContactForm, DutyForm
from partybuilding.units.rules import DutyReportAct
from partybuilding.units.views import unit_page

UNPROCESSABLE, CONFLICT = 422, 409


@require_POST
@with_plan(access.get_plan_for)
def confirm(request: SignedIn, plan: Plan, unit: str) -> HttpResponse:
    """Confirm the duties of the person's own unit."""
    seat = access.get_seat_to_confirm(request.user, plan, unit)
    try:
        confirm_duties(seat=seat, actor=request.user)
    except ActionError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The duties are confirmed."))
    return redirect("unit", plan=plan.slug, unit=unit)


@require_POST
@with_plan(access.get_plan_for)
def contact(request: SignedIn, plan: Plan, unit: str) -> HttpResponse:
    """Write down who of the unit is asked about the pilots."""
    seat = access.get_seat_to_keep(request.user, plan, unit)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return unit_page(request, plan, (seat.unit, seat), form, UNPROCESSABLE)
    name_contact(seat=seat, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("unit", plan=plan.slug, unit=unit)


@require_safe
@kept(access.get_plan_for, audience=by_person)
def report(request: SignedIn, plan: Plan, unit: str, quarter: str) -> HttpResponse:
    """Show a unit's duty report: to its own people the form, to others what was handed in."""
    reporting_unit = access.get_reporting_unit_for(request.user, plan, unit)
    sheet = load_duty_sheet(plan, reporting_unit, access.parse_quarter(plan, quarter))
    return _page(request, plan, sheet, DutyForm(sheet))


@require_POST
@with_plan(access.get_plan_for)
def save(request: SignedIn, plan: Plan, unit: str, quarter: str) -> HttpResponse:
    """Keep what was typed: one field as it is left (by htmx), or the whole page by its button."""
    plan, reporting_unit, chosen = _place(DutyReportAct.WRITE, request, plan, unit, quarter)
    form, refusal = _keep(request, plan, reporting_unit, chosen)
    if request.htmx:
        return _told(request, form, refusal)
    if refusal or form.errors:
        return _page(request, plan, form.sheet, form, UNPROCESSABLE)
    messages.success(request, _("Saved."))
    return redirect("duty-report", plan=plan.slug, unit=unit, quarter=quarter)


@require_POST
@with_plan(access.get_plan_for)
def submit(request: SignedIn, plan: Plan, unit: str, quarter: str) -> HttpResponse:
    """Keep what was typed, and hand the duty report in if nothing is missing."""
    plan, reporting_unit, chosen = _place(DutyReportAct.SUBMIT, request, plan, unit, quarter)

    def hand_in() -> DutyForm | None:
        form, refusal = _keep(request, plan, reporting_unit, chosen)
        if refusal or form.errors or form.tell_open_points():
            note_refusal(_("The duty report is not complete yet."))
            return form
        try:
            submit_duty_report(plan=plan, unit=reporting_unit, quarter=chosen, actor=request.user)
        except ActionError as refused:
            messages.error(request, str(refused))
            return form
        return None

    about = [plan, reporting_unit]
    try:
        form = perform_together("units.actions.submit_duty_report", request.user, hand_in, about=about)
    except ActionError as refused:  # the form was taken before, with something else in it
        messages.error(request, str(refused))
        form = DutyForm(load_duty_sheet(plan, reporting_unit, chosen), request.POST)
        form.is_valid()
    if form:
        return _page(request, plan, form.sheet, form, UNPROCESSABLE)
    messages.success(request, _("The duty report is handed in."))
    return redirect("duty-report", plan=plan.slug, unit=unit, quarter=quarter)


@require_POST
@with_plan(access.get_plan_for)
def withdraw(request: SignedIn, plan: Plan, unit: str, quarter: str) -> HttpResponse:
    """Take the duty report back to correct it."""
    plan, reporting_unit, chosen = _place(DutyReportAct.WITHDRAW, request, plan, unit, quarter)
    try:
        withdraw_duty_report(plan=plan, unit=reporting_unit, quarter=chosen, actor=request.user, seen=seen_by(request))
    except ActionError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The duty report is taken back: correct it and hand it in again."))
    return redirect("duty-report", plan=plan.slug, unit=unit, quarter=quarter)


def _place(act: DutyReportAct, request: SignedIn, plan: Plan, unit: str, quarter: str) -> tuple[Plan, Unit, Quarter]:
    return plan, *get_unit_to(act, request.user, plan, unit, quarter)


def _keep(request: SignedIn, plan: Plan, unit: Unit, quarter: Quarter) -> tuple[DutyForm, ActionError | None]:
    """Save what is valid; a refusal, told on the page, if the report is handed in or its quarter has not begun."""
    kept: list[DutyForm] = []

    def choose(sheet: DutySheet) -> DutyDraft:
        form = DutyForm(sheet, request.POST)
        form.is_valid()
        kept.append(form)
        return form.draft()

    try:
        fill_duty_report(plan=plan, unit=unit, quarter=quarter, choose=choose, actor=request.user)
    except ActionError as refusal:
        if not request.htmx:
            messages.error(request, str(refusal))
        form = kept[-1] if kept else DutyForm(load_duty_sheet(plan, unit, quarter), request.POST)
        form.is_valid()
        return form, refusal
    kept[-1].rebind(load_duty_sheet(plan, unit, quarter))
    return kept[-1], None


def _told(request: SignedIn, form: DutyForm, refusal: ActionError | None) -> HttpResponse:
    """Answer a field that was left: the messages beside it; the page swaps them in where they stand."""
    if refusal:
        return HttpResponse(str(refusal), status=CONFLICT, content_type="text/plain; charset=utf-8")
    context = {
        "lines": [form.form_line(line) for line in form.posted_lines],
        "facts": [form.form_fact(name) for name in form.posted_facts],
    }
    return render(request, "units/duty_told.html", context, status=UNPROCESSABLE if form.errors else 200)


def _page(request: SignedIn, plan: Plan, sheet: DutySheet, form: DutyForm, status: int = 200) -> HttpResponse:
    """Return the page; a form that was not in order comes back with what was typed, a handed-in report to be read."""
    standing = sheet.standing
    is_own = bool(roles_in(request.user, standing.unit, plan, standing.quarter))
    # What was typed into a report that a colleague has handed in meanwhile stays to be seen.
    writes = is_own and (sheet.is_writable or (form.is_bound and sheet.standing.status != "to-come"))
    context = {
        "plan": plan,
        "quarter": sheet.standing.quarter,
        "unit": sheet.standing.unit,
        "sheet": sheet,
        "form": form if writes else None,
        "is_own": is_own,
        "seen": trail_of(sheet.report).mark if is_own and sheet.report else "",
        "is_read": sheet.is_told or is_own,
        "section": "unit",
    }
    return render(request, "units/duty_report.html", context, status=status)


@never_cache
@require_safe
@exported(access.get_plan_for)
def export_duties(request: SignedIn, plan: Plan) -> Table:
    """Send what the units handed in on their duties in a quarter."""
    quarter = asked_quarter(request, plan)
    entries, standings = duty_lines(plan, quarter), duty_standings(plan, quarter)
    return duties_table(plan, quarter, entries, standings)
