"""The ladder of truth in a browser: a picture opened in place, a list filled in."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import PLAN, violations

pytestmark = pytest.mark.browser

QUARTER = f"{PLAN}/verification/2005Q3/"


def unfold(page):
    """Open the area the first picture is in: all is well there, so it is folded."""
    page.locator("details:has(a[data-picture]) > summary").first.click()


def test_a_picture_opens_in_place_and_escape_leads_back_to_its_link(as_user):
    page = as_user("qinfenglu", width=360, language="en")
    page.goto(f"{PLAN}/pilots/qinfenglu/")
    unfold(page)
    page.locator("a[data-picture]").first.focus()
    page.keyboard.press("Enter")
    # Not by wait_for_function: it evaluates a text, which the strict policy forbids.
    expect(page.locator("dialog[open] img")).to_have_js_property("complete", True)
    assert page.locator("dialog[open] img").evaluate("picture => picture.naturalWidth") > 0
    expect(page.locator(":focus")).to_have_text("Close")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    expect(page.locator("a[data-picture]").first).to_be_focused()
    expect(page).to_have_url(re.compile("/pilots/qinfenglu/$"))


def test_without_script_the_link_shows_the_picture_in_the_tab(as_user):
    page = as_user("qinfenglu", java_script_enabled=False, fails=True)  # no picture of the site's own in that tab
    page.goto(f"{PLAN}/pilots/qinfenglu/")
    unfold(page)
    with page.expect_response("**/evidence/*/") as answer:
        page.locator("a[data-picture]").first.click()
    assert answer.value.headers["content-disposition"].startswith("inline")
    expect(page).to_have_url(re.compile("/evidence/"))


@pytest.mark.parametrize("script", [True, False])
def test_a_list_is_drawn_and_filled_in(as_user, script):
    page = as_user("zuzhibu", width=360, language="en", java_script_enabled=script)
    page.goto(QUARTER)
    page.get_by_label("Values on the list").fill("3")
    page.get_by_role("button", name="Draw a list").click()
    expect(page.locator("h1")).to_contain_text("2005Q3-002")
    page.get_by_label("found otherwise").first.check()
    page.get_by_label("Visited on").first.fill("2005-11-15")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("main")).to_contain_text("Say what was found instead.")
    page.get_by_label("Remark").first.fill("门锁着")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator(".notice")).to_contain_text("1 value is written down.")
    expect(page.locator("tbody tr").first).to_contain_text("Found otherwise on site")
