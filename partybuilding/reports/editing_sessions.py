"""How long a form was open, told from the moments at which something in it was saved. Pure arithmetic."""

from collections.abc import Iterable
from datetime import datetime, timedelta

PAUSE = timedelta(minutes=15)  # a longer one ends a sitting
LAST_SAVE = timedelta(minutes=1)  # what is added for the time before a sitting's first save and after its last


def editing_sessions(saves: Iterable[datetime]) -> list[tuple[datetime, datetime]]:
    """Return first and last save of each sitting, in order of time; the moments may come in any order."""
    result: list[tuple[datetime, datetime]] = []
    for moment in sorted(saves):
        if result and moment - result[-1][1] <= PAUSE:
            result[-1] = (result[-1][0], moment)
        else:
            result.append((moment, moment))
    return result


def minutes_open(saves: Iterable[datetime]) -> int | None:
    """Return the whole minutes of all sessions together, half a minute rounded up; None if nothing was saved."""
    spans = [last - first + LAST_SAVE for first, last in editing_sessions(saves)]
    return int(sum(spans, timedelta()) / timedelta(minutes=1) + 0.5) if spans else None
