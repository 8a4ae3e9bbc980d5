"""Readers of typed text that no form of the site calls: plan files, file names, workbook cells, staff pages."""

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import RequestFactory
from django.utils import translation

from communities.admin.exchange_cells import TextCell
from communities.admin.exchange_registers import CadreResource, CompoundResource, EquipmentResource, RoomResource
from fengxiang.forms import TextField
from partybuilding.plan.planfile import PlanFileError, read_plan
from partybuilding.shared.uploads import checked
from tests.plan.plan_text import edited as plan_edited
from tests.plan.plan_text import small
from tests.reports.reporting import picture
from tests.site.test_text_in import NULL, PRIVATE

pytestmark = pytest.mark.usefixtures("english_pages")


def test_a_plan_file_is_read_by_the_same_rules():
    old = 'name = "阵地建筑面积"'
    plan = read_plan(plan_edited(small(), 'code = "K07"', old, 'name = "阵地\\u000b建筑\\u0007面积"'))
    assert next(row["name"] for row in plan.indicators if row["code"] == "K07") == "阵地 建筑面积"
    with translation.override("en"):
        for sign, why in (("\\u0000", NULL), ("\\ue123", "(U+E123)")):
            with pytest.raises(PlanFileError, match=r"indicators\.K07\.name") as fault:
                read_plan(plan_edited(small(), 'code = "K07"', old, f'name = "阵{sign}"'))
            assert why in str(fault.value)


def test_a_file_name_is_one_line():
    # Of a name that comes with a form Django drops most of it; this holds for any.
    assert checked(ContentFile(picture(), "活动\x0b站\x07.jpg")).name == "活动 站.jpg"
    with translation.override("en"):
        for name, why in (("活\x00.jpg", NULL), ("活\ue123.jpg", PRIVATE)):
            with pytest.raises(ValidationError) as wrong:
                checked(ContentFile(picture(), name))
            assert wrong.value.messages[0].startswith(why)


def test_django_says_the_same_of_its_own_fields(db, client):
    answer = client.post("/login/", {"username": "a\x00", "password": "x"})
    assert "null" in answer.content.decode().lower()
    with translation.override("zh-hans"):
        client.cookies["django_language"] = "zh-hans"
        assert "空字符（U+0000）" in client.post("/login/", {"username": "a\x00", "password": "x"}).content.decode()


def cells_of_text():
    for resource in (CadreResource, RoomResource, EquipmentResource, CompoundResource):
        for name, field in resource.fields.items():
            if isinstance(field.widget, TextCell):
                yield pytest.param(field.widget, id=f"{resource._meta.model.__name__}.{name}")


@pytest.mark.parametrize("cell", list(cells_of_text()))
def test_every_text_of_a_register_workbook_is_read_by_the_same_rules(cell):
    assert cell.clean("一\x0b二\x0c\x1f\x07\ufffe三") == "一 二三"
    with translation.override("en"), pytest.raises(ValueError, match=r"\(U\+E123\)"):
        cell.clean("甲\ue123乙")


@pytest.mark.parametrize("staff_page", list(admin.site._registry.values()), ids=lambda page: page.opts.label)
def test_every_free_text_of_a_staff_page_is_read_by_the_same_rules(staff_page, department):
    request = RequestFactory().get("/")
    request.user = department
    inlines = [each.get_formset(request).form for each in staff_page.get_inline_instances(request)]
    fields = [(kind, *item) for kind in [staff_page.get_form(request), *inlines] for item in kind.base_fields.items()]
    for kind, name, field in fields:
        if isinstance(field, TextField):
            field.validators.clear()  # what else it asks of its texts
            assert field.clean("一\x0b二\x0c\x07\ufffe三") in {"一\n二三", "一 二三", "一二三"}
            with translation.override("en"):
                for typed, message in (("甲\x00乙", NULL), ("甲\ue123乙", PRIVATE)):
                    with pytest.raises(ValidationError) as told_of:
                        field.clean(typed)
                    assert told_of.value.messages[0].startswith(message)
        elif isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput):
            column = kind._meta.model._meta.get_field(name)
            for sign in "\x00\x07\x0b\ue123":  # codes and user names
                with pytest.raises(ValidationError):
                    column.clean(field.clean(f"a{sign}b"), None)
