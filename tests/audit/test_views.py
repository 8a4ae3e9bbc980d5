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
from tests import test_permissions as table
from tests.factories import CadreFactory, RoomFactory, UserFactory
from tests.permissions import LINES, staff_address
from tests.record.test_entry import entry

pytestmark = pytest.mark.usefixtures("english_pages")
entries, STAFF_PAGES = table.entries, table.STAFF_PAGES
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


def test_every_page_of_one_entry_that_opens_for_who_audits_leads_to_its_entries(as_user, auditor, entries):
    """What stays closed to them, as the plans' pages do, nobody has to be led from: who reads it does not audit."""
    browser, led = as_user(auditor), {}
    for line in STAFF_PAGES:
        if line.name.endswith("_change") and "password" not in line.name:
            page = browser.get(staff_address(line.name, entries))
            model = line.name.removeprefix("admin:").removesuffix("_change")
            if page.status_code == 200:
                address = f'href="/record/?object={model.replace("_", ".")}:{entries[model]}"'
                led[model] = address in page.content.decode()
    assert set(led) >= {"communities_user"}
    assert all(led.values())
    closed = [line.name for line in LINES if line.expected["sysadmin"] == "404" and line.method == "GET"]
    assert {"report", "ledger-item", "meeting", "pilot-registers"} <= set(closed)


# --- who looked at a person's entry -----------------------------------------------------------------------------------


@pytest.fixture
def looked_at(as_user, department, communities, plan):
    """Return a cadre whose entry was looked at in five ways, and one of another community."""
    cadre, other = (
        CadreFactory(community=communities[0], name="李某"),
        CadreFactory(community=communities[1], name="孙某"),
    )
    browser = as_user(department)
    for address in (
        f"/admin/communities/cadre/{cadre.pk}/change/",
        f"/admin/communities/cadre/{cadre.pk}/history/",
        "/admin/communities/cadre/",
        f"/{plan.slug}/registers/{communities[0].code}/?register=cadre",
        f"/{plan.slug}/registers/{communities[1].code}/?register=cadre",
        f"/admin/communities/cadre/{other.pk}/change/",
    ):
        assert browser.get(address).status_code == 200
    return cadre, other


def test_who_audits_finds_who_looked_at_a_persons_entry_alone_or_among_others(as_user, auditor, department, looked_at):
    cadre, other = looked_at
    names = {person: [line.entry.name for line in load_page(Wanted(seen=person)).lines] for person in (cadre, other)}
    listed = ["pilot-registers", "admin:communities_cadre_changelist"]
    own = ["admin:communities_cadre_history", "admin:communities_cadre_change"]
    assert names == {cadre: [*listed, *own], other: [own[1], *listed]}
    page = as_user(auditor).get(f"/record/?seen={cadre.pk}").content.decode()
    assert page.count("<tr id=") == 4
    assert "周某" in page
    assert "Who looked at the entry of 李某" in page


def test_a_person_is_found_by_community_and_no_name_gets_into_an_address(as_user, auditor, looked_at):
    cadre, other = looked_at
    page = as_user(auditor).get(f"/record/?people_of={cadre.community_id}").content.decode()
    assert f'href="/record/?seen={cadre.pk}">李某</a>' in page
    assert other.name not in page
    last = AuditEntry.objects.latest("position")
    assert (last.kind, last.actor) == ("audit", auditor.pk)


@pytest.mark.parametrize("query", ["seen=x", "seen=99999", "people_of=y", f"seen={'9' * 30}"])
def test_nobody_is_looked_for_where_the_address_names_nobody(as_user, auditor, looked_at, query):
    assert as_user(auditor).get(f"/record/?{query}").status_code == 200
