"""Filling in the staff pages' forms in tests as a browser would."""

from typing import Any

from django.conf import settings
from django.forms import BaseForm, FileField

from tests.client import Client


def in_english(client: Client) -> Client:
    """Return the client with English chosen, as the link on every page does."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def _posted(form: BaseForm) -> dict[str, Any]:
    """Return what a browser sends for a form nobody has touched."""
    data = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False or isinstance(bound.field, FileField):
            continue
        if isinstance(value, list | tuple):
            value = [getattr(each, "pk", each) for each in value]
        data[bound.html_name] = value
    return data


def untouched(client: Client, url: str) -> dict[str, Any]:
    """Return the whole page's form, inlines too, as it would be sent unchanged."""
    context = client.get(url).context
    data = _posted(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        data |= _posted(inline.formset.management_form)
        for form in inline.formset.initial_forms:
            data |= _posted(form)
    return data


def post(client: Client, url: str, changes: dict[str, Any]) -> Any:
    """Open a page, change what is said, send it, and return the response: 302 if it was taken."""
    data = untouched(client, url) | changes
    return client.post(url, {name: value for name, value in data.items() if value is not None})


def errors_of(response: Any) -> dict[str, list[str]]:
    """Return the messages by the field they stand beside; those of inlines by the field's full name."""
    found = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found |= {form.add_prefix(name): messages for name, messages in form.errors.items()}
    return {name: [str(message) for message in messages] for name, messages in found.items()}
