"""The last field of every form that writes."""

from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fengxiang import personal
from fengxiang.personal import Piece
from fengxiang.whole_body import FORM_END

register = template.Library()


@register.simple_tag
def form_end() -> SafeString:
    """Return the field that says a form arrived to its end: the last thing in each form, after its buttons.

    Its value is the form's own key: sent twice, it is taken once (partybuilding/shared/act.py).
    """
    key = personal.mark(Piece.FORM_KEY) if personal.is_left_open() else uuid4()
    return format_html('<input type="hidden" name="{}" value="{}">', FORM_END, key)


@register.filter(is_safe=True)
def with_form_end(drawn: str) -> str:
    """Return what a template of Django's draws, its one form ended: it leaves no room in it for a tag."""
    return drawn.replace("</form>", f"{form_end()}</form>")
