import pytest
from django.utils import translation

from partybuilding.comparison import comparisons
from partybuilding.pace import Colour
from partybuilding.quarter import Quarter
from partybuilding.scoreboard import load_scoreboard
from tests.reporting import complete_report

THIRD = Quarter(2005, 3)


@pytest.fixture
def charts(plan, pilots):
    """Mark indicators as headlines, and return their charts."""

    def draw(*codes):
        plan.indicators.filter(code__in=codes).update(is_headline=True)
        return comparisons(load_scoreboard(plan, THIRD))

    return draw


def test_headlines_of_the_communities_are_compared_in_the_plans_order(charts):
    assert [chart.indicator.code for chart in charts("K28", "K07", "K16", "K30")] == ["K07", "K16", "K28"]


def test_nothing_is_compared_unless_the_plan_says_so(charts):
    assert charts() == []


def test_the_pilots_share_an_axis_and_the_target_line(charts, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 400}})
    complete_report(pilots[1], approved=True, changes={"K07": {"area": 200}})
    (chart,) = charts("K07")
    assert [bar.bullet.bar for bar in chart.bars] == [90.91, 45.45, None]
    assert {bar.bullet.target for bar in chart.bars} == {chart.mark.target} == {45.45}
    assert chart.mark.bar is None


def test_bars_carry_name_value_and_lamp(charts, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 100}})
    (chart,) = charts("K07")
    assert [(bar.name, bar.text, bar.colour) for bar in chart.bars] == [
        ("秦凤路社区", "100 m²", Colour.RED),
        ("东关社区", "—", Colour.GREY),
        ("东湖路社区", "—", Colour.GREY),
    ]


def test_a_band_is_drawn_as_a_band(charts):
    (chart,) = charts("K16")
    assert chart.mark.band == (54.55, 36.36)


def test_a_share_has_an_axis_to_a_hundred(charts, pilots):
    complete_report(pilots[0], approved=True, changes={"K28": {"civilised": 9, "compounds": 9}})
    (chart,) = charts("K28")
    assert (chart.bars[0].bullet.bar, chart.mark.target) == (90.91, 45.45)


def test_the_summary_says_how_many_meet_the_target(charts, pilots):
    complete_report(pilots[0], approved=True)
    complete_report(pilots[1], approved=True, changes={"K07": {"area": 100}})
    complete_report(pilots[2], approved=True, quarter=THIRD.previous)
    with translation.override("en"):
        (chart,) = charts("K07")
    assert chart.summary == "1 of 3 pilots meet the target ≥ 200 m²."


def test_with_verified_values_alone_the_summary_says_so(plan, pilots):
    complete_report(pilots[0], approved=True)
    plan.indicators.filter(code="K07").update(is_headline=True)
    with translation.override("en"):
        (chart,) = comparisons(load_scoreboard(plan, THIRD, only_verified=True))
        assert chart.summary == "0 of 3 pilots are verified on site to meet the target ≥ 200 m²."
        assert {bar.text for bar in chart.bars} == {"—"}
