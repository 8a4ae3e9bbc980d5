from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partybuilding.charts.small import WIDTH, axis_end, bullet, place, trend


@pytest.mark.parametrize(
    ("figures", "end"),
    [
        ((Decimal(200), None, 186), 220),
        ((Fraction(400, 9), 50), 55),
        ((None,), 1),
        ((0,), 1),
        ((), 1),
    ],
)
def test_an_axis_leaves_air_beyond_its_largest_figure(figures, end):
    assert axis_end(*figures) == end


@pytest.mark.parametrize(("figure", "position"), [(0, 0), (110, 50), (220, 100), (500, 100), (-5, 0)])
def test_a_figure_never_leaves_the_axis(figure, position):
    assert place(figure, Fraction(220)) == position


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_larger_figure_never_stands_further_left(one, other):
    end = axis_end(one, other)
    assert (place(min(one, other), end)) <= place(max(one, other), end) < WIDTH or one == other == 0


def test_a_target_is_a_line():
    drawn = bullet(186, Decimal(200))
    assert (drawn.bar, drawn.target, drawn.band) == (84.55, 90.91, None)


def test_a_band_has_a_left_edge_and_a_width():
    drawn = bullet(6, 3, 5)
    assert (drawn.bar, drawn.target, drawn.band) == (90.91, None, (45.45, 30.31))


def test_a_band_of_one_figure_is_a_line():
    drawn = bullet(1, 1, 1)
    assert (drawn.target, drawn.band) == (90.91, None)


def test_what_is_not_known_has_no_bar():
    assert bullet(None, 200).bar is None


@pytest.mark.parametrize(("expected", "tick"), [(100, 45.45), (200, None), (0, None), (None, None)])
def test_the_schedule_is_ticked_unless_it_is_the_target_or_nothing(expected, tick):
    assert bullet(50, 200, expected=expected).tick == tick


def test_bars_on_one_axis_are_comparable():
    end = Fraction(400)
    assert [bullet(value, 200, end=end).bar for value in (100, 200, 400)] == [25, 50, 100]


def test_a_trend_has_a_point_for_each_quarter():
    line = trend([("2005Q1", "100", 100, "red"), ("2005Q2", "200", 200, "green")], 200, height=22)
    assert [(point.label, point.text, point.colour) for point in line.points] == [
        ("2005Q1", "100", "red"),
        ("2005Q2", "200", "green"),
    ]
    assert [(point.x, point.y) for point in line.points] == [(25, 12), (75, 2)]
    assert (line.segments, line.target) == (("25.0,12.0 75.0,2.0",), 2)


def test_a_quarter_without_a_value_breaks_the_line():
    values = [("a", "", 1, ""), ("b", "", 2, ""), ("c", "—", None, ""), ("d", "", 4, ""), ("e", "", 5, "")]
    line = trend(values, None)
    assert line.points[2].y is None
    assert [segment.count(",") for segment in line.segments] == [2, 2]


def test_a_single_value_is_a_point_without_a_line():
    line = trend([("a", "", None, ""), ("b", "", 3, ""), ("c", "", None, "")], None)
    assert line.segments == ()
    assert line.points[1].y is not None


def test_no_quarters_are_no_line():
    line = trend([], None)
    assert (line.points, line.segments, line.target) == ((), (), None)
