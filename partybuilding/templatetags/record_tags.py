"""The way from anything that is kept to what was done with it."""

from typing import Any
from urllib.parse import quote

from django import template
from django.db.models import Model
from django.urls import reverse

from communities.access import can_audit

register = template.Library()


@register.simple_tag
def entries_about(user: Any, row: Model) -> str:
    """Return the address of the record's entries about a row; "" for who does not audit."""
    if not getattr(user, "is_authenticated", False) or not can_audit(user):
        return ""
    return f"{reverse('record')}?object={row._meta.label_lower}:{quote(str(row.pk))}"
