"""Which backups are kept: the newest of each of 7 days, 5 weeks and 12 months. Pure."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

# How many of them, and what tells one from the next; a week begins on Monday.
KEPT: tuple[tuple[int, Callable[[datetime], Any]], ...] = (
    (7, lambda stamp: stamp.date()),
    (5, lambda stamp: stamp.isocalendar()[:2]),
    (12, lambda stamp: (stamp.year, stamp.month)),
)


def kept(stamps: Iterable[datetime]) -> set[datetime]:
    """Return which backups stay; days, weeks and months without one do not count."""
    newest_first = sorted(stamps, reverse=True)
    stays: set[datetime] = set()
    for number, period in KEPT:
        newest: dict[Any, datetime] = {}
        for stamp in newest_first:
            newest.setdefault(period(stamp), stamp)
        stays.update(list(newest.values())[:number])
    return stays
