"""Three administrators: each duty is one account's, and no duty opens what another's does."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from communities import access
from communities.models import AdminDuty, Role, User
from partybuilding.models import JobRun
from tests.admin.admin_forms import post
from tests.client import Client
from tests.factories import UserFactory

RIGHTS = {
    AdminDuty.ACCOUNTS: access.can_keep_accounts,
    AdminDuty.POLICY: access.can_keep_policy,
    AdminDuty.AUDIT: access.can_audit,
}
PERMISSIONS = ["communities.change_user", "communities.add_user", "axes.delete_accessattempt"]


def administrator(duty: AdminDuty) -> User:
    return UserFactory(sysadmin=True, username=f"{duty}-1", duty=duty)


@pytest.mark.parametrize("duty", AdminDuty)
def test_a_duty_gives_its_own_right_and_no_other(db, duty):
    person = administrator(duty)
    assert [each for each, has in RIGHTS.items() if has(person)] == [duty]
    assert all(person.has_perm(perm) is (duty == AdminDuty.ACCOUNTS) for perm in PERMISSIONS)
    assert not access.can_view_data(person)


@pytest.mark.parametrize("duty", AdminDuty)
def test_a_duty_ends_with_the_account_and_is_an_administrators_alone(db, duty):
    person = administrator(duty)
    person.is_active = False
    assert not any(has(person) for has in RIGHTS.values())
    for role in set(Role) - {Role.SYSADMIN}:
        assert not any(has(User(role=role, duty=duty)) for has in RIGHTS.values())


@pytest.mark.parametrize("duty", [AdminDuty.POLICY, AdminDuty.AUDIT])
@pytest.mark.parametrize("page", ["/start/", "/admin/", "/admin/communities/user/"])
def test_no_link_of_the_staff_pages_leads_the_others_to_a_refusal(db, as_user, duty, page):
    content = as_user(administrator(duty)).get(page).content.decode()
    assert 'href="/system/"' not in content
    assert 'href="/admin/communities/user/add/"' not in content


# --- two people for an account of the department ----------------------------------------------------------------------

ACCOUNTS = "/admin/communities/user/"
SWITCH_ON = "switch_on"


@pytest.fixture
def policy(db):
    return administrator(AdminDuty.POLICY)


def opened(as_user, sysadmin, department, **more):
    """Return an account that the administrator of accounts has just made."""
    typed = {"username": "xinren", "name": "陈某", "role": "department", "unit": department.unit_id, **more}
    assert post(as_user(sysadmin), f"{ACCOUNTS}add/", typed).status_code == 302
    return User.objects.get(username="xinren")


def press(browser, account):
    return browser.post(ACCOUNTS, {"action": SWITCH_ON, "_selected_action": [account.pk]})


@pytest.mark.parametrize("more", [{}, {"role": "sysadmin", "unit": "", "duty": "audit"}])
def test_who_makes_it_does_not_switch_it_on_and_a_second_does(as_user, sysadmin, department, policy, more):
    account = opened(as_user, sysadmin, department, **more)
    assert (account.is_active, account.opened_by) == (False, sysadmin)
    post(as_user(sysadmin), f"{ACCOUNTS}{account.pk}/change/", {"is_active": "on"})
    press(as_user(sysadmin), account)
    account.refresh_from_db()
    assert not account.is_active
    press(as_user(policy), account)
    account.refresh_from_db()
    assert (account.is_active, account.switched_on_by) == (True, policy)


def test_the_department_is_told_who_opened_whom(as_user, sysadmin, department, policy):
    account = opened(as_user, sysadmin, department)
    assert "陈某" not in as_user(department).get("/start/").content.decode()
    press(as_user(policy), account)
    text = as_user(department).get("/start/").content.decode()
    assert "陈某" in text
    assert policy.name in text


def test_nobody_is_raised_to_the_department_by_one_alone(as_user, sysadmin, department, member):
    address = f"{ACCOUNTS}{member.pk}/change/"
    assert post(as_user(sysadmin), address, {"role": "department"}).status_code == 302
    member.refresh_from_db()
    assert (member.role, member.is_active) == ("department", False)


def test_what_was_open_stays_open_and_what_was_closed_needs_two_again(as_user, sysadmin, department, policy):
    address = f"{ACCOUNTS}{department.pk}/change/"
    post(as_user(sysadmin), address, {"name": "周某某"})
    department.refresh_from_db()
    assert department.is_active
    post(as_user(sysadmin), address, {"is_active": None})
    press(as_user(policy), department)
    department.refresh_from_db()
    assert not department.is_active
    post(as_user(sysadmin), address, {"is_active": "on"})
    press(as_user(policy), department)
    department.refresh_from_db()
    assert department.is_active


def test_a_secretary_needs_no_second(as_user, sysadmin, communities, department):
    account = opened(as_user, sysadmin, department, role="secretary", unit="", community=communities[0].pk)
    assert account.is_active


def test_the_first_day_opens_the_departments_account_for_two(as_user, sysadmin, plan):
    as_user(sysadmin).post("/start/accounts/")
    waiting = User.objects.filter(role=Role.DEPARTMENT)
    assert [each.waits_for_second for each in waiting] == [True]
    as_user(sysadmin).post("/start/accounts/")
    assert waiting.count() == 1


def test_a_command_opens_each_of_the_three(db, capsys):
    for duty in AdminDuty:
        call_command("administrator", f"{duty}-1", duty=duty.value)
    assert set(User.objects.values_list("duty", "is_active")) == {(duty, True) for duty in AdminDuty}
    assert len(capsys.readouterr().out.splitlines()) == 3


# --- where the staff pages are, and who stays -------------------------------------------------------------------------


@pytest.mark.parametrize(("address", "status"), [("10.1.0.7", 200), ("10.2.0.7", 404), ("", 404)])
def test_the_staff_pages_are_there_within_their_networks(sysadmin, settings, address, status):
    settings.ADMIN_NETWORKS = ["10.1.0.0/16"]
    browser = Client(REMOTE_ADDR=address)
    browser.force_login(sysadmin)
    assert browser.get(ACCOUNTS).status_code == status
    assert browser.get("/account/").status_code == 200


def test_accounts_nobody_uses_and_those_that_ended_are_closed(member, stranger, department, sysadmin, capsys):
    long_ago = timezone.now() - timedelta(days=91)
    User.objects.filter(pk__in=[member.pk, sysadmin.pk]).update(last_login=long_ago)
    User.objects.filter(pk=stranger.pk).update(ends_on=date(2005, 11, 14))
    in_use = {"created_at": long_ago, "last_login": timezone.now()}
    User.objects.filter(pk=department.pk).update(ends_on=date(2005, 11, 15), **in_use)
    never = UserFactory(created_at=long_ago)
    call_command("closeaccounts")
    closed = set(User.objects.filter(is_active=False))
    assert closed == {member, stranger, never}
    assert member.history.latest().history_change_reason == "closeaccounts"
    assert JobRun.objects.get().kind == "closeaccounts"
    assert member.username in capsys.readouterr().out


def test_without_days_only_the_last_day_closes(member, settings):
    settings.ACCOUNT_IDLE_DAYS = 0
    User.objects.filter(pk=member.pk).update(last_login=timezone.now() - timedelta(days=900))
    call_command("closeaccounts", verbosity=0)
    member.refresh_from_db()
    assert member.is_active
