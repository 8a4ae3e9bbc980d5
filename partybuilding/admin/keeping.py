"""Documents of the staff pages: checked as evidence is, and kept under a name nobody can guess."""

from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile

from partybuilding.admin.choices import ModelForm
from partybuilding.shared.uploads import checked


def checked_document(form: ModelForm) -> Any:
    """Return the form's `document` as it will be kept; ValidationError if it is not what its name says."""
    document = form.cleaned_data["document"]
    if not document or "document" not in form.changed_data:
        return document
    content = checked(document)
    return ContentFile(content.content, name=uuid4().hex + PurePath(content.name).suffix.lower())
