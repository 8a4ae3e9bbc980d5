"""What became of an entry, for those who work for its community."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partybuilding.models import Plan
from partybuilding.shared.access import get_plan_for
from partybuilding.shared.http import SignedIn
from partybuilding.shared.kept_pages import kept
from partybuilding.upkeep.access import can_keep_registers, get_entry_to_read
from partybuilding.upkeep.queries import load_history


@require_safe
@kept(get_plan_for, shows_drafts=False)
def history(request: SignedIn, plan: Plan, pilot: str, register: str, entry: int) -> HttpResponse:
    """Show who entered and changed an entry, when, and what."""
    of_pilot, kind, row = get_entry_to_read(request.user, plan, pilot, register, entry)
    context = {
        "plan": plan,
        "pilot": of_pilot,
        "kind": kind,
        "entry": row,
        "steps": load_history(row),
        "keeps": can_keep_registers(request.user),
        "section": "registers",
    }
    return render(request, "upkeep/history.html", context)
