"""The door to reports: what one is to a community's report says what one may do with it.

A part of partybuilding/shared/access.py, which says who takes part in a plan and who reads which report.
"""

from django.utils.functional import Promise

from communities.access import require
from communities.models import User
from partybuilding.models import Pilot, Plan, Report, ReportEvent
from partybuilding.reports.rules import REVIEW_STARTED, STEPS, SUBMITTED_IT, TABLE, ReportAct, ReportRole
from partybuilding.shared.access import (
    can_comment,
    can_review_reports,
    can_write_report,
    get_pilot_for,
    get_report_for,
)
from partybuilding.shared.stale import Trail, TrailStep
from partybuilding.targets.quarter import Quarter


def roles_in(user: User, pilot: Pilot, quarter: Quarter | None = None) -> frozenset[ReportRole]:
    """Return what the person is to the reports of a pilot, or to the one on a quarter.

    Of a quarter before the plan's reports begin the department, too, enters what the community wrote on paper 补录.
    """
    stands_in = quarter is not None and can_review_reports(user) and not pilot.plan.asks_for(quarter)
    roles = {
        ReportRole.AUTHOR: can_write_report(user, pilot) or stands_in,
        ReportRole.TOWN: can_comment(user),
        ReportRole.DEPARTMENT: can_review_reports(user),
    }
    return frozenset(role for role, is_so in roles.items() if is_so)


def acts_for(user: User, report: Report) -> frozenset[ReportAct]:
    """Return what the person can do with a report now."""
    return TABLE.legal(report.state, roles_in(user, report.pilot, report.quarter), _facts(user, report))


def refusal_of(act: ReportAct, report: Report, user: User) -> Promise | None:
    """Return why an act on a report is not this person's now; None if it is."""
    return TABLE.refusal(act, report.state, roles_in(user, report.pilot, report.quarter), _facts(user, report))


def step(act: ReportAct, report: Report, actor: User) -> str:
    """Return the state an act leads the report to; ActionError in words if it cannot be taken by this person now."""
    return TABLE.step(act, report.state, roles_in(actor, report.pilot, report.quarter), _facts(actor, report))


def _facts(user: User, report: Report) -> set[str]:
    facts = {SUBMITTED_IT} if report.submitted_by_id == user.pk else set()
    if report.state == Report.State.SUBMITTED and is_review_started(report):
        facts.add(REVIEW_STARTED)
    return facts


def is_review_started(report: Report) -> bool:
    """Return whether the county has begun to check what was submitted last."""
    turns = report.events.filter(kind__in=[ReportEvent.Kind.SUBMITTED, ReportEvent.Kind.CHECK_OPENED])
    last = turns.order_by("pk").last()
    return last is not None and last.kind == ReportEvent.Kind.CHECK_OPENED


def trail_of(report: Report) -> Trail:
    """Return what a decision on a report depends on; that somebody began to check it changes nothing in it."""
    events = report.events.filter(kind__in=STEPS).select_related("actor")
    return Trail(report.state, ((events, lambda row: TrailStep(row.actor, row.at, STEPS[row.kind])),))


def require_decidable(act: ReportAct, report: Report, actor: User, seen: str | None) -> None:
    """Refuse by name what the act would refuse, without taking it: to be asked before a confirmation is asked for."""
    trail_of(report).require(seen)
    step(act, report, actor)


def reports_to_check(user: User, plan: Plan) -> list[Report]:
    """Return the reports that wait for this person's check, what waited longest first; none for others."""
    if not can_review_reports(user):
        return []
    waiting = Report.objects.filter(pilot__plan=plan, state=Report.State.SUBMITTED).exclude(submitted_by=user)
    return list(waiting.select_related("pilot__plan", "pilot__community").order_by("submitted_at", "pilot__order"))


def get_report_to(act: ReportAct, user: User, plan: Plan, code: str, quarter: str) -> Report:
    """Return a report somebody wants to do something with; 403 for those whose act that is not, in whatever state."""
    report = get_report_for(user, plan, code, quarter)
    require(TABLE.can_act(act, roles_in(user, report.pilot, report.quarter)))
    return report


def get_pilot_to(act: ReportAct, user: User, plan: Plan, code: str, quarter: Quarter | None = None) -> Pilot:
    """Return a pilot whose report somebody wants to begin or to ask for; 403 for everybody else."""
    pilot = get_pilot_for(user, plan, code)
    require(TABLE.can_act(act, roles_in(user, pilot, quarter)))
    return pilot
