"""No field for a number reads it by itself: those of the staff pages, those of the forms."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.test import RequestFactory

from communities.admin.base import StaffForms
from communities.models import unit_of
from fengxiang.number_input import NumberField, WholeNumberField

pytestmark = pytest.mark.usefixtures("english")


def in_the_admin() -> Iterator[tuple[str, Any, Any]]:
    """Yield every number that can be typed in the staff pages, inlines included."""
    for owner in admin.site._registry.values():
        for page in [owner, *(inline(owner.model, admin.site) for inline in owner.inlines)]:
            for field in page.model._meta.fields:
                is_number = isinstance(field, models.DecimalField | models.IntegerField)
                if is_number and field.editable and not field.choices and not isinstance(field, models.AutoField):
                    yield f"{type(page).__name__}.{field.name}", page, field


@pytest.mark.parametrize(
    ("page", "field"), [pytest.param(page, field, id=name) for name, page, field in in_the_admin()]
)
def test_every_number_of_the_staff_pages_is_read_by_the_one_reader(department, page, field):
    request = RequestFactory().get("/admin/")
    request.user = department
    if not isinstance(page, StaffForms):
        assert not page.has_change_permission(request)
        return
    reader = page.formfield_for_dbfield(field, request)
    with pytest.raises(ValidationError, match="A comma stands only"):
        reader.clean("210,5")
    assert reader.to_python(f"1,210.0{unit_of(field).partition('|')[0]}") == 1210
    assert isinstance(reader.widget, forms.TextInput)
    assert not isinstance(reader.widget, forms.NumberInput)


def every_form(base: Any = forms.BaseForm) -> Iterator[Any]:
    for form in base.__subclasses__():
        yield form
        yield from every_form(form)


def test_no_form_reads_numbers_by_itself():
    own = {
        form for form in every_form() if form.__module__.startswith(("communities.", "partybuilding.", "fengxiang."))
    }
    others = {
        f"{form.__name__}.{name}"
        for form in own
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.IntegerField) and not isinstance(field, NumberField | WholeNumberField)
    }
    # Which indicator a file belongs to: the page's own number, which nobody types.
    assert others == {"EvidenceForm.indicator"}
    assert len(own) > 20
