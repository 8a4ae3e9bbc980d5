"""Logins, readings, exports, downloads and denials leave one entry each."""

import pytest
from django.db import DatabaseError

from partybuilding.models import AuditEntry
from partybuilding.record import acts
from partybuilding.shared.kept_pages import store
from tests.client import Client
from tests.factories import PASSWORD, CadreFactory

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def left():
    """Return what doing something leaves in the record, as rows of the named columns."""

    def left(run, *names):
        before = AuditEntry.objects.count()
        run()
        return list(AuditEntry.objects.filter(position__gte=before).order_by("position").values_list(*names))

    return left


def login(client, name, password=PASSWORD):
    return client.post("/login/", {"username": name, "password": password})


def test_a_login_a_failed_one_and_a_logout_are_told(left, client, member):
    asked = ("kind", "outcome", "actor", "object_id")
    number = str(member.pk)
    assert left(lambda: login(client, "minzhengju", "wrong"), *asked) == [("login", "refused", None, number)]
    assert left(lambda: login(client, "MinZhengJu"), *asked) == [("login", "done", member.pk, "")]
    assert left(lambda: client.post("/logout/"), *asked) == [("logout", "done", member.pk, "")]


def test_that_somebody_is_locked_out_is_told_once(left, client, member):
    for _ in range(4):
        login(client, "minzhengju", "wrong")
    assert left(lambda: login(client, "minzhengju", "wrong"), "kind", "outcome") == [("lock", "refused")]


def test_a_password_typed_as_a_name_is_not_written_down(left, client, member):
    (row,) = left(lambda: login(client, "Summer-2005-rain!"), "kind", "object_label", "object_id", "reason", "after")
    assert row == ("login", "", "", "", "")


def test_where_from_and_for_which_request_stands_in_it(left, member):
    client = Client(REMOTE_ADDR="192.0.2.7")
    answers = []
    rows = left(lambda: answers.append(login(client, "minzhengju")), "source", "request")
    assert rows == [("192.0.2.7", answers[0]["X-Request-Id"])]


def test_ones_own_password_is_told_and_never_written_down(left, as_user, member):
    new = "Autumn-1998-wind!"
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}

    def change(**more):
        return as_user(member).post("/password/", fields | more)

    assert left(lambda: change(new_password2="x"), "kind", "outcome") == [("password", "refused")]
    rows = left(change, "kind", "outcome", "before", "after", "reason", "object_label")
    assert rows == [("password", "done", "", "", "", "/password/")]


def test_what_a_person_may_not_see_or_do_is_told(left, as_user, plan, member, stranger, url):
    asked = ("kind", "outcome", "actor", "object_label")
    county, burden, other = url("county"), url("burden"), url("paper", paper="AAAA-BBBB")
    assert left(lambda: as_user(stranger).get(other), *asked) == [("denied", "refused", stranger.pk, other)]
    assert left(lambda: as_user(stranger).get(county), *asked) == [("denied", "refused", stranger.pk, county)]
    assert left(lambda: as_user(member).get(burden), *asked) == [("denied", "refused", member.pk, burden)]
    assert left(lambda: as_user(member).get("/no/such/page/"), *asked) == []


def test_nobody_who_is_not_logged_in_fills_the_record(left, client, plan, url):
    assert left(lambda: [client.get(url("county")), client.post(url("report-save"))], "kind") == []


@pytest.mark.parametrize("kept_bytes", [0, 10**6])
def test_each_reading_by_name_is_told_also_of_a_page_that_was_kept(left, settings, as_user, secretary, url, kept_bytes):
    settings.KEPT_PAGES_BYTES = kept_bytes
    store.cache_clear()
    client, address = as_user(secretary), url("pilot-registers", pilot="qinfenglu") + "?register=cadre"
    CadreFactory(community=secretary.community)
    for _ in range(2):
        assert left(lambda: client.get(address), "kind", "name", "actor") == [("read", "pilot-registers", secretary.pk)]
    etag = client.get(address).get("ETag", "x")
    again = left(lambda: client.get(address, headers={"If-None-Match": etag}), "kind")
    assert again == [("read",)]
    store.cache_clear()


def test_what_everybody_may_read_is_not_told(left, as_user, member, other_secretary, report_in, url):
    report_in("approved")
    addresses = [url("county"), url("pilot", pilot="qinfenglu"), url("records"), url("reports")]
    names_hidden = url("value", pilot="qinfenglu", code="K07")
    clients = [as_user(member), as_user(other_secretary)]
    asked = [(client, address) for client in clients for address in [*addresses, names_hidden]]
    assert left(lambda: [client.get(address) for client, address in asked], "kind") == []


def test_a_page_of_the_staff_on_a_person_is_told_by_the_entry(left, as_user, department, communities):
    cadre = CadreFactory(community=communities[0])
    address = f"/admin/communities/cadre/{cadre.pk}/change/"
    row = ("read", "communities.cadre", str(cadre.pk))
    assert left(lambda: as_user(department).get(address), "kind", "object_type", "object_id") == [row]


def test_what_is_taken_along_is_told(left, as_user, department, url, report_in):
    report = report_in("submitted")
    export = url("out-scoreboard", form="csv")
    assert left(lambda: as_user(department).get(export), "kind", "object_label") == [("export", export)]
    assert report.pk


def test_an_entry_that_cannot_be_written_is_in_the_log_and_the_answer_goes_on(
    left, monkeypatch, caplog, as_user, department, url
):
    def refuse(_entry):
        raise DatabaseError("read only")

    monkeypatch.setattr(acts, "append", refuse)
    answer = as_user(department).get(url("out-scoreboard", form="csv"))
    assert answer.status_code == 200
    assert '"kind": "export"' in caplog.text
