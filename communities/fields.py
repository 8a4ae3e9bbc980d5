"""Columns of text that are read in a way of their own; to migrations they are texts like any other."""

from typing import TYPE_CHECKING, Any

from django.db import models

from fengxiang import forms
from fengxiang.text import person_name

if TYPE_CHECKING:
    Text = models.CharField[str, str]
else:
    Text = models.CharField


class ReadTextField(Text):
    """What such columns share: the table does not know how a text is read."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class PersonNameField(ReadTextField):
    """The name of a person."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return person_name(text) if isinstance(text, str) else text

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.PersonNameInput, **kwargs})
