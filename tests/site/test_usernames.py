"""One user name however it is spelt: for the account, the login and its lock."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from communities.models import User
from communities.usernames import LONGEST, folded
from tests.admin.admin_forms import errors_of, in_english, post
from tests.factories import PASSWORD, UnitFactory, UserFactory

SPELLINGS = {
    "as it is": "weishengju",
    "capitals": "WEISHENGJU",
    "some capitals": "WeiShengJu",
    "full width": "ｗｅｉｓｈｅｎｇｊｕ",
    "full-width capitals": "ＷｅｉＳｈｅｎｇＪｕ",
    "spaces around": "  weishengju\t",
    "full-width spaces around": "\u3000WeiShengJu\u3000",
    "mathematical letters": "𝐰𝐞𝐢𝐬𝐡𝐞𝐧𝐠𝐣𝐮",
    "the long s": "weiſhengju",
    "a letter in a ring": "weishengju".replace("w", "ⓦ"),
}
LONG = {
    "one too many": "a" * (LONGEST + 1),
    "256": "a" * 256,
    "100,000": "a" * 100_000,
    "100,000 of full width": "Ａ" * 100_000,
    "100,000 that grow": "ﷺ" * 100_000,
    "100,000 spaces within": "a" + " " * 100_000 + "b",
    "of an account, and more": "weishengju" + "\u0301" * 100_000,
}
every_spelling = pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
LOGIN = "/login/"


@pytest.fixture
def account(db):
    return UserFactory(username="weishengju", unit=UnitFactory(code="weishengju", name="卫生局"))


def attempt(client, name, password=PASSWORD):
    return client.post(LOGIN, {"username": name, "password": password})


def is_in(client):
    return client.get("/password/").status_code == 200


# --- the spelling -----------------------------------------------------------------------------------------------------


@every_spelling
def test_spellings_of_a_name_are_one(spelling):
    assert folded(spelling) == "weishengju"


@given(st.text(max_size=60))
def test_a_folded_name_stays_as_it_is_and_within_bounds(typed):
    assert folded(folded(typed)) == folded(typed)
    assert len(folded(typed)) <= LONGEST + 1


@pytest.mark.parametrize("typed", LONG.values(), ids=LONG)
def test_what_is_too_long_is_nobodys(typed, account):
    assert not User.objects.filter(username=typed).exists()


def test_a_name_of_the_longest_kind_is_kept_whole():
    assert folded("王" * LONGEST) == "王" * LONGEST
    assert folded("ａ\u0302\u0301" * LONGEST) == "ấ" * LONGEST  # three code points that are one letter


# --- the login and its lock -------------------------------------------------------------------------------------------


@every_spelling
def test_any_spelling_logs_in(client, account, spelling):
    assert attempt(client, spelling).status_code == 302
    assert is_in(client)


@every_spelling
def test_no_spelling_passes_the_lock(client, account, spelling):
    for _ in range(5):
        attempt(client, "weishengju", "wrong")
    assert attempt(client, spelling).status_code == 429
    assert not is_in(client)
    assert AccessAttempt.objects.get().failures_since_start >= 5


@every_spelling
def test_the_lock_counts_under_one_name_whoever_asks(rf, account, spelling):
    """Not only the login page: whatever calls authenticate()."""
    authenticate(rf.post(LOGIN), username=spelling, password="wrong")
    assert AccessAttempt.objects.get().username == "weishengju"


def test_failures_under_all_spellings_count_together(client, account):
    answers = [attempt(client, spelling, "wrong").status_code for spelling in list(SPELLINGS.values())[:5]]
    assert answers == [200, 200, 200, 200, 429]
    assert attempt(client, "weishengju").status_code == 429


@every_spelling
def test_a_success_under_any_spelling_forgets_the_failures(client, account, spelling):
    attempt(client, "WEISHENGJU", "wrong")
    attempt(client, spelling)
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize("typed", LONG.values(), ids=LONG)
def test_a_name_that_is_too_long_gets_the_form_with_its_message(client, account, typed):
    with translation.override("en"):
        in_english(client)
        answer = attempt(client, typed)
    assert answer.status_code == 200
    assert "Please enter a correct user name and password" in answer.content.decode()
    assert not is_in(client)


def test_a_name_with_a_nul_gets_the_form_with_its_message(client, account):
    answer = attempt(client, "weishengju\0")
    assert answer.status_code == 200
    assert answer.content.decode().count("errorlist") == 1


# --- accounts ---------------------------------------------------------------------------------------------------------


@every_spelling
def test_an_account_is_not_made_twice(as_user, sysadmin, account, spelling):
    new = {"username": spelling, "name": "陈某", "role": "sysadmin"}
    answer = post(in_english(as_user(sysadmin)), "/admin/communities/user/add/", new)
    assert "already exists" in errors_of(answer)["username"][0]
    assert User.objects.filter(username="weishengju").count() == 1


@every_spelling
def test_an_account_is_not_renamed_to_another(as_user, sysadmin, account, spelling):
    answer = post(
        in_english(as_user(sysadmin)), f"/admin/communities/user/{sysadmin.pk}/change/", {"username": spelling}
    )
    assert errors_of(answer)["username"] == ["There is an account with this user name already."]


@every_spelling
def test_the_database_keeps_one_account_of_a_name(account, spelling):
    other = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(username=spelling)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=other.pk).update(username=spelling)
    assert User.objects.get_by_natural_key(spelling) == account


def test_an_account_made_in_capitals_is_kept_folded(as_user, sysadmin):
    new = {
        "username": "ＷａｎｇLiLi ",
        "name": "王某",
        "role": "sysadmin",
    }
    assert post(as_user(sysadmin), "/admin/communities/user/add/", new).status_code == 302
    assert User.objects.get(name="王某").username == "wanglili"


@every_spelling
def test_the_command_makes_no_second_account(account, spelling):
    with pytest.raises(CommandError, match="already taken"):
        call_command("createsuperuser", username=spelling, interactive=False)


def test_the_command_keeps_a_new_name_folded(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", username="ＣｈｉｅＦ", interactive=False, verbosity=0)
    assert User.objects.filter(username="chief").count() == 1


# --- what was kept before ---------------------------------------------------------------------------------------------


def kept_before(user, name):
    """Give an account a name as it could be kept when only case was looked past."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE communities_user SET username = %s WHERE id = %s", [name, user.pk])


def fold_what_is_kept():
    import_module("communities.migrations.0002_fold_user_names").fold(apps, SimpleNamespace(connection=connection))


@every_spelling
def test_names_kept_before_are_folded(account, spelling):
    kept_before(account, spelling)
    fold_what_is_kept()
    account.refresh_from_db()
    assert account.username == "weishengju"


def test_two_accounts_that_would_be_one_are_named_and_left(account):
    kept_before(account, "WeiShengJu")
    kept_before(UserFactory(), "ｗｅｉｓｈｅｎｇｊｕ")
    with pytest.raises(ValueError, match="'WeiShengJu' and 'ｗｅｉｓｈｅｎｇｊｕ'"):
        fold_what_is_kept()
    assert User.objects.filter(pk=account.pk).values_list("username", flat=True).get() == "WeiShengJu"
