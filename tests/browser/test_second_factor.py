"""A login with a second factor, from setting it up to the page behind it, as somebody does it."""

import re
import time

import pytest
from django.conf import settings
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from partybuilding.management.commands.demo import DEFAULT_PASSWORD

pytestmark = pytest.mark.browser


def code_now() -> str:
    """Return the code of the one device there is, as its app shows it."""
    device = TOTPDevice.objects.get()
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    return f"{totp.token():06d}"


@pytest.mark.parametrize("width", [1280, 360])
def test_a_login_with_a_second_factor(as_user, width):
    page = as_user("minzhengju", width)
    page.goto("/account/")
    page.get_by_role("link", name="动态口令设置").click()
    page.get_by_role("button", name="开始设置").click()
    picture = page.get_by_role("img", name="密钥二维码")
    expect(picture).to_be_visible()
    picture.evaluate("each => each.decode()")  # visible before it is there
    assert picture.evaluate("each => each.naturalWidth") > 100
    page.fill("[name=code]", code_now())
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/account/$"))
    TOTPDevice.objects.update(last_t=-1)  # instead of waiting half a minute for the next code
    page.context.clear_cookies()
    page.goto("/notices/")
    page.fill("[name=username]", "minzhengju")
    page.fill("[name=password]", DEFAULT_PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/login/code/$"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.fill("[name=code]", code_now())
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/notices/$"))
    assert settings.SESSION_COOKIE_NAME in {cookie["name"] for cookie in page.context.cookies()}
