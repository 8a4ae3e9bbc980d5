"""What templates need to print a plan's parts as offices do."""

from django import template

from communities.models import User
from fengxiang.bilingual import in_readers_language, is_english, listed, section_number
from partybuilding.models import LeaderVisit, Phase, Plan, TaskArea, Verification
from partybuilding.shared.access import plans_for
from partybuilding.targets import numbers

register = template.Library()
register.filter(section_number)
register.filter(in_readers_language)
register.filter(listed)  # names without a link: {{ units|listed }}


@register.filter
def numeral(number: int) -> str:
    """Return the number of a task area or phase: 一, 二 … in Chinese, figures in English."""
    return str(number) if is_english() else numbers.numeral(number)


@register.filter
def numbered(part: TaskArea | Phase) -> str:
    """Return a part of the plan under its number: 一、组织体系; 1 Organisation."""
    return f"{part.number} {part}" if is_english() else f"{numeral(part.number)}、{part}"


@register.filter
def was_entered_afterwards(visit: Verification | LeaderVisit, plan: Plan) -> bool:
    """Return whether a visit was entered afterwards 补录."""
    return visit.was_entered_afterwards(plan)


@register.simple_tag
def successor_for(user: User, plan: Plan) -> tuple[Plan | None, bool]:
    """Return the plan that follows one, and whether this person takes part in it and can be led there."""
    successor = plan.successor
    return successor, successor is not None and plans_for(user).filter(pk=successor.pk).exists()
