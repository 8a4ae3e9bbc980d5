from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from partybuilding.targets.quarter import Quarter

quarters = st.builds(Quarter, st.integers(1000, 3000), st.integers(1, 4))
DAYS = st.dates(date(1000, 1, 1), date(3000, 12, 31))


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2004Q1", date(2004, 1, 1), date(2004, 3, 31)),
        ("2004Q2", date(2004, 4, 1), date(2004, 6, 30)),
        ("2004Q3", date(2004, 7, 1), date(2004, 9, 30)),
        ("2004Q4", date(2004, 10, 1), date(2004, 12, 31)),
        ("2005Q1", date(2005, 1, 1), date(2005, 3, 31)),
    ],
)
def test_a_quarter_has_its_first_and_last_day(code, first, last):
    quarter = Quarter.parse(code)
    assert (quarter.first_day, quarter.last_day) == (first, last)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2004, 6, 30), "2004Q2"),
        (date(2004, 7, 1), "2004Q3"),
        (date(2004, 7, 27), "2004Q3"),
        (date(2004, 9, 30), "2004Q3"),
        (date(2004, 12, 31), "2004Q4"),
        (date(2005, 1, 1), "2005Q1"),
    ],
)
def test_a_day_lies_in_its_quarter(day, code):
    assert str(Quarter.of(day)) == code


@pytest.mark.parametrize(
    ("code", "by", "result"),
    [
        ("2004Q4", 1, "2005Q1"),
        ("2005Q1", -1, "2004Q4"),
        ("2004Q3", 7, "2006Q2"),
        ("2006Q2", -7, "2004Q3"),
        ("2004Q4", 4, "2005Q4"),
        ("2005Q1", -5, "2003Q4"),
        ("2005Q2", 0, "2005Q2"),
    ],
)
def test_shifting_runs_across_years(code, by, result):
    assert Quarter.parse(code).shifted(by) == Quarter.parse(result)


def test_next_and_previous_run_across_years():
    assert Quarter(2004, 4).next == Quarter(2005, 1)
    assert Quarter(2005, 1).previous == Quarter(2004, 4)


@given(quarters, st.integers(-2000, 2000))
def test_shifting_back_undoes_shifting(quarter, by):
    assert quarter.shifted(by).shifted(-by) == quarter


@given(quarters)
def test_a_code_reads_back_as_its_quarter(quarter):
    assert Quarter.parse(str(quarter)) == quarter


@given(DAYS)
def test_quarters_leave_no_gap(day):
    quarter = Quarter.of(day)
    assert quarter.first_day <= day <= quarter.last_day
    assert quarter.last_day + timedelta(days=1) == quarter.next.first_day


@given(quarters, quarters)
def test_codes_sort_as_time_runs(one, other):
    """The database orders quarters by their code."""
    assert (one < other) == (one.last_day < other.first_day) == (str(one) < str(other))


@pytest.mark.parametrize(
    "code",
    [
        "",
        "2004",
        "2004Q",
        "2004Q0",
        "2004Q5",
        "2004q3",
        "04Q3",
        "2004-Q3",
        " 2004Q3",
        "2004Q3 ",
        "2004Q3\n",
        "12004Q3",
        "２００４Q3",
    ],
)
def test_what_is_not_a_quarter_is_refused(code):
    with pytest.raises(ValueError, match="not a quarter"):
        Quarter.parse(code)


@pytest.mark.parametrize(("year", "number"), [(2004, 0), (2004, 5), (0, 1), (10_000, 1)])
def test_a_quarter_outside_the_calendar_is_refused(year, number):
    with pytest.raises(ValueError, match="not"):
        Quarter(year, number)


@pytest.mark.parametrize("code", ["0001Q1", "9999Q4"])
def test_a_quarter_at_the_end_of_the_calendar_is_one(code):
    assert Quarter.parse(code).first_day.year == int(code[:4])


def test_the_plan_has_eight_quarters():
    codes = [str(quarter) for quarter in Quarter(2004, 3).through(Quarter(2006, 2))]
    assert codes == ["2004Q3", "2004Q4", "2005Q1", "2005Q2", "2005Q3", "2005Q4", "2006Q1", "2006Q2"]


def test_a_stretch_that_ends_before_it_begins_is_empty():
    assert list(Quarter(2005, 1).through(Quarter(2004, 4))) == []
    assert list(Quarter(2005, 1).through(Quarter(2005, 1))) == [Quarter(2005, 1)]


@pytest.mark.parametrize(
    ("number", "label"),
    [
        (1, "first quarter of 2004"),
        (2, "second quarter of 2004"),
        (3, "third quarter of 2004"),
        (4, "fourth quarter of 2004"),
    ],
)
def test_a_label_names_the_quarter_in_full(number, label):
    with translation.override("en"):
        assert Quarter(2004, number).label == label
