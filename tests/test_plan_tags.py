"""Template helpers."""

import pytest
from django.utils import translation

from partybuilding.templatetags.plan_tags import numeral


@pytest.mark.parametrize(("number", "chinese"), [(1, "一"), (6, "六"), (10, "十"), (11, "11"), (0, "0")])
def test_numerals_are_chinese_up_to_ten(number: int, chinese: str) -> None:
    assert numeral(number) == chinese


def test_numerals_are_figures_in_english() -> None:
    with translation.override("en"):
        assert numeral(6) == "6"
