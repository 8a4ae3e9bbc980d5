"""Tables to take along: the scoreboard, its red lamps, a pilot's indicators, who has reported; as .xlsx and CSV."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fengxiang import clock
from partybuilding import access
from partybuilding.documents.completeness_table import completeness_table
from partybuilding.documents.pilot_table import pilot_table
from partybuilding.documents.scoreboard_table import reds_table, scoreboard_table
from partybuilding.documents.tables import Form, Table, write
from partybuilding.pilotpage import load_pilot_page
from partybuilding.reportboard import load_board
from partybuilding.scoreboard import Scoreboard, load_scoreboard
from partybuilding.selection import read_selection, select
from partybuilding.views.dashboard import asked_quarter, asks_for_verified
from partybuilding.views.request import SignedIn


class FormConverter:
    """The ending of an exported table's address: xlsx or csv."""

    regex = "|".join(Form)

    def to_python(self, value: str) -> Form:
        return Form(value)

    def to_url(self, value: str) -> str:
        return str(value)


@never_cache
@require_safe
def scoreboard(request: SignedIn, plan: str, form: Form) -> HttpResponse:
    """Send the scoreboard of the quarter the dashboard shows."""
    return sent(scoreboard_table(_board(request, plan), request.user.name), form)


@never_cache
@require_safe
def reds(request: SignedIn, plan: str, form: Form) -> HttpResponse:
    """Send the dashboard's red lamps."""
    return sent(reds_table(_board(request, plan), request.user.name), form)


@never_cache
@require_safe
def pilot(request: SignedIn, plan: str, pilot: str, form: Form) -> HttpResponse:
    """Send the indicators of one community over all quarters."""
    own = access.get_plan_for(request.user, plan)
    chosen, only_verified = access.get_pilot_for(request.user, own, pilot), asks_for_verified(request)
    page = load_pilot_page(chosen, asked_quarter(request, own), only_verified=only_verified)
    return sent(pilot_table(page, request.user.name, only_verified=only_verified), form)


@never_cache
@require_safe
def reports(request: SignedIn, plan: str, form: Form) -> HttpResponse:
    """Send the completeness board."""
    own = access.get_plan_for(request.user, plan)
    board = load_board(own, access.reports_for(request.user, own), clock.today())
    return sent(completeness_table(board, request.user.name), form)


def _board(request: SignedIn, plan: str) -> Scoreboard:
    own = access.get_plan_for(request.user, plan)
    board = load_scoreboard(own, asked_quarter(request, own), only_verified=asks_for_verified(request))
    return select(board, read_selection(board.frame, request.GET))


def sent(table: Table, form: Form) -> HttpResponse:
    """Return the answer that sends a table as a file of the form."""
    response = HttpResponse(write(table, form), content_type=form.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=table.file_name(form))
    response["Content-Disposition"] = disposition or "attachment"
    return response
