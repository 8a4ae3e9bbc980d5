import pytest
from django.utils import translation

from partybuilding.scoreboard.comparison import comparisons
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.targets.pace import Colour
from partybuilding.targets.quarter import Quarter
from tests.reports.reporting import complete_report

THIRD = Quarter(2005, 3)


@pytest.fixture
def charts(plan, pilots):
    """Mark indicators as headlines, and return their charts."""

    def draw(*codes):
        plan.indicators.filter(code__in=codes).update(is_headline=True)
        return comparisons(load_scoreboard(plan, THIRD))

    return draw


def test_headlines_of_the_communities_are_compared_in_the_plans_order(charts, pilots):
    complete_report(pilots[0], approved=True)
    assert [chart.indicator.code for chart in charts("K28", "K07", "K16", "K30")] == ["K07", "K16", "K28"]


def test_nothing_is_compared_unless_the_plan_says_so(charts):
    assert charts() == []


def test_of_what_no_value_is_known_nothing_is_drawn(charts):
    assert charts("K28", "K07", "K16") == []


def test_the_pilots_share_an_axis_and_the_target_line(charts, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 400}})
    complete_report(pilots[1], approved=True, changes={"K07": {"area": 200}})
    (chart,) = charts("K07")
    first, second, third = (row.x for row in chart.bars.rows)
    assert (second, third) == (chart.bars.target, None)
    assert first == pytest.approx(2 * second, abs=0.5)
    assert chart.bars.band is None


def test_chart_and_table_say_the_same(charts, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 100}})
    (chart,) = charts("K07")
    drawn = [(row.value.name, row.value.text, row.value.colour) for row in chart.bars.rows]
    assert drawn == [(row.name, row.text, row.cell.colour) for row in chart.rows]
    assert drawn == [
        ("秦凤路社区", "100 m²", Colour.RED),
        ("东关社区", "—", Colour.GREY),
        ("东湖路社区", "—", Colour.GREY),
    ]


def test_a_bar_above_the_band_ends_beyond_it(charts, pilots):
    complete_report(pilots[0], approved=True, changes={"K16": {"cadres": 6}})
    complete_report(pilots[1], approved=True, changes={"K16": {"cadres": 5}})
    (chart,) = charts("K16")
    left, width = chart.bars.band
    assert chart.bars.target is None
    assert chart.bars.rows[0].x > left + width == pytest.approx(chart.bars.rows[1].x, abs=0.1)


def test_a_share_has_an_axis_to_a_hundred_and_says_its_parts(charts, pilots):
    complete_report(pilots[0], approved=True, changes={"K28": {"civilised": 9, "compounds": 9}})
    (chart,) = charts("K28")
    assert chart.bars.rows[0].x == pytest.approx(2 * chart.bars.target, abs=0.5)
    assert chart.rows[0].text == "100%（9/9）"


def test_a_checklist_is_a_grid_of_items_and_pilots(charts, pilots):
    complete_report(pilots[0], approved=True, changes={"K06": {"room_police": 0}})
    (chart,) = charts("K06")
    assert (chart.bars, len(chart.parts), chart.rows[0].text) == (None, 7, "6/7")
    assert {part.label: part.answers for part in chart.parts}["警务室"] == [False, None, None]
    assert [part.answers[0] for part in chart.parts].count(True) == 6


def test_the_summary_says_how_many_meet_the_target(charts, pilots):
    complete_report(pilots[0], approved=True)
    complete_report(pilots[1], approved=True, changes={"K07": {"area": 100}})
    complete_report(pilots[2], approved=True, quarter=THIRD.previous)
    with translation.override("en"):
        (chart,) = charts("K07")
        said = "Values: Qinfeng Road Community 210 m², Dongguan Community 100 m², Donghu Road Community 210 m²"
        carried = "carried from 2005Q2"
        assert chart.summary == f"2 of 3 pilots meet the target ≥ 200 m². {said} · {carried}."


def test_with_verified_values_alone_the_summary_says_so(plan, pilots):
    complete_report(pilots[0], approved=True)
    plan.indicators.filter(code="K07").update(is_headline=True)
    with translation.override("en"):
        (chart,) = comparisons(load_scoreboard(plan, THIRD, only_verified=True))
        assert chart.summary.startswith("0 of 3 pilots are verified on site to meet the target ≥ 200 m². Values: ")
        assert {row.text for row in chart.rows} == {"—"}
