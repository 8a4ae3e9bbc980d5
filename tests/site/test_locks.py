"""Locks: of an account at an address, of an address, of an account; and the owner's own address, which still works."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.utils import timezone

from communities.locks import MOST_OF_ACCOUNT, MOST_OF_ADDRESS
from tests.client import Client
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

HERE, THERE, OFFICE = "10.0.0.7", "10.0.0.8", "10.1.0.1"


def attempt(username, address, password=PASSWORD, **headers):
    """Return the status of a login: 302 in, 200 wrong, 429 locked."""
    browser = Client(REMOTE_ADDR=address)
    return browser.post("/login/", {"username": username, "password": password}, headers=headers).status_code


def wrongs(username, address, count):
    return [attempt(username, address, "wrong") for _ in range(count)]


def fail(count, **of):
    """Put down failures as they are kept, without trying so many passwords."""
    values = {"username": "somebody", "ip_address": THERE, "attempt_time": timezone.now(), **of}
    attempt = AccessAttempt.objects.create(failures_since_start=count, **values)
    AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=values["attempt_time"])


@pytest.mark.parametrize("spelling", ["minzhengju", "MINZHENGJU", "Minzhengju", " minzhengju ", "ｍｉｎｚｈｅｎｇｊｕ"])
def test_any_spelling_counts_for_the_same_account(member, spelling):
    wrongs("minzhengju", HERE, 4)
    assert wrongs(spelling, HERE, 1) == [429]
    assert attempt("minzhengju", HERE) == 429


def test_a_locked_account_opens_at_another_address(member):
    assert wrongs("minzhengju", HERE, 6)[-2:] == [429, 429]
    assert attempt("minzhengju", HERE) == 429
    assert attempt("minzhengju", THERE) == 302


def test_the_lock_ends_after_half_an_hour(member, settings):
    fail(5, username="minzhengju", ip_address=HERE)
    assert attempt("minzhengju", HERE) == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))
    assert attempt("minzhengju", HERE) == 302


def test_behind_a_trusted_proxy_each_has_an_address_of_his_own(member, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    for _ in range(5):
        attempt("minzhengju", "127.0.0.1", "wrong", x_forwarded_for=HERE)
    assert attempt("minzhengju", "127.0.0.1", x_forwarded_for=HERE) == 429
    assert attempt("minzhengju", "127.0.0.1", x_forwarded_for=THERE) == 302


def test_a_forged_header_is_no_way_out_of_the_lock(member):
    for number in range(5):
        attempt("minzhengju", HERE, "wrong", x_forwarded_for=f"10.9.9.{number}")
    assert attempt("minzhengju", HERE, x_forwarded_for=THERE) == 429


def test_one_password_over_all_accounts_stops_the_address(db):
    names = [UserFactory().username for _ in range(MOST_OF_ADDRESS + 1)]
    answers = [attempt(name, OFFICE, "wrong") for name in names]
    assert answers == [200] * MOST_OF_ADDRESS + [429]
    assert attempt(names[0], OFFICE) == 429
    assert attempt(names[0], HERE) == 302


def test_who_logged_in_from_an_address_before_is_not_stopped_with_it(member, stranger):
    assert attempt("minzhengju", OFFICE) == 302
    fail(MOST_OF_ADDRESS, ip_address=OFFICE)
    assert attempt("minzhengju", OFFICE) == 302
    assert attempt("shuiliju", OFFICE) == 429


def test_many_addresses_on_one_account_are_stopped_and_its_owner_is_not(member):
    assert attempt("minzhengju", OFFICE) == 302
    for number in range(MOST_OF_ACCOUNT // 4 + 1):
        fail(4, username="minzhengju", ip_address=f"10.2.0.{number}")
    assert attempt("minzhengju", "10.2.1.1") == 429
    assert attempt("minzhengju", OFFICE) == 302


def test_the_owners_address_has_the_narrow_lock_all_the_same(member):
    assert attempt("minzhengju", OFFICE) == 302
    wrongs("minzhengju", OFFICE, 5)
    assert attempt("minzhengju", OFFICE) == 429


def test_a_name_nobody_has_is_locked_alike(db):
    assert wrongs("nobody", HERE, 6) == [200] * 4 + [429] * 2


def test_the_answer_says_when_to_try_again(member):
    fail(5, username="minzhengju", ip_address=HERE)
    answer = Client(REMOTE_ADDR=HERE).post("/login/", {"username": "minzhengju", "password": PASSWORD})
    assert (answer.status_code, answer["Retry-After"]) == (429, "1800")


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_all_counted(member):
    def one(_number):
        try:
            return attempt("minzhengju", HERE, "wrong")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(one, range(12)))
    assert answers.count(200) <= 4 + 4  # what was being tried when the fifth failed
    assert set(answers) == {200, 429}
    assert attempt("minzhengju", HERE) == 429
