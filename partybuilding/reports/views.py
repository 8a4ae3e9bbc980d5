"""Quarterly reports: the board, one report to read and to print, and its first and last step by the community."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fengxiang import clock
from partybuilding.models import Clause, Plan, Report
from partybuilding.plan.queries import defaults_about
from partybuilding.reports.access import acts_for, get_pilot_to, get_report_to, roles_in, trail_of
from partybuilding.reports.actions import start_report, withdraw_report
from partybuilding.reports.board import clocks_of, load_board
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.exports import completeness_table
from partybuilding.reports.forms_review import OpinionForm, ReasonForm
from partybuilding.reports.rules import TABLE, ReportAct
from partybuilding.shared import access
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, sent
from partybuilding.shared.stale import seen_by
from partybuilding.shared.tables import ExportFormat

UNPROCESSABLE = 422


@require_safe
def reports(request: SignedIn, plan: str) -> HttpResponse:
    """Show pilots × quarters: what is in, late, missing, returned; and what this person has to do."""
    own = access.get_plan_for(request.user, plan)
    board = load_board(own, access.reports_for(request.user, own), clock.today())
    mine = {pilot.pk for pilot in board.pilots if TABLE.can_act(ReportAct.START, roles_in(request.user, pilot))}
    return render(
        request,
        "reports/reports.html",
        {
            "plan": own,
            "board": board,
            "mine": mine,
            "checks": access.can_review_reports(request.user),
            "quarter": board.quarter,
            "section": "reports",
            "defaults": defaults_about(own, Clause.About.DEADLINES),
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
    seen: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the report's page; a form that was not in order comes back as it was sent, its mark in `seen`."""
    seen = seen or trail_of(found).mark
    detail = load_report_detail(found)
    events = detail.background.events
    is_own = access.can_write_report(request.user, found.pilot)
    return render(
        request,
        "reports/report.html",
        {
            "plan": plan,
            "report": found,
            "detail": detail,
            "opinion": opinion or OpinionForm(),
            "reason": reason or ReasonForm(),
            "events": events,
            "clocks": clocks_of(found.quarter, ((each.kind, each.at) for each in events), clock.today()),
            "acts": acts_for(request.user, found),
            "seen": seen,
            "may_print": not found.is_open and (is_own or access.can_review_reports(request.user)),
            "quarter": found.quarter,
            "section": "reports",
        },
        status=status,
    )


@require_POST
def start(request: SignedIn, plan: str, pilot: str, quarter: str) -> HttpResponse:
    """Open the draft of a quarter."""
    own = access.get_plan_for(request.user, plan)
    chosen = get_pilot_to(ReportAct.START, request.user, own, pilot)
    try:
        start_report(pilot=chosen, quarter=access.parse_quarter(own, quarter), actor=request.user)
    except ActionError as refusal:
        messages.error(request, str(refusal))
        return redirect("reports", plan=plan)
    return redirect("report-edit", plan=plan, pilot=pilot, quarter=quarter)


@require_POST
def withdraw(request: SignedIn, plan: str, pilot: str, quarter: str) -> HttpResponse:
    """Take a submitted report back, as long as nobody has opened the check."""
    own = access.get_plan_for(request.user, plan)
    found = get_report_to(ReportAct.WITHDRAW, request.user, own, pilot, quarter)
    try:
        withdraw_report(report=found, actor=request.user, seen=seen_by(request))
    except ActionError as refusal:
        messages.error(request, str(refusal))
        return redirect("report", plan=plan, pilot=pilot, quarter=quarter)
    messages.success(request, _("Withdrawn. Correct it and submit it again."))
    return redirect("report-edit", plan=plan, pilot=pilot, quarter=quarter)


@never_cache
@require_safe
def export_board(request: SignedIn, plan: str, form: ExportFormat) -> HttpResponse:
    """Send the completeness board."""
    own = access.get_plan_for(request.user, plan)
    board = load_board(own, access.reports_for(request.user, own), clock.today())
    return sent(completeness_table(board, request.user.name), form)
