"""The member units of the joint meeting: the list of all, and the page of one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.models import MemberUnit, Plan
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.shared import access
from partybuilding.shared.access import can_edit_unit, get_plan_for, get_unit_for
from partybuilding.shared.http import SignedIn, asked_quarter, sent
from partybuilding.shared.tables import ExportFormat
from partybuilding.units.exports import unit_table, units_table
from partybuilding.units.forms import ContactForm
from partybuilding.units.queries import load_unit_list, load_unit_page


@require_safe
def units(request: SignedIn, plan: str) -> HttpResponse:
    """Show the units in the plan's order, with what each answers for."""
    own = get_plan_for(request.user, plan)
    quarter = asked_quarter(request, own)
    page = load_unit_list(own, quarter)
    return render(request, "units/units.html", {"plan": own, "page": page, "quarter": quarter, "section": "units"})


@require_safe
def unit(request: SignedIn, plan: str, unit: str) -> HttpResponse:
    """Show one unit's duties with what it did about them, and the gaps it can close in a quarter."""
    own = get_plan_for(request.user, plan)
    seat = get_unit_for(request.user, own, unit)
    return unit_page(request, own, seat, ContactForm(initial={"contact": seat.contact}))


def unit_page(request: SignedIn, plan: Plan, seat: MemberUnit, form: ContactForm, status: int = 200) -> HttpResponse:
    """Return the page of a unit; a contact that was not in order comes back as it was typed."""
    quarter = asked_quarter(request, plan)
    context = {
        "plan": plan,
        "page": load_unit_page(seat, quarter),
        "quarter": quarter,
        "form": form,
        "is_own": request.user.unit_id == seat.unit_id,
        "keeps": can_edit_unit(request.user, seat),
        "section": "unit",
    }
    return render(request, "units/unit.html", context, status=status)


@never_cache
@require_safe
def export_units(request: SignedIn, plan: str, form: ExportFormat) -> HttpResponse:
    """Send the list of the member units."""
    own = access.get_plan_for(request.user, plan)
    quarter = asked_quarter(request, own)
    return sent(units_table(own, load_unit_list(own, quarter), quarter, request.user.name), form)


@never_cache
@require_safe
def export_unit(request: SignedIn, plan: str, unit: str, form: ExportFormat) -> HttpResponse:
    """Send the indicators whose gap one unit can close."""
    own = access.get_plan_for(request.user, plan)
    seat = access.get_unit_for(request.user, own, unit)
    board = load_scoreboard(own, asked_quarter(request, own))
    return sent(unit_table(board, seat, request.user.name), form)
