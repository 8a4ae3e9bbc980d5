"""The page of one value."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.scoreboard.export_value import entries_table
from partybuilding.scoreboard.value_page import load_value_page
from partybuilding.shared import access
from partybuilding.shared.access import (
    can_review_reports,
    can_verify,
    can_view_registers,
    get_pilot_for,
    get_plan_for,
    reports_for,
)
from partybuilding.shared.http import SignedIn, asked_quarter, sent
from partybuilding.shared.tables import ExportFormat
from partybuilding.targets.pace import Colour


@never_cache
@require_safe
def value(request: SignedIn, plan: str, pilot: str, code: str) -> HttpResponse:
    """Show where one pilot's value of an indicator comes from in a quarter, and what moved it."""
    own = get_plan_for(request.user, plan)
    quarter = asked_quarter(request, own)
    its = get_pilot_for(request.user, own, pilot)
    readable, by_name = reports_for(request.user, own), can_view_registers(request.user, its)
    page = load_value_page(its, code, quarter, readable, by_name=by_name)
    context = {
        "plan": own,
        "page": page,
        "quarter": quarter,
        "can_verify": can_verify(request.user),
        "opens_item": page.cell.colour == Colour.RED and can_review_reports(request.user),
        "section": "pilot",
    }
    return render(request, "scoreboard/value.html", context)


@never_cache
@require_safe
def export_entries(request: SignedIn, plan: str, pilot: str, code: str, form: ExportFormat) -> HttpResponse:
    """Send the register entries counted in one value, to those who read the registers by name."""
    own = access.get_plan_for(request.user, plan)
    its = access.get_pilot_to_read(request.user, own, pilot)
    readable = access.reports_for(request.user, own)
    page = load_value_page(its, code, asked_quarter(request, own), readable, by_name=True)
    return sent(entries_table(page, request.user.name), form)
