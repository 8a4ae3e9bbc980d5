"""The door to official papers: who reads which, who makes them, who attaches the sealed copy.

A part of partybuilding/shared/access.py, which says who takes part in a plan.
"""

from django.db.models import Q, QuerySet
from django.http import Http404

from communities.access import require
from communities.models import Role, User
from partybuilding.models import Paper, PaperScan, Plan, Report
from partybuilding.shared.access import get_plan_for, reports_for


def papers_for(user: User, plan: Plan) -> QuerySet[Paper]:
    """Return the papers a person reads: all of the plan's; a community's report as far as they may open the report."""
    readable = reports_for(user, plan).order_by().values("pk")
    return Paper.objects.filter(plan=plan).filter(~Q(kind=Paper.Kind.REPORT) | Q(report__in=readable))


def get_paper_for(user: User, plan: Plan, code: str) -> Paper:
    """Return a paper by its version code, in capitals or not; 404 for one the person may not read."""
    papers = papers_for(user, plan).filter(code=code.upper())
    about = ("meeting", "report__pilot__community", "item", "assessment__pilot__community")
    paper = papers.select_related("made_by", *about).first()
    if paper is None:
        raise Http404
    paper.plan = plan
    for subject in (paper.meeting, paper.item, paper.report.pilot if paper.report else None):
        if subject is not None:
            subject.plan = plan
    return paper


def get_paper_to_seal(user: User, plan: Plan, code: str) -> Paper:
    """Return a paper for the department to attach its sealed copy to; 403 for those who may only read it."""
    paper = get_paper_for(user, plan, code)
    require(can_seal_papers(user))
    return paper


def get_scan_for(user: User, plan: Plan, code: str, uid: str) -> PaperScan:
    """Return the sealed copy of a paper the person reads."""
    scan = get_paper_for(user, plan, code).scans.filter(uid=uid).first()
    if scan is None:
        raise Http404
    return scan


def get_plan_to_issue_papers(user: User, slug: str) -> Plan:
    """Return a plan in which the person makes papers; 403 for those who only read them."""
    plan = get_plan_for(user, slug)
    require(can_make_papers(user))
    return plan


def get_plan_to_confirm_letterhead(user: User, slug: str) -> Plan:
    """Return a plan whose letterhead the department confirms; 403 for those who only read its papers."""
    plan = get_plan_for(user, slug)
    require(can_make_all_papers(user))
    return plan


def can_make_papers(user: User) -> bool:
    """Return whether the person makes papers: the department all of them, a secretary those on its own reports."""
    return user.role in {Role.DEPARTMENT, Role.SECRETARY}


def can_make_all_papers(user: User) -> bool:
    return user.role == Role.DEPARTMENT


def can_seal_papers(user: User) -> bool:
    """Return whether the person attaches sealed copies: the department alone."""
    return user.role == Role.DEPARTMENT


def reports_to_print(user: User, plan: Plan) -> QuerySet[Report]:
    """Return the reports a person may make a paper of: handed in, and their own unless they are the department."""
    handed_in = reports_for(user, plan).filter(state__in=[Report.State.SUBMITTED, Report.State.APPROVED])
    return handed_in if can_make_papers(user) else handed_in.none()
