"""A page that was made before is sent again as long as nothing changed, to each reader with what is theirs."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import Settings

from communities.models import User
from fengxiang import clock, personal
from partybuilding.ledger.actions import add_progress
from partybuilding.models import Notice, Plan, PlanVersion
from partybuilding.registers.actions import delete_activity
from partybuilding.shared import kept_pages
from partybuilding.shared.kept_pages import KeptPage, MemoryStore
from partybuilding.suggestions.actions import answer_suggestion, send_suggestion
from tests.client import Client
from tests.factories import ProjectActivityFactory, UserFactory
from tests.factories_meeting import LedgerItemFactory
from tests.kept_plan import DAY

COUNTY = "/fengxiang-2004/"


@pytest.fixture(autouse=True)
def kept(settings: Settings, plan: Plan) -> Iterator[None]:
    """Keep pages, beginning with none."""
    settings.KEPT_PAGES_BYTES = 8 * 1024 * 1024
    kept_pages.store.cache_clear()
    PlanVersion.objects.create(plan=plan)
    yield
    kept_pages.store.cache_clear()


def masked(body: bytes) -> str:
    """Return a page without what is new each time it is sent."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", body.decode())
    text = re.sub(r'(name="form_end" value=")[-\w]+', r"\1", text)
    return re.sub(r"\d\d-\d\d \d\d:\d\d", "", text)  # the moment it was sent


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_the_second_time_costs_session_account_and_version(client: Client, member: User):
    client.force_login(member)
    assert queries_of(client, COUNTY) > 10
    assert queries_of(client, COUNTY) == 3


def test_it_is_the_page_that_would_be_made(client: Client, member: User, settings: Settings):
    client.force_login(member)
    kept = [masked(client.get(COUNTY).content) for _time in range(2)]
    settings.KEPT_PAGES_BYTES = 0
    assert kept == [masked(client.get(COUNTY).content)] * 2


def test_each_time_token_and_form_keys_are_new(client: Client, member: User):
    client.force_login(member)
    first, second = (client.get(COUNTY).content.decode() for _time in range(2))
    for name in ("csrfmiddlewaretoken", "form_end"):
        values = [re.findall(rf'name="{name}" value="([^"]+)"', page) for page in (first, second)]
        assert values[0]
        assert not set(values[0]) & set(values[1])
    keys = re.findall(r'name="form_end" value="([^"]+)"', first)
    assert len(keys) == len(set(keys))


def test_colleagues_share_a_page_and_each_reads_their_own_name_and_bell(client: Client, department, member: User):
    colleague = UserFactory(name="<b>周某</b>", unit=member.unit)
    Notice.objects.create(recipient=colleague, day=DAY)
    client.force_login(member)
    first = client.get(COUNTY).content.decode()
    client.force_login(colleague)
    second = client.get(COUNTY).content.decode()
    assert "赵某" in first
    assert "bell__count" not in first
    assert "赵某" not in second
    assert "&lt;b&gt;周某&lt;/b&gt;" in second
    assert '<b class="bell__count">1<' in second
    assert queries_of(client, COUNTY) == 3


def test_what_a_person_finished_is_on_no_colleagues_list(client: Client, plan: Plan, department: User):
    colleague = UserFactory(department=True)
    suggested = send_suggestion(plan=plan, text="少填一项", actor=department)
    answer_suggestion(suggestion=suggested, text="已采纳", actor=department)
    seen = []
    for each in (department, colleague):
        client.force_login(each)
        seen.append("少填一项" in client.get(f"{COUNTY}work/").content.decode())
    assert seen == [True, False]


def test_who_may_see_other_things_gets_another_page(client: Client, member: User, department: User, stranger: User):
    client.force_login(department)
    assert "/admin/" in client.get(COUNTY).content.decode()
    client.force_login(member)
    assert "/admin/" not in client.get(COUNTY).content.decode()
    client.force_login(stranger)
    assert client.get(COUNTY).status_code == 404


def test_language_appearance_day_and_address_are_other_pages(client: Client, member: User):
    client.force_login(member)
    pages = [client.get(COUNTY).content, client.get(COUNTY + "?quarter=2005Q1").content]
    client.cookies["django_language"] = "en"
    pages.append(client.get(COUNTY).content)
    client.cookies["text_size"] = "large"
    pages.append(client.get(COUNTY).content)
    with clock.set_to(DAY.replace(day=16)):
        pages.append(client.get(COUNTY).content)
    assert len({masked(each) for each in pages}) == 5


# --- the browser's own copy -------------------------------------------------------------------------------------------


def test_a_browser_that_has_it_is_told_so(client: Client, member: User):
    client.force_login(member)
    first = client.get(COUNTY)
    assert first["Cache-Control"] == "private, no-cache"
    for etag in (first["ETag"], "W/" + first["ETag"], f'"other", {first["ETag"]}'):
        again = client.get(COUNTY, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]


@pytest.mark.parametrize("what", ["name", "bell", "login", "version"])
def test_what_changes_the_page_changes_its_tag(client: Client, member: User, plan: Plan, what: str):
    client.force_login(member)
    etag = client.get(COUNTY)["ETag"]
    if what == "name":
        User.objects.filter(pk=member.pk).update(name="赵某某")
    elif what == "bell":
        Notice.objects.create(recipient=member, day=DAY)
    elif what == "login":
        client.cookies.pop("csrftoken")
    else:
        PlanVersion.objects.filter(plan=plan).update(number=2)
    again = client.get(COUNTY, headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert again["ETag"] != etag


def test_a_message_is_shown_once_and_kept_nowhere(client: Client, member: User, plan: Plan):
    item = LedgerItemFactory(plan=plan, number=1, responsible=member.unit)
    address = f"{COUNTY}ledger/{item.code}/"
    client.force_login(member)
    form_end = re.findall(r'name="form_end" value="([^"]+)"', client.get(address).content.decode())[-1]
    told = client.post(f"{address}progress/", {"progress-text": "已动工", "form_end": form_end}, follow=True)
    assert 'class="notice ' in told.content.decode()
    assert "ETag" not in told.headers
    assert "no-store" in told["Cache-Control"]
    again = client.get(address)
    assert 'class="notice ' not in again.content.decode()
    assert "ETag" in again.headers


# --- the version ------------------------------------------------------------------------------------------------------


def raised(plan: Plan) -> tuple[bool, bool, bool]:
    row = PlanVersion.objects.get(plan=plan)
    return (row.number > 1, row.drafts > 1, row.terms > 1)


def test_an_act_raises_it(plan: Plan, member: User):
    item = LedgerItemFactory(plan=plan, number=1, responsible=member.unit)
    add_progress(item=item, actor=member, text="已动工", files=[])
    assert raised(plan) == (True, False, False)


def test_a_register_entry_raises_the_plans_of_its_community(plan: Plan, pilots: Any, secretary: User):
    activity = ProjectActivityFactory(community=pilots[0].community)
    delete_activity(activity=activity, actor=secretary)
    assert raised(plan) == (True, False, False)


# --- where they are kept ----------------------------------------------------------------------------------------------


def page_of(size: int) -> KeptPage:
    return KeptPage((b"x" * (size - 550),), ())


def test_memory_is_bounded_and_the_longest_unasked_goes_first():
    store = MemoryStore(10_000)
    for key in "abcdefgh":
        store.put(key, page_of(1250))
    assert store.get("a")
    store.put("i", page_of(1250))
    assert [key for key in "abcdefghi" if store.get(key)] == list("acdefghi")
    store.put("j", page_of(1251))
    assert store.get("j") is None


def test_a_page_makes_room_for_a_later_one_of_its_own():
    store = MemoryStore(10_000)
    for key in ("a\n1", "b\n1", "a\n2"):
        store.put(key, page_of(1000))
    assert [key for key in ("a\n1", "b\n1", "a\n2") if store.get(key)] == ["b\n1", "a\n2"]
    assert store._size == 2000


def test_the_same_key_takes_its_room_once():
    store = MemoryStore(10_000)
    for _time in range(20):
        store.put("a", page_of(1250))
    store.put("b", page_of(1250))
    assert store.get("a")


def test_a_cache_of_django_keeps_them_too(settings: Settings, client: Client, member: User):
    settings.KEPT_PAGES_CACHE = "default"
    kept_pages.store.cache_clear()
    client.force_login(member)
    first = masked(client.get(COUNTY).content)
    assert queries_of(client, COUNTY) == 3
    assert masked(client.get(COUNTY).content) == first
    kept_pages.store().clear()


def test_what_somebody_types_is_never_taken_for_a_mark():
    assert personal.split("[token]") == ["[token]"]
    assert personal.split(f"a{personal.mark(personal.Piece.NAME)}b") == ["a", personal.Piece.NAME, "b"]


# --- tables to take along ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_table_is_kept_and_signed_by_whoever_takes_it(client: Client, member: User, form: str):
    address = f"{COUNTY}out/scoreboard.{form}"
    client.force_login(member)
    first = client.get(address)
    assert queries_of(client, address) == 3 + 5  # it is taken along: the record's three, in a transaction of their own
    colleague = UserFactory(name="周某", unit=member.unit)
    client.force_login(colleague)
    second = client.get(address)
    assert "no-store" in second["Cache-Control"]
    if form == "csv":
        assert second.content == first.content
    else:
        about = [dict(load_workbook(io.BytesIO(each.content)).worksheets[1].values) for each in (first, second)]
        assert [each["导出人"] for each in about] == ["赵某", "周某"]
