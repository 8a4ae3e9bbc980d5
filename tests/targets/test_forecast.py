from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from fengxiang.bilingual import Bilingual
from partybuilding.targets.forecast import Forecast, ceiling, elapsed, project, reaches, sentence
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.target import Field, FieldRole, Operator, Target

Q1, Q2, Q3, Q4 = Quarter(2005, 1), Quarter(2005, 2), Quarter(2005, 3), Quarter(2005, 4)
YEAR_END = date(2005, 12, 31)
SQUARE_METRES = Bilingual("m²", "m²")
CADRES = Bilingual("人", "cadre|cadres")


def field(role, key="x"):
    return Field(key=key, role=role, label=Bilingual(key))


AREA = Target(operator=Operator.AT_LEAST, fields=(field(FieldRole.VALUE),), goal=Decimal(200), unit=SQUARE_METRES)
TEAM = Target(operator=Operator.BAND, fields=(field(FieldRole.VALUE),), goal=Decimal(3), upper=Decimal(5), unit=CADRES)
SHARE = Target(
    operator=Operator.SHARE,
    fields=(field(FieldRole.NUMERATOR, "a"), field(FieldRole.DENOMINATOR, "b")),
    goal=Decimal(50),
)
HALF = Target(operator=Operator.SHARE, fields=SHARE.fields, goal=Decimal(50), strict=True)
ROOMS = Target(operator=Operator.CHECKLIST, fields=tuple(field(FieldRole.ITEM, f"room{n}") for n in range(7)))


def projected(values, day, most=None) -> Forecast:
    found = project(values, day, most=most)
    assert found
    return found


def ahead(*values, day=YEAR_END, most=None):
    return projected(list(zip((Q1, Q2, Q3), values, strict=True)), day, most)


@pytest.mark.parametrize(
    ("since", "day", "quarters"),
    [
        (Q3, date(2005, 9, 30), 0),
        (Q3, YEAR_END, 1),
        (Q3, date(2006, 6, 30), 3),
        (Q3, date(2005, 10, 1), Fraction(1, 92)),
        (Q4, date(2005, 9, 30), -1),
    ],
)
def test_time_is_counted_in_quarters(since, day, quarters):
    assert elapsed(since, day) == quarters


@pytest.mark.parametrize(
    ("values", "amount"),
    [
        ((150, 160, 170), 180),
        ((150, 150, 150), 150),
        ((100, 180, 110), 115),  # the mean change, not the last one
        ((90, 50, 10), 0),  # never below nothing
        ((0, 0, 0), 0),
    ],
)
def test_the_mean_change_goes_on_until_the_day(values, amount):
    assert ahead(*values).amount == amount


def test_a_share_ends_at_a_hundred():
    assert ahead(60, 80, 95, most=100).amount == 100


def test_only_the_last_three_known_values_make_the_pace():
    values = [(Quarter(2004, 3), 0), (Q1, 100), (Q2, None), (Q3, 120), (Q4, 130)]
    found = projected(values, date(2006, 3, 31))
    assert found.since == Q4
    assert [found.start, found.amount] == [130, 140]


def test_a_gap_between_them_counts_as_time():
    values = [(Quarter(2004, 3), 100), (Quarter(2004, 4), 110), (Q4, 150)]
    assert projected(values, date(2006, 3, 31)).amount == 160


@pytest.mark.parametrize("values", [(), (1,), (1, 2), (1, None, 2)])
def test_fewer_than_three_known_values_are_no_pace(values):
    assert project(list(zip((Q1, Q2, Q3), values, strict=False)), YEAR_END) is None


@pytest.mark.parametrize("day", [date(2005, 9, 30), date(2004, 12, 31)])
def test_nothing_is_projected_backwards(day):
    assert project([(Q1, 1), (Q2, 2), (Q3, 3)], day) is None


@pytest.mark.parametrize(("target", "most"), [(AREA, None), (SHARE, 100), (ROOMS, 7)])
def test_a_value_has_its_natural_end(target, most):
    assert ceiling(target) == most


SENTENCES = [
    (AREA, 200, 183, "至2005年12月31日约为183 m²，仍差17 m²", "about 183 m² by 31 December 2005, still 17 m² short"),
    (AREA, 200, Fraction(3999, 20), "约为199 m²，仍差1 m²", "about 199 m² by 31 December 2005, still 1 m² short"),
    (AREA, 200, 200, "约为200 m²，可达到目标", "about 200 m² by 31 December 2005: target reached"),
    (TEAM, 3, 0, "约为0 人，仍差3 人", "about 0 cadres by 31 December 2005, still 3 cadres short"),
    (TEAM, 3, 1, "约为1 人，仍差2 人", "about 1 cadre by 31 December 2005, still 2 cadres short"),
    (TEAM, 3, 6, "约为6 人，超出1 人", "about 6 cadres by 31 December 2005, 1 cadre too many"),
    (SHARE, 50, 49, "约为49%，仍差1个百分点", "about 49% by 31 December 2005, still 1 point short"),
    (SHARE, 50, 0, "约为0%，仍差50个百分点", "about 0% by 31 December 2005, still 50 points short"),
    (HALF, 50, 50, "约为50%，仍差1个百分点", "about 50% by 31 December 2005, still 1 point short"),
    (ROOMS, 7, 6, "约为6项，仍差1项", "about 6 items by 31 December 2005, still 1 item short"),
    (ROOMS, 7, 1, "约为1项，仍差6项", "about 1 item by 31 December 2005, still 6 items short"),
]


@pytest.mark.parametrize(("target", "goal", "amount", "chinese", "english"), SENTENCES)
def test_it_reads_right_in_both_languages(target, goal, amount, chinese, english):
    found = ahead(amount, amount, amount)
    told = sentence(found, target, goal)
    assert chinese in told
    assert told.startswith("按近三个季度进度推算，")
    with translation.override("en"):
        told = sentence(found, target, goal)
    assert english in told
    assert told.endswith("(projection).")


def test_what_is_told_of_the_target_is_told_of_the_number_shown():
    assert not reaches(ahead(199, 199, Fraction(1999, 10), day=date(2005, 10, 1)), AREA, 200)
    assert reaches(ahead(5, 5, Fraction(53, 10), day=date(2005, 10, 1)), TEAM, 3)
