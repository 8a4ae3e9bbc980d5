"""The ledger in a browser: every page of it fits and passes axe, and an item is closed without any script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.test_pages import PLAN, WAYS, violations
from tests.browser.waiting import fits
from tests.reports.reporting import picture

pytestmark = pytest.mark.browser

LEDGER = f"{PLAN}/ledger/"
PAGES = {
    "zuzhibu": [
        LEDGER,
        f"{LEDGER}?pilot=donghulu&state=open",
        f"{LEDGER}new/?source=lamp&pilot=dongguan&indicator=K07",
        f"{LEDGER}standing/",
        f"{LEDGER}2005-003/",
        f"{LEDGER}2005-011/",
    ],
    "weishengju": [f"{PLAN}/work/", LEDGER, f"{LEDGER}2005-006/"],
}


@pytest.mark.parametrize(("language", "width", "colours"), WAYS)
def test_the_pages_of_the_ledger_fit_and_pass_axe(
    as_user: Callable[..., Page], language: str, width: int, colours: str
) -> None:
    for username, paths in PAGES.items():
        page = as_user(username, width=width, language=language)
        for path in paths:
            page.goto(path)
            assert fits(page), path
            assert violations(page) == [], path


def test_they_fit_a_telephone_with_the_largest_text(as_user: Callable[..., Page]) -> None:
    page = as_user("zuzhibu", width=360, language="en")
    page.context.add_cookies([{"name": "text_size", "value": "largest", "url": page.url}])
    for path in PAGES["zuzhibu"]:
        page.goto(path)
        assert fits(page), path


def test_an_item_goes_from_progress_to_its_close_out_without_script(as_user: Callable[..., Page]) -> None:
    unit = as_user("weishengju", language="en", java_script_enabled=False)
    unit.goto(f"{LEDGER}2005-006/")
    unit.get_by_label("How far it is").fill("两室用房已腾出")
    unit.locator("#progress input[type=file]").set_input_files(
        [FilePayload(name=f"{name}.jpg", mimeType="image/jpeg", buffer=picture()) for name in ("警务室", "医务室")]
    )
    unit.get_by_role("button", name="Write it down").click()
    expect(unit.get_by_role("link", name="医务室.jpg")).to_be_visible()
    unit.get_by_text("Request closure").first.click()
    unit.get_by_label("What was done").fill("两室已挂牌使用")
    unit.get_by_role("button", name="Request closure").click()
    expect(unit.locator(".item__line")).to_contain_text("closure requested")
    staff = as_user("zuzhibu", language="en", java_script_enabled=False)
    staff.goto(f"{LEDGER}2005-006/")
    staff.get_by_role("button", name="Begin the check").click()
    staff.get_by_role("button", name="Close the item").click()
    expect(staff.locator(".errorlist")).to_be_visible()  # its lamp is red still
    staff.get_by_label("What the check found").fill("两室已挂牌，待季度报告审核")
    staff.get_by_role("button", name="Close the item").click()
    expect(staff.locator(".item__line .lamp")).to_contain_text("Closed")
