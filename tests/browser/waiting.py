"""What Playwright's own expectations cannot ask: a figure measured in the page, a row in the database."""

import time
from collections.abc import Callable
from typing import Any

PATIENCE = 20  # seconds: a busy machine is slow, not wrong
STARTING = 90  # seconds until a server listens that loads the whole site first
PAUSE = 0.05


def eventually(ask: Callable[[], Any], wanted: Any, about: Any = "", *, seconds: float = PATIENCE) -> None:
    """Ask until the answer is the wanted one; what stands after so many seconds is held to it."""
    until = time.monotonic() + seconds
    while (found := ask()) != wanted and time.monotonic() < until:
        time.sleep(PAUSE)
    assert found == wanted, about
