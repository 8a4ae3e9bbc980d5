"""What was changed and corrected is told to everybody: from which quarter, what, why, by whom and when."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengxiang import clock
from partybuilding.plan.actions_terms import change_terms, correct_terms
from partybuilding.plan.terms_changes import load_terms_changes
from partybuilding.targets.pace import ScheduleSpan, Thresholds
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.terms import IndicatorTerms, PlanTerms
from tests.pages import text_of

pytestmark = pytest.mark.usefixtures("english_pages")
Q3, Q4 = Quarter(2005, 3), Quarter(2005, 4)


def area(target):
    steps = dict(enumerate(map(Decimal, (0, 200, target, target)), 1))
    return IndicatorTerms(target=Decimal(target), steps=steps)


@pytest.fixture
def changed(plan, department):
    """K07 to 260 m² from 2005Q4 on, corrected to 250; and the third phase three months longer from 2005Q3 on."""
    floor_area = plan.indicators.get(code="K07")
    spans = {each.number: each.span for each in plan.phases.all()}
    spans |= {3: ScheduleSpan(spans[3].first, date(2006, 3, 31)), 4: ScheduleSpan(date(2006, 4, 1), spans[4].last)}
    later = PlanTerms(phases=spans, rules=Thresholds(red_points=20))
    who: dict[str, Any] = {"plan": plan, "actor": department}
    with clock.set_to(date(2005, 9, 1)):
        change_terms(indicator=floor_area, terms=area(260), since=Q4, reason="县委会议决定", **who)
        change_terms(plan=plan, indicator=None, terms=later, since=Q3, reason="汛期顺延", actor=None)
    with clock.set_to(date(2005, 10, 8)):
        correct_terms(indicator=floor_area, terms=area(250), since=Q4, reason="录入有误", **who)
    plan.refresh_from_db()
    return plan


def test_each_change_says_from_when_what_why_who_and_when(changed, english):
    correction, change, phases = load_terms_changes(changed)
    told = [(each.label, each.before, each.after) for each in change.differences]
    assert told == [
        ("target", "≥ 200 m²", "≥ 260 m²"),
        ("expected by the end of Raising standards", "200 m²", "260 m²"),
        ("expected by the end of Showing results", "200 m²", "260 m²"),
    ]
    assert [(each.before, each.after) for each in correction.differences] == [("≥ 260 m²", "≥ 250 m²")] + 2 * [
        ("260 m²", "250 m²")
    ]
    assert [(each.label, each.before, each.after) for each in phases.differences] == [
        ("Raising standards", "1 January 2005 – 31 December 2005", "1 January 2005 – 31 March 2006"),
        ("Showing results", "1 January 2006 – 30 June 2006", "1 April 2006 – 30 June 2006"),
        ("red beyond", "30 points", "20 points"),
    ]


def test_the_pages_of_plan_and_indicator_list_them(changed, as_user, member, department, url):
    client = as_user(member)
    page = text_of(client.get(url("plan-text")))
    correction, change, phases = page[page.index("What was changed") :].split(" from the ")[1:]
    assert correction.startswith("fourth quarter of 2005 on correction of the past target ≥ 260 m² → ≥ 250 m²")
    assert f"录入有误 · {department} · 8 October 2005 K07 Gross floor area" in correction
    assert change.startswith("fourth quarter of 2005 on target ≥ 200 m² → ≥ 260 m²")
    assert f"县委会议决定 · {department} · 1 September 2005 Phases and thresholds" in change
    assert phases.startswith("third quarter of 2005 on Raising standards")
    assert "汛期顺延 · the plan&#x27;s file · 1 September 2005" in phases
    indicator = text_of(client.get(url("indicator", indicator="K07")))
    over_time = indicator[indicator.index("The target over time") :]
    assert over_time.index("≥ 200 m²") < over_time.index("≥ 260 m²") < over_time.index("correction of the past")
    assert f"录入有误 · {department} · 8 October 2005" in over_time


def test_a_plan_nobody_changed_pays_one_query_and_says_nothing(plan, as_user, member, url):
    with CaptureQueriesContext(connection) as queries:
        assert load_terms_changes(plan) == []
    assert len(queries) == 1
    assert "What was changed" not in text_of(as_user(member).get(url("plan-text")))


def test_an_old_quarter_of_a_changed_plan_costs_no_more_than_15_queries(changed, as_user, department, url):
    client = as_user(department)
    address = url("county") + "?quarter=2005Q2&open=all&reds=all"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address).content.decode()
    assert "≥ 200 m²" in page
    assert len(queries) <= 15
