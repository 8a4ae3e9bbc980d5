"""Who owes what: what is to be written, corrected, checked, and what leaves the list."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fengxiang import clock
from partybuilding.actions.reports import approve_report, reopen_report, return_report
from partybuilding.obligations import Coming, count_obligations, has_work, load_work
from partybuilding.quarter import Quarter
from tests.factories import CommunityFactory, ReportFactory, UserFactory, at
from tests.reporting import complete_report
from tests.sample_plan import make_plan

Q2, Q3 = Quarter(2005, 2), Quarter(2005, 3)
TODAY = date(2005, 11, 15)
EARLIER = list(Quarter(2004, 3).through(Q2))


@pytest.fixture
def pilot(pilots):
    """The first pilot, with everything but 2005Q3 approved."""
    for quarter in EARLIER:
        ReportFactory(pilot=pilots[0], quarter=quarter, approved=True)
    return pilots[0]


def owed(user, plan, today=TODAY):
    with clock.set_to(today):
        return load_work(user, plan, today).obligations


def test_a_quarter_that_ended_without_a_report_is_owed(pilot, plan, secretary):
    (each,) = owed(secretary, plan)
    assert (each.kind, each.quarter, each.state) == ("write", Q3, "missing")
    assert (each.due, each.days_late) == (date(2005, 10, 5), 41)
    assert (each.since, each.days) == (date(2005, 9, 30), 46)
    assert each.is_posted
    assert each.address == reverse("report-start", args=[plan.slug, "qinfenglu", "2005Q3"])


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2005, 9, 29), None),  # cannot be submitted yet
        (date(2005, 9, 30), "open"),
        (date(2005, 10, 5), "open"),
        (date(2005, 10, 6), "missing"),
    ],
)
def test_it_is_owed_from_the_quarters_last_day_and_missing_after_the_deadline(pilot, plan, secretary, today, state):
    assert [each.state for each in owed(secretary, plan, today)] == ([state] if state else [])


def test_a_draft_is_owed_until_it_is_submitted(pilot, plan, secretary):
    draft = complete_report(pilot)
    (each,) = owed(secretary, plan)
    assert (each.kind, each.state, each.is_posted) == ("write", "draft", False)
    assert each.address == reverse("report-edit", args=[plan.slug, "qinfenglu", "2005Q3"])
    draft.delete()
    complete_report(pilot, submitted=True)
    assert owed(secretary, plan) == []


def test_a_returned_report_comes_back_with_its_reason_and_the_day_it_came_back(pilot, plan, secretary, department):
    report = complete_report(pilot, submitted=True, submitted_by=secretary)
    with clock.set_to(date(2005, 10, 7)):
        return_report(report=report, reason="请核实第二间活动室", actor=department)
    (each,) = owed(secretary, plan)
    assert (each.kind, each.reason) == ("correct", "请核实第二间活动室")
    assert (each.since, each.days) == (date(2005, 10, 7), 39)
    assert each.days_late == 0  # it had come in on time
    assert owed(department, plan) == []


def test_figures_marked_as_wrong_are_counted(pilot, plan, secretary, department):
    report = complete_report(pilot, submitted=True, submitted_by=secretary)
    wrong = plan.indicators.filter(code__in=["K07", "K10"])
    return_report(report=report, actor=department, objections={each.pk: "请核实" for each in wrong})
    assert [(each.reason, each.marked) for each in owed(secretary, plan)] == [("", 2)]


def test_a_reopened_report_comes_back_with_the_last_reason(pilot, plan, secretary, department):
    report = complete_report(pilot, submitted=True, submitted_by=secretary)
    return_report(report=report, reason="请核实", actor=department)
    type(report).objects.filter(pk=report.pk).update(state="approved")
    reopen_report(report=report, reason="数据有误", actor=department)
    assert [each.reason for each in owed(secretary, plan)] == ["数据有误"]


def test_a_submitted_report_is_owed_by_the_department_until_it_is_approved(pilot, plan, secretary, department):
    report = complete_report(pilot, submitted=True, submitted_by=secretary)  # on 3 October
    (each,) = owed(department, plan)
    assert (each.kind, each.pilot, each.quarter) == ("check", pilot, Q3)
    assert (each.since, each.days) == (date(2005, 10, 3), 43)
    assert (each.due, each.days_late) == (date(2005, 10, 6), 40)
    assert each.address == reverse("report-check-open", args=[plan.slug, "qinfenglu", "2005Q3"])
    assert each.is_posted
    approve_report(report=report, actor=department)
    assert owed(department, plan) == owed(secretary, plan) == []


def test_what_has_waited_longest_comes_first_then_the_plans_order(pilots, plan, department):
    for pilot, day in zip(pilots, [date(2005, 10, 9), date(2005, 10, 4), date(2005, 10, 4)], strict=True):
        complete_report(pilot, submitted=True, submitted_at=at(day))
    assert [each.pilot for each in owed(department, plan)] == [pilots[1], pilots[2], pilots[0]]


def test_a_secretary_is_not_asked_for_the_reports_of_others(pilot, plan, secretary, other_secretary):
    complete_report(pilot, returned=True)
    assert {each.pilot.code for each in owed(other_secretary, plan)} == {"dongguan"}


def test_who_only_reads_owes_nothing(pilot, plan, member, town):
    complete_report(pilot, submitted=True)
    for user in (member, town):
        assert not has_work(user)
        assert owed(user, plan) == []
        assert count_obligations(user, plan, TODAY) == 0


def test_the_department_of_another_plan_owes_nothing_here(pilot, plan, department):
    complete_report(pilot, submitted=True)
    other = make_plan([CommunityFactory()], slug="other")
    assert len(owed(department, plan)) == 1
    assert owed(department, other) == []


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "approved"])
def test_the_count_is_the_length_of_the_list(pilots, plan, secretary, department, state):
    ReportFactory(pilot=pilots[0], **({} if state == "draft" else {state: True}))
    ReportFactory(pilot=pilots[1], submitted=True)
    for user in (secretary, department):
        assert count_obligations(user, plan, TODAY) == len(owed(user, plan)) > 0


@pytest.mark.parametrize(
    ("today", "coming"),
    [
        (date(2004, 7, 1), Coming(Quarter(2004, 3), date(2004, 9, 30), date(2004, 10, 5))),
        (TODAY, Coming(Quarter(2005, 4), date(2005, 12, 31), date(2006, 1, 5))),
        (date(2005, 12, 31), Coming(Quarter(2006, 1), date(2006, 3, 31), date(2006, 4, 5))),
        (date(2006, 6, 30), None),
    ],
)
def test_the_next_report_is_told_until_there_is_none(plan, member, today, coming):
    assert load_work(member, plan, today).coming == coming


def cost(user, plan):
    with CaptureQueriesContext(connection) as list_queries:
        length = len(load_work(user, plan, TODAY).obligations)
    with CaptureQueriesContext(connection) as count_queries:
        assert count_obligations(user, plan, TODAY) == length
    return len(list_queries), len(count_queries), length


def test_the_departments_list_costs_one_query_at_3_and_at_30_pilots(department):
    def measure(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            ReportFactory(pilot=pilot, submitted=True)
        return cost(department, plan)

    assert measure(3, "small") == (1, 1, 3)
    assert measure(30, "large") == (1, 1, 30)


def test_a_secretarys_list_costs_three_queries_however_many_came_back(plan, pilots):
    user = UserFactory(secretary=True, community=pilots[0].community)
    for number, quarter in enumerate([*EARLIER, Q3], 1):
        ReportFactory(pilot=pilots[0], quarter=quarter, returned=True)
        assert cost(user, plan) == (3, 1, 5)
        assert sum(each.kind == "correct" for each in owed(user, plan)) == number
