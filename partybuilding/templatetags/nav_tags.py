"""The header's groups, the pages above the one that is shown, and a member's own unit in one line."""

from typing import Any

from django import template

from communities.access import can_view_data
from communities.models import Role
from fengxiang import clock
from partybuilding.plan.views_help import help_place
from partybuilding.scoreboard.scoreboard import Scoreboard
from partybuilding.shared.access import current_plan
from partybuilding.units.queries import UnitStrip, load_unit_strip
from partybuilding.work.counts import count_work
from partybuilding.work.navigation import Navigation

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> Navigation | None:
    """Return where the reader can go from here; None for whoever takes part in no plan.

    A page that is about no plan, such as the reminders, leads into the one that is running.
    """
    user = context.get("user")
    if user is None or not user.is_authenticated or not can_view_data(user):
        return None
    plan = context.get("plan") or current_plan(user)
    if plan is None:
        return None
    request, today = context["request"], clock.today()
    return Navigation(
        user=user,
        plan=plan,
        counts=count_work(user, plan, today),
        path=request.path,
        quarter=plan.reporting_quarter(today),
        unit=context.get("unit"),
    )


@register.simple_tag(takes_context=True)
def help_here(context: dict[str, Any]) -> str:
    """Return the id of the part of the help page that is about this page; "" on that page itself."""
    match = context["request"].resolver_match
    return "" if match is None or match.url_name == "help" else help_place(match.url_name)


@register.simple_tag(takes_context=True)
def own_unit(context: dict[str, Any], board: Scoreboard) -> UnitStrip | None:
    """Return the reader's own unit beside the dashboard; None for whoever does not sit in the joint meeting."""
    user = context["user"]
    if user.role != Role.MEMBER or user.unit is None:
        return None
    return load_unit_strip(board, context["plan"], user.unit, context["quarter"])
