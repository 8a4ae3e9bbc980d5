"""What the plan expects by a day: straight lines from one step to the next."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partybuilding.targets.pace import Schedule, ScheduleSpan
from tests.targets.schedules import BEGIN, COMPOUNDS, END, SPANS, days, schedule


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2004, 7, 26), 0),
        (date(2004, 7, 27), 0),
        (date(2004, 9, 30), 0),
        (date(2004, 10, 1), Fraction(10, 92)),
        (date(2004, 11, 15), 5),  # day 46 of 92
        (date(2004, 12, 30), Fraction(910, 92)),
        (date(2004, 12, 31), 10),
        (date(2005, 1, 1), 10 + Fraction(25, 365)),
        (date(2005, 3, 14), 15),  # day 73 of 365
        (date(2005, 9, 30), 10 + Fraction(25 * 273, 365)),
        (date(2005, 12, 31), 35),
        (date(2006, 1, 1), 35 + Fraction(15, 181)),
        (date(2006, 6, 30), 50),
        (date(2006, 7, 1), 50),
        (date(2010, 1, 1), 50),
    ],
)
def test_the_line_runs_straight_from_phase_end_to_phase_end(on, expected):
    assert COMPOUNDS.expected(on) == expected


@pytest.mark.parametrize(
    ("on", "expected"), [(BEGIN - timedelta(days=1), 0), (BEGIN, Fraction(1, 66)), (SPANS[0].last, 1), (END, 8)]
)
def test_a_first_phase_may_expect_something_too(on, expected):
    assert schedule(1, 2, 6, 8).expected(on) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2004, 12, 31), 50), (date(2005, 6, 30), 50), (date(2005, 12, 31), 50), (date(2006, 6, 30), 100)],
)
def test_a_phase_without_a_step_keeps_what_was_reached(on, expected):
    assert schedule(None, 50, None, 100).expected(on) == expected


def test_between_two_phases_the_line_stands_still():
    spans = (ScheduleSpan(date(2004, 1, 1), date(2004, 3, 31)), ScheduleSpan(date(2004, 7, 1), date(2004, 9, 30)))
    gap = Schedule(spans, (Decimal(40), Decimal(100)))
    assert {gap.expected(date(2004, month, 15)) for month in (4, 5, 6)} == {40}


@pytest.mark.parametrize(
    ("phase", "day_before", "first_day", "last_day"),
    [(1, 0, Fraction(1, 66), 1), (2, 0, Fraction(1, 92), 1), (3, 0, Fraction(1, 365), 1), (4, 0, Fraction(1, 181), 1)],
)
def test_a_clause_without_steps_is_expected_whole_by_the_end_of_its_phase(phase, day_before, first_day, last_day):
    due = Schedule.due_in(phase, Decimal(1), SPANS)
    span = SPANS[phase - 1]
    seen = [due.expected(day) for day in (span.first - timedelta(days=1), span.first, span.last, END)]
    assert seen == [day_before, first_day, last_day, 1]


@given(st.lists(st.integers(0, 100), min_size=4, max_size=4).map(sorted), days)
def test_expectations_never_fall(points, on):
    line = schedule(*points)
    assert 0 <= line.expected(on) <= line.expected(on + timedelta(days=1)) <= points[-1]


@pytest.mark.parametrize(
    ("points", "begins", "due"),
    [
        ((1, 1, 1, 1), BEGIN, date(2004, 9, 30)),
        ((0, 200, 200, 200), date(2004, 10, 1), date(2004, 12, 31)),
        ((0, 50, 90, 100), date(2004, 10, 1), date(2006, 6, 30)),
        ((None, None, 100, 100), date(2005, 1, 1), date(2005, 12, 31)),
        ((None, None, None, 1), date(2006, 1, 1), date(2006, 6, 30)),
        ((0, 0, 0, 0), None, None),
        ((None, None, None, None), None, None),
    ],
)
def test_a_schedule_says_when_it_begins_and_when_all_of_it_is_due(points, begins, due):
    assert (schedule(*points).begins, schedule(*points).due) == (begins, due)
