"""What a page costs over a slow line: its own bytes, those of the style sheets it waits for, and how often it asks."""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page

from fengxiang.static_files import as_sent, source
from tests.test_project import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("handed_in")]

PLAN = "/fengxiang-2004"
REQUESTS, WHOLE = 6, 60_000  # of a first visit with all it loads; bytes, compressed
SHEET = re.compile(r'<link rel="stylesheet" href="/static/([^"?]+)"( media="print")?>')
LOADED = re.compile(r'(?:href|src)="/static/([^"?]+)"')


@dataclass(frozen=True)
class Weight:
    """A page as a browser without anything kept loads it."""

    first: int  # the page and the sheets it is drawn with on the screen, wherever they are linked
    whole: int
    requests: int


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def weigh(page: Page, address: str) -> Weight:
    answer = page.context.request.get(address)
    assert answer.ok
    html = answer.text()
    sizes = {name: compressed(Path(str(finders.find(name))).read_bytes()) for name in LOADED.findall(html)}
    own = compressed(html.encode())
    return Weight(
        first=own + sum(sizes[name] for name, is_printed in SHEET.findall(html) if not is_printed),
        whole=own + sum(sizes.values()),
        requests=1 + len(sizes),
    )


# How much a page and its sheets may weigh. One round trip is 14,600 bytes.
PAGES = {
    ("minzhengju", f"{PLAN}/"): 14_600,
    ("dongguan", f"{PLAN}/work/"): 9_800,
    ("zuzhibu", f"{PLAN}/reports/"): 9_900,
    ("zuzhibu", f"{PLAN}/reports/donghulu/2005Q3/check/"): 16_700,
    ("dongguan", f"{PLAN}/reports/dongguan/2005Q3/edit/"): 23_000,
    ("minzhengju", f"{PLAN}/pilots/dongguan/"): 20_200,
    ("zuzhibu", f"{PLAN}/meetings/"): 11_000,
}


@pytest.mark.usefixtures("handed_in")
@pytest.mark.parametrize(("username", "address"), PAGES)
def test_a_page_stays_small(as_user: Callable[..., Page], username: str, address: str) -> None:
    weight = weigh(as_user(username), address)
    assert weight.first <= PAGES[username, address]
    assert weight.whole <= WHOLE
    assert weight.requests <= REQUESTS


def test_sheets_say_what_is_written(browser: Browser) -> None:
    """All blanks that a sheet is sent without say nothing to a browser."""
    sheets = sorted(path.relative_to(ROOT / "static").as_posix() for path in (ROOT / "static").rglob("*.css"))
    rules = """text => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        // What is only read where it is used, it keeps as it was written: variables, conditions.
        return [...sheet.cssRules].map((rule) => rule.cssText.replaceAll(/([:,]) /g, "$1"));
    }"""
    parts = [name for name in sheets if "@import" not in source(name)]
    assert len(parts) > 25
    page = browser.new_page()
    written = {name: page.evaluate(rules, source(name)) for name in parts}
    assert all(written.values())
    sent = {name: page.evaluate(rules, as_sent(name)) for name in parts}
    page.close()
    assert sent == written
