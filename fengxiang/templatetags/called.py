"""The name at the head of each page, in its title and on its prints."""

from typing import Any

from django import template

from fengxiang.site_name import site_name

register = template.Library()


@register.simple_tag(takes_context=True)
def called(context: dict[str, Any]) -> str:
    """Return the plan's name where one is looked at, else the site's."""
    return str(context.get("plan") or site_name())
