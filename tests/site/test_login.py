import pytest

from tests.client import Client
from tests.factories import PASSWORD
from tests.pages import text_of

pytestmark = pytest.mark.usefixtures("english_pages")

LOGIN = "/login/"


def attempt(client, user, password=PASSWORD, **more):
    return client.post(LOGIN, {"username": user.username, "password": password, **more})


def is_in(client):
    return client.get("/password/").status_code == 200


def test_the_right_password_lets_in(client, member, plan):
    assert attempt(client, member).url == "/"
    assert is_in(client)


def test_names_that_differ_in_case_are_the_same_name(client, member):
    client.post(LOGIN, {"username": "MinZhengJu", "password": PASSWORD})
    assert is_in(client)


def test_a_wrong_password_says_so_without_saying_what_was_wrong(client, member, inactive):
    names = [{"username": name} for name in (member.username, "nobody", inactive.username)]
    wrong, unknown, closed = (text_of(client.post(LOGIN, {**typed, "password": "wrong"})) for typed in names)
    assert not is_in(client)
    assert "errorlist" in client.post(LOGIN, {"username": "nobody", "password": "wrong"}).content.decode()
    assert wrong == unknown == closed


def test_a_closed_account_is_not_let_in(client, inactive):
    attempt(client, inactive)
    assert not is_in(client)


def test_a_session_ends_when_the_account_is_closed(as_user, member):
    browser = as_user(member)
    assert is_in(browser)
    member.is_active = False
    member.save()
    assert not is_in(browser)


@pytest.mark.parametrize(
    ("following", "leads_to"),
    [
        ("/fengxiang-2004/reports/", "/fengxiang-2004/reports/"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("http:///evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("\\\\evil.example", "/"),
    ],
)
def test_after_the_login_one_stays_on_this_site(client, member, following, leads_to):
    assert attempt(client, member, next=following).url == leads_to


def test_five_wrong_passwords_lock_the_account_for_this_address(client, member):
    answers = [attempt(client, member, "wrong") for _ in range(5)]
    assert [answer.status_code for answer in answers[:4]] == [200] * 4
    assert answers[4].status_code == 429
    assert attempt(client, member).status_code == 429
    assert not is_in(client)


def test_the_lock_says_what_to_do(client, member):
    for _ in range(5):
        response = attempt(client, member, "wrong")
    assert "registration/locked.html" in [template.name for template in response.templates]


def test_others_and_other_addresses_are_not_locked_out(client, member, department):
    for _ in range(5):
        attempt(client, member, "wrong")
    attempt(client, department)
    assert is_in(client)
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    attempt(elsewhere, member)
    assert is_in(elsewhere)


def test_a_success_forgets_the_failures_before(client, member):
    for _ in range(2):
        for _ in range(4):
            attempt(client, member, "wrong")
        attempt(client, member)
        assert is_in(client)
        client.post("/logout/")


def test_a_form_from_another_site_is_refused(member):
    strict = Client(enforce_csrf_checks=True)
    assert attempt(strict, member).status_code == 403
    assert not is_in(strict)


def test_who_is_in_is_led_on(as_user, member):
    assert as_user(member).get(LOGIN).url == "/"
