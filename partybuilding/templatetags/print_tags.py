"""What a printed page says in its margins."""

from html import unescape

from django import template
from django.template.context import Context
from django.template.loader_tags import BlockNode

register = template.Library()


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> str:
    """Return the text of a block that stands in the page once more, as in its head: a block may be set only once."""
    text: str = BlockNode(name, template.NodeList()).render(context)
    return unescape(" ".join(text.split()))
