"""Fields of forms that take text: what they let in is what fengxiang/text.py says a text may hold."""

from typing import Any

from django import forms

from fengxiang.text import one_line, person_name, received, with_person_name


class TextField(forms.CharField):
    """A free text; every form has this one in place of Django's. Where there is one line, a line break is a blank."""

    def to_python(self, value: Any) -> str:
        text = "" if value in self.empty_values else received(str(value))
        return super().to_python(text if isinstance(self.widget, forms.Textarea) else one_line(text)) or ""


class PersonNameInput(TextField):
    """The name of a person, without the blanks between its characters."""

    def to_python(self, value: Any) -> str:
        return person_name(super().to_python(value))


class NameAndPostField(TextField):
    """A person with a post, or only either."""

    def to_python(self, value: Any) -> str:
        return with_person_name(super().to_python(value))
