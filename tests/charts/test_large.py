from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partybuilding.charts.large import (
    BOTTOM,
    LABEL_GAP,
    LEFT,
    RIGHT,
    STACK_BOTTOM,
    STRIP_LEFT,
    STRIP_RIGHT,
    TOP,
    BarValue,
    Goal,
    Series,
    TargetWords,
    bars,
    column_x,
    day_x,
    level,
    lines,
    nice_ticks,
    spread,
    stacks,
)

QUARTERS = ["2005Q1", "2005Q2", "2005Q3", "2005Q4"]
END = Fraction(220)


def series(*amounts, name="a", ahead=None):
    values = [(str(amount) if amount is not None else "—", amount, "green") for amount in amounts]
    return Series(name, values + [("—", None, "grey")] * (4 - len(values)), ahead)


def chart(*of, goals=None, end=END, **more):
    return lines(QUARTERS, of, chosen="2005Q3", goals=goals or [Goal(200)] * 4, end=end, **more)


# --- lines ------------------------------------------------------------------------------------------------------------


def test_a_target_that_was_changed_is_a_step_at_the_edge_of_its_first_quarter():
    drawn = chart(series(210), goals=[Goal(200, words="≥ 200")] * 3 + [Goal(220, words="≥ 220")])
    low, high = level(200, END), level(220, END)
    assert drawn.target == f"M56.0 {low}H167.0L167.0 {low}H278.0L278.0 {low}H389.0L389.0 {high}H500.0"
    assert drawn.words == (
        TargetWords(385.0, low, "≥ 200", is_chosen=True),
        TargetWords(496.0, high, "≥ 220", is_chosen=False),
    )


def test_a_band_that_was_changed_is_drawn_in_two_pieces():
    drawn = chart(series(4), goals=[Goal(3, 5)] * 2 + [Goal(4, 6)] * 2, end=Fraction(8))
    assert [(left, width) for left, _top, width, _height in drawn.bands] == [(56.0, 222.0), (278.0, 222.0)]


def test_a_value_on_the_target_lies_on_its_line():
    drawn = chart(series(200))
    assert drawn.lines[0].marks[0].y == drawn.words[0].y == level(200, END)


def test_zero_lies_on_the_axis_and_a_value_beyond_it_at_its_end():
    marks = chart(series(0, 220, 500)).lines[0].marks
    assert [mark.y for mark in marks] == [BOTTOM, TOP, TOP]


def test_a_value_above_the_band_lies_above_it():
    drawn = chart(series(2, 3, 5, 6), goals=[Goal(3, 5)] * 4, end=Fraction(8))
    ((_left, top, _width, height),) = drawn.bands
    below, lower, upper, above = (mark.y for mark in drawn.lines[0].marks)
    assert (upper, lower) == (top, pytest.approx(top + height))
    assert above < top < lower < below
    assert drawn.target == ""
    assert [each.y for each in drawn.words] == [top]


def test_a_missing_value_is_not_drawn_and_breaks_the_line():
    line = chart(series(100, None, 120, 130)).lines[0]
    assert [mark.label for mark in line.marks] == ["2005Q1", "2005Q3", "2005Q4"]
    assert [run.count(",") for run in line.runs] == [2]


def test_a_pilot_without_any_value_has_no_line():
    assert [line.name for line in chart(series(name="none"), series(1, name="one")).lines] == ["one"]


def test_a_quarter_stands_in_the_middle_of_its_column():
    assert [column.x for column in chart(series(1)).columns] == [column_x(n, 4) for n in range(4)]
    assert column_x(0, 4) == LEFT + (RIGHT - LEFT) / 8
    assert column_x(9, 4) == RIGHT


def test_the_projection_begins_at_its_value_and_ends_on_its_day():
    line = chart(series(100, 120, 140, ahead=(2, Fraction(3), Fraction(160)))).lines[0]
    assert line.ahead == (column_x(2, 4), level(140, END), column_x(3, 4), level(160, END))
    assert line.end == line.ahead[2:]


def test_the_axis_holds_values_target_and_projection():
    drawn = chart(series(100, 120, 140, ahead=(2, Fraction(3), Fraction(400))), end=None)
    assert drawn.lines[0].ahead[3] > TOP
    assert drawn.words[0].y > TOP


def test_the_schedule_goes_in_steps_from_the_first_quarter_that_expects_anything():
    path = chart(series(1), expected=[0, 100, 150, 200]).schedule
    assert path.count("H") == 3
    assert path.startswith(f"M{(column_x(0, 4) + column_x(1, 4)) / 2} {level(100, END)}")
    assert chart(series(1)).schedule == ""


def test_lines_are_told_apart_by_their_dashes():
    assert [line.style for line in chart(series(1), series(2), series(3)).lines] == [1, 2, 3]


def test_only_the_chosen_quarter_is_marked():
    assert [column.label for column in chart(series(1)).columns if column.is_chosen] == ["2005Q3"]


@given(st.lists(st.floats(TOP, BOTTOM), max_size=7))
def test_names_keep_their_distance_and_their_order(wanted):
    placed = spread(wanted, LABEL_GAP, TOP, BOTTOM)
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    gaps = [placed[after] - placed[before] for before, after in pairwise(order)]
    assert all(gap >= LABEL_GAP - 0.11 for gap in gaps)
    assert all(TOP - 0.1 <= y <= BOTTOM + 0.1 for y in placed)


def test_more_names_than_there_is_room_for_stand_closer():
    placed = spread([100] * 40, LABEL_GAP, TOP, BOTTOM)
    assert (placed[0], placed[-1]) == (TOP, BOTTOM)


@pytest.mark.parametrize(
    ("end", "ticks"),
    [
        (220, [0, 50, 100, 150, 200]),
        (110, [0, 20, 40, 60, 80, 100]),
        (Fraction(77, 10), [0, 2, 4, 6]),
        (1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_the_axis_has_round_figures(end, ticks):
    assert [float(tick) for tick in nice_ticks(Fraction(end))] == ticks


@given(st.integers(1, 10**9))
def test_there_are_never_too_many_of_them(end):
    assert 2 <= len(nice_ticks(Fraction(end))) <= 7 or end < 2


# --- bars, dots, lamps, days ------------------------------------------------------------------------------------------


def rows(*amounts):
    return [
        BarValue(name=f"pilot {n}", text=str(amount), colour="green", amount=amount) for n, amount in enumerate(amounts)
    ]


def test_a_bar_on_the_target_ends_at_its_line():
    drawn = bars(rows(200, 0, None), 200)
    assert [row.x for row in drawn.rows] == [drawn.target, 0, None]
    assert drawn.band is None


def test_a_bar_above_the_band_ends_to_its_right():
    drawn = bars(rows(3, 5, 6), 3, 5)
    left, width = drawn.band or (0, 0)
    at_lower, at_upper, above = (row.x or 0 for row in drawn.rows)
    assert [at_lower, at_upper] == pytest.approx([left, left + width])
    assert left + width < above < 100


def test_a_share_has_an_axis_to_a_hundred_and_more_if_it_is_more():
    assert bars(rows(10), 50, in_percent=True).target == pytest.approx(100 * 50 / 110, abs=0.1)
    (row,) = bars(rows(200), 100, in_percent=True).rows
    assert row.x
    assert row.x < 100


def test_lamps_lie_on_each_other_and_all_quarters_share_a_scale():
    full, half, none = stacks([("a", [("green", 3), ("red", 1)]), ("b", [("green", 2), ("red", 0)]), ("c", [])], "b")
    assert [part.count for part in full.parts] == [3, 1]
    assert full.parts[0].y + full.parts[0].height == STACK_BOTTOM
    assert full.parts[1].y + full.parts[1].height == pytest.approx(full.parts[0].y)
    assert [part.height for part in half.parts] == [pytest.approx(full.parts[1].height * 2)]
    assert none.parts == ()
    assert half.is_chosen


def test_a_thin_part_has_no_room_for_its_count():
    (stack,) = stacks([("a", [("green", 99), ("red", 1)])], "a")
    assert [part.has_room for part in stack.parts] == [True, False]


def test_a_day_never_leaves_the_strip():
    first, last = date(2004, 7, 27), date(2006, 6, 30)
    days = (date(2004, 1, 1), first, last, date(2007, 1, 1))
    assert [day_x(day, first, last) for day in days] == [STRIP_LEFT, STRIP_LEFT, STRIP_RIGHT, STRIP_RIGHT]
