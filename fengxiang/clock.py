"""The one place "today" and "now" come from.

Everything in the product is judged on a date, never on the machine's clock, so that the plan of 2004–2006 can be lived
through: with the setting FENGXIANG_TODAY, or inside `set_to(day)`, it is that day.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

_day: ContextVar[date | None] = ContextVar("day", default=None)


def set_day() -> date | None:
    """Return the day "today" has been set to, or None when the machine's calendar is followed."""
    return _day.get() or settings.FENGXIANG_TODAY


def today() -> date:
    """Return the day it is, in the project's time zone."""
    return set_day() or timezone.localdate()


def now() -> datetime:
    """Return the moment it is, with zone: the time of day is always the machine's."""
    moment = timezone.localtime()
    if day := set_day():
        moment = moment.replace(year=day.year, month=day.month, day=day.day)
    return moment


@contextmanager
def set_to(day: date) -> Iterator[None]:
    """Make it be `day` for the code inside, in this thread only."""
    token = _day.set(day)
    try:
        yield
    finally:
        _day.reset(token)
