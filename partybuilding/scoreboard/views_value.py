"""The page of one value."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.models import Plan
from partybuilding.registers.entries import EntryLine
from partybuilding.scoreboard.export_value import entries_table
from partybuilding.scoreboard.value_page import ValuePage, counted_as, load_value_page
from partybuilding.shared import access
from partybuilding.shared.access import (
    can_review_reports,
    can_verify,
    can_view_registers,
    get_pilot_for,
    get_plan_for,
    reports_for,
)
from partybuilding.shared.http import SignedIn, asked_quarter
from partybuilding.shared.kept_pages import exported, kept
from partybuilding.shared.tables import Table
from partybuilding.targets.pace import Colour

ENTRIES_A_PAGE = 100


@never_cache
@require_safe
@kept(get_plan_for, shows_drafts=False)
def value(request: SignedIn, plan: Plan, pilot: str, code: str) -> HttpResponse:
    """Show where one pilot's value of an indicator comes from in a quarter, and what moved it."""
    quarter = asked_quarter(request, plan)
    its = get_pilot_for(request.user, plan, pilot)
    readable, by_name = reports_for(request.user, plan), can_view_registers(request.user, its)
    page = load_value_page(its, code, quarter, readable, by_name=by_name)
    context = {
        "plan": plan,
        "page": page,
        "entries": _entries(page, request.GET.get("page")),
        "quarter": quarter,
        "can_verify": can_verify(request.user),
        "opens_item": page.cell.colour == Colour.RED and can_review_reports(request.user),
        "section": "pilot",
    }
    return render(request, "scoreboard/value.html", context)


def _entries(page: ValuePage, number: str | None) -> "Page[tuple[EntryLine, str]]":
    """Return a page of the entries counted, and as what each counts: a community has thousands of compounds."""
    lines = page.ledger.lines if page.ledger else []
    entries: Page[Any] = Paginator(lines, ENTRIES_A_PAGE).get_page(number)
    entries.object_list = [(line, counted_as(page.indicator, line)) for line in entries]
    return entries


@never_cache
@require_safe
@exported(access.get_plan_for)
def export_entries(request: SignedIn, plan: Plan, pilot: str, code: str) -> Table:
    """Send the register entries counted in one value, to those who read the registers by name."""
    its = access.get_pilot_to_read(request.user, plan, pilot)
    readable = access.reports_for(request.user, plan)
    page = load_value_page(its, code, asked_quarter(request, plan), readable, by_name=True)
    return entries_table(page)
