"""The staff pages speak the office's Chinese, and no library's English; what belongs together stands together."""

import re

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from fengxiang.model_groups import GROUPS
from tests.admin.admin_forms import post
from tests.factories import RoomFactory

# What is English in Chinese, too: names of programs and of kinds of file, codes, and what the tests call things.
_ENGLISH_ALL_OVER = re.compile(
    r"Excel|xlsx|IP|Word|PDF|English|\b[A-Z]?\d+[A-Z]?\d*\b|\b[a-z]+(?:[-_/][a-z0-9]+)+/?|https?:\S+", re.ASCII
)


def english_on(response) -> list[str]:
    """Return the English words a page says, those in names of fields, addresses and codes left out."""
    page = re.sub(r"(?s)<tbody>.*?</tbody>", " ", response.content.decode())  # data
    text = re.sub(r"(?s)<(script|style|textarea|option|select)\b.*?</\1>|<[^>]+>|&\w+;", " ", page)
    return re.findall(r"[A-Za-z]{3,}(?:[ ’'][A-Za-z]+)*", _ENGLISH_ALL_OVER.sub(" ", text))


def staff_lists(user):
    for model, page in admin.site._registry.items():
        request = type("Request", (), {"user": user})()
        if page.has_module_permission(request):
            yield model, f"admin:{model._meta.app_label}_{model._meta.model_name}"


def test_every_model_of_the_staff_pages_stands_in_one_group():
    labels = [label for _name, labels in GROUPS for label in labels]
    assert len(labels) == len(set(labels))
    assert all(apps.get_model(label) in admin.site._registry for label in labels)
    shown = {model._meta.label for model in admin.site._registry}
    # Parts of an indicator are reached from its page.
    assert shown - set(labels) == {"partybuilding.IndicatorField", "partybuilding.ScheduleStep"}


def test_the_index_is_grouped(as_user, department):
    groups = [each["name"] for each in as_user(department).get("/admin/").context["app_list"]]
    assert groups == ["社区阵地", "干部党员", "共建", "资金培训宣传", "方案", "账号"]


@pytest.mark.alike
@pytest.mark.parametrize("who", ["department", "sysadmin"])
def test_no_list_or_form_or_its_errors_say_anything_in_english(as_user, request, plan, who):
    user = request.getfixturevalue(who)
    browser = as_user(user)
    AccessAttempt.objects.create(username="x", attempt_time=timezone.now(), failures_since_start=9)
    said = {"index": english_on(browser.get("/admin/"))}
    for _model, name in staff_lists(user):
        said[f"{name} list"] = english_on(browser.get(reverse(f"{name}_changelist")))
        address = reverse(f"{name}_add")
        if browser.get(address).status_code == 200:
            said[f"{name} add"] = english_on(browser.get(address))
            said[f"{name} errors"] = english_on(post(browser, address, {}))
    names = {plan.slug, user.username, "zuzhibu", "admin", "unknown"}
    assert {page: words for page, words in said.items() if set(words) - names} == {}


def test_beside_a_room_no_community_is_added_changed_or_deleted(as_user, department):
    room = RoomFactory()
    content = as_user(department).get(f"/admin/communities/room/{room.pk}/change/").content.decode()
    assert not re.findall(r"(?:add|change|delete|view)_id_community", content)


def test_what_libraries_say_is_told_in_the_words_of_the_office(as_user, department):
    browser = as_user(department)
    content = browser.get("/admin/communities/room/add/").content.decode()
    assert "保存并再新增一条" in content
    words = browser.get("/admin/jsi18n/").content.decode()
    assert "\\u5df2\\u9009 %(sel)s" in words or "已选 %(sel)s" in words
