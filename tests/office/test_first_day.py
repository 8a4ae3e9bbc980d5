"""A first day: the plan, the first account, accounts on a sheet, passwords that are changed, and a hand-over."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from communities.models import Role, User
from communities.passwords import first_password
from fengxiang import clock
from partybuilding.models import Plan
from partybuilding.office.actions import open_accounts, set_first_password
from partybuilding.office.queries import load_checklist, load_seats
from tests.client import Client
from tests.factories import PASSWORD, RoomFactory, UserFactory
from tests.pages import text_of

NEW = "Xin-mima-2005"


@pytest.fixture
def keeper(as_user, sysadmin):
    return as_user(sysadmin)


def test_first_passwords_differ_and_have_three_kinds_of_signs():
    words = {first_password() for _time in range(50)}
    assert len(words) == 50
    assert all(len(word) == 14 and any(sign.isdigit() for sign in word) for word in words)


@pytest.mark.django_db
def test_setup_makes_an_empty_site_ready_for_its_administrator(client):
    out = StringIO()
    call_command("setup", stdout=out)
    admin, plan = User.objects.get(), Plan.objects.get()
    (line,) = (each for each in out.getvalue().splitlines() if each.strip().startswith("admin "))
    word = line.split()[1]
    assert admin.check_password(word)
    assert admin.role == Role.SYSADMIN
    assert plan.pilots.count() == 3
    assert "22 个单位尚无账号" in out.getvalue()
    assert client.post("/login/", {"username": "admin", "password": word}).url == "/"
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/password/"
    client.post("/password/", {"old_password": word, "new_password1": NEW, "new_password2": NEW})
    assert client.get("/start/").status_code == 200


@pytest.mark.django_db
def test_a_second_setup_changes_nothing_and_tells_that_a_plan_is_over():
    call_command("setup", stdout=StringIO())
    out = StringIO()
    with clock.set_to(Plan.objects.get().ends_on.replace(year=2026)):
        call_command("setup", stdout=out)
    assert (User.objects.count(), Plan.objects.count()) == (1, 1)
    assert "方案结束以后" in out.getvalue()


@pytest.mark.django_db
def test_who_keeps_a_site_without_a_plan_is_led_to_what_it_needs(as_user, sysadmin):
    assert as_user(sysadmin).get("/").url == reverse("start")
    assert "manage.py setup" in as_user(sysadmin).get("/start/").content.decode()


def test_every_pilot_town_and_unit_has_a_seat(plan):
    seats = [each.seat for each in load_seats(plan)]
    assert [each.role for each in seats].count(Role.SECRETARY) == 3
    assert {each.role for each in seats} == {Role.DEPARTMENT, Role.TOWN, Role.SECRETARY, Role.MEMBER}
    names = [each.username for each in seats]
    assert len(names) == len(set(names))


def test_missing_accounts_are_opened_on_a_sheet_that_is_shown_once(keeper, plan, secretary, client):
    assert 'action="/start/accounts/"' in keeper.get("/start/").content.decode()
    sheet = keeper.post("/start/accounts/")
    assert "no-store" in sheet["Cache-Control"]
    logins = [login for login, _open in sheet.context["rows"]]
    assert secretary.username not in {each.account.username for each in logins}
    assert all(seat.accounts for seat in load_seats(plan))
    for each in logins:
        assert each.password in sheet.content.decode()
        kept = User.objects.get(pk=each.account.pk)
        assert (kept.must_change_password, each.password in kept.password) == (True, False)
    again = keeper.post("/start/accounts/")
    assert again.context["rows"] == []
    assert 'action="/start/accounts/"' not in keeper.get("/start/").content.decode()


def test_a_first_password_opens_nothing_but_its_change(plan, client):
    login = next(each for each in open_accounts(plan=plan, actor=None) if each.account.role == Role.SECRETARY)
    client.post("/login/", {"username": login.account.username, "password": login.password})
    assert client.get(f"/{plan.slug}/work/").url == "/password/"
    assert client.get(f"/{plan.slug}/work/", headers={"HX-Request": "true"}).status_code == 401
    client.post("/password/", {"old_password": login.password, "new_password1": NEW, "new_password2": NEW})
    assert client.get(f"/{plan.slug}/work/").status_code == 200


def test_a_password_the_administrator_sets_is_changed_by_its_owner(keeper, member):
    assert keeper.get(f"/admin/communities/user/{member.pk}/password/").url == f"/start/password/{member.pk}/"
    assert member.name in text_of(keeper.get(f"/start/password/{member.pk}/"))
    sheet = keeper.post(f"/start/password/{member.pk}/make/", {"password1": NEW, "password2": NEW})
    assert "no-store" in sheet["Cache-Control"]
    ((login, _open),) = sheet.context["rows"]
    member.refresh_from_db()
    assert member.check_password(login.password)
    assert not member.check_password(NEW)
    assert member.must_change_password


def test_nobody_makes_his_own_password_like_that(keeper, sysadmin):
    assert keeper.get(f"/start/password/{sysadmin.pk}/").status_code == 404
    assert keeper.post(f"/start/password/{sysadmin.pk}/make/").status_code == 404


@pytest.fixture
def given(member, sysadmin):
    """Return a first password, just made, with the user name it is for."""
    return {"username": member.username, "password": set_first_password(account=member, actor=sysadmin).password}


def test_a_first_password_is_good_for_one_login(client, given, member):
    assert client.post("/login/", given).status_code == 302
    assert client.get("/password/").status_code == 200
    again = Client().post("/login/", given)
    assert again.status_code == 200
    assert "已经使用过" in again.content.decode()


@pytest.mark.parametrize(("hours", "status"), [(23, 302), (24, 200)])
def test_a_first_password_is_good_for_a_day(client, given, member, hours, status):
    User.objects.filter(pk=member.pk).update(password_ends_at=F("password_ends_at") - timedelta(hours=hours))
    assert client.post("/login/", given).status_code == status


def test_what_is_wrong_with_a_first_password_is_told_to_who_knows_it_alone(client, given):
    client.post("/login/", given)
    assert "已经使用过" not in Client().post("/login/", {**given, "password": "wrong"}).content.decode()


def test_the_chosen_password_opens_as_often_as_wanted(client, given):
    client.post("/login/", given)
    client.post("/password/", {"old_password": given["password"], "new_password1": NEW, "new_password2": NEW})
    for _time in range(2):
        assert Client().post("/login/", {**given, "password": NEW}).status_code == 302


@pytest.mark.parametrize(("days", "leads_to"), [(89, 200), (91, 302)])
def test_a_password_of_ninety_days_opens_nothing_but_its_change(as_user, member, settings, days, leads_to):
    User.objects.filter(pk=member.pk).update(password_set_at=timezone.now() - timedelta(days=days))
    browser = as_user(member)
    assert browser.get("/notices/").status_code == leads_to
    assert "密码使用时间" in text_of(browser.get("/password/")) or leads_to == 200
    browser.post("/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
    assert browser.get("/notices/").status_code == 200
    settings.PASSWORD_DAYS = 0
    User.objects.filter(pk=member.pk).update(password_set_at=timezone.now() - timedelta(days=9000))
    assert browser.get("/notices/").status_code == 200


def test_the_checklist_tells_what_is_still_empty(plan, pilots, on_2005_11_15):
    RoomFactory(community=pilots[0].community)
    steps = {each.name: each.missing for each in load_checklist(plan, on_2005_11_15)}
    assert "用房" not in steps["秦凤路社区基础台账"].split("、")[0]
    assert "用房" in steps["东关社区基础台账"]
    assert steps["第一次联席会议"] == "尚未安排"
    assert "尚无账号" in steps["示范点、镇和各单位账号"]


def test_a_secretary_hands_over_to_the_next(keeper, plan, secretary, client):
    address = reverse("handover", args=[secretary.pk])
    assert "由接任人办理" in text_of(keeper.get(address))
    sheet = keeper.post(reverse("handover-close", args=[secretary.pk]), {"name": "新某", "username": "xinmou"})
    ((login, _open),) = sheet.context["rows"]
    secretary.refresh_from_db()
    assert not secretary.is_active
    new = User.objects.get(username="xinmou")
    assert (new.role, new.community, new.must_change_password) == (secretary.role, secretary.community, True)
    assert new.check_password(login.password)
    assert keeper.get(address).status_code == 404


def test_a_name_that_is_taken_hands_nothing_over(keeper, secretary, member):
    answer = keeper.post(reverse("handover-close", args=[secretary.pk]), {"name": "新某", "username": member.username})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == ["username"]
    assert (form["name"].value(), form["username"].value()) == ("新某", member.username)
    secretary.refresh_from_db()
    assert secretary.is_active


def test_accounts_are_none_of_the_departments(as_user, department, secretary):
    assert as_user(department).post("/start/accounts/").status_code == 403
    assert as_user(UserFactory()).get("/start/").status_code == 403
