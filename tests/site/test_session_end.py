"""When a session ends: the browser knows, use puts it off, and so does a button; and how a stale token is answered."""

import time

import pytest
from django.conf import settings

from fengxiang.session_end import COOKIE
from tests.client import Client

pytestmark = pytest.mark.usefixtures("english_pages")

HALF = settings.SESSION_COOKIE_AGE // 2
PAGE = "/password/"


def ends(client):
    account, _dot, last = client.cookies[COOKIE].value.partition(".")
    return int(account), int(last)


def end_in(client, seconds):
    session = client.session
    session["ends"] = int(time.time()) + seconds
    session.save()


def test_the_browser_is_told_whose_session_it_is_and_until_when(as_user, member):
    browser = as_user(member)
    browser.get(PAGE)
    account, last = ends(browser)
    assert account == member.pk
    assert last == pytest.approx(time.time() + settings.SESSION_COOKIE_AGE, abs=60)
    assert COOKIE not in browser.get(PAGE).cookies


def test_nobody_is_told_of_no_session(client, db):
    assert COOKIE not in client.get("/login/").cookies


@pytest.mark.parametrize(("left", "is_renewed"), [(HALF - 60, True), (HALF + 60, False)])
def test_a_session_that_is_used_goes_on(as_user, member, left, is_renewed):
    browser = as_user(member)
    end_in(browser, left)
    browser.get(PAGE)
    assert (ends(browser)[1] > time.time() + HALF + 120) is is_renewed


def test_with_the_session_the_cookie_goes(as_user, member):
    browser = as_user(member)
    browser.get(PAGE)
    assert browser.post("/logout/").cookies[COOKIE].value == ""


def test_asking_puts_nothing_off_and_the_button_does(as_user, member):
    browser = as_user(member)
    end_in(browser, HALF + 60)
    answer = browser.get("/session/").json()
    assert answer["token"]
    assert answer["words"]["stay"] == "Stay logged in"
    before = ends(browser)[1]
    assert browser.post("/session/").status_code == 200
    assert ends(browser)[1] > before + 60


def test_a_form_sent_without_a_session_leads_back_to_its_page(client, plan):
    address = "/fengxiang-2004/ledger/2005-001/progress/"
    page = {"referer": "http://testserver/fengxiang-2004/ledger/2005-001/?from=1"}
    answer = client.post(address, {"text": "a"}, headers=page)
    assert answer.url == "/login/?next=/fengxiang-2004/ledger/2005-001/%3Ffrom%3D1"
    for elsewhere in ("https://evil.example/", "http://[", "//", "http://testserver:x/"):
        assert client.post(address, headers={"referer": elsewhere}).url == f"/login/?next={address}"


def stale(user):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    browser.force_login(user)
    return browser


ADDRESS, PAGE_BEFORE = "/fengxiang-2004/units/minzhengju/contact/", "http://testserver/fengxiang-2004/units/minzhengju/"


def test_a_stale_token_is_answered_by_the_same_form_with_a_fresh_one(department, plan):
    browser = stale(department)
    typed = {"contact": "<b>王某</b>", "csrfmiddlewaretoken": "x" * 64}
    answer = browser.post(ADDRESS, typed, headers={"referer": PAGE_BEFORE})
    content = answer.content.decode()
    assert answer.status_code == 403
    assert '<input type="hidden" name="contact" value="&lt;b&gt;王某&lt;/b&gt;">' in content
    assert "&lt;b&gt;王某&lt;/b&gt;</p>" in content
    token = answer.context["csrf_token"]
    again = browser.post(
        ADDRESS, {"contact": "王某", "csrfmiddlewaretoken": str(token)}, headers={"referer": PAGE_BEFORE}
    )
    assert again.status_code == 302
    assert plan.member_units.get(unit__code="minzhengju").contact == "王某"


@pytest.mark.parametrize(
    ("typed", "referer"),
    [
        ({"contact": "somebody"}, "https://evil.example/"),
        ({"contact": "somebody"}, ""),
        ({"old_password": "secret-words"}, PAGE_BEFORE),
    ],
)
def test_another_sites_form_and_a_password_are_not_sent_back(department, plan, typed, referer):
    content = stale(department).post(ADDRESS, typed, headers={"referer": referer}).content.decode()
    assert "Send it once more</button>" not in content
    assert not any(text in content for text in typed.values())


def test_a_part_of_a_page_is_told_in_a_line(department, plan):
    answer = stale(department).post(ADDRESS, {"contact": "a"}, headers={"hx-request": "true"})
    assert (answer.status_code, answer["Content-Type"]) == (403, "text/plain; charset=utf-8")
    assert "Reload it" in answer.content.decode()
