"""A whole quarter of the joint meeting: prepared, held, written down, carried out, and balanced at the next one."""

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from partybuilding.models import LedgerItem, Meeting, Notice
from tests.browser.test_pages import PLAN
from tests.reports.reporting import picture

pytestmark = pytest.mark.browser

DECISIONS = {
    "步行街北侧门面腾出六十平方米作社区用房": ("chengjianju", "2005-12-20"),
    "社区干部补贴纳入二〇〇六年县级财政预算": ("caizhengju", "2006-01-31"),
    "警务室民警每周驻点不少于两天": ("gonganju", "2005-12-31"),
}
BUILT = next(iter(DECISIONS))


def test_a_whole_quarter(as_user: Callable[..., Page], settings: Settings, tmp_path: Path) -> None:
    staff = as_user("zuzhibu", accept_downloads=True)
    prepare(staff)
    settings.FENGXIANG_TODAY = date(2005, 11, 22)
    meet(staff)
    text = minutes(staff, tmp_path / "minutes.docx")
    assert all(matter in text for matter in DECISIONS)
    assert "2005年12月20日" in text
    settings.FENGXIANG_TODAY = date(2005, 12, 15)
    unit = as_user("chengjianju")
    address = carry_out(unit)
    close_out(as_user("zuzhibu2"), address)
    settings.FENGXIANG_TODAY = date(2006, 1, 10)
    assert next_meeting(staff) == ["3", "1", "1", "1"]


def prepare(page: Page) -> None:
    """Look at what would embarrass the meeting, and remind everybody with one tap: one message a person."""
    page.goto(f"{PLAN}/meetings/6/preparation/")
    page.get_by_role("button", name="一键催办").click()
    expect(page.locator("main")).to_contain_text("未读")
    told = Notice.objects.filter(items__urged_by__username="zuzhibu", day="2005-11-15").distinct()
    assert told.count() == told.values("recipient").distinct().count() >= 5
    assert any(notice.items.count() > 1 for notice in told)


def meet(page: Page) -> None:
    """Hold the meeting: snapshot, attendance of all 18, three decisions, end."""
    page.goto(f"{PLAN}/meetings/6/")
    page.get_by_role("button", name="会议开始").click()
    page.wait_for_url("**/show/")
    taps = page.locator(".tap--present")
    for index in range(18):
        taps.nth(index).click()
        expect(taps.nth(index)).to_have_attribute("aria-pressed", "true")
    page.locator("[data-agenda] summary").click()
    page.locator("[data-agenda] a").nth(2).click()
    for number, (matter, (unit, day)) in enumerate(DECISIONS.items(), 1):
        page.get_by_label("议定事项", exact=True).fill(matter)
        page.get_by_label("责任单位").select_option(unit)
        page.locator("[name=decision-due_on]").fill(day)
        page.get_by_role("button", name="议定并立为督办事项").click()
        expect(page.locator(".stage__agreed")).to_contain_text(matter)
        assert LedgerItem.objects.filter(meeting__number=6).count() == number
    page.locator("[data-agenda] summary").click()
    page.locator("[data-agenda] a").last.click()
    page.locator("main").get_by_role("button", name="结束会议").click()
    page.wait_for_url(f"**{PLAN}/meetings/6/")
    meeting = Meeting.objects.get(number=6)
    assert (meeting.state, meeting.snapshot.is_intact) == ("closed", True)


def minutes(page: Page, path: Path) -> str:
    """Make the minutes and return what they say."""
    page.goto(f"{PLAN}/papers/?kind=minutes&about=6")
    page.get_by_role("button", name="生成会议纪要").click()
    expect(page.get_by_role("link", name="下载Word文件")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载Word文件").click()
    download.value.save_as(path)
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(path.read_bytes())).paragraphs)


def carry_out(page: Page) -> str:
    """Write down how far it is, with a picture, and ask for the close-out; return the item's address."""
    page.goto(f"{PLAN}/work/")
    page.locator(".todo li", has_text=BUILT).get_by_role("link").click()
    page.wait_for_url("**/ledger/2005-*/")
    form = page.locator("form", has=page.get_by_role("button", name="登记"))
    form.get_by_label("办理进展").fill("已腾出并粉刷，十二月十五日交付社区。")
    form.locator("input[type=file]").set_input_files(
        {"name": "交付现场.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    form.get_by_role("button", name="登记").click()
    expect(page.locator(".events")).to_contain_text("交付现场.jpg")
    page.locator("summary", has_text="申请销号").click()
    asked = page.locator("form", has=page.get_by_role("button", name="申请销号"))
    asked.locator("textarea").fill("已办结，申请销号。")
    asked.get_by_role("button", name="申请销号").click()
    expect(page.locator(".item__line")).to_contain_text("申请销号")
    return page.url


def close_out(page: Page, address: str) -> None:
    """Check it, and close it: by somebody who did none of it."""
    page.goto(address)
    page.get_by_role("button", name="开始核查").click()
    page.locator("form", has=page.get_by_role("button", name="销号")).locator("textarea").first.fill("现场查看属实。")
    page.get_by_role("button", name="销号").click()
    expect(page.locator(".item__line")).to_contain_text("已销号")
    assert LedgerItem.objects.get(matter=BUILT).state == "closed"


def next_meeting(page: Page) -> list[str]:
    """Plan and open the next meeting; return agreed, closed, in hand and overdue as its first page says them."""
    page.goto(f"{PLAN}/meetings/")
    page.locator("summary", has_text="第8次").click()
    form = page.locator("form", has=page.locator("[name$=planned_on]"))
    form.locator("[name$=planned_on]").fill("2006-01-10")
    form.locator("[type=submit]").click()
    page.wait_for_url("**/meetings/8/")
    page.get_by_role("button", name="会议开始").click()
    page.wait_for_url("**/show/")
    page.goto(f"{PLAN}/meetings/8/show/?step=last")
    expect(page.locator("[data-shown]")).to_contain_text(BUILT)
    found = page.locator("[data-shown]").inner_text()
    match = re.search(r"议定\s*(\d+)\s*项：办结\s*(\d+)、推进\s*(\d+)、逾期\s*(\d+)", found)
    return list(match.groups()) if match else [found]
