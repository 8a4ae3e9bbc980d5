"""The pages of accounts, record and system, and each answer instead of a page: they fit and pass axe, however read."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.browser.broken import ANSWERS
from tests.browser.test_pages import CONTRAST, PLAN, violations
from tests.browser.waiting import fits

pytestmark = pytest.mark.browser

# Each language and each width; with FUZZ=1 each language at each width.
WAYS = [("zh-hans", 1280), ("en", 360), *([("zh-hans", 360), ("en", 1280)] if os.environ.get("FUZZ") else [])]
PAGES = {
    "admin": ["/system/", "/start/"],
    "anquan": ["/start/", "/account/"],
    "shenji": ["/record/", "/record/?kind=login", "/record/?since=2030-01-01"],
    "minzhengju": [
        "/account/",
        "/account/second/",
        "/preferences/",
        f"{PLAN}/search/?q=K07",
        f"{PLAN}/help/",
        "/nowhere/",
    ],
}


def looks_right(page: Page, about: str) -> None:
    """Hold a page to its width and to axe, in light and in dark colours."""
    assert fits(page), about
    assert violations(page) == [], about
    page.emulate_media(color_scheme="dark")
    assert violations(page, CONTRAST) == [], (about, "dark")
    page.emulate_media(color_scheme="light")


@pytest.mark.parametrize(("language", "width"), WAYS)
def test_pages_of_the_office_fit_and_pass_axe(as_user: Callable[..., Page], language: str, width: int) -> None:
    for username, addresses in PAGES.items():
        page = as_user(username, language=language, width=width, fails=True)
        for address in addresses:
            answer = page.goto(address)
            assert answer, address
            assert answer.ok == (address != "/nowhere/"), address
            looks_right(page, address)


@pytest.mark.parametrize(("language", "width"), WAYS)
def test_setting_up_a_second_factor_and_logging_in_fit_and_pass_axe(
    as_user: Callable[..., Page], language: str, width: int
) -> None:
    page = as_user("minzhengju", language=language, width=width, fails=True)
    page.goto("/account/second/")
    page.locator("form[action$='begin/'] button").click()
    expect(page.locator("[name=code]")).to_be_visible()
    looks_right(page, "a second factor begun")
    page.fill("[name=code]", "000000")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[name=code]")).to_be_visible()
    looks_right(page, "a wrong code")
    page.context.clear_cookies(name="sessionid")
    page.goto("/login/")
    page.fill("[name=username]", "minzhengju")
    page.fill("[name=password]", "wrong")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".errorlist")).to_be_visible()
    looks_right(page, "a login refused")


@pytest.mark.parametrize(("language", "width"), WAYS)
def test_each_answer_instead_of_a_page_fits_and_passes_axe(
    as_user: Callable[..., Page], settings: Settings, language: str, width: int
) -> None:
    settings.ROOT_URLCONF = "tests.browser.broken"
    page = as_user("dongguan", language=language, width=width, fails=True)
    for name in ANSWERS:
        page.goto(f"/broken/{name}/")
        expect(page.locator("h1")).to_have_count(1)
        looks_right(page, name)
        send = """name => {
            const form = Object.assign(document.createElement("form"), {method: "post", action: `/broken/${name}/`});
            form.append(Object.assign(document.createElement("textarea"), {name: "progress", value: "写了很久的话"}));
            document.body.append(form);
            form.submit();
        }"""
        with page.expect_navigation():
            page.evaluate(send, name)
        looks_right(page, f"{name}, sent")
