"""A unit's duty report: saved as a field is left, also while the line is down; and the one tap before a meeting."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from partybuilding.models import DutyLine, DutyReport, Notice
from tests.browser.line import Line
from tests.browser.test_report_form import count_taps
from tests.browser.waiting import eventually

pytestmark = pytest.mark.browser

PLAN = "/fengxiang-2004"
REPORT = f"{PLAN}/units/weishengju/duties/2005Q3/"
STATE = ".submit-bar__state"


@pytest.fixture
def line(live_server: LiveServer) -> Iterator[Line]:
    """A line to the server that can be cut."""
    line = Line(live_server.url)
    yield line
    line.end()


def test_a_member_meets_its_duties_and_its_reds_without_a_tap(as_user: Callable[..., Page]) -> None:
    page = as_user("weishengju")
    count_taps(page)
    page.goto("/")
    page.wait_for_url("**/fengxiang-2004/")
    expect(page.locator(".strip")).to_contain_text("卫生局")
    expect(page.locator(".strip")).to_contain_text("履职情况")
    expect(page.locator(".reds__group").first).to_have_text("本单位负责")
    for part in (".strip", ".reds li"):
        box = page.locator(part).first.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 900  # on the first screen, unscrolled
    assert page.evaluate("Number(sessionStorage.getItem('taps'))") == 0


def lines() -> list[tuple[str, str, int]]:
    """Return what stands in the duty report of the quarter: state, words, how many pilots."""
    own = DutyLine.objects.filter(report__unit__code="weishengju", report__quarter="2005Q3").order_by("duty__order")
    return [(each.status, each.text, each.pilots.count()) for each in own]


def test_fields_are_saved_as_they_are_left_and_the_rest_once_the_line_is_back(
    as_user: Callable[..., Page], line: Line
) -> None:
    page = as_user("weishengju", fails=True, base_url=line.url)
    page.goto(REPORT)
    rows = page.locator(".duty-row")
    rows.nth(0).locator("select").select_option("done")
    rows.nth(0).locator("textarea").fill("三个社区建立卫生服务站")
    rows.nth(0).get_by_role("checkbox").first.check()
    expect(page.locator(STATE)).to_contain_text("已保存")
    eventually(lines, [("done", "三个社区建立卫生服务站", 1)])
    line.cut()
    rows.nth(1).locator("textarea").fill("断网时打的字")
    page.locator("#id_remark").focus()
    expect(page.locator(STATE)).to_contain_text("等待网络")
    line.mend()
    expect(page.locator(STATE)).to_contain_text("已保存", timeout=60_000)
    eventually(lambda: [line[:2] for line in lines()[1:]], [("", "断网时打的字")])


def test_the_whole_report_is_handed_in_and_taken_back(as_user: Callable[..., Page]) -> None:
    page = as_user("weishengju")
    page.goto(REPORT)
    for row in page.locator(".duty-row").all():
        row.locator("select").select_option("nothing")
    page.get_by_role("button", name="核对并报送").click()
    expect(page.locator("#errors")).to_contain_text("没有的填0")
    page.locator("#id_agenda_times").fill("2")
    page.get_by_role("button", name="核对并报送").click()
    expect(page.get_by_text("曹某于2005年11月15日报送。")).to_be_visible()
    page.get_by_role("button", name="撤回更正").click()
    expect(page.get_by_text("履职情况已撤回")).to_be_visible()
    assert not DutyReport.objects.get(unit__code="weishengju", quarter="2005Q3").is_submitted


def test_one_tap_reminds_and_the_reader_is_led_to_the_place(as_user: Callable[..., Page]) -> None:
    page = as_user("zuzhibu")
    page.goto(f"{PLAN}/meetings/6/preparation/")
    page.locator(".prep-all button").click()
    expect(page.get_by_text("今日已全部催办。")).to_be_visible()
    assert Notice.objects.filter(recipient__username="weishengju", day="2005-11-15").count() == 1
    reader = as_user("weishengju")
    reader.goto("/notices/")
    reader.locator(f"a[href='{REPORT}']").click()
    expect(reader.locator("h1")).to_have_text("卫生局履职情况")
