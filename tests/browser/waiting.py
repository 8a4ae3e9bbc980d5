"""What Playwright's own expectations cannot ask: a figure measured in the page, a row in the database."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

PATIENCE = 20  # seconds: a busy machine is slow, not wrong
STARTING = 90  # seconds until a server listens that loads the whole site first
PAUSE = 0.05


def eventually(ask: Callable[[], Any], wanted: Any, about: Any = "", *, seconds: float = PATIENCE) -> None:
    """Ask until the answer is the wanted one; what stands after so many seconds is held to it."""
    until = time.monotonic() + seconds
    while (found := ask()) != wanted and time.monotonic() < until:
        time.sleep(PAUSE)
    assert found == wanted, about


def fits(page: Page) -> bool:
    """Return whether the page is no wider than its window, once its style sheets are there.

    A click waits until the next page has begun, and what is in it counts as visible before its sheets have come.
    """
    page.wait_for_load_state("load")
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
