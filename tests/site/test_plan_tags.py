"""Template helpers."""

import pytest
from django.utils import translation

from partybuilding.models import TaskArea
from partybuilding.templatetags.plan_tags import numbered, numeral


@pytest.mark.parametrize(("number", "chinese"), [(1, "一"), (6, "六"), (10, "十"), (11, "十一"), (120, "一百二十")])
def test_numerals_are_chinese(number: int, chinese: str) -> None:
    assert numeral(number) == chinese


def test_numerals_are_figures_in_english() -> None:
    with translation.override("en"):
        assert numeral(6) == "6"


def test_a_part_of_the_plan_stands_under_its_number() -> None:
    area = TaskArea(number=1, name="组织体系", name_en="Organisation")
    assert numbered(area) == "一、组织体系"
    with translation.override("en"):
        assert numbered(area) == "1 Organisation"
