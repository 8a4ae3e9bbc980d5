"""The two clocks: which steps move a report, and that no day is counted twice or lost."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partybuilding.models import ReportEvent
from partybuilding.reports.clocks import LIES_WITH, Clocks, read_clocks

END = date(2005, 9, 30)
ASIDE = "evidence_added"  # a step that moves nothing


def october(day):
    return date(2005, 10, day)


@pytest.mark.parametrize(
    ("steps", "today", "community", "county"),
    [
        ([], october(12), 12, 0),  # not started
        ([("started", date(2005, 9, 20))], october(12), 12, 0),
        ([("submitted", october(4))], october(12), 4, 8),
        ([("submitted", END)], october(3), 0, 3),
        ([("submitted", october(4)), ("returned", october(7))], october(12), 9, 3),
        ([("submitted", october(4)), ("returned", october(7)), ("submitted", october(9))], october(12), 6, 6),
        ([("submitted", october(4)), ("withdrawn", october(5))], october(12), 11, 1),
        ([("submitted", october(4)), ("approved", october(6))], october(31), 4, 2),  # both stand still
        ([("submitted", october(4)), ("approved", october(6)), ("reopened", october(20))], october(25), 9, 2),
        ([("submitted", october(4)), (ASIDE, october(5)), ("approved", october(6))], october(9), 4, 2),
        ([("submitted", october(4)), ("returned", october(4)), ("submitted", october(4))], october(5), 4, 1),
        ([("submitted", october(20))], october(12), 12, 0),  # the site's day was set back
        ([], END, 0, 0),
        ([], date(2005, 8, 1), 0, 0),  # the quarter still runs
        ([("submitted", date(2005, 9, 29))], date(2005, 9, 29), 0, 0),
    ],
)
def test_days_are_counted_on_the_desk_the_report_lies_on(steps, today, community, county):
    assert read_clocks(steps, END, today) == Clocks(community, county)


def test_every_step_it_knows_is_one_of_a_reports_history():
    assert set(LIES_WITH) <= set(ReportEvent.Kind.values)


DAYS = st.integers(min_value=-40, max_value=400).map(lambda days: END + timedelta(days=days))
MOVES = [kind for kind in LIES_WITH if kind != "approved"]


@given(kinds=st.lists(st.sampled_from([*MOVES, ASIDE])), days=st.lists(DAYS, min_size=20), today=DAYS)
def test_until_an_approval_the_two_add_up_to_the_days_since_the_quarter_ended(kinds, days, today):
    steps = list(zip(kinds, sorted(days), strict=False))
    clocks = read_clocks(steps, END, today)
    assert clocks.days == max((today - END).days, 0)
    assert min(clocks.community, clocks.county) >= 0


@given(days=st.lists(DAYS, min_size=2, max_size=2), today=DAYS)
def test_after_an_approval_they_stand_still(days, today):
    submitted, approved = sorted(days)
    steps = [("submitted", submitted), ("approved", approved)]
    clocks = read_clocks(steps, END, max(today, approved))
    assert clocks.days == max((approved - END).days, 0)
    assert clocks == read_clocks(steps, END, max(today, approved) + timedelta(days=30))
