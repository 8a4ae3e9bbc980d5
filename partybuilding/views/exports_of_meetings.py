"""Tables to take along from the joint meeting's pages: meetings with who came, duty reports, papers; .xlsx and CSV."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding import access, access_papers
from partybuilding.documents.meeting_tables import duties_table, meetings_table, papers_table
from partybuilding.documents.tables import Form
from partybuilding.dutypage import duty_lines, duty_standings
from partybuilding.meetingpage import load_attendance, load_meetings
from partybuilding.papers import listed
from partybuilding.views.dashboard import asked_quarter
from partybuilding.views.exports import sent
from partybuilding.views.request import SignedIn


@never_cache
@require_safe
def meetings(request: SignedIn, plan: str, form: Form) -> HttpResponse:
    """Send the plan's meetings: who came, and what became of what they agreed."""
    own = access.get_plan_for(request.user, plan)
    units, came = load_attendance(own)
    return sent(meetings_table(own, load_meetings(own)[::-1], units, came, request.user.name), form)


@never_cache
@require_safe
def duties(request: SignedIn, plan: str, form: Form) -> HttpResponse:
    """Send what the units handed in on their duties in a quarter."""
    own = access.get_plan_for(request.user, plan)
    quarter = asked_quarter(request, own)
    entries, standings = duty_lines(own, quarter), duty_standings(own, quarter)
    return sent(duties_table(own, quarter, entries, standings, request.user.name), form)


@never_cache
@require_safe
def papers(request: SignedIn, plan: str, form: Form) -> HttpResponse:
    """Send the register of the papers this person reads."""
    own = access.get_plan_for(request.user, plan)
    made = listed(access_papers.papers_for(request.user, own))
    return sent(papers_table(own, made, request.user.name), form)
