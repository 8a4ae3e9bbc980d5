"""One action item: what its page says, what everybody may do there, its evidence."""

import re

import pytest

from partybuilding.ledger.actions import add_progress, start_check
from partybuilding.models import LedgerFile, LedgerItem
from tests.factories import UnitFactory
from tests.factories_meeting import LedgerItemFactory, MeetingFactory
from tests.pages import told
from tests.reports.reporting import photo

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def staff(as_user, department):
    return as_user(department)


@pytest.fixture
def item(plan, pilots, member):
    """Item 2005-012 on the first pilot's floor area, which 民政局 answers for and 财政局 supports."""
    item = LedgerItemFactory(
        plan=plan,
        number=12,
        pilot=pilots[0],
        indicator=plan.indicators.get(code="K07"),
        shown="162 m²",
        responsible=member.unit,
        meeting=MeetingFactory(plan=plan, held=True),
    )
    item.supporting.add(UnitFactory(code="caizhengju"))
    return item


def text_of(response):
    """Return the page's words, blanks drawn together."""
    return re.sub(r"\s+", " ", response.content.decode())


def test_an_item_says_everything_of_itself(staff, url, item):
    page = text_of(staff.get(url("ledger-item", item="2005-012")))
    for words in (
        "扩建社区用房",
        "Civil Affairs Bureau",
        "Finance Bureau",
        "31 December 2005",
        "162 m²",
        "46 days left",
    ):
        assert words in page
    assert url("value", pilot="qinfenglu", code="K07") in page


@pytest.mark.parametrize("code", ["2005-013", "2004-012", "2005-0012", "2005-12", "2005-99999", "2005"])
def test_what_is_not_in_the_ledger_is_not_there(staff, url, item, code):
    assert staff.get(f"{url('ledger')}{code}/").status_code == 404


@pytest.mark.parametrize(
    ("who", "state", "forms"),
    [
        ("member", "opened", ["progress", "ask_close"]),
        ("secretary", "returned", ["progress"]),
        ("town", "opened", []),
        ("member", "close_asked", []),
        ("department", "in_hand", ["extend", "urge"]),
        ("department", "close_asked", ["begin_check"]),
        ("department", "under_check", ["close", "send_back", "extend"]),
        ("department", "closed", ["reopen"]),
    ],
)
def test_everybody_finds_what_they_can_do_now(request, as_user, url, item, who, state, forms):
    LedgerItem.objects.update(state=state)
    response = as_user(request.getfixturevalue(who)).get(url("ledger-item", item="2005-012"))
    assert list(response.context["forms"]) == forms


def test_the_road_from_progress_to_the_close_out(as_user, url, item, member, department):
    def post(user, name, data=None):
        response = as_user(user).post(url(f"ledger-{name}", item="2005-012"), data or {})
        assert response.url == url("ledger-item", item="2005-012"), text_of(response)
        return LedgerItem.objects.get().state

    assert (
        post(member, "progress", {"progress-text": "已动工", "progress-evidence": [photo(), photo("合同.jpg")]})
        == "in_hand"
    )
    assert LedgerFile.objects.count() == 2
    assert post(member, "ask", {"ask_close-text": "已完工"}) == "close_asked"
    assert post(department, "check") == "under_check"
    assert post(department, "back", {"send_back-reason": "缺验收单"}) == "returned"
    assert "缺验收单" in text_of(as_user(member).get(url("ledger-item", item="2005-012")))
    assert (
        post(member, "ask", {"ask_close-text": "验收单已补", "ask_close-evidence": photo("验收单.jpg")})
        == "close_asked"
    )
    assert post(department, "check") == "under_check"
    assert post(department, "close", {"close-text": "属实"}) == "closed"
    reopened = {"reopen-reason": "又漏水", "reopen-due_on": "2006-03-31"}
    assert post(department, "reopen", reopened) == "returned"
    assert post(department, "extend", {"extend-reason": "雨季", "extend-due_on": "2006-04-30"}) == "returned"
    page = text_of(as_user(department).get(url("ledger-item", item="2005-012")))
    assert "<s>31 December 2005</s><br><s>31 March 2006</s><br>30 April 2006" in page
    assert "<dt>Opened again</dt> <dd>once</dd>" in page


@pytest.mark.parametrize(
    ("who", "name", "state", "data", "message"),
    [
        ("member", "progress", "opened", {"progress-text": " "}, "Say how far it is."),
        ("member", "progress", "opened", {"progress-text": "610322197001011234"}, "ID number"),
        ("member", "progress", "closed", {"progress-text": "补记"}, "The item is closed"),
        ("member", "ask", "in_hand", {"ask_close-text": "已完工"}, "at least one piece of evidence"),
        ("department", "back", "under_check", {"send_back-reason": ""}, "Give the reason."),
        ("department", "close", "in_hand", {"close-text": "属实"}, "Nobody has requested closure yet."),
        ("department", "check", "closed", {}, "The item is closed"),
        (
            "department",
            "extend",
            "opened",
            {"extend-reason": "雨季", "extend-due_on": "2005-12-01"},
            "after the old one",
        ),
        ("department", "extend", "opened", {"extend-reason": "雨季", "extend-due_on": "soon"}, "Write the day like"),
        ("department", "reopen", "closed", {"reopen-reason": "又漏水"}, "Give the due date."),
    ],
)
def test_what_cannot_be_is_told_beside_its_form(request, as_user, url, item, who, name, state, data, message):
    LedgerItem.objects.update(state=state)
    response = as_user(request.getfixturevalue(who)).post(url(f"ledger-{name}", item="2005-012"), data)
    page = text_of(response)
    assert response.status_code == 422
    assert message in page
    assert all(value in page for value in data.values() if value.strip())
    assert LedgerItem.objects.get().state == state


def test_a_file_that_is_none_is_told_beside_its_form(as_user, member, url, item):
    bad = {"progress-text": "已动工", "progress-evidence": photo("现场.exe")}
    response = as_user(member).post(url("ledger-progress", item="2005-012"), bad)
    assert response.status_code == 422
    assert "现场.exe: Only PDF" in text_of(response)
    assert "已动工" in text_of(response)


def test_who_worked_on_an_item_is_told_why_another_has_to_close_it(as_user, plan, department, url, item):
    item.supporting.add(plan.lead_unit)
    add_progress(item=item, actor=department, text="已协调")
    LedgerItem.objects.update(state="close_asked")
    start_check(item=item, actor=department)
    response = as_user(department).get(url("ledger-item", item="2005-012"))
    assert "close" not in response.context["forms"]
    assert "somebody else has to close it" in text_of(response)


def test_a_unit_is_reminded_from_the_page(staff, url, item, member):
    assert told(staff.post(url("ledger-urge", item="2005-012"))) == ["1 person is reminded."]
    assert "once a day is enough" in told(staff.post(url("ledger-urge", item="2005-012")))[-1]


def test_evidence_is_read_by_all_of_the_plan_and_pictures_open_in_place(as_user, url, item, member, secretary, town):
    add_progress(item=item, actor=member, text="已动工", files=[photo()])
    file = LedgerFile.objects.get()
    address = url("ledger-file", item="2005-012", uid=file.uid)
    for reader in (secretary, town):
        response = as_user(reader).get(address)
        assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"
        assert response["Content-Disposition"].startswith("inline")
        assert "no-store" in response["Cache-Control"]
        assert address in text_of(as_user(reader).get(url("ledger-item", item="2005-012")))
    LedgerFile.objects.update(content_type="application/pdf")
    response = as_user(town).get(address)
    assert response["Content-Disposition"].startswith("attachment")
    response.close()


def test_evidence_of_another_item_is_not_there(staff, url, item, plan, member):
    other = LedgerItemFactory(plan=plan, number=13, responsible=member.unit)
    add_progress(item=other, actor=member, text="已动工", files=[photo()])
    assert staff.get(url("ledger-file", item="2005-012", uid=LedgerFile.objects.get().uid)).status_code == 404
