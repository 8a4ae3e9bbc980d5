"""The check of a report: decided in two taps from a bar that stays in sight, and by the keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_report_form import count_taps

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("handed_in")]
REPORT = "/fengxiang-2004/reports/donghulu/2005Q3/"


def is_in_view(page: Page, selector: str) -> bool:
    """Return whether the whole of an element lies inside the window."""
    box = page.locator(selector).bounding_box()
    size = page.viewport_size
    assert box
    assert size
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"] and box["x"] + box["width"] <= size["width"]


def test_a_report_is_approved_in_two_taps_on_a_telephone(as_user: Callable[..., Page]) -> None:
    page = as_user("zuzhibu", width=360)
    page.goto(f"{REPORT}check/")
    assert is_in_view(page, ".decide")
    expect(page.locator(".decide__effect")).to_have_text(re.compile(r"红灯\s+\d+ → \d+，其中沿用\s+\d+ → \d+"))
    told = page.locator(".decide__effect b").first.inner_text()
    page.locator(".decide__approve").click()  # not yet: the browser asks for the tick beside it
    expect(page.locator(".decide__confirm input")).to_be_focused()
    count_taps(page)
    page.reload()
    page.locator(".decide__confirm input").click()
    page.locator(".decide__approve").click()
    expect(page.locator(".page-head .state")).to_have_text("审核通过")
    assert page.evaluate("Number(sessionStorage.getItem('taps'))") == 2
    page.goto("/fengxiang-2004/")
    tile = page.locator(".tile", has=page.locator("dt", has_text="红灯"))
    expect(tile.locator("b").first).to_have_text(told.split(" → ")[1])


def test_what_is_wrong_is_marked_in_its_row_and_holds_the_approval_back(as_user: Callable[..., Page]) -> None:
    page = as_user("zuzhibu")
    page.goto(f"{REPORT}check/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("r")
    problem = page.locator(".check__problem:visible")
    expect(problem.locator("textarea")).to_be_focused()
    problem.get_by_role("button", name="请补佐证").click()
    expect(problem.locator("textarea")).to_have_value("缺少佐证材料，请补充。")
    expect(page.locator(".decide__return")).to_have_text("退回（1处）")
    expect(page.locator(".decide__approve")).to_be_disabled()
    expect(page.locator(".decide__held")).to_contain_text("暂不能审核通过")
    assert is_in_view(page, ".decide")
    page.keyboard.press("Enter")  # a new line, and not a decision
    page.locator(".check__row:has(:checked) .flag").click()
    expect(page.locator(".decide__approve")).to_be_enabled()
    expect(page.locator(".decide__held")).to_be_hidden()
    page.locator("[data-remark] summary").click()
    page.locator("[data-remark] textarea").fill("附件未盖章")
    expect(page.locator(".decide__held")).to_be_visible()  # of the whole report, too, it says why
    page.locator("[data-remark] textarea").fill("")
    page.locator("[data-remark] summary").click()
    expect(page.locator(".decide__approve")).to_be_enabled()
    page.keyboard.press("a")
    expect(page.locator(".decide__confirm input")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("a")
    expect(page.locator(".page-head .state")).to_have_text("审核通过")
