"""Tables to take along from the pages behind the dashboard: as .xlsx and CSV, for whom and as the page shows them."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fengxiang import clock
from partybuilding import access
from partybuilding.areapage import load_area_page
from partybuilding.burden import load_burden
from partybuilding.documents.board_parts import area_table, lamps_table, unit_table
from partybuilding.documents.burden_table import burden_table, uses_table
from partybuilding.documents.indicator_table import indicator_table
from partybuilding.documents.tables import Form
from partybuilding.documents.timeline_table import timeline_table
from partybuilding.documents.unit_table import units_table
from partybuilding.documents.value_tables import entries_table, verification_table
from partybuilding.explained import load_value_page
from partybuilding.indicatorpage import load_indicator_page
from partybuilding.scoreboard import load_scoreboard
from partybuilding.timeline import load_timeline
from partybuilding.unitpage import load_unit_list
from partybuilding.verificationpage import reported_values
from partybuilding.views.dashboard import asked_quarter
from partybuilding.views.exports import sent
from partybuilding.views.request import SignedIn


@never_cache
@require_safe
def area(request: SignedIn, plan: str, area: int, form: Form) -> HttpResponse:
    """Send the indicators of one task area."""
    own = access.get_plan_for(request.user, plan)
    board = load_scoreboard(own, asked_quarter(request, own))
    return sent(area_table(board, area, request.user.name), form)


@never_cache
@require_safe
def lamps(request: SignedIn, plan: str, area: int, form: Form) -> HttpResponse:
    """Send the lamps of one task area over the quarters."""
    own = access.get_plan_for(request.user, plan)
    page = load_area_page(own, area, asked_quarter(request, own))
    return sent(lamps_table(own, page, request.user.name), form)


@never_cache
@require_safe
def indicator(request: SignedIn, plan: str, indicator: str, form: Form) -> HttpResponse:
    """Send one indicator of all pilots and quarters."""
    own = access.get_plan_for(request.user, plan)
    readable = access.reports_for(request.user, own)
    page = load_indicator_page(own, indicator, asked_quarter(request, own), readable)
    return sent(indicator_table(own, page, request.user.name), form)


@never_cache
@require_safe
def units(request: SignedIn, plan: str, form: Form) -> HttpResponse:
    """Send the list of the member units."""
    own = access.get_plan_for(request.user, plan)
    quarter = asked_quarter(request, own)
    return sent(units_table(own, load_unit_list(own, quarter), quarter, request.user.name), form)


@never_cache
@require_safe
def unit(request: SignedIn, plan: str, unit: str, form: Form) -> HttpResponse:
    """Send the indicators whose gap one unit can close."""
    own = access.get_plan_for(request.user, plan)
    seat = access.get_unit_for(request.user, own, unit)
    board = load_scoreboard(own, asked_quarter(request, own))
    return sent(unit_table(board, seat, request.user.name), form)


@never_cache
@require_safe
def timeline(request: SignedIn, plan: str, form: Form) -> HttpResponse:
    """Send the milestones with how they stand today."""
    own = access.get_plan_for(request.user, plan)
    return sent(timeline_table(load_timeline(own, clock.today()), request.user.name), form)


@never_cache
@require_safe
def burden(request: SignedIn, plan: str, form: Form) -> HttpResponse:
    """Send what each report asked, to those who decide what is asked."""
    own, today = access.get_plan_to_measure(request.user, plan), clock.today()
    return sent(burden_table(own, load_burden(own, today), own.reporting_quarter(today), request.user.name), form)


@never_cache
@require_safe
def uses(request: SignedIn, plan: str, form: Form) -> HttpResponse:
    """Send how often each indicator was changed, to those who decide what is asked."""
    own, today = access.get_plan_to_measure(request.user, plan), clock.today()
    return sent(uses_table(own, load_burden(own, today), own.reporting_quarter(today), request.user.name), form)


@never_cache
@require_safe
def verification(request: SignedIn, plan: str, quarter: str, form: Form) -> HttpResponse:
    """Send the values of a quarter with what bears them out, to those who verify them."""
    own = access.get_plan_to_verify(request.user, plan)
    chosen = access.parse_quarter(own, quarter)
    return sent(verification_table(own, reported_values(own, chosen), chosen, request.user.name), form)


@never_cache
@require_safe
def entries(request: SignedIn, plan: str, pilot: str, code: str, form: Form) -> HttpResponse:
    """Send the register entries counted in one value, to those who read the registers by name."""
    own = access.get_plan_for(request.user, plan)
    its = access.get_pilot_to_read(request.user, own, pilot)
    readable = access.reports_for(request.user, own)
    page = load_value_page(its, code, asked_quarter(request, own), readable, by_name=True)
    return sent(entries_table(page, request.user.name), form)
