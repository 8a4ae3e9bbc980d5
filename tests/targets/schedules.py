"""The phases of the plan of 2004, and steps in them."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from partybuilding.targets.pace import Schedule, ScheduleSpan
from tests.factories import PHASES

SPANS = tuple(ScheduleSpan(first, last) for _, _, first, last in PHASES.values())
BEGIN, END = SPANS[0].first, SPANS[-1].last
days = st.dates(date(2004, 1, 1), date(2007, 12, 31))


def schedule(*points):
    return Schedule(SPANS, tuple(None if point is None else Decimal(point) for point in points))


COMPOUNDS = schedule(0, 10, 35, 50)
