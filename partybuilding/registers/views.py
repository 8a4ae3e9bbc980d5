"""The plan's own records: money, allowance, training, experience, milestones, leaders."""

from pathlib import PurePath

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fengxiang import clock
from partybuilding.registers.exports import records_table
from partybuilding.registers.queries import load_records_page
from partybuilding.shared import access
from partybuilding.shared.http import SignedIn, sent, stored_file
from partybuilding.shared.tables import ExportFormat


@require_safe
def records(request: SignedIn, plan: str) -> HttpResponse:
    """Show what the county's own records hold, up to today."""
    own = access.get_plan_for(request.user, plan)
    page = load_records_page(own, clock.today())
    return render(request, "registers/records.html", {"plan": own, "page": page, "section": "records"})


@never_cache
@require_safe
def export(request: SignedIn, plan: str, key: str, form: ExportFormat) -> HttpResponse:
    """Send the entries of one kind."""
    own = access.get_plan_for(request.user, plan)
    table = records_table(own, key, clock.today(), request.user.name)
    if table is None:
        raise Http404
    return sent(table, form)


@never_cache
@require_safe
def document(request: SignedIn, plan: str, record: int) -> HttpResponseBase:
    """Send the evidence of a milestone as an attachment."""
    own = access.get_plan_for(request.user, plan)
    found = access.get_milestone_for(request.user, own, record)
    name = f"{found}{PurePath(str(found.document)).suffix}"
    return stored_file(found.document, name)
