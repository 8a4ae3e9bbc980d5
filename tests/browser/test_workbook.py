"""The report as a workbook, in a browser: down, filled in, up, looked at, taken."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from partybuilding.reports.workbook import layout
from tests.browser.test_pages import violations
from tests.browser.waiting import fits
from tests.reports.workbook.conftest import cell_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 360])
def test_down_and_up_again(as_user, width, tmp_path):
    page = as_user("dongguan", width=width, language="en")
    page.goto("/fengxiang-2004/reports/dongguan/2005Q3/edit/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download for Excel").click()
    book = load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    cell_of(book, "K07.area").value = 999
    cell_of(book, "K16.cadres").value = "four"
    book.save(tmp_path / "filled.xlsx")
    page.set_input_files("#id_workbook", tmp_path / "filled.xlsx")
    page.get_by_role("button", name="Upload and compare").click()
    expect(page.locator("main [role=status]")).to_contain_text("1 with errors.")
    assert fits(page)
    assert violations(page) == []
    page.get_by_role("button", name="into the draft").click()
    expect(page.locator(".notice")).to_contain_text("taken into the draft")
    page.goto("/fengxiang-2004/reports/dongguan/2005Q3/edit/")
    expect(page.locator("#row-K07 input[type=text]").first).to_have_value("999")
    assert layout.FIGURES_SHEET in waiting.value.suggested_filename
