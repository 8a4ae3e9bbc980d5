"""A register out to Excel and back, in the browser: as_user fails on any console error, so the content policy holds."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from communities.models import Cadre
from tests.browser.waiting import fits

pytestmark = pytest.mark.browser


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return tmp_path / "cadres.xlsx"


def send(page: Any, workbook: Path) -> None:
    page.set_input_files("[name=import_file]", workbook)
    page.locator(".submit-row .default").click()


@pytest.mark.parametrize("width", [1280, 360])
def test_out_changed_checked_and_taken(as_user: Any, workbook: Path, width: int) -> None:
    page = as_user("zuzhibu", width=width)
    page.goto("/admin/communities/cadre/")
    with page.expect_download() as download:
        page.locator(".object-tools a[href*=export]").click()
    assert download.value.suggested_filename == "干部 2005-11-15.xlsx"
    download.value.save_as(workbook)
    book = load_workbook(workbook)
    book.worksheets[0]["C2"] = "改名某"
    book.save(workbook)

    page.locator(".object-tools a[href*=import]").click()
    send(page, workbook)
    expect(page.locator(".exchange tbody tr")).to_have_count(1)
    assert fits(page)
    assert not Cadre.objects.filter(name="改名某").exists()
    page.locator(".submit-row .default").click()
    expect(page.locator(".messagelist")).to_contain_text("更改1条")
    assert Cadre.objects.filter(name="改名某").exists()

    book.worksheets[0]["D2"] = "无"
    book.save(workbook)
    page.goto("/admin/communities/cadre/import/")
    send(page, workbook)
    expect(page.locator(".exchange tbody tr").locator("td, th")).to_contain_text(["2", "D2 性别", "不在可选项之内"])
    assert fits(page)
