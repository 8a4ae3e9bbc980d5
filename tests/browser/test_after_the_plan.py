"""Pages once the plan is over and reports are missing: the fullest they get, and they still fit a telephone."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page
from pytest_django import Settings

from tests.browser.test_pages import PLAN

pytestmark = pytest.mark.browser

PATHS = [
    "",
    "reports/",
    "timeline/",
    "plan/",
    "work/",
    "units/",
    "ledger/",
    "meetings/",
    "papers/",
    "records/",
    "burden/",
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_is_wider_than_a_telephone(as_user: Callable[..., Page], settings: Settings, language: str) -> None:
    settings.FENGXIANG_TODAY = date(2006, 12, 1)
    page = as_user("zuzhibu", width=360, language=language)
    widths = {}
    for path in PATHS:
        page.goto(f"{PLAN}/{path}")
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(PATHS, 360)
