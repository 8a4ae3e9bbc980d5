"""The whole road of a number: corrected, attached to, submitted, returned, resubmitted, approved, seen."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.waiting import fits

pytestmark = pytest.mark.browser

REPORT = "/fengxiang-2004/reports/dongguan/2005Q3/"
DASHBOARD = "/fengxiang-2004/?quarter=2005Q3&open=2"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "第二间活动室.jpg"
    Image.new("RGB", (640, 480), "white").save(path)
    return path


def area_cell(page: Page) -> str:
    """Return what the dashboard says of Dongguan's floor area."""
    page.goto(DASHBOARD)
    row = page.locator(".matrix__row:has(a[href*='/K07/'])").first
    return row.locator("td").nth(1).inner_text()


def test_from_a_returned_report_to_the_dashboard(as_user: Callable[..., Page], photo: Path) -> None:
    secretary, member = as_user("dongguan"), as_user("minzhengju")
    staff = as_user("zuzhibu")
    assert "沿用" in area_cell(member)

    correct(secretary, photo)
    give_back(staff, "平面图看不清，请重新拍照")
    resubmit(secretary)
    approve(staff)

    seen = area_cell(member)
    assert "186 m²" in seen
    assert "沿用" not in seen
    assert "逾期" in seen
    assert "还差 14 m²" in seen


def correct(page: Page, photo: Path) -> None:
    page.goto("/fengxiang-2004/reports/")
    page.locator(f"a[href='{REPORT}edit/']").click()
    expect(page.locator(".returned")).to_contain_text("电话 0917-7210000")
    expect(page.locator("#objected .objection")).to_contain_text("阵地建筑面积与台账不一致")
    page.locator("#row-K07 .figure input").fill("186")
    page.locator("#row-K07 textarea").fill("")
    page.locator("#row-K07 .proof-box summary").click()
    page.set_input_files("#row-K07 [type=file]", photo)
    expect(page.locator("#row-K07 .files")).to_contain_text("第二间活动室.jpg")
    expect(page.locator("#row-K07 .figure input")).to_have_value("186")
    submit(page)


def submit(page: Page) -> None:
    page.locator(".submit-bar .button--primary").click()
    expect(page).to_have_url(re.compile(f"{REPORT}$"))
    expect(page.locator(".page-head .state")).to_have_text("已报送")


def give_back(page: Page, reason: str) -> None:
    page.goto("/fengxiang-2004/reports/")
    page.locator(f"form[action='{REPORT}check/open/'] button").click()
    row = page.locator(".check__row", has_text="K07")
    row.locator(".flag").click()
    page.locator(".check__row:has(.flag__box:checked) + .check__problem textarea").fill(reason)
    page.locator(".decide__return").click()
    expect(page.locator(".notice--success")).to_be_visible()
    page.goto(REPORT)
    expect(page.locator(".events")).to_contain_text(reason)


def resubmit(page: Page) -> None:
    page.goto(f"{REPORT}edit/")
    expect(page.locator("#objected .objection")).to_contain_text("平面图看不清")
    expect(page.locator("#row-K01")).not_to_be_visible()
    # Nothing is changed: it is asked why.
    page.locator(".submit-bar .button--primary").click()
    expect(page.locator("#errors")).to_contain_text("退回后未改：阵地建筑面积")
    page.locator("#id_reply").fill("原图只有这一张，已送县里核对。")
    submit(page)


def approve(page: Page) -> None:
    page.goto("/fengxiang-2004/reports/")
    page.locator(f"form[action='{REPORT}check/open/'] button").click()
    page.locator(".decide__confirm input").click()
    page.locator(".decide__approve").click()
    expect(page.locator(".notice--success")).to_be_visible()


def test_the_whole_dialogue_on_a_telephone(as_user: Callable[..., Page], photo: Path) -> None:
    secretary, staff = as_user("dongguan", width=360), as_user("zuzhibu", width=360)
    correct(secretary, photo)
    give_back(staff, "平面图看不清，请重新拍照")
    resubmit(secretary)
    approve(staff)
    staff.goto(REPORT)
    assert fits(staff)
    expect(staff.locator(".page-head .state")).to_have_text("审核通过")


@pytest.mark.usefixtures("handed_in")
def test_what_nobody_checks_yet_can_be_withdrawn(as_user: Callable[..., Page]) -> None:
    secretary = as_user("donghulu")
    secretary.goto("/fengxiang-2004/reports/donghulu/2005Q3/")
    secretary.locator("form[action$='/withdraw/'] button").click()
    expect(secretary.locator(".notice--success")).to_be_visible()
    expect(secretary.locator(".submit-bar")).to_be_visible()


def test_wrong_figures_keep_everything_typed(as_user: Callable[..., Page]) -> None:
    page = as_user("dongguan", width=360)
    page.goto(f"{REPORT}edit/")
    page.locator("#row-K07 .figure input").fill("一百八十六")
    page.locator("#area-3 > summary").click()
    page.locator("#row-K10 .figure input").first.fill("9999")
    page.locator("[name=progress]").fill("本季度腾出一间活动室。")
    page.locator(".submit-bar .button--primary").click()
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#row-K07 .figure .errorlist")).to_be_visible()
    expect(page.locator("#row-K07 .figure input")).to_have_value("一百八十六")
    expect(page.locator("#row-K10 .figure .errorlist").first).to_be_visible()
    expect(page.locator("[name=progress]")).to_have_value("本季度腾出一间活动室。")


def test_no_change_in_one_tap_per_area(as_user: Callable[..., Page]) -> None:
    page = as_user("qinfenglu")
    page.goto("/fengxiang-2004/reports/")
    page.locator("li", has_text="2005年第四季度").get_by_role("button").click()
    area = page.locator("#area-2")
    area.locator("[data-confirm-all]").click()
    expect(area.locator("[data-confirm]:not(:checked)")).to_have_count(0)
    page.locator(".submit-bar .button:not(.button--primary)").click()
    expect(page.locator(".notice--success")).to_be_visible()
    expect(page.locator("#area-2 [data-confirm]:not(:checked)")).to_have_count(0)
    expect(page.locator("#area-3 [data-confirm]:checked")).to_have_count(0)
