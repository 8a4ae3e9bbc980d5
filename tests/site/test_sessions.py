"""Sessions: how long they last, what ends them all, and what a browser can show once they are over."""

import time
from typing import Any

import pytest
from django.conf import settings
from django.utils.crypto import get_random_string

from communities.models import AdminDuty, Role, User
from fengxiang.caching import CLEAR
from partybuilding.models import PlanVersion
from partybuilding.shared import kept_pages
from tests.admin.admin_forms import post
from tests.client import Client
from tests.factories import PASSWORD, UnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_pages")]

IDLE, LIFE = settings.SESSION_COOKIE_AGE, settings.SESSION_LIFE


@pytest.fixture
def passes(monkeypatch):
    """Let time go by, as far as sessions know."""
    now = [time.time()]
    monkeypatch.setattr("fengxiang.session_end.time.time", lambda: now[0])

    def go(seconds):
        now[0] += seconds

    return go


def browser_of(user):
    browser = Client()
    browser.force_login(User.objects.get(pk=user.pk))
    return browser


def is_in(browser):
    return browser.get("/account/").status_code == 200


def test_half_an_hour_without_a_page_ends_a_session_and_a_page_before_does_not(member, passes):
    browser = browser_of(member)
    for _page in range(3):
        passes(IDLE - 60)
        assert is_in(browser)
    passes(IDLE + 1)
    assert not is_in(browser)
    assert IDLE == 30 * 60


def test_twelve_hours_after_the_login_it_ends_whatever_is_done(member, passes):
    browser = browser_of(member)
    for _page in range(LIFE // 1200 - 1):
        passes(1200)
        assert browser.post("/session/").status_code == 200
        session = browser.session
        session["anything"] = get_random_string(5)
        session.save()
    passes(1201)
    assert not is_in(browser)
    assert LIFE == 12 * 3600


def test_near_its_end_a_session_is_not_saved_with_each_page(member, passes, django_assert_max_num_queries):
    browser = browser_of(member)
    for _page in range(LIFE // 1200 - 1):
        passes(1200)
        is_in(browser)
    before = browser.session.get("ends")
    passes(300)
    assert is_in(browser)
    assert browser.session.get("ends") == before


def test_a_login_has_a_key_of_its_own(member):
    """Also where somebody planted a session beforehand: its key opens nothing afterwards."""
    planted = Client().session
    planted["next"] = "x"
    planted.save()
    browser, thief = Client(), Client()
    for each in (browser, thief):
        each.cookies[settings.SESSION_COOKIE_NAME] = str(planted.session_key)
    browser.post("/login/", {"username": "minzhengju", "password": PASSWORD})
    first = browser.cookies[settings.SESSION_COOKIE_NAME].value
    assert [is_in(browser), is_in(thief), first == planted.session_key] == [True, False, False]
    browser.post("/logout/")
    browser.post("/login/", {"username": "minzhengju", "password": PASSWORD})
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != first


def test_the_cookie_of_a_session_that_was_logged_out_opens_nothing(member):
    browser = browser_of(member)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    answer = browser.post("/logout/")
    assert answer[CLEAR] == '"cache", "storage"'
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert thief.get("/account/")["Location"] == "/login/?next=/account/"


def test_a_session_that_ended_by_itself_takes_the_kept_pages_along_and_no_words(member, passes):
    browser = browser_of(member)
    passes(IDLE + 1)
    assert browser.get("/account/")[CLEAR] == '"cache"'
    assert not browser.get("/account/").has_header(CLEAR)


def test_after_the_end_the_tag_of_a_kept_page_leads_to_the_login(department, plan, settings):
    settings.KEPT_PAGES_BYTES = 10_000_000
    kept_pages.store.cache_clear()
    PlanVersion.objects.create(plan=plan)
    browser = browser_of(department)
    browser.get("/fengxiang-2004/units/")
    page = browser.get("/fengxiang-2004/units/")
    tag = {"if-none-match": page["ETag"]}
    assert page["Cache-Control"] == "private, no-cache"
    assert browser.get("/fengxiang-2004/units/", headers=tag).status_code == 304
    browser.post("/logout/")
    answer = browser.get("/fengxiang-2004/units/", headers=tag)
    assert answer.url.startswith("/login/")
    kept_pages.store.cache_clear()


CHANGES: dict[str, dict[str, Any]] = {
    "role": {"role": Role.SYSADMIN},
    "duty": {"duty": AdminDuty.AUDIT},
    "closing": {"is_active": False},
    "unit": {"unit": None},
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("is_narrow", [False, True])
def test_every_session_ends_when_what_somebody_may_do_changes(member, change, is_narrow):
    browsers = [browser_of(member), browser_of(member)]
    assert all(map(is_in, browsers))
    account = User.objects.get(pk=member.pk)
    for name, value in CHANGES[change].items():
        setattr(account, name, value)
    account.save(update_fields=list(CHANGES[change]) if is_narrow else None)
    assert not any(map(is_in, browsers))
    account.is_active = True
    account.save()
    assert not any(map(is_in, browsers))


def test_a_new_name_ends_nothing(member):
    browser = browser_of(member)
    account = User.objects.get(pk=member.pk)
    account.name = "赵某某"
    account.save()
    assert is_in(browser)


def test_a_new_password_ends_the_others_and_not_this_one(member):
    here, there = browser_of(member), browser_of(member)
    new = "Heron-over-the-lake-7"
    here.post("/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert [is_in(here), is_in(there)] == [True, False]


def test_the_button_ends_all_but_this_one(member, department):
    here, there, other = browser_of(member), browser_of(member), browser_of(department)
    answer = here.post("/account/sessions/end/", follow=True)
    assert "退出" in answer.content.decode()
    assert [is_in(here), is_in(there), is_in(other)] == [True, False, True]


def test_an_administrator_ends_somebodys_sessions(member, department, sysadmin):
    there, other, admin = browser_of(member), browser_of(department), browser_of(sysadmin)
    chosen = {"action": "end_sessions", "_selected_action": [member.pk]}
    assert admin.post("/admin/communities/user/", chosen).status_code == 302
    assert [is_in(there), is_in(other), is_in(admin)] == [False, True, True]


def test_closing_in_the_admin_ends_the_sessions(member, sysadmin):
    there = browser_of(member)
    address = f"/admin/communities/user/{member.pk}/change/"
    assert post(browser_of(sysadmin), address, {"unit": UnitFactory().pk}).status_code == 302
    assert not is_in(there)
