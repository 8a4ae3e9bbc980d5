"""Terms from a quarter on, and corrections: every judge asks what held in the quarter it judges."""

from datetime import date
from decimal import Decimal

import pytest

from partybuilding.models import PlanChange, Report
from partybuilding.papers.content import report_data
from partybuilding.plan.actions_terms import change_terms, correct_terms, versions_of
from partybuilding.plan.queries import load_plan_context
from partybuilding.reports.detail import load_report_detail
from partybuilding.scoreboard.history import load_course
from partybuilding.scoreboard.indicator_page import load_indicator_page
from partybuilding.scoreboard.pilot_page import load_pilot_page
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.scoreboard.value_page import load_value_page
from partybuilding.shared.errors import ActionError
from partybuilding.targets.pace import ScheduleSpan, Thresholds
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.terms import IndicatorTerms, PlanTerms
from partybuilding.verification.queries import load_value
from tests.factories import ReportFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
Q1, Q3, Q4, LAST = Quarter(2005, 1), Quarter(2005, 3), Quarter(2005, 4), Quarter(2006, 1)


def area(target, *steps):
    return IndicatorTerms(target=Decimal(target), steps={n: Decimal(step) for n, step in enumerate(steps, 1)})


LARGER = area(260, 0, 200, 260, 260)


@pytest.fixture
def floor_area(plan):
    return plan.indicators.get(code="K07")


@pytest.fixture
def reports(pilots):
    figures = {"K07": {"area": 210}}
    return {each: ReportFactory(pilot=pilots[0], quarter=each, approved=True, values=figures) for each in (Q1, Q4)}


@pytest.fixture
def change(plan, floor_area, department):
    """Change K07 to 260 m² from 2005Q4 on, or do what is said otherwise."""

    def make(terms=LARGER, since=Q4, indicator=floor_area, act=change_terms):
        act(plan=plan, indicator=indicator, terms=terms, since=since, reason="县委会议决定", actor=department)
        plan.refresh_from_db()

    return make


def judged(plan, report):
    """Return target and verdict of K07 in a report's quarter, from everything that judges."""
    report = Report.objects.get(pk=report.pk)
    pilot, quarter, everything = report.pilot, report.quarter, Report.objects.all()
    indicator = plan.indicators.get(code="K07")
    page = load_indicator_page(plan, "K07", quarter, everything)
    board = next(each for each in load_scoreboard(plan, quarter).cells if each.indicator.code == "K07")
    value = load_value_page(pilot, "K07", quarter, everything, by_name=False)
    rows = [row for block in load_pilot_page(pilot, quarter).areas for row in block.rows]
    on_page = next(row for row in rows if row.cell.indicator.code == "K07")
    line = next(row for row in load_report_detail(report).rows if row.indicator.code == "K07")
    paper = next(each for each in report_data(report)["cells"] if each["id"] == "K07")
    looked_at = load_value(report, indicator)
    course = load_course(plan).cell(indicator, pilot, quarter)
    return {
        (page.target, page.rows[0].cell.verdict.met),
        (board.indicator.clause.describe(), board.verdict.met),
        (value.target, value.cell.verdict.met),
        (value.target, value.reported and value.reported.verdict.met),
        (on_page.target, on_page.cell.verdict.met),
        (line.indicator.clause.describe(), line.verdict.met),
        (paper["target"].replace("不少于", "≥ ").replace("平方米", " m²"), paper["met"]),
        (looked_at.target, looked_at.verdict.met),
        (course.indicator.clause.describe(), course.verdict.met),
    }


def test_every_judge_asks_what_held_in_the_quarter(plan, reports, change):
    change()
    assert judged(plan, reports[Q1]) == {("≥ 200 m²", True)}
    assert judged(plan, reports[Q4]) == {("≥ 260 m²", False)}


def test_the_lines_over_the_quarters_keep_their_colours_and_the_target_is_a_step(plan, pilots, reports, change):
    change()
    for quarter in (Q1, Q4):
        page = load_indicator_page(plan, "K07", quarter, Report.objects.none())
        assert [slot.cell and slot.cell.verdict.met for slot in page.rows[0].slots if slot.is_known] == [True, False]
        assert len(set(page.figures[0].chart.target.replace("H", " ").split()[1::2])) == 2
        assert [(each.since, each.target) for each in page.versions] == [(None, "≥ 200 m²"), (Q4, "≥ 260 m²")]
    assert load_course(plan).colour(plan.indicators.get(code="K07"), pilots[0], Q1) == "green"


def test_a_change_for_an_earlier_quarter_ends_where_the_next_begins(plan, change):
    change()
    change(area(230, 0, 200, 230, 230), Q3)
    targets = [load_plan_context(plan).in_quarter(each).indicators[1].target for each in (Q1, Q3, Q4, LAST)]
    assert targets == [200, 230, 260, 260]


@pytest.mark.parametrize(("since", "targets"), [(None, [210, 260]), (Q4, [200, 210])])
def test_a_correction_holds_for_every_quarter_of_its_terms_and_keeps_what_was_wrong(
    plan, floor_area, change, since, targets
):
    change()
    change(area(210, 0, 210, 210, 210), since, act=correct_terms)
    floor_area.refresh_from_db()
    assert [each.terms.target for each in versions_of(plan, floor_area)] == targets
    correction = PlanChange.objects.get(is_correction=True)
    assert Decimal(correction.before["target"]) == (200 if since is None else 260)
    assert correction.reason == correction.history.get().history_change_reason == "县委会议决定"


@pytest.mark.parametrize(
    ("terms", "since", "words"),
    [
        (area(260, 0, 200, 200, 200), Q4, "ends at 200.*the target is 260"),
        (area(260, 0, 270, 260, 260), Q4, "falls"),
        (area(260), Q4, "missing: say by schedule or due"),
        (area(260, 0, 200, 260), Q4, "3 values for 4 phases"),
        (LARGER, Quarter(2004, 3), "after the plan's first"),
        (LARGER, Quarter(2006, 3), "after the plan's first"),
        (area(200, 0, 200, 200, 200), Q4, "Nothing is changed"),
    ],
)
def test_what_a_plan_file_is_refused_for_is_refused(change, terms, since, words):
    with pytest.raises(ActionError, match=words):
        change(terms, since)
    assert not PlanChange.objects.exists()


def test_a_second_change_from_the_same_quarter_is_a_correction(change):
    change()
    with pytest.raises(ActionError, match="there is a change already"):
        change(area(270, 0, 200, 270, 270))


def plan_terms(plan, third_ends, **rules):
    spans = {phase.number: phase.span for phase in plan.phases.all()}
    spans[3] = ScheduleSpan(spans[3].first, third_ends)
    spans[4] = ScheduleSpan(date.fromordinal(third_ends.toordinal() + 1), spans[4].last)
    return PlanTerms(phases=spans, rules=Thresholds(**rules))


def test_phases_and_thresholds_hold_from_a_quarter_too(plan, change):
    change(plan_terms(plan, date(2006, 3, 31), yellow_points=5), Q4, None)
    context = load_plan_context(plan)
    assert [context.in_quarter(each).phases[2].last_day for each in (Q3, Q4)] == [date(2005, 12, 31), date(2006, 3, 31)]
    assert [context.in_quarter(each).rules.yellow_points for each in (Q3, Q4)] == [10, 5]


def test_phases_with_a_gap_and_red_before_yellow_are_refused(plan, change):
    spans = {**plan_terms(plan, date(2006, 3, 31)).phases, 4: ScheduleSpan(date(2006, 5, 1), date(2006, 6, 30))}
    with pytest.raises(ActionError, match="leaves a gap"):
        change(PlanTerms(phases=spans, rules=Thresholds()), Q4, None)
    with pytest.raises(ActionError, match="red has to begin"):
        change(plan_terms(plan, date(2006, 3, 31), yellow_points=40), Q4, None)


def test_who_looks_at_the_newest_quarter_pays_for_no_earlier_one(plan, change, django_assert_num_queries):
    change()
    context = load_plan_context(plan)
    with django_assert_num_queries(0):
        context.in_quarter(Q4)
    with django_assert_num_queries(1):
        context.in_quarter(Q3)
        context.in_quarter(Q1)
