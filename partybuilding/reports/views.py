"""Quarterly reports: the board, one report to read and to print, and its first and last step by the community."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partybuilding.models import Clause, Meeting, Plan, Report
from partybuilding.plan.queries import defaults_about
from partybuilding.reports.access import acts_for, get_pilot_to, get_report_to, reports_to_check, roles_in, trail_of
from partybuilding.reports.actions import start_report, withdraw_report
from partybuilding.reports.board import clocks_of, load_board
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.exports import completeness_table
from partybuilding.reports.forms_review import OpinionForm, ReasonForm
from partybuilding.reports.owed import ReportSlot, review_due
from partybuilding.reports.rules import TABLE, ReportAct
from partybuilding.shared import access
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, with_plan
from partybuilding.shared.kept_pages import by_person, exported, kept
from partybuilding.shared.stale import seen_by
from partybuilding.shared.tables import Table

UNPROCESSABLE = 422


@require_safe
@kept(access.get_plan_for)
def reports(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show pilots × quarters: what is in, late, missing, returned; and what this person has to do."""
    board = load_board(plan, access.reports_for(request.user, plan), plan.today)
    own_pilots = {pilot.pk for pilot in board.pilots if TABLE.can_act(ReportAct.START, roles_in(request.user, pilot))}
    return render(
        request,
        "reports/reports.html",
        {
            "plan": plan,
            "board": board,
            "own_pilots": own_pilots,
            "first": board.first_to_do(own_pilots),
            "checks": access.can_review_reports(request.user),
            "sees_burden": access.can_see_burden(request.user),
            "quarter": board.quarter,
            "section": "reports",
            "defaults": defaults_about(plan, Clause.About.DEADLINES),
        },
    )


@require_safe
@kept(access.get_plan_for, audience=by_person)
def report(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Show a report with its history, to read and to print."""
    return report_page(request, plan, access.get_report_for(request.user, plan, pilot, quarter))


def report_page(
    request: SignedIn,
    plan: Plan,
    report: Report,
    *,
    opinion: OpinionForm | None = None,
    reason: ReasonForm | None = None,
    seen: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the report's page; a form that was not in order comes back as it was sent, its mark in `seen`."""
    seen = seen or trail_of(report).mark
    detail = load_report_detail(report)
    events = detail.background.events
    is_own = access.can_write_report(request.user, report.pilot)
    # Once one is decided, the next is offered.
    waiting = reports_to_check(request.user, plan) if report.decided_at else []
    return render(
        request,
        "reports/report.html",
        {
            "plan": plan,
            "report": report,
            "detail": detail,
            "opinion": opinion or OpinionForm(),
            "reason": reason or ReasonForm(),
            "events": events,
            "reply": detail.background.reply,
            **(_what_follows(report) if is_own else {}),
            "clocks": clocks_of(report.quarter, ((each.kind, each.at) for each in events), report.pilot.plan.today),
            "acts": acts_for(request.user, report),
            "seen": seen,
            "to_check": waiting,
            "next_seen": trail_of(waiting[0]).mark if waiting else "",
            "may_print": not report.is_open and (is_own or access.can_review_reports(request.user)),
            "quarter": report.quarter,
            "section": "reports",
        },
        status=status,
    )


def _what_follows(report: Report) -> dict[str, Any]:
    """Return what happens after the submission, and when: the check, the meeting, the next report; empty of others."""
    plan, due = report.pilot.plan, review_due(report)
    if due is None:
        return {}
    is_last = report.quarter >= plan.last_quarter
    return {
        "review_due": due,
        "coming_meeting": Meeting.coming_of(plan),
        "next_slot": None if is_last else ReportSlot(report.pilot, report.quarter.next, None),
    }


@require_POST
@with_plan(access.get_plan_for)
def start(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Open the draft of a quarter."""
    of = access.parse_quarter(plan, quarter)
    chosen = get_pilot_to(ReportAct.START, request.user, plan, pilot, of)
    try:
        start_report(pilot=chosen, quarter=of, actor=request.user)
    except ActionError as refusal:
        messages.error(request, str(refusal))
        return redirect("reports", plan=plan.slug)
    return redirect("report-edit", plan=plan.slug, pilot=pilot, quarter=quarter)


@require_POST
@with_plan(access.get_plan_for)
def withdraw(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Take a submitted report back, as long as nobody has opened the check."""
    report = get_report_to(ReportAct.WITHDRAW, request.user, plan, pilot, quarter)
    try:
        withdraw_report(report=report, actor=request.user, seen=seen_by(request))
    except ActionError as refusal:
        messages.error(request, str(refusal))
        return redirect("report", plan=plan.slug, pilot=pilot, quarter=quarter)
    messages.success(request, _("Withdrawn. Correct it and submit it again."))
    return redirect("report-edit", plan=plan.slug, pilot=pilot, quarter=quarter)


@never_cache
@require_safe
@exported(access.get_plan_for)
def export_board(request: SignedIn, plan: Plan) -> Table:
    """Send the completeness board."""
    board = load_board(plan, access.reports_for(request.user, plan), plan.today)
    return completeness_table(board)
