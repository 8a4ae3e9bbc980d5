"""Accounts in the admin: made and closed by the system administrator, who gives himself nothing."""

import re
from urllib.parse import urljoin

import pytest
from axes.models import AccessAttempt
from django.urls import reverse

from communities.models import User
from tests.admin.admin_forms import errors_of, in_english, post
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
ACCOUNTS = "/admin/communities/user/"
NEW = {"username": "xinren", "name": "陈某", "role": "secretary"}


@pytest.fixture
def admin(as_user, sysadmin):
    return in_english(as_user(sysadmin))


def change(user: User) -> str:
    return f"{ACCOUNTS}{user.pk}/change/"


def test_a_secretarys_account_is_made_and_leads_on_to_its_first_password(admin, communities):
    typed = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    answer = post(admin, f"{ACCOUNTS}add/", {**NEW, **typed, "community": communities[0].pk})
    made = User.objects.get(username="xinren")
    assert answer.url == f"/start/password/{made.pk}/"
    assert made.community == communities[0]
    assert not made.has_usable_password()


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({}, "community", "Choose the community"),
        ({"role": "department"}, "unit", "Choose the unit"),
        ({"role": "member"}, "unit", "Choose the unit"),
        ({"username": "ADMIN"}, "username", "already exists"),
        ({"name": "陈某610322195203151234"}, "name", "looks like an ID number"),
    ],
)
def test_a_wrong_new_account_is_refused_beside_the_field(admin, changes, field, message):
    response = post(admin, f"{ACCOUNTS}add/", {**NEW, **changes})
    assert message in " ".join(errors_of(response)[field])
    assert not User.objects.filter(name__startswith="陈").exists()


def test_town_accounts_belong_to_a_town(admin, department):
    response = post(admin, f"{ACCOUNTS}add/", {**NEW, "role": "town", "unit": department.unit_id})
    assert "Choose a town" in errors_of(response)["unit"][0]


def test_another_persons_role_can_be_changed(admin, member, communities):
    assert post(admin, change(member), {"role": "secretary", "community": communities[1].pk}).status_code == 302
    member.refresh_from_db()
    assert (member.role, member.community) == ("secretary", communities[1])


def test_nobody_gives_himself_a_role(admin, sysadmin, department):
    changes = {"role": "department", "unit": department.unit_id, "name": "新名"}
    assert post(admin, change(sysadmin), changes).status_code == 302
    sysadmin.refresh_from_db()
    assert (sysadmin.role, sysadmin.unit, sysadmin.name) == ("sysadmin", None, "新名")


def test_nobody_closes_his_own_account(admin, sysadmin):
    assert post(admin, change(sysadmin), {"is_active": None}).status_code == 302
    sysadmin.refresh_from_db()
    assert sysadmin.is_active


def test_an_account_is_closed_not_deleted(admin, member):
    assert admin.post(f"{ACCOUNTS}{member.pk}/delete/", {"post": "yes"}).status_code == 403
    assert post(admin, change(member), {"is_active": None}).status_code == 302
    member.refresh_from_db()
    assert not member.is_active
    assert member.history.latest().history_user.username == "admin"


def test_a_user_name_in_other_case_is_taken_already(admin, member):
    response = post(admin, change(member), {"username": "Admin"})
    assert errors_of(response)["username"] == ["There is an account with this user name already."]


def test_another_persons_password_is_made_and_never_typed(admin, member):
    new = "Chrysanthemum-7"
    url = f"{ACCOUNTS}{member.pk}/password/"
    data = {"usable_password": "true", "password1": new, "password2": new, "set-password": ""}
    assert admin.post(url, data).url == f"/start/password/{member.pk}/"
    member.refresh_from_db()
    assert member.check_password(PASSWORD)
    assert admin.get(f"{ACCOUNTS}999999/password/").status_code == 404


def test_ones_own_password_is_changed_where_the_old_one_is_asked_for(admin, sysadmin):
    data = {"usable_password": "true", "password1": "Chrysanthemum-7", "password2": "Chrysanthemum-7"}
    response = admin.post(f"{ACCOUNTS}{sysadmin.pk}/password/", data)
    assert response.url == reverse("password_change")
    sysadmin.refresh_from_db()
    assert sysadmin.check_password(PASSWORD)


@pytest.mark.parametrize("page", ["", "add/", "{pk}/change/", "{pk}/password/", "{pk}/history/", "{pk}/delete/"])
def test_the_department_keeps_no_accounts(as_user, department, sysadmin, page):
    assert as_user(department).get(ACCOUNTS + page.format(pk=sysadmin.pk)).status_code == 403


def test_groups_are_not_there(admin):
    assert admin.get("/admin/auth/group/").status_code == 404


def test_a_lock_is_lifted_by_deleting_the_attempts(admin, member, client):
    attempt = AccessAttempt.objects.create(username=member.username, ip_address="10.0.0.7", failures_since_start=5)
    assert "10.0.0.7" in admin.get("/admin/axes/accessattempt/").content.decode()
    assert admin.post(f"/admin/axes/accessattempt/{attempt.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_the_department_sees_no_attempts(as_user, department):
    assert as_user(department).get("/admin/axes/accessattempt/").status_code == 403


@pytest.mark.parametrize("duty", ["policy", "audit"])
def test_who_keeps_no_accounts_finds_no_link_to_a_refusal(as_user, member, secretary, duty):
    reader = as_user(UserFactory(role="sysadmin", duty=duty))
    for account in (member, secretary):
        content = reader.get(change(account)).content.decode()
        assert str(account.unit or account.community) in content
        for address in set(re.findall(r'href="(/admin/[^"]+|\.\./[^"]+)"', content)):
            page = urljoin(change(account), address)
            assert reader.get(page, follow=True).status_code == 200, page
