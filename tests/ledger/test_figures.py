"""The figure an item came from: when it was opened and now; what bears a close-out out; closing on a red lamp."""

from contextlib import nullcontext

import pytest
from django.utils import translation

from fengxiang import clock
from partybuilding.ledger import actions as acts
from partybuilding.ledger.queries import load_item_figures
from partybuilding.models import LedgerEvent, Report
from partybuilding.papers.content import minutes_data, notice_data
from partybuilding.papers.typesetting import minutes, notice
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from tests.factories_meeting import LedgerItemFactory, MeetingFactory
from tests.pages import text_of
from tests.reports.reporting import complete_report, photo

Q2, Q3 = Quarter(2005, 2), Quarter(2005, 3)
pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def reported(pilots):
    """Approve 150 m² for the second quarter, and 186 m² for the third."""
    for quarter, area in ((Q2, 150), (Q3, 186)):
        complete_report(pilots[0], changes={"K07": {"area": area}}, quarter=quarter, approved=True)


@pytest.fixture
def make(plan, pilots, member, reported):
    def make(code="K07", **fields):
        given = {"plan": plan, "pilot": pilots[0], "responsible": member.unit, "state": "in_hand", "quarter": Q2}
        return LedgerItemFactory(**{**given, "indicator": plan.indicators.get(code=code) if code else None, **fields})

    return make


def figures(item):
    with translation.override("en"):
        found = load_item_figures(item.plan, [item], clock.today()).get(item.pk)
        return found and (found.opened_text, str(found.now.text), found.now.lamp.colour, found.now.quarter)


@pytest.mark.parametrize(
    ("code", "fields", "expected"),
    [
        ("K07", {}, ("150 m²; 50 m² short", "186 m²; 14 m² short", "red", Q3)),
        ("K07", {"shown": "150 m²"}, ("150 m²; 50 m² short", "186 m²; 14 m² short", "red", Q3)),
        ("K07", {"shown": "142 m²"}, ("142 m²", "186 m²; 14 m² short", "red", Q3)),
        ("", {}, None),
    ],
)
def test_an_item_knows_its_figure_when_it_was_opened_and_now(make, code, fields, expected):
    assert figures(make(code, **fields)) == expected


def test_every_pilot_is_told_of_an_item_about_all_of_them(make, pilots):
    text = figures(make(pilot=None))[1]
    assert all(str(pilot.community.name_en) in text for pilot in pilots)


def test_the_page_the_list_and_the_table_show_it(make, as_user, member, url):
    item = make()
    browser = as_user(member)
    pages = {
        "item": text_of(browser.get(url("ledger-item", item=item.code))),
        "list": text_of(browser.get(url("ledger"))),
        "table": browser.get(url("out-ledger", form="csv")).content.decode("utf-8-sig"),
    }
    assert [name for name, page in pages.items() if "14 m² short" not in page] == []
    assert "50 m² short" in pages["item"]


def test_a_figure_that_is_carried_says_so_everywhere(make, as_user, member, url):
    item = make()
    Report.objects.filter(quarter=Q3).update(state="returned")
    carried = "150 m²; 50 m² short Overdue carried from 2005Q2"
    browser = as_user(member)
    assert carried in text_of(browser.get(url("ledger")))
    page = browser.get(url("ledger-item", item=item.code))
    assert page.content.decode().count("lamp--carried") == 1
    assert "150 m²; 50 m² short Overdue second quarter of 2005" in text_of(page)
    table = browser.get(url("out-ledger", form="csv")).content.decode("utf-8-sig")
    assert "150 m²; 50 m² short; carried from 2005Q2" in table
    with translation.override("en"):
        assert "carried" in load_item_figures(item.plan, [item], clock.today())[item.pk].now.red_text


# --- what bears a close-out out ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({}, "at least one piece of evidence"),
        ({"proof_kind": "document"}, "at least one piece of evidence"),
        ({"proof": "  "}, "at least one piece of evidence"),
        ({"proof": "凤民发〔2005〕12 号"}, "what kind"),
        ({"proof": "凤民发〔2005〕12 号", "proof_kind": "rumour"}, "what kind"),
        *(({"proof": "第 12 条", "proof_kind": kind}, "") for kind in LedgerEvent.Proof.values),
        ({"files": "photo"}, ""),
    ],
)
def test_a_close_out_is_asked_for_with_proof_of_any_kind(make, member, given, refusal):
    item = make()
    if "files" in given:
        given = {"files": [photo()]}
    expected = pytest.raises(ActionError, match=refusal) if refusal else nullcontext()
    with translation.override("en"), expected:
        acts.request_closure(item=item, actor=member, text="已完工", **given)
    asked = item.events.filter(kind="close_asked")
    assert [event.proof for event in asked] == ([] if refusal else [given.get("proof", "")])


def test_the_proof_is_typed_on_the_page_and_read_there(make, as_user, member, url):
    item = make()
    typed = {"ask_close-text": "已完工", "ask_close-proof_kind": "visit", "ask_close-proof": "12 月 3 日张局长走访"}
    response = as_user(member).post(url("ledger-ask", item=item.code), typed, follow=True)
    assert "张局长走访" in text_of(response)


# --- closing on a red lamp --------------------------------------------------------------------------------------------


def test_closing_while_the_indicator_is_red_asks_for_the_reason(make, department):
    item = make(state="under_check")
    with translation.override("en"), pytest.raises(ActionError, match="still red"):
        acts.close_item(item=item, actor=department)
    acts.close_item(item=item, actor=department, text="新楼明年交付")
    event = item.events.get(kind="closed")
    assert (event.text, event.red_value[:6]) == ("新楼明年交付", "186 m²")


@pytest.mark.parametrize("code", ["", "K09"])
def test_nothing_is_asked_where_nothing_is_red(make, department, code):
    item = make(code, state="under_check")
    acts.close_item(item=item, actor=department)
    assert item.events.get(kind="closed").red_value == ""


def test_the_papers_carry_the_figure_and_the_reason(make, plan, department):
    open_item, item = make(), make(state="under_check")
    told = [block.text for block in notice.matter(notice_data(open_item, clock.today()))]
    assert any("2005年第三季度" in text and "186平方米" in text for text in told)
    acts.close_item(item=item, actor=department, text="新楼明年交付")
    meeting = MeetingFactory(plan=plan, held=True, planned_on=clock.today())
    (block,) = minutes.closed_red(minutes_data(meeting))
    assert "新楼明年交付" in block.text
    assert "186" in block.text
    assert list(minutes.closed_red({})) == []
