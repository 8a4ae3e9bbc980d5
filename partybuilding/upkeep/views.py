"""The registers' own page of a community: what is there, what is missing, and a new entry in a few taps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fengxiang.bilingual import joined
from partybuilding.models import Pilot, Plan
from partybuilding.shared.access import can_view_registers, get_pilot_for, get_plan_for
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, with_plan
from partybuilding.shared.kept_pages import kept
from partybuilding.upkeep.access import can_keep_registers, first_pilot, get_register, get_register_to_keep
from partybuilding.upkeep.actions import enter_entry
from partybuilding.upkeep.forms import EntryForm, form_of
from partybuilding.upkeep.queries import load_registers_page
from partybuilding.upkeep.queries_effect import Effect, load_effect
from partybuilding.upkeep.register_kinds import KINDS, RegisterKind

UNPROCESSABLE = 422


@require_safe
@with_plan(get_plan_for)
def first(request: SignedIn, plan: Plan) -> HttpResponse:
    """Lead to the registers of the person's own community, or of the plan's first."""
    return redirect("pilot-registers", plan=plan.slug, pilot=first_pilot(request.user, plan).code)


@require_safe
@kept(get_plan_for, shows_drafts=False)
def registers(request: SignedIn, plan: Plan, pilot: str) -> HttpResponse:
    """Show what a community's registers hold; ?register=cadre: with that one's entries and form."""
    kind = get_register(request.GET.get("register") or KINDS[0].key)
    return _page(request, get_pilot_for(request.user, plan, pilot), kind)


@require_POST
@with_plan(get_plan_for)
def enter(request: SignedIn, plan: Plan, pilot: str, register: str) -> HttpResponse:
    """Enter something in a register, and say what it changed."""
    of_pilot, kind = get_register_to_keep(request.user, plan, pilot, register)
    form = form_of(kind)(of_pilot.community, request.POST)
    if not form.is_valid():
        return _page(request, of_pilot, kind, form, UNPROCESSABLE)
    effect = load_effect(of_pilot, kind.measures, form.instance)
    try:
        entry = enter_entry(entry=form.instance, actor=request.user)
    except ActionError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, of_pilot, kind, form, UNPROCESSABLE)
    messages.success(request, joined([_("Entered: %s") % entry, _in_words(effect)]))
    address = reverse("pilot-registers", kwargs={"plan": plan.slug, "pilot": pilot})
    return redirect(f"{address}?register={kind.key}{'#enter' if 'again' in request.POST else ''}")


@never_cache
@require_safe
@with_plan(get_plan_for)
def effect(request: SignedIn, plan: Plan, pilot: str, register: str) -> HttpResponse:
    """Show what the entry that is being typed would change; nothing is kept."""
    of_pilot, kind = get_register_to_keep(request.user, plan, pilot, register)
    form = form_of(kind)(of_pilot.community, request.GET)
    changes = load_effect(of_pilot, kind.measures, form.instance) if form.is_valid() else None
    return render(request, "upkeep/effect.html", {"effect": changes})


def _in_words(effect: Effect) -> str:
    """Return what an entry changed in a line."""
    if effect.quarter is None or not effect.changes:
        return ""
    changes = [
        f"{each.indicator} {each.before.lamp.word} {each.before.text} → {each.after.lamp.word} {each.after.text}"
        for each in effect.changes
    ]
    return _("from the %(quarter)s on: %(changes)s") % {"quarter": effect.quarter.label, "changes": joined(changes)}


def _page(
    request: SignedIn, pilot: Pilot, kind: RegisterKind, form: EntryForm | None = None, status: int = 200
) -> HttpResponse:
    keeps = can_keep_registers(request.user)
    if form is None and keeps and kind.fields:
        form = form_of(kind)(pilot.community)
    context = {
        "plan": pilot.plan,
        "pilot": pilot,
        "page": load_registers_page(pilot, kind),
        "form": form,
        "keeps": keeps,
        "reads_names": can_view_registers(request.user, pilot),
        "section": "registers",
    }
    return render(request, "upkeep/registers.html", context, status=status)
