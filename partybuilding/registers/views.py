"""The plan's own records: money, allowance, training, experience, milestones, leaders."""

from pathlib import PurePath

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.models import Plan
from partybuilding.registers.exports import records_table
from partybuilding.registers.queries import load_records_page
from partybuilding.shared import access
from partybuilding.shared.http import SignedIn, stored_file, with_plan
from partybuilding.shared.kept_pages import exported, kept
from partybuilding.shared.tables import Table


@require_safe
@kept(access.get_plan_for, shows_drafts=False)
def records(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show what the county's own records hold, up to today."""
    page = load_records_page(plan, plan.today)
    return render(request, "registers/records.html", {"plan": plan, "page": page, "section": "records"})


@never_cache
@require_safe
@exported(access.get_plan_for)
def export(request: SignedIn, plan: Plan, key: str) -> Table:
    """Send the entries of one kind."""
    table = records_table(plan, key, plan.today)
    if table is None:
        raise Http404
    return table


@never_cache
@require_safe
@with_plan(access.get_plan_for)
def document(request: SignedIn, plan: Plan, record: int) -> HttpResponseBase:
    """Send the evidence of a milestone as an attachment."""
    milestone = access.get_milestone_for(request.user, plan, record)
    name = f"{milestone}{PurePath(str(milestone.document)).suffix}"
    return stored_file(request, milestone.document, name)
