from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partybuilding.targets.share_change import split

SIZES = st.integers(0, 400)


@given(SIZES, SIZES, SIZES, SIZES)
def test_the_two_parts_add_up_exactly_and_as_printed(part, whole, part_before, whole_before):
    found = split(part, whole, part_before, whole_before)
    assert (found is None) == (whole == 0 or whole_before == 0)
    if found:
        difference = 100 * (Fraction(part, whole) - Fraction(part_before, whole_before))
        assert found.by_part + found.by_whole == found.total == difference
        total, by_part, by_whole = found.printed
        assert by_part + by_whole == total


def test_the_numerator_moves_first_over_the_old_denominator():
    found = split(7, 46, 4, 50)
    assert found is not None
    assert found.by_part == 6
    assert found.by_whole == 100 * (Fraction(7, 46) - Fraction(7, 50))


@pytest.mark.parametrize(
    ("figures", "printed"),
    [
        ((1, 3, 1, 3), ("0", "0", "0")),
        ((2, 3, 1, 3), ("33.3", "33.3", "0")),
        ((1, 4, 1, 3), ("-8.3", "0", "-8.3")),
        ((2, 3, 1, 6), ("50", "16.7", "33.3")),
    ],
)
def test_a_part_that_did_not_move_is_printed_as_zero(figures, printed):
    found = split(*figures)
    assert found is not None
    assert found.printed == tuple(map(Decimal, printed))
