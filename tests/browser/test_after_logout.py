"""After a login has ended, "back" shows no page of it, in this tab or in another, whatever the browser kept of it."""

import os
import re

import pytest
from playwright.sync_api import expect

from communities.models import User
from tests.client import Client

pytestmark = pytest.mark.browser
SHOWN, NEXT = "/fengxiang-2004/", "/fengxiang-2004/reports/"


@pytest.fixture
def remembering(browser_type, browser_type_launch_args):
    """Return a browser that keeps whole pages for "back", as people's do; those of other tests are told not to.

    Chromium itself: its headless shell never does.
    """
    path, kept = os.environ["CHROMIUM"], ["--disable-back-forward-cache"]
    options = {**browser_type_launch_args, "executable_path": path, "ignore_default_args": kept, "headless": True}
    browser = browser_type.launch(**options)
    yield browser
    browser.close()


@pytest.fixture
def let_in(settings, live_server):
    """Return a function that logs somebody in in a browser."""

    def log_in(context, username):
        client = Client()
        client.force_login(User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])

    return log_in


@pytest.fixture
def context(demo, live_server, remembering, let_in):
    """Return the browser of somebody who is logged in."""
    context = remembering.new_context(base_url=live_server.url)
    let_in(context, "minzhengju")
    yield context
    context.close()


def seen(page, address):
    """Look at a page, and mark it: where the mark is, the browser shows what it had kept."""
    page.goto(address)
    page.evaluate("window.isKept = true")


def back(page):
    # Not go_back: it waits for a page to be loaded, and one that was kept is not.
    page.evaluate("setTimeout(() => history.back(), 0)")


def log_out(page):
    page.locator("form[action='/logout/'] button").first.evaluate("button => button.click()")
    expect(page).to_have_url(re.compile("/login/$"))


def shows_the_login(page):
    expect(page).to_have_url(re.compile("/login/"))
    expect(page.locator("[name=password]")).to_be_visible()
    assert page.evaluate("window.isKept") is None


def test_while_the_login_lasts_it_is_shown_as_it_was_left(context):
    page = context.new_page()
    seen(page, SHOWN)
    page.goto(NEXT)
    back(page)
    expect(page).to_have_url(re.compile(f"{SHOWN}$"))
    expect(page.locator("main")).to_be_visible()
    page.wait_for_function("window.isKept === true")


def test_after_the_logout_the_page_that_was_left_is_not_shown(context):
    page = context.new_page()
    seen(page, SHOWN)
    log_out(page)
    back(page)
    shows_the_login(page)


def test_nor_one_before_it_nor_one_of_another_tab(context):
    page, other = context.new_page(), context.new_page()
    for each in (page, other):
        seen(each, SHOWN)
        seen(each, NEXT)
    log_out(page)
    page.evaluate("setTimeout(() => history.go(-2), 0)")
    back(other)
    shows_the_login(page)
    shows_the_login(other)


def test_who_logs_in_next_is_shown_no_page_of_the_one_before(context, let_in):
    page = context.new_page()
    seen(page, SHOWN)
    log_out(page)
    let_in(context, "caizhengju")
    page.goto(NEXT)
    page.evaluate("setTimeout(() => history.go(-2), 0)")
    expect(page).to_have_url(re.compile(f"{SHOWN}$"))
    expect(page.locator(".account")).to_contain_text("财政局")
    assert page.evaluate("window.isKept") is None


def test_a_login_that_ended_by_itself_leaves_no_page_either(context, live_server):
    page = context.new_page()
    seen(page, SHOWN)
    page.goto(NEXT)
    over = f"{User.objects.get(username='minzhengju').pk}.1"  # as the cookie is once its last second has gone by
    context.add_cookies([{"name": "session_ends", "value": over, "url": live_server.url}])
    context.clear_cookies(name="sessionid")
    back(page)
    shows_the_login(page)
