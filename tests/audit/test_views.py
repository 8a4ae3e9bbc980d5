"""The record's pages: found by day, person, kind and object, a page at a time; taken along; both in the record."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.models.account import AdminDuty
from partybuilding.audit.queries import A_PAGE, Wanted, first_since, load_page
from partybuilding.models import AuditEntry
from partybuilding.record import log
from partybuilding.record.log import append
from partybuilding.shared.act import perform
from tests.factories import RoomFactory, UserFactory
from tests.record.test_entry import entry

pytestmark = pytest.mark.usefixtures("english_pages")
DAY = datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def auditor(db):
    return UserFactory(sysadmin=True, username="shenji", name="审计员", duty=AdminDuty.AUDIT)


@pytest.fixture
def hours(db, monkeypatch):
    """Have an entry of each hour of ten days, by three people in turn, each ninth of another kind."""
    with monkeypatch.context() as patch:
        for hour in range(240):
            patch.setattr(log, "timezone", SimpleNamespace(now=lambda hour=hour: DAY + timedelta(hours=hour)))
            kind = "export" if hour % 9 == 0 else "act"
            append(entry(actor=hour % 3 + 900, kind=kind, object_type="communities.room", object_id=str(hour % 5)))


def positions(**wanted):
    seen, before = [], None
    while True:
        page = load_page(Wanted(**wanted), before)
        seen += [line.entry.position for line in page.lines]
        if page.next_before is None:
            return seen
        before = page.next_before


def test_pages_follow_each_other_to_the_first(hours):
    assert positions() == list(reversed(range(240)))
    assert len(load_page(Wanted()).lines) == A_PAGE


@pytest.mark.parametrize(
    ("wanted", "is_wanted"),
    [
        ({"actor": 901}, lambda hour: hour % 3 == 1),
        ({"kind": "export"}, lambda hour: hour % 9 == 0),
        ({"kind": "act"}, lambda hour: hour % 9 != 0),
        ({"object_type": "communities.room", "object_id": "3"}, lambda hour: hour % 5 == 3),
        ({"since": DAY + timedelta(hours=100)}, lambda hour: hour >= 100),
        ({"until": DAY + timedelta(hours=100)}, lambda hour: hour < 100),
        ({"since": DAY + timedelta(days=30)}, lambda hour: False),
    ],
)
def test_what_is_looked_for_is_found_and_nothing_else(hours, wanted, is_wanted):
    assert positions(**wanted) == [hour for hour in reversed(range(240)) if is_wanted(hour)]


def test_a_moment_is_found_by_halving(hours):
    with CaptureQueriesContext(connection) as queries:
        assert first_since(DAY + timedelta(hours=77)) == 77
    assert len(queries) <= 10


def test_the_page_shows_who_what_and_what_changed(as_user, auditor, department, communities):
    room = RoomFactory(community=communities[0], name="一楼东")

    def rename():
        room.name = "<b>一楼西</b>"
        room.save()

    perform("test.act", department, rename)
    page = as_user(auditor).get("/record/").content.decode()
    assert "周某" in page
    assert "一楼东 → &lt;b&gt;一楼西&lt;/b&gt;" in page
    assert f"?object=communities.room:{room.pk}" in page
    assert page.count("<tr id=") == 1


UNREADABLE = ["since=x&actor=9&kind=y&object=z&before=w", f"before={'9' * 30}", "object=a.b:" + "c" * 99]


@pytest.mark.parametrize("query", UNREADABLE)
def test_what_cannot_be_read_is_no_fault(as_user, auditor, query):
    assert as_user(auditor).get(f"/record/?{query}").status_code == 200


def test_the_whole_is_taken_along_and_that_is_in_it(as_user, auditor, hours):
    answer = as_user(auditor).get("/record/export/")
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("fengxiang-record 1\t0\t\t\n")
    assert text.endswith("size\t241\n")
    assert '"name":"record-export"' in text
    assert AuditEntry.objects.order_by("-position")[0].kind == "audit"


def test_the_pages_are_read_at_a_fixed_price(as_user, auditor, hours):
    client = as_user(auditor)
    client.get("/record/")
    with CaptureQueriesContext(connection) as few:
        client.get("/record/?since=2026-03-05")
    for number in range(500):
        append(entry(actor=number))
    with CaptureQueriesContext(connection) as many:
        client.get("/record/?since=2026-03-05")
    assert len(many) <= len(few) + 3  # halving twice as many takes a step more


def test_an_account_leads_to_its_entries_for_who_audits(as_user, auditor, department, member, communities):
    address = f"/record/?object=communities.user:{member.pk}"
    page = as_user(auditor).get(f"/admin/communities/user/{member.pk}/change/").content.decode()
    assert f'href="{address}"' in page
    room = RoomFactory(community=communities[0])
    page = as_user(department).get(f"/admin/communities/room/{room.pk}/change/").content.decode()
    assert "/record/" not in page

    def rename():
        member.name = "赵二"
        member.save()

    perform("test.account", department, rename)
    assert "→ 赵二" in as_user(auditor).get(address).content.decode()


def test_only_who_audits_is_led_there_and_let_in(as_user, auditor, sysadmin):
    assert 'href="/record/"' in as_user(auditor).get("/start/").content.decode()
    assert 'href="/record/"' not in as_user(sysadmin).get("/start/").content.decode()
    assert as_user(sysadmin).get("/record/").status_code == 403
