"""The help page: what somebody of this role does here, what the lamps mean, what counts as proof, whom to ask."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communities.models import Role
from partybuilding.models import Plan
from partybuilding.plan.queries import load_contacts
from partybuilding.shared import access
from partybuilding.shared.http import SignedIn
from partybuilding.shared.kept_pages import kept

# What each role does here, step by step; the system administrator has no page of a plan.
STEPS = {
    Role.DEPARTMENT: "plan/help/department.html",
    Role.TOWN: "plan/help/town.html",
    Role.SECRETARY: "plan/help/secretary.html",
    Role.MEMBER: "plan/help/member.html",
}

# Where the help speaks of what a page is about: an id on the help page. All others are about what somebody does there.
PLACES = {
    **dict.fromkeys(("county", "pilot", "area", "indicator", "snapshot", "assessments", "assessment"), "lamps"),
    **dict.fromkeys(("value", "records", "pilot-registers", "entry-history", "report", "report-edit"), "proof"),
    **dict.fromkeys(("verification", "verification-list", "verification-value"), "proof"),
    **dict.fromkeys(("units", "unit", "suggestions"), "contacts"),
    **dict.fromkeys(("plan-text", "timeline"), "words"),
}
ELSEWHERE = "steps"


def help_place(view: str) -> str:
    """Return the id of what the help says about the page of a view, by the view's name."""
    return PLACES.get(view, ELSEWHERE)


@require_safe
@kept(access.get_plan_for, shows_drafts=False)
def plan_help(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show the reader's own steps first, then what is the same for everybody."""
    role = Role(request.user.role)
    context = {"plan": plan, "steps": STEPS[role], "role": role, "contacts": load_contacts(plan), "section": "help"}
    return render(request, "plan/help/help.html", context)
