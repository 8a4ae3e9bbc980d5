"""Documents of the staff pages: checked as evidence is, and kept under a name nobody can guess."""

from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from partybuilding.admin.choices import ModelForm
from partybuilding.shared.uploads import checked


def checked_document(form: ModelForm) -> Any:
    """Return the form's `document` as it will be kept; ValidationError if it is not what its name says."""
    document = form.cleaned_data["document"]
    if not document or "document" not in form.changed_data:
        return document
    content = checked(document)
    return ContentFile(content.content, name=uuid4().hex + PurePath(content.name).suffix.lower())


def link_to_document(row: Any, view: str, words: str) -> str:
    """Return the link to a row's document, by the name of its page; a row that could not be kept has none."""
    if row.pk is None or not row.document:
        return gettext("nothing yet")
    return format_html('<a href="{}">{}</a>', reverse(f"admin:{view}", args=[row.pk]), words)
