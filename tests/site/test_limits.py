"""Limits: each kind by its addresses, over threads, told in words and with nothing typed lost; and what they cost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from django.urls import get_resolver

from communities import limits
from communities.limits import KINDS, Limit, kind_of, spend
from communities.models import LimitCount
from tests import county_urls
from tests.client import Client
from tests.factories import PASSWORD
from tests.permissions import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_pages")]

SEARCH, EXPORT = "/fengxiang-2004/search/?q=a", "/fengxiang-2004/out/scoreboard.csv"


@pytest.fixture(autouse=True)
def counted(settings, monkeypatch):
    """Count, from nothing, in a span that does not end meanwhile."""
    settings.LIMITS = True
    limits._memory.clear()
    monkeypatch.setattr("communities.limits.time.time", lambda: 1_800_000_000.0)
    yield
    limits._memory.clear()


@pytest.fixture
def of(monkeypatch):
    """Set how many of a kind there may be."""

    def set_most(kind, most, block=1):
        monkeypatch.setitem(KINDS, kind, Limit(most, KINDS[kind].seconds, block))

    return set_most


def test_every_address_in_the_tables_is_one_and_every_kind_is_used(settings):
    settings.ROOT_URLCONF = county_urls.__name__
    names = set(addresses(get_resolver().url_patterns))
    assert limits._POSTED.keys() | limits._GOT.keys() <= names
    used = {kind_of(method, name) for name in names for method in ("GET", "POST")}
    assert used == KINDS.keys() - {"account", "upload"} | {""}


def test_every_export_is_limited():
    exports = [name for name in addresses(get_resolver().url_patterns) if name.startswith("out-") or "_export" in name]
    assert len(exports) > 20
    assert {kind_of("GET", name) for name in exports} == {"export"}


@pytest.mark.parametrize(("kind", "address"), [("search", SEARCH), ("export", EXPORT)])
def test_beyond_the_limit_it_is_said_when_to_try_again(as_user, department, plan, of, kind, address):
    of(kind, 3)
    browser = as_user(department)
    answers = [browser.get(address) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[3]["Retry-After"]) <= KINDS[kind].seconds
    assert "Try again in" in answers[3].content.decode()


EVERY_KIND: dict[str, tuple[str, str, dict[str, Any]]] = {
    "login": ("POST", "/login/", {"username": "minzhengju", "password": PASSWORD}),
    "account": ("POST", "/login/", {"username": "minzhengju", "password": PASSWORD}),
    "password": ("POST", "/password/", {"old_password": PASSWORD}),
    "reset": ("POST", "/start/password/1/make/", {}),
    "search": ("GET", SEARCH, {}),
    "export": ("GET", EXPORT, {}),
    "document": ("POST", "/fengxiang-2004/papers/make/", {"kind": "bulletin"}),
    "upload": ("POST", "/fengxiang-2004/ledger/2005-001/progress/", {"file": "a.jpg"}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_refused_with_a_page_that_says_when_to_try_again(client, department, plan, of, kind):
    of(kind, 0)
    method, address, typed = EVERY_KIND[kind]
    if kind not in {"login", "account"}:
        client.force_login(department)
    sent = {**typed, "file": SimpleUploadedFile(typed["file"], b"a")} if "file" in typed else typed
    answer = client.get(address) if method == "GET" else client.post(address, sent)
    assert (answer.status_code, answer["Content-Type"]) == (429, "text/html; charset=utf-8")
    assert 0 < int(answer["Retry-After"]) <= KINDS[kind].seconds
    assert "<h1>" in answer.content.decode()
    assert "Try again in" in answer.content.decode()


def test_one_person_does_not_use_up_anothers(as_user, department, member, plan, of):
    of("search", 1)
    assert [as_user(department).get(SEARCH).status_code for _ in range(2)] == [200, 429]
    assert as_user(member).get(SEARCH).status_code == 200


def test_in_the_next_span_it_goes_on(as_user, department, plan, of, monkeypatch):
    of("search", 1)
    browser = as_user(department)
    assert [browser.get(SEARCH).status_code for _ in range(2)] == [200, 429]
    monkeypatch.setattr("communities.limits.time.time", lambda: 1_800_000_000.0 + KINDS["search"].seconds)
    assert browser.get(SEARCH).status_code == 200


def test_the_old_password_cannot_be_guessed_at_its_form(as_user, member, of):
    of("password", 3)
    browser = as_user(member)
    typed = {
        "old_password": "wrong",
        "new_password1": "Heron-over-the-lake-7",
        "new_password2": "Heron-over-the-lake-7",
    }
    assert [browser.post("/password/", typed).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert browser.post("/password/", {**typed, "old_password": PASSWORD}).status_code == 429
    member.refresh_from_db()
    assert member.check_password(PASSWORD)
    assert browser.get("/password/").status_code == 200


def test_logins_are_limited_by_address_and_a_forged_header_is_no_way_out(of, member):
    of("login", 2)
    typed = {"username": "minzhengju", "password": PASSWORD}
    answers = [
        Client(REMOTE_ADDR="10.0.0.7").post("/login/", typed, headers={"x-forwarded-for": f"10.9.0.{number}"})
        for number in range(3)
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert Client(REMOTE_ADDR="10.0.0.8").post("/login/", typed).status_code == 302


def test_a_password_set_for_another_is_limited(as_user, sysadmin, member, of):
    of("reset", 1)
    browser = as_user(sysadmin)
    address = f"/start/password/{member.pk}/make/"
    assert [browser.post(address, {}).status_code for _ in range(2)] == [200, 429]


def test_uploads_are_limited_whatever_the_address(as_user, department, plan, of):
    of("upload", 1)
    browser = as_user(department)
    for expected in (False, True):
        file = SimpleUploadedFile("a.txt", b"a")
        answer = browser.post("/fengxiang-2004/units/minzhengju/contact/", {"contact": "a", "file": file})
        assert (answer.status_code == 429) is expected


def test_what_was_typed_is_offered_to_be_sent_once_more(as_user, department, plan, of):
    of("document", 0)
    page = {"referer": "http://testserver/fengxiang-2004/papers/"}
    answer = as_user(department).post("/fengxiang-2004/papers/make/", {"kind": "<b>通报</b>"}, headers=page)
    content = answer.content.decode()
    assert answer.status_code == 429
    assert '<input type="hidden" name="kind" value="&lt;b&gt;通报&lt;/b&gt;">' in content
    assert 'action="/fengxiang-2004/papers/make/"' in content


def test_passwords_are_not_sent_back(as_user, member, of):
    of("password", 0)
    page = {"referer": "http://testserver/password/"}
    answer = as_user(member).post("/password/", {"old_password": "a secret"}, headers=page)
    assert answer.status_code == 429
    assert "a secret" not in answer.content.decode()


def test_a_part_of_a_page_is_told_in_a_line(as_user, department, plan, of):
    of("search", 0)
    answer = as_user(department).get(SEARCH, headers={"hx-request": "true"})
    assert (answer.status_code, answer["Content-Type"]) == (429, "text/plain; charset=utf-8")


def test_in_blocks_reading_costs_the_database_nothing(of, django_assert_num_queries):
    of("search", 40, block=10)
    with django_assert_num_queries(0):
        assert [spend("search", 1) for _ in range(9)] == [0] * 9
    waits = [spend("search", 1) for _ in range(40)]
    assert [wait > 0 for wait in waits] == [False] * 31 + [True] * 9


def test_workers_share_what_they_put_down(of):
    of("search", 40, block=10)
    for _worker in range(4):
        limits._memory.clear()  # as another worker knows nothing
        assert [spend("search", 1) for _ in range(10)] == [0] * 10
    limits._memory.clear()
    assert [spend("search", 1) > 0 for _ in range(11)] == [False] * 9 + [True] * 2


def test_counts_go_when_their_span_is_over(of, monkeypatch):
    spend("login", "10.0.0.7")
    monkeypatch.setattr("communities.limits.timezone.now", lambda: datetime(2030, 1, 1, tzinfo=UTC))
    spend("login", "10.0.0.8")
    assert [row.key.split()[1] for row in LimitCount.objects.all()] == ["10.0.0.8"]


def test_pages_are_not_counted_at_all(as_user, department, plan):
    as_user(department).get("/fengxiang-2004/units/")
    assert not LimitCount.objects.exists()
    assert not limits._memory


@override_settings(LIMITS=False)
def test_without_limits_nothing_is_counted(as_user, department, plan, of):
    of("search", 0)
    assert as_user(department).get(SEARCH).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_threads_together_stay_within_the_limit():
    def one(_number):
        try:
            return spend("account", "somebody 10.0.0.7")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        waits = list(pool.map(one, range(30)))
    assert 0 < sum(wait == 0 for wait in waits) <= KINDS["account"].most
    assert LimitCount.objects.get().count == 30
