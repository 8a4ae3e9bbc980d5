from datetime import date

import pytest
from django.http import Http404
from django.utils import translation

from fengxiang import clock
from partybuilding.models import Report
from partybuilding.scoreboard.indicator_page import load_indicator_page, parts_of
from partybuilding.targets.quarter import Quarter
from tests.reports.reporting import complete_report
from tests.sample_plan import INDICATORS

THIRD = Quarter(2005, 3)
FIRSTS = [Quarter(2004, 4), Quarter(2005, 1), Quarter(2005, 2), THIRD]


@pytest.fixture
def load(plan):
    def load(code="K07", quarter=THIRD):
        return load_indicator_page(plan, code, quarter, Report.objects.filter(pilot__plan=plan))

    return load


def report(pilot, quarter=THIRD, state="approved", **changes):
    return complete_report(pilot, quarter=quarter, changes=changes, **{state: True})


def areas(pilot, *figures):
    """Have approved reports with these floor areas, from 2004Q4 on."""
    for quarter, area in zip(FIRSTS, figures, strict=False):
        report(pilot, quarter, K07={"area": area})


@pytest.mark.parametrize("code", [spec["code"] for spec in INDICATORS])
def test_every_indicator_of_every_kind_has_a_page(load, pilots, code):
    report(pilots[0])
    page = load(code)
    assert [len(row.slots) for row in page.rows] == [8] * len(page.rows)
    assert len(page.rows) == (1 if page.is_county else 3)


def test_an_unknown_code_is_not_there(load):
    with pytest.raises(Http404):
        load("K99")


def test_the_lines_hold_the_numbers_of_the_table(load, pilots):
    areas(pilots[0], 98, 120, 186, 210)
    areas(pilots[1], 50)
    page = load()
    in_table = {(row.name, str(slot.quarter), slot.text) for row in page.rows for slot in row.slots if slot.is_known}
    (figure,) = page.figures
    drawn = {(line.name, mark.label, mark.text) for line in figure.chart.lines for mark in line.marks}
    assert drawn == in_table
    assert ("秦凤路社区", "2005Q2", "186 m²") in drawn
    assert all(text in figure.summary for text in ("98 m²", "210 m²", "50 m²"))


def test_the_bars_hold_the_numbers_of_the_table(load, pilots):
    areas(pilots[0], 98, 120, 186, 210)
    report(pilots[1], THIRD.previous, K07={"area": 50})
    page = load()
    values = [row.value for row in page.bars.rows]
    assert [each.text for each in values] == ["210 m²", "50 m²", "—"]
    assert [each.colour for each in values] == ["green", "red", "grey"]
    assert [each.is_carried for each in values] == [False, True, False]
    assert values[1].tip.startswith("东关社区 50 m² · 2005年第二季度")
    assert "50 m² · 沿用2005年第二季度" in page.bars_summary


def test_what_is_not_approved_is_not_shown(load, pilots):
    report(pilots[0], state="submitted", K07={"area": 333})
    page = load()
    assert page.figures == []
    assert page.bars is None
    slot = next(slot for slot in page.rows[0].slots if slot.is_chosen)
    assert (slot.text, str(slot.cell.lamp)) == ("—", "not_approved")


def test_a_quarter_without_a_report_does_not_borrow_the_value_of_an_earlier_one(load, pilots):
    areas(pilots[0], 98, 120)
    page = load()
    assert [slot.text for slot in page.rows[0].slots] == ["—", "98 m²", "120 m²", "—", "—", "—", "—", "—"]
    assert [mark.text for mark in page.figures[0].chart.lines[0].marks] == ["98 m²", "120 m²"]


def test_a_quarter_that_is_not_over_is_owed_nothing(load):
    slots = {str(slot.quarter): slot for slot in load().rows[0].slots}
    assert slots["2005Q3"].cell
    assert slots["2005Q4"].cell is None
    assert (slots["2005Q4"].is_running, slots["2006Q1"].is_running) == (True, False)


def test_the_pace_leads_to_the_due_date_or_once_that_is_over_to_the_plans_end(load, pilots):
    areas(pilots[0], 98, 120, 130, 140)
    row = load().rows[0]
    assert (row.forecast.day, row.forecast.amount) == (date(2006, 6, 30), 170)
    assert "仍差30 m²" in row.forecast_words
    assert load().figures[0].has_forecast
    for quarter in FIRSTS:
        report(pilots[1], quarter, K22={"total": 2, "outside": 1})
    assert load("K22").rows[1].forecast.day == date(2005, 12, 31)


def test_quarters_after_the_chosen_one_do_not_speak_in_its_forecast(load, pilots):
    areas(pilots[0], 100, 110, 120, 500)
    assert load(quarter=THIRD.previous).rows[0].forecast.amount == 160
    assert load(quarter=FIRSTS[1]).rows[0].forecast is None


@pytest.mark.parametrize(("figures", "is_told"), [((205, 210, 220, 230), False), ((260, 240, 220, 205), True)])
def test_a_target_that_is_met_is_worth_a_word_only_if_it_will_be_lost(load, pilots, figures, is_told):
    areas(pilots[0], *figures)
    assert bool(load().rows[0].forecast_words) == is_told


def test_the_schedule_is_told_phase_by_phase(load):
    page = load("K28")
    assert [step.expected for step in page.steps] == ["—", "10%", "35%", "50%"]
    assert [step.is_running for step in page.steps] == [False, False, True, False]


def test_a_checklist_is_told_item_by_item(load, pilots):
    report(pilots[0], K06={"room_police": 0})
    parts = {part.label: part.answers for part in load("K06").parts}
    assert parts["警务室"] == [False, None, None]
    assert parts["医务室"] == [True, None, None]


def test_a_share_tells_what_it_is_made_of(load, pilots):
    report(pilots[0], K28={"civilised": 0, "compounds": 9})
    assert [part.answers[0] for part in load("K28").parts] == ["0", "9"]


@pytest.mark.parametrize(
    ("code", "language", "labels"),
    [
        ("K28", "zh-hans", ["文明小区（个）", "小区总数（个）"]),
        ("K28", "en", ["civilised compounds", "compounds"]),
        ("K07", "en", ["gross floor area (m²)"]),
    ],
)
def test_a_figure_is_called_with_its_unit_unless_its_name_says_what_is_counted(shipped_plan, code, language, labels):
    with translation.override(language):
        page = load_indicator_page(shipped_plan, code, THIRD, Report.objects.none())
        assert [part.label for part in parts_of(page.indicator, [])] == labels


def test_a_page_of_the_county_has_one_row(load):
    page = load("K30")
    assert [(row.name, row.pilot) for row in page.rows] == [("凤翔县", None)]


def test_summaries_read_right_for_none_one_and_many(load, pilots):
    def count():
        with translation.override("en"):
            return load().bars_summary.split(" (")[0]

    for pilot, words in zip(pilots, ["1 of 3 meets the target", "2 of 3 meet the target"], strict=False):
        report(pilot)
        assert count() == words
    Report.objects.update(quarter=THIRD.previous)
    assert count() == "2 of 3 meet the target"


def test_the_day_says_which_phase_it_is(load):
    with clock.set_to(date(2005, 1, 10)):
        page = load(quarter=Quarter(2004, 4))
    assert page.on == date(2004, 12, 31)
    assert [step.is_running for step in page.steps] == [False, True, False, False]
