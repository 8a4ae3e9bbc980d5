"""What the department enters: a room in three entries and a tap, with what it will do shown before it is saved."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from communities.models import Room

pytestmark = pytest.mark.browser


ENTRIES = """() => {
    window.entered = new Set();
    document.querySelector("#enter form").addEventListener("input", ({ target }) => window.entered.add(target.name));
}"""


def test_a_room_takes_three_entries_beside_what_is_filled_in(as_user: Callable[..., Page]) -> None:
    page = as_user("zuzhibu")
    page.goto("/fengxiang-2004/registers/dongguan/")
    form = page.locator("#enter form")
    expect(page.locator("#enter .entry__head")).to_contain_text("5 项，已填 2 项")
    page.evaluate(ENTRIES)
    expect(form.locator("input[type=date]")).to_have_value("2005-11-15")
    expect(page.locator("#enter .entry__fixed")).to_have_text("东关社区")
    form.get_by_label("名称", exact=True).fill("二层北")
    form.get_by_label("医务室 缺").check()
    form.get_by_label("建筑面积").fill("18")
    effect = page.locator(".entry__effect")
    expect(effect).to_contain_text("自2005年第四季度起")
    expect(effect).to_contain_text("达标 7/7")
    assert not Room.objects.filter(name="二层北").exists()
    assert page.evaluate("window.entered.size") == 3  # of five in all
    form.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".notice")).to_contain_text("已登记：二层北 · 医务室")
    assert Room.objects.filter(name="二层北", community__code="dongguan").count() == 1


def test_no_word_of_the_staff_pages_is_put_in_capitals(as_user: Callable[..., Page]) -> None:
    page = as_user("zuzhibu", language="en")
    capitals = """() => [...document.querySelectorAll("body *")].filter(
        each => getComputedStyle(each).textTransform === "uppercase" && each.innerText?.trim() && !each.children.length
    ).map(each => each.innerText)"""
    for address in ("/admin/", "/admin/communities/room/", "/admin/communities/room/add/"):
        page.goto(address)
        assert page.evaluate(capitals) == [], address
