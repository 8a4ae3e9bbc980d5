"""The member units of the joint meeting: the list of all, and the page of one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.models import Unit
from partybuilding.models import MemberUnit, Plan
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.shared import access
from partybuilding.shared.access import can_edit_unit, get_plan_for, get_unit_at_table_for
from partybuilding.shared.http import SignedIn, asked_quarter
from partybuilding.shared.kept_pages import exported, kept
from partybuilding.shared.tables import Table
from partybuilding.units.exports import unit_table, units_table
from partybuilding.units.forms import ContactForm
from partybuilding.units.queries import load_unit_list, load_unit_page


@require_safe
@kept(get_plan_for, shows_drafts=False)
def units(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show the units in the plan's order, with what each answers for."""
    quarter = asked_quarter(request, plan)
    page = load_unit_list(plan, quarter)
    return render(request, "units/units.html", {"plan": plan, "page": page, "quarter": quarter, "section": "units"})


@require_safe
@kept(get_plan_for, shows_drafts=False)
def unit(request: SignedIn, plan: Plan, unit: str) -> HttpResponse:
    """Show one unit's duties with what it did about them, and the gaps it can close in a quarter."""
    at_table = get_unit_at_table_for(request.user, plan, unit)
    seat = at_table[1]
    return unit_page(request, plan, at_table, ContactForm(initial=_contact_of(seat)))


def _contact_of(seat: MemberUnit | None) -> dict[str, str]:
    return {"contact": seat.contact, "telephone": seat.telephone} if seat else {}


def unit_page(
    request: SignedIn, plan: Plan, at_table: tuple[Unit, MemberUnit | None], form: ContactForm, status: int = 200
) -> HttpResponse:
    """Return the page of a unit, or of a town; a contact that was not in order comes back as it was typed."""
    quarter, (unit, seat) = asked_quarter(request, plan), at_table
    context = {
        "plan": plan,
        "page": load_unit_page(plan, unit, seat, quarter),
        "quarter": quarter,
        "form": form,
        "is_own": request.user.unit_id == unit.pk,
        "keeps": seat is not None and can_edit_unit(request.user, seat),
        "section": "unit",
    }
    return render(request, "units/unit.html", context, status=status)


@never_cache
@require_safe
@exported(access.get_plan_for)
def export_units(request: SignedIn, plan: Plan) -> Table:
    """Send the list of the member units."""
    quarter = asked_quarter(request, plan)
    return units_table(plan, load_unit_list(plan, quarter), quarter)


@never_cache
@require_safe
@exported(access.get_plan_for)
def export_unit(request: SignedIn, plan: Plan, unit: str) -> Table:
    """Send the indicators whose gap one unit can close."""
    asked, _seat = access.get_unit_at_table_for(request.user, plan, unit)
    board = load_scoreboard(plan, asked_quarter(request, plan))
    return unit_table(board, asked)
