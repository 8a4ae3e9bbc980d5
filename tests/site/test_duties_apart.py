"""Three administrators: each duty is one account's, and no duty opens what another's does."""

import pytest

from communities import access
from communities.models import AdminDuty, Role, User
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
