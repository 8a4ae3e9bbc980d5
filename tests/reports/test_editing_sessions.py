"""Sittings: save times joined into the minutes a form was open."""

from datetime import datetime, timedelta

import pytest

from partybuilding.reports.editing_sessions import editing_sessions, minutes_open
from tests.factories import SHANGHAI

NINE = datetime(2005, 10, 4, 9, tzinfo=SHANGHAI)


def saves(*seconds: int) -> list[datetime]:
    return [NINE + timedelta(seconds=each) for each in seconds]


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [
        ([], None),
        ([0], 1),
        ([0, 0, 0], 1),
        ([0, 29], 1),  # 1 minute 29 seconds
        ([0, 30], 2),
        ([0, 600], 11),
        ([0, 900], 16),  # a pause of exactly 15 minutes goes on
        ([0, 901], 2),  # a longer one ends the sitting: two of one minute each
        ([0, 60, 4000, 4120], 5),
        ([4120, 0, 4000, 60], 5),  # in any order
        ([60 * each for each in range(61)], 61),
    ],
)
def test_minutes_are_those_of_all_sittings(seconds, minutes):
    assert minutes_open(saves(*seconds)) == minutes


def test_sittings_go_from_first_to_last_save():
    a, b, c = saves(0, 600, 2000)
    assert editing_sessions([c, a, b]) == [(a, b), (c, c)]
