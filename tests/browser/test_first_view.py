"""What a page costs over a slow line: its own bytes, those of the style sheets it waits for, and how often it asks."""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page

from fengxiang.static_files import as_sent

pytestmark = pytest.mark.browser

PLAN = "/fengxiang-2004"
FIRST, WHOLE = 14_600, 60_000  # bytes, compressed: one round trip, and a first visit with all it loads
SHEET = re.compile(r'<link rel="stylesheet" href="/static/([^"?]+)"( media="print")?>')
LOADED = re.compile(r'(?<!nomodule )(?:href|src)="/static/([^"?]+)"')  # as a browser of our time does


@dataclass(frozen=True)
class Weight:
    """A page as a browser without anything kept loads it."""

    first: int  # the page and the style sheets it is not drawn without
    sheets: int  # the page and all its style sheets, the printer's too
    whole: int
    requests: int


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def weigh(page: Page, address: str) -> Weight:
    answer = page.context.request.get(address)
    assert answer.ok
    html = answer.text()
    sizes = {
        name: compressed(as_sent(name, Path(str(finders.find(name))).read_bytes())) for name in LOADED.findall(html)
    }
    own = compressed(html.encode())
    sheets = SHEET.findall(html)
    waited_for = SHEET.findall(html.partition("</head>")[0])  # one in the body holds up what follows it alone
    return Weight(
        first=own + sum(sizes[name] for name, is_printed in waited_for if not is_printed),
        sheets=own + sum(sizes[name] for name, _ in sheets),
        whole=own + sum(sizes.values()),
        requests=1 + len(sizes),
    )


# How much the page and all its style sheets may weigh, and how often it may ask.
PAGES = {
    ("minzhengju", f"{PLAN}/"): (17_500, 8),
    ("dongguan", f"{PLAN}/work/"): (12_900, 8),
    ("zuzhibu", f"{PLAN}/reports/"): (14_400, 8),
    ("zuzhibu", f"{PLAN}/reports/donghulu/2005Q3/check/"): (21_000, 10),
    ("dongguan", f"{PLAN}/reports/dongguan/2005Q3/edit/"): (25_600, 11),
    ("minzhengju", f"{PLAN}/pilots/dongguan/"): (24_600, 10),
    ("zuzhibu", f"{PLAN}/meetings/"): (14_200, 8),
}
IN_ONE_ROUND_TRIP = {f"{PLAN}/", f"{PLAN}/work/", f"{PLAN}/reports/", f"{PLAN}/meetings/"}


@pytest.mark.parametrize(("username", "address"), PAGES)
def test_a_page_stays_small(as_user: Callable[..., Page], username: str, address: str) -> None:
    weight = weigh(as_user(username), address)
    heaviest, most = PAGES[username, address]
    assert weight.sheets <= heaviest
    assert weight.whole <= WHOLE
    assert weight.requests <= most
    assert address not in IN_ONE_ROUND_TRIP or weight.first <= FIRST
