"""What Playwright's own expectations cannot ask: a figure measured in the page, a row in the database."""

import time
from collections.abc import Callable
from typing import Any

PATIENCE = 20  # seconds: a busy machine is slow, not wrong
PAUSE = 0.05


def eventually(ask: Callable[[], Any], wanted: Any, about: Any = "") -> None:
    """Ask until the answer is the wanted one; what stands after `PATIENCE` is held to it."""
    until = time.monotonic() + PATIENCE
    while (found := ask()) != wanted and time.monotonic() < until:
        time.sleep(PAUSE)
    assert found == wanted, about
