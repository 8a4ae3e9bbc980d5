import re
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from fengxiang.bilingual import Bilingual
from partybuilding.targets.numbers import DIGITS, measured, numeral, percent, plain, rounded

CADRES = Bilingual("人", "cadre|cadres")
wholes = st.integers(1, 100_000)


@pytest.mark.parametrize(
    ("value", "places", "result"),
    [
        (Decimal("2.5"), 0, "3"),
        (Decimal("3.5"), 0, "4"),
        (Decimal("0.125"), 2, "0.13"),
        (Decimal("0.1249"), 2, "0.12"),
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(2, 3), 2, "0.67"),
        (7, 2, "7.00"),
    ],
)
def test_halves_are_rounded_up(value, places, result):
    assert str(rounded(value, places)) == result


@pytest.mark.parametrize(
    ("value", "limit", "result"),
    [
        (Fraction(1249, 25), 50, "49.9"),  # 49.96
        (Decimal("49.94"), 50, "49.9"),
        (Decimal("49.96"), None, "50.0"),
        (Decimal(50), 50, "50.0"),
        (Decimal("50.04"), 50, "50.0"),
        (Decimal("49.96"), Decimal("49.9"), "50.0"),
    ],
)
def test_rounding_does_not_lift_a_value_onto_its_limit(value, limit, result):
    assert str(rounded(value, 1, limit)) == result


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal(38), "38"),
        (Decimal("38.00"), "38"),
        (Decimal("38.50"), "38.5"),
        (Decimal("199.99"), "199.99"),
        (Decimal(200), "200"),
        (Decimal(0), "0"),
        (100, "100"),
        (Decimal("12345.60"), "12,345.6"),
        (Decimal(1_000_000), "1,000,000"),
    ],
)
def test_a_figure_has_no_needless_zeros(value, text):
    assert plain(value) == text


def test_a_figure_without_places_keeps_its_zeros():
    assert plain(Decimal(100), places=0) == "100"


@pytest.mark.parametrize(
    ("number", "chinese", "english"),
    [(0, "0 人", "0 cadres"), (1, "1 人", "1 cadre"), (Decimal("1.00"), "1 人", "1 cadre"), (12, "12 人", "12 cadres")],
)
def test_a_unit_goes_with_its_number(number, chinese, english):
    assert measured(number, CADRES) == chinese
    with translation.override("en"):
        assert measured(number, CADRES) == english


def test_a_figure_without_a_unit_stands_alone():
    assert measured(Decimal("3.50"), Bilingual("")) == "3.5"


@pytest.mark.parametrize(
    ("share", "limit", "text"),
    [
        (Fraction(400, 9), 50, "44.4%"),
        (Fraction(50), 50, "50%"),
        (Fraction(124900, 2500), 50, "49.9%"),
        (Fraction(124900, 2500), None, "50%"),
        (Fraction(199900, 2000), 100, "99.9%"),
        (Fraction(200, 3), None, "66.7%"),
        (0, 50, "0%"),
    ],
)
def test_a_percentage_has_at_most_one_decimal(share, limit, text):
    assert percent(share, limit) == text


@given(part=st.integers(0, 100_000), whole=wholes, goal=st.integers(0, 100))
def test_a_percentage_reads_below_its_goal_exactly_when_it_is(part, whole, goal):
    share = Fraction(part, whole) * 100
    shown = Decimal(percent(share, goal).rstrip("%").replace(",", ""))
    assert (shown < goal) == (share < goal)


@given(st.decimals(0, 10**8, places=2))
def test_two_decimals_read_back_unchanged(value):
    assert Decimal(plain(value).replace(",", "")) == value


def written(number):
    """Return a count up to 9999 in Chinese by striking out: every place with its digit, then what nobody says."""
    words = "".join(DIGITS[int(digit)] + place for digit, place in zip(f"{number:04}", "千百十 ", strict=True))
    words = re.sub("零+", "零", re.sub("零[千百十]", "零", words).replace(" ", "")).strip("零")
    return re.sub("^一十", "十", words)


def test_every_count_has_its_numeral():
    assert [numeral(number) for number in range(1, 10_000)] == [written(number) for number in range(1, 10_000)]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (12, "十二"),
        (110, "一百一十"),
        (1_010, "一千零一十"),
        (100_000, "十万"),
        (120_305, "十二万零三百零五"),
        (200_030_004, "二亿零三万零四"),
    ],
)
def test_numerals_go_on_beyond_thousands(number, words):
    assert numeral(number) == words


def test_nothing_is_counted_below_zero():
    with pytest.raises(ValueError, match="heading"):
        numeral(-1)
