"""Walked by the tabulator: each stop is seen, follows the one before in the page's order, and none holds the walker."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PLAN = "/fengxiang-2004"
WALKS = [
    ("dongguan", f"{PLAN}/reports/dongguan/2005Q3/edit/"),
    ("zuzhibu", f"{PLAN}/reports/donghulu/2005Q3/check/"),
    ("zuzhibu", f"{PLAN}/meetings/6/"),
    ("zuzhibu", f"{PLAN}/meetings/5/show/"),
    ("minzhengju", f"{PLAN}/"),
    ("minzhengju", "/account/second/"),
    ("shenji", "/record/"),
]
MOST = 400  # stops: a page has fewer, so who is still on it is held
# What is focused: its name, whether it comes after the last one, whether its focus is drawn, whether it is in view.
# Within a field for a day, whose parts are stops of their own, the browser draws the focus.
STOP = """() => {
    const each = document.activeElement, last = window.lastStop;
    if (!each || each === document.body) return null;
    window.lastStop = each;
    if (last === each && each.type === "date") return [each.name, true, true, true];
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    const bar = document.querySelector(".submit-bar"), over = bar?.getBoundingClientRect();
    const hidden = bar && !bar.contains(each) && box.top >= over.top && box.bottom <= over.bottom;
    return [
        `${each.tagName}#${each.id}.${each.className}`,
        !last || Boolean(last.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING),
        (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none",
        box.bottom > 0 && box.top < innerHeight && !hidden,
    ];
}"""


@pytest.mark.parametrize(("username", "address"), WALKS)
def test_the_keyboard_goes_through_a_page_in_its_order_and_out_again(
    as_user: Callable[..., Page], username: str, address: str
) -> None:
    page = as_user(username, reduced_motion="reduce")  # smooth scrolling would still be on its way
    page.goto(address)
    stops = []
    for _stop in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        stops.append(stop)
    assert 3 < len(stops) < MOST
    assert [stop for stop in stops if not all(stop[1:])] == []


def test_j_and_k_go_from_matter_to_matter_in_my_work(as_user: Callable[..., Page]) -> None:
    page = as_user("zuzhibu")
    page.goto("/fengxiang-2004/work/")
    for key, place in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(page.locator(".ahead > .button, .inbox__row .button").nth(place)).to_be_focused()
    page.get_by_label("启用快捷键").uncheck()
    page.keyboard.press("j")
    expect(page.get_by_label("启用快捷键")).to_be_focused()
