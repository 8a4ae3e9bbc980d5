"""The ways from a community's registers to the staff pages, with what is known filled in."""

from typing import Any

from django import template
from django.contrib import admin
from django.db.models.options import Options
from django.urls import reverse
from django.utils.http import urlencode

from fengxiang import clock
from fengxiang.bilingual import listed
from partybuilding.models import Indicator, Pilot, Plan
from partybuilding.upkeep.register_kinds import MEASURES_OF

register = template.Library()


def _address(opts: "Options[Any]", page: str, *args: Any) -> str:
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)


@register.simple_tag
def staff_add(opts: "Options[Any]", pilot: Pilot) -> str:
    """Return the address of the staff page for a new entry: its community, plan and day filled in."""
    if opts.label == "communities.Community":
        return _address(opts, "change", pilot.community_id)
    known: dict[str, str | int] = {
        "community": pilot.community_id,
        "plan": pilot.plan_id,
        "pilot": pilot.pk,
        **dict.fromkeys(("since", "held_on", "published_on"), clock.today().isoformat()),
    }
    names = {each.name for each in opts.get_fields()}
    return f"{_address(opts, 'add')}?{urlencode({name: value for name, value in known.items() if name in names})}"


@register.simple_tag
def staff_change(opts: "Options[Any]", pk: int) -> str:
    """Return the address of the staff page of an entry."""
    return _address(opts, "change", pk)


@register.simple_tag
def staff_exchange(opts: "Options[Any]", page: str, pilot: Pilot) -> str:
    """Return the address under which a register goes out to a workbook ("export") or comes in ("import")."""
    filtered = page == "export" and "community" in {each.name for each in opts.fields}
    query = f"?{urlencode({'community__id__exact': pilot.community_id})}" if filtered else ""
    return _address(opts, page) + query


@register.inclusion_tag("shared/asked_for.html")
def asked_for(register: str, plan: Plan | None = None) -> dict[str, str]:
    """Say which sections of a plan, the latest if not told, ask for what is in a register, and whom it serves."""
    plan = plan or Plan.objects.order_by("-begins_on", "slug").first()
    asking = plan.indicators.filter(measure__in=MEASURES_OF.get(register, ())) if plan else Indicator.objects.none()
    asking = asking.prefetch_related("leads__unit").order_by("order")
    parties = [party for each in asking for party in each.parties([], by_name=False)]
    return {
        "sections": listed(dict.fromkeys(each.section for each in asking)),
        "served": listed(dict.fromkeys(str(party) for party in parties)),
    }


@register.simple_tag
def has_exchange(opts: "Options[Any]") -> bool:
    """Return whether a register goes out to workbooks and comes in from them."""
    return hasattr(admin.site._registry.get(opts.model), "resource_classes")


@register.simple_tag
def is_lacking(value: object, missing: frozenset[str]) -> bool:
    """Return whether a kind of entry is one of those the register has none of."""
    return str(value) in missing
