"""The second factor: set up, asked for at the login, good once, counted, required, taken away by a second person."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as site
from django.db import connection
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from communities.models import AdminDuty, Role, User
from communities.second_factor import begin, is_right
from tests.client import Client
from tests.factories import PASSWORD, UserFactory
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_pages")]

NOW = 1_800_000_000
LOGIN, CODE, SECOND = "/login/", "/login/code/", "/account/second/"


@pytest.fixture(autouse=True)
def passes(monkeypatch):
    """Let time stand still for codes and sessions, and go by when called."""
    now = [NOW]
    for place in ("django_otp.plugins.otp_totp.models", "communities.second_factor"):
        monkeypatch.setattr(f"{place}.time.time", lambda: now[0])

    def go(seconds=0):
        now[0] += seconds
        return now[0]

    return go


@pytest.fixture
def code_of(passes):
    """Return the code that a person's app shows."""

    def code(user):
        device = TOTPDevice.objects.get(user=user)
        totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
        totp.time = passes()
        return f"{totp.token():06d}"

    return code


@pytest.fixture
def secured(member):
    """Return somebody with a confirmed device."""
    device = begin(member)
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    return member


def give_password(user, following=""):
    browser = Client()
    browser.cookies[site.LANGUAGE_COOKIE_NAME] = "en"
    answer = browser.post(LOGIN, {"username": user.username, "password": PASSWORD, "next": following})
    return browser, answer


def is_in(browser):
    return browser.get("/account/").status_code == 200


def test_it_is_set_up_by_a_key_and_confirmed_by_a_code(as_user, member, code_of, passes):
    browser = as_user(member)
    browser.post(f"{SECOND}begin/")
    page = browser.get(SECOND).content.decode()
    assert re.search(r"<code>(?:[A-Z2-7]{4} ?)+</code>", page)
    assert browser.get(f"{SECOND}picture.png")["Content-Type"] == "image/png"
    assert browser.post(f"{SECOND}confirm/", {"code": "000000"}).status_code == 422
    passes(60)
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert browser.post(f"{SECOND}confirm/", {"code": code_of(member)}).url == "/account/"
    assert browser.get(f"{SECOND}picture.png").status_code == 404
    assert give_password(member)[1].url == CODE


def test_the_password_alone_opens_nothing(secured):
    browser, answer = give_password(secured)
    assert answer.url == CODE
    assert not is_in(browser)
    assert "six digits" in text_of(browser.get(CODE))


def test_password_and_code_open_and_lead_on(secured, code_of):
    browser, _answer = give_password(secured, "/notices/")
    answer = browser.post(CODE, {"code": f" {code_of(secured)[:3]} {code_of(secured)[3:]} "})
    assert answer.url == "/notices/"
    assert is_in(browser)


def test_a_code_is_good_once(secured, code_of, passes):
    browser, _answer = give_password(secured)
    browser.post(CODE, {"code": code_of(secured)})
    thief, _answer = give_password(secured)
    assert "wrong or was used" in text_of(thief.post(CODE, {"code": code_of(secured)}))
    assert not is_in(thief)
    passes(30)
    TOTPDevice.objects.update(throttling_failure_count=0)
    thief.post(CODE, {"code": code_of(secured)})
    assert is_in(thief)


@pytest.mark.parametrize("code", ["", "abcdef", "000000", "1" * 400, "１２３４５６"])
def test_anything_else_is_told_and_opens_nothing(secured, code):
    browser, _answer = give_password(secured)
    assert "wrong or was used" in text_of(browser.post(CODE, {"code": code}))
    assert not is_in(browser)


def test_wrong_codes_lock_like_wrong_passwords(secured, code_of):
    browser, _answer = give_password(secured)
    answers = [browser.post(CODE, {"code": "000000"}).status_code for _ in range(6)]
    assert answers == [200] * 4 + [429] * 2
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert browser.post(CODE, {"code": code_of(secured)}).status_code == 429
    assert not is_in(browser)
    assert give_password(secured)[1].status_code == 429


def test_without_a_password_there_is_nothing_to_type_a_code_for(client, secured, code_of):
    assert client.get(CODE).url == LOGIN
    assert client.post(CODE, {"code": code_of(secured)}).url == LOGIN


def test_five_minutes_later_and_after_a_change_the_password_is_asked_for_again(secured, code_of, passes):
    late, _answer = give_password(secured)
    passes(301)
    assert late.post(CODE, {"code": code_of(secured)}).url == LOGIN
    browser, _answer = give_password(secured)
    User.objects.get(pk=secured.pk).end_sessions()
    assert browser.post(CODE, {"code": code_of(secured)}).url == LOGIN


def test_another_site_is_not_led_to(secured, code_of):
    browser, _answer = give_password(secured, "//evil.example/")
    assert browser.post(CODE, {"code": code_of(secured)}).url == "/"


def test_a_role_that_needs_one_gets_no_further_without(as_user, department, member, plan, settings, code_of):
    settings.SECOND_FACTOR_FOR = [Role.DEPARTMENT]
    browser = as_user(department)
    assert browser.get("/fengxiang-2004/units/").url == SECOND
    assert "Your role needs one" in text_of(browser.get(SECOND))
    browser.post(f"{SECOND}begin/")
    browser.post(f"{SECOND}confirm/", {"code": code_of(department)})
    assert browser.get("/fengxiang-2004/units/").status_code == 200
    assert as_user(member).get("/fengxiang-2004/units/").status_code == 200


def test_who_has_it_takes_it_away_by_a_code(as_user, secured, code_of):
    browser = as_user(secured)
    assert browser.post(f"{SECOND}remove/", {"code": "000000"}).status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert browser.post(f"{SECOND}remove/", {"code": code_of(secured)}).url == "/account/"
    assert give_password(secured)[1].url == "/"


def test_who_lost_it_is_helped_by_the_one_for_policy_and_by_nobody_else(as_user, secured, sysadmin):
    policy = UserFactory(sysadmin=True, username="policy", duty=AdminDuty.POLICY)
    begin(policy)
    chosen = {"action": "remove_second", "_selected_action": [secured.pk, policy.pk]}
    as_user(sysadmin).post("/admin/communities/user/", chosen)
    assert TOTPDevice.objects.count() == 2
    as_user(policy).post("/admin/communities/user/", chosen)
    assert list(TOTPDevice.objects.values_list("user", flat=True)) == [policy.pk]
    assert give_password(secured)[1].url == "/"


def test_nobody_looks_at_keys_in_the_staff_pages(as_user, sysadmin):
    assert as_user(sysadmin).get("/admin/otp_totp/totpdevice/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_with_one_code_one_gets_in(secured, code_of):
    device, code = TOTPDevice.objects.get(user=secured), code_of(secured)

    def one(_number):
        try:
            return is_right(device, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(8))) == 1
