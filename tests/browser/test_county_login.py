"""A login by the county's own, as somebody does it: to its page and back, with a code of an app where there is one."""

import re
import time

import pytest
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from communities.models import User
from communities.second_factor import begin
from tests.browser.test_pages import violations
from tests.county_login import county_login_server, set_county_login

pytestmark = pytest.mark.browser


@pytest.fixture(params=["zh-hans", "en"])
def language(request):
    return request.param


@pytest.fixture
def visitor(demo, settings, live_server, browser):
    """Return a page of somebody who is not logged in, and what its browser complained of."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 900})
    page = context.new_page()
    complaints = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [each for each in complaints if "403" not in each] == []  # so Chromium logs a page that refuses


@pytest.fixture(params=["oidc", "cas"])
def county(request, settings):
    with county_login_server() as server:
        set_county_login(settings, server, request.param)
        yield server


def go_there(page, name):
    page.goto("/notices/")
    page.get_by_role("link", name="县统一身份认证登录").click()
    page.fill("[name=login]", name)
    page.get_by_role("button").click()


def test_to_the_county_and_back_to_the_page_that_was_wanted(visitor, county):
    go_there(visitor, "minzhengju")
    expect(visitor).to_have_url(re.compile("/notices/$"))
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()


def test_with_a_second_factor(visitor, county):
    device = begin(User.objects.get(username="minzhengju"))
    TOTPDevice.objects.update(confirmed=True)
    go_there(visitor, "minzhengju")
    expect(visitor).to_have_url(re.compile("/login/code/$"))
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    visitor.fill("[name=code]", f"{totp.token():06d}")
    visitor.keyboard.press("Enter")
    expect(visitor).to_have_url(re.compile("/notices/$"))


def test_who_has_no_account_reads_why_and_finds_the_way_back(visitor, county):
    go_there(visitor, "zhangsan")
    expect(visitor.get_by_role("alert")).to_contain_text("没有与您的县统一身份对应的可用账号")
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visitor.get_by_role("link", name="返回登录页").click()
    expect(visitor).to_have_url(re.compile("/login/$"))


def test_the_pages_on_the_way_pass_axe(visitor, county, live_server, language):
    visitor.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    for address in ("/login/", "/login/county/back/"):
        visitor.goto(address)
        assert visitor.locator("html").get_attribute("lang").lower() == language
        assert violations(visitor) == [], address
