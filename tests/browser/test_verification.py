"""The ladder of truth in a browser: axe on its pages, a picture opened in place, a list filled in."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import PLAN, violations

pytestmark = pytest.mark.browser

QUARTER = f"{PLAN}/verification/2005Q3/"
PAGES = [QUARTER, f"{QUARTER}lists/1/", f"{QUARTER}values/qinfenglu/K10/", f"{PLAN}/?open=2&truth=verified"]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_fit_and_pass_axe(as_user, width, language):
    page = as_user("zuzhibu", width=width, language=language)
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert violations(page) == [], path


def test_a_picture_opens_in_place_and_escape_leads_back_to_its_link(as_user):
    page = as_user("qinfenglu", width=360, language="en")
    page.goto(f"{PLAN}/pilots/qinfenglu/")
    page.locator("a[data-picture]").first.focus()
    page.keyboard.press("Enter")
    # Not by wait_for_function: it evaluates a text, which the strict policy forbids.
    expect(page.locator("dialog[open] img")).to_have_js_property("complete", True)
    assert page.locator("dialog[open] img").evaluate("picture => picture.naturalWidth") > 0
    assert page.evaluate("document.activeElement.textContent") == "Close"
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    assert page.evaluate("document.activeElement.matches('a[data-picture]')")
    assert page.url.endswith("/pilots/qinfenglu/")


def test_without_script_the_link_shows_the_picture_in_the_tab(as_user):
    page = as_user("qinfenglu", java_script_enabled=False, fails=True)  # no picture of the site's own in that tab
    page.goto(f"{PLAN}/pilots/qinfenglu/")
    with page.expect_response("**/evidence/*/") as answer:
        page.locator("a[data-picture]").first.click()
    assert answer.value.headers["content-disposition"].startswith("inline")
    assert "/evidence/" in page.url


@pytest.mark.parametrize("script", [True, False])
def test_a_list_is_drawn_and_filled_in(as_user, script):
    page = as_user("zuzhibu", width=360, language="en", java_script_enabled=script)
    page.goto(QUARTER)
    page.get_by_label("Values on the list").fill("3")
    page.get_by_role("button", name="Draw a list").click()
    assert "2005Q3-002" in page.locator("h1").inner_text()
    page.get_by_label("found otherwise").first.check()
    page.get_by_label("Visited on").first.fill("2005-11-15")
    page.get_by_role("button", name="Write it down").click()
    assert "Say what was found instead." in page.locator("main").inner_text()
    page.get_by_label("Remark").first.fill("门锁着")
    page.get_by_role("button", name="Write it down").click()
    assert "1 value is written down." in page.locator(".notice").inner_text()
    assert "Found otherwise on site" in page.locator("tbody tr").first.inner_text()
