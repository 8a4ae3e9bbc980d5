"""A joint meeting in a browser: by keyboard, with attendance and three decisions; and the file opened from a disk."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from partybuilding.models import Attendance, LedgerItem, Meeting, MemberUnit, Plan
from tests.browser.test_pages import PLAN, violations
from tests.browser.test_report_form import count_taps
from tests.browser.waiting import fits

pytestmark = pytest.mark.browser

SIZES = {"wide": (1920, 1080), "projector": (1024, 768), "phone": (360, 800)}
# Each size once, each language once; that a step fits is seen in all.
HELD_TO_AXE = {("zh-hans", "wide"), ("zh-hans", "phone"), ("en", "projector")}
UNITS = 18
# What is cut off: [hidden below, hidden to the right] of the part that is shown.
CUT = """shown => [shown.scrollHeight - shown.clientHeight, shown.scrollWidth - shown.clientWidth]"""


@pytest.fixture
def meeting(demo: None) -> str:
    """A meeting planned for today on the second quarter of 2005, which has red lamps; its address."""
    plan = Plan.objects.get()
    Meeting.objects.filter(plan=plan, state=Meeting.State.PLANNED).delete()
    last = plan.meetings.order_by("number").last()
    number = last.number + 1 if last else 1
    Meeting.objects.create(plan=plan, number=number, quarter="2005Q2", planned_on="2005-11-15", place="会议室")
    return f"{PLAN}/meetings/{number}/"


def open_it(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="会议开始").click()
    page.wait_for_url("**/show/")


def number_of(page: Page) -> str:
    return page.locator(".stage__number").inner_text()


def test_a_whole_meeting_by_keyboard(as_user, meeting):
    page = as_user("zuzhibu")
    page.set_viewport_size({"width": 1920, "height": 1080})
    open_it(page, meeting)
    everybody_came(page)
    for key, at in (("ArrowRight", 2), ("PageDown", 3), ("PageUp", 2), ("ArrowLeft", 1)):
        wait_for_keys(page)
        page.keyboard.press(key)
        expect(page.locator(".stage__number")).to_have_text(f"{at}/{number_of(page).split('/')[1]}")
    three_decisions(page)
    page.locator("[data-agenda] summary").click()
    page.locator("[data-agenda] a").last.click()
    expect(page.locator(".stage-agreed li")).to_have_count(3)
    page.locator("main").get_by_role("button", name="结束会议").click()
    page.wait_for_url(f"**{meeting}")
    expect(page.locator(".page-head")).to_contain_text("已结束")
    expect(page.locator(".resolutions tbody tr")).to_have_count(3)
    assert LedgerItem.objects.filter(meeting__state="closed", pilot__isnull=False).count() >= 3


def wait_for_keys(page: Page) -> None:
    """Wait until the page says which keys step: its script has arrived."""
    expect(page.locator("[data-hint]")).to_have_js_property("hidden", False)


def everybody_came(page: Page) -> None:
    """Tap each unit: the last is excused, the town attends; the page is not loaded anew."""
    page.evaluate("document.body.dataset.same = 1")
    assert MemberUnit.objects.count() == UNITS
    taps = page.locator(".tap--present")
    for index in range(UNITS):
        taps.nth(index).focus()
        page.keyboard.press("Enter")
        expect(taps.nth(index)).to_have_attribute("aria-pressed", "true")
    page.locator(".tap--excused").nth(UNITS - 1).click()
    expect(page.locator("#presence")).to_contain_text("实到 17 请假 1 缺席 0")
    taps.nth(UNITS).click()
    expect(page.locator(".seat").nth(UNITS)).to_have_class("seat seat--present")
    expect(page.locator("body[data-same]")).to_have_count(1)
    assert Attendance.objects.filter(is_member=True, status="present", meeting__state="open").count() == 17


def test_all_are_present_in_one_tap_and_exceptions_come_after(as_user, meeting):
    page = as_user("zuzhibu", width=360)
    open_it(page, meeting)
    count_taps(page)
    page.goto(page.url)
    page.get_by_role("button", name="全部出席").click()
    expect(page.locator(".tap--present[aria-pressed=true]")).to_have_count(UNITS + 1)  # the town attends
    assert page.evaluate("Number(sessionStorage.getItem('taps'))") == 1
    assert Attendance.objects.filter(status="present", meeting__state="open").count() == UNITS + 1
    page.locator(".tap--excused").nth(UNITS - 1).click()
    expect(page.locator("#presence")).to_contain_text("实到 17 请假 1 缺席 0")
    expect(page.get_by_role("button", name="全部出席")).to_have_count(0)


def three_decisions(page: Page) -> None:
    """Go to the first red lamp and write down a decision against each of three numbers."""
    while not page.locator(".stage__value").count():
        number = number_of(page)
        wait_for_keys(page)
        page.keyboard.press("ArrowRight")
        expect(page.locator(".stage__number")).not_to_have_text(number)
    for index in range(3):
        gap = page.locator(".stage__gap").inner_text()
        field = page.get_by_label("议定事项", exact=True)
        assert gap in field.input_value()
        field.focus()
        page.keyboard.press("End")
        page.keyboard.type("，十二月底前解决")
        page.keyboard.press("ArrowRight")  # within a field it moves the cursor
        assert page.locator(".stage__gap").inner_text() == gap
        page.get_by_role("button", name="议定并立为督办事项").click()
        expect(page.locator(".stage__agreed")).to_contain_text("十二月底前解决")
        assert page.locator(".stage__gap").inner_text() == gap
        number = number_of(page)
        wait_for_keys(page)
        page.locator("body").press("PageDown")
        expect(page.locator(".stage__number")).not_to_have_text(number)
        assert index < 3


def test_what_is_half_typed_waits_for_its_step(as_user, meeting):
    page = as_user("zuzhibu")
    open_it(page, meeting)
    page.goto(f"{meeting}show/?step=duties")
    page.get_by_label("议定事项", exact=True).fill("下次会议前补报")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**step=lamp-*")
    expect(page.get_by_label("议定事项", exact=True)).not_to_have_value("下次会议前补报")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**step=duties")
    expect(page.get_by_label("议定事项", exact=True)).to_have_value("下次会议前补报")
    page.get_by_label("责任单位").select_option("zuzhibu")
    page.get_by_role("button", name="议定并立为督办事项").click()
    expect(page.get_by_label("议定事项", exact=True)).to_have_value("")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_step_fits_and_passes_axe(as_user, meeting, language):
    page = as_user("zuzhibu")
    open_it(page, meeting)
    page = as_user("zuzhibu", language=language)
    page.goto(f"{meeting}show/")
    steps = [link.get_attribute("href") for link in page.locator("[data-agenda] a").all()]
    lamps = [step for step in steps if step and "lamp" in step]
    for step in [step for step in steps if step not in lamps[1:]]:
        page.goto(f"{meeting}show/{step}")
        for name, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            assert fits(page), (name, step)
            if (language, name) in HELD_TO_AXE:
                assert violations(page) == [], (name, step)
            if name == "wide":
                assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), step
                below, right = page.locator("[data-shown]").evaluate(CUT)
                # English is half as long again: a pilot with many red lamps scrolls in it.
                assert (below, right) == (0, 0) or (language == "en" and right == 0), step


def test_texts_are_as_large_as_six_metres_ask_for(as_user, meeting):
    page = as_user("zuzhibu")
    page.set_viewport_size({"width": 1920, "height": 1080})
    open_it(page, meeting)
    page.goto(f"{meeting}show/?step=pilot-qinfenglu")
    sizes = page.evaluate("""() => [...document.querySelectorAll("[data-shown] *")]
        .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .filter(each => !each.closest(".sr"))
        .map(each => parseFloat(getComputedStyle(each).fontSize))""")
    assert min(sizes) >= 20
    page.goto(page.locator("[data-agenda] a[href*=lamp]").first.evaluate("link => link.href"))
    figure = page.locator(".stage__value b").evaluate("figure => parseFloat(getComputedStyle(figure).fontSize)")
    assert figure >= 110


def test_without_script_it_is_links_and_forms(as_user, meeting):
    page = as_user("zuzhibu", java_script_enabled=False)
    open_it(page, meeting)
    page.locator(".tap--present").first.click()
    expect(page.locator(".tap--present").first).to_have_attribute("aria-pressed", "true")
    page.locator("[data-on]").click()
    expect(page.locator(".stage__number")).to_contain_text("2/")
    page.get_by_label("议定事项", exact=True).fill("补报")
    page.get_by_role("button", name="议定并立为督办事项").click()
    expect(page.locator("main")).to_contain_text("请选择责任单位。")
    expect(page.get_by_label("议定事项", exact=True)).to_have_value("补报")


def test_the_file_opens_from_a_disk_with_the_network_off(as_user, meeting, browser: Browser, tmp_path: Path):
    page = as_user("zuzhibu")
    open_it(page, meeting)
    reader = as_user("minzhengju", accept_downloads=True)
    reader.goto(meeting)
    with reader.expect_download() as download:
        reader.get_by_role("link", name="下载数据快照").click()
    path = tmp_path / "meetings/snapshot.html"
    download.value.save_as(path)
    for width in (1280, 360):
        context = browser.new_context(offline=True, java_script_enabled=True, viewport={"width": width, "height": 900})
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))  # noqa: B023 - of this turn of the loop alone
        page.goto(path.as_uri())
        assert asked == [path.as_uri()]
        expect(page.locator("body")).to_contain_text("校验无误")
        assert fits(page)
        assert violations(page) == []
        context.close()
