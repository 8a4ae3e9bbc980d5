"""Who owes what: what is to be written, corrected, checked, and what leaves the list."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fengxiang import clock
from partybuilding.reports.actions import approve_report, reopen_report, return_report
from partybuilding.targets.quarter import Quarter
from partybuilding.work.counts import count_work
from partybuilding.work.queries import Coming, has_work, load_work
from tests.factories import CommunityFactory, ReportFactory, UnitFactory, UserFactory, at
from tests.factories_meeting import DutyReportFactory, LedgerEventFactory, LedgerItemFactory
from tests.reports.reporting import complete_report
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
    """Return what somebody owes but for the units' own reports, of which there is one for every quarter."""
    with clock.set_to(today):
        return [each for each in load_work(user, plan, today).lines if each.owed.kind != "duty"]


@pytest.fixture
def duties_told(plan):
    """Have every unit's duty reports handed in, so that nothing is owed but what a test is about."""
    units = [*(seat.unit for seat in plan.member_units.all()), UnitFactory(chengguan=True)]
    for unit in units:
        teller = UserFactory(unit=unit)
        for quarter in [*EARLIER, Q3]:
            DutyReportFactory(plan=plan, unit=unit, quarter=quarter, submitted_at=at(TODAY), submitted_by=teller)


def test_a_quarter_that_ended_without_a_report_is_owed(pilot, plan, secretary):
    (each,) = owed(secretary, plan)
    assert (each.owed.kind, each.owed.about.quarter, each.owed.state) == ("report", Q3, "missing")
    assert (each.owed.due, each.owed.days_late) == (date(2005, 10, 5), 41)
    assert (each.owed.since, each.owed.days) == (date(2005, 9, 30), 46)
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
    assert [each.owed.state for each in owed(secretary, plan, today)] == ([state] if state else [])


def test_a_draft_is_owed_until_it_is_submitted(pilot, plan, secretary):
    draft = complete_report(pilot)
    (each,) = owed(secretary, plan)
    assert (each.owed.kind, each.owed.state, each.is_posted) == ("report", "missing", False)
    assert [each.owed.state for each in owed(secretary, plan, date(2005, 10, 5))] == ["draft"]
    assert each.address == reverse("report-edit", args=[plan.slug, "qinfenglu", "2005Q3"])
    draft.delete()
    complete_report(pilot, submitted=True)
    assert owed(secretary, plan) == []


def test_a_returned_report_comes_back_with_its_reason_and_the_day_it_came_back(pilot, plan, secretary, department):
    report = complete_report(pilot, submitted=True, submitted_by=secretary)
    with clock.set_to(date(2005, 10, 7)):
        return_report(report=report, reason="请核实第二间活动室", actor=department)
    (each,) = owed(secretary, plan)
    assert (each.owed.kind, each.owed.state, each.reason) == ("report", "returned", "请核实第二间活动室")
    assert (each.owed.since, each.owed.days) == (date(2005, 10, 7), 39)
    assert each.owed.days_late == 0  # it had come in on time
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
    assert (each.owed.kind, each.owed.about.pilot, each.owed.about.quarter) == ("review", pilot, Q3)
    assert (each.owed.since, each.owed.days) == (date(2005, 10, 3), 43)
    assert (each.owed.due, each.owed.days_late) == (date(2005, 10, 6), 40)
    assert each.address == reverse("report-check-open", args=[plan.slug, "qinfenglu", "2005Q3"])
    assert each.is_posted
    approve_report(report=report, actor=department)
    assert owed(department, plan) == owed(secretary, plan) == []


def test_what_has_waited_longest_comes_first_then_the_plans_order(pilots, plan, department):
    for pilot, day in zip(pilots, [date(2005, 10, 9), date(2005, 10, 4), date(2005, 10, 4)], strict=True):
        complete_report(pilot, submitted=True, submitted_at=at(day))
    assert [each.owed.about.pilot for each in owed(department, plan)] == [pilots[1], pilots[2], pilots[0]]


def test_a_secretary_is_not_asked_for_the_reports_of_others(pilot, plan, secretary, other_secretary):
    complete_report(pilot, returned=True)
    assert {each.owed.about.pilot.code for each in owed(other_secretary, plan)} == {"dongguan"}


def test_units_owe_neither_reports_of_communities_nor_their_check(pilot, plan, member, town, duties_told):
    complete_report(pilot, submitted=True)
    for user in (member, town):
        assert not has_work(user)
        assert load_work(user, plan, TODAY).lines == []
        assert count_work(user, plan, TODAY).owed == 0


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
        assert count_work(user, plan, TODAY).owed == len(load_work(user, plan, TODAY).lines) > 0


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
        length = len(load_work(user, plan, TODAY).lines)
    with CaptureQueriesContext(connection) as count_queries:
        assert count_work(user, plan, TODAY).owed == length
    return len(list_queries), len(count_queries), length


def test_the_departments_list_costs_nine_queries_at_3_and_at_9_pilots(department):
    def measure(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            ReportFactory(pilot=pilot, submitted=True)
        return cost(department, plan)

    # Pilots, reports, items, seat and duty reports of its unit, items it supports, final assessments, suggestions,
    # meetings; five of its own.
    assert measure(3, "small") == (9, 1, 3 + 5)
    assert measure(9, "large") == (9, 1, 9 + 5)


def test_a_secretarys_list_costs_eight_queries_however_many_came_back(plan, pilots):
    user = UserFactory(secretary=True, community=pilots[0].community)
    for number, quarter in enumerate([*EARLIER, Q3], 1):
        ReportFactory(pilot=pilots[0], quarter=quarter, returned=True)
        assert cost(user, plan) == (8, 1, 5)
        assert sum(each.owed.state == "returned" for each in owed(user, plan)) == number


# --- the ledger and the duties ----------------------------------------------------------------------------------------


@pytest.fixture
def item(pilot, plan, member):
    """An item 民政局 answers for and 财政局 supports, about the first pilot."""
    item = LedgerItemFactory(plan=plan, number=12, pilot=pilot, responsible=member.unit, due_on=date(2005, 11, 10))
    item.supporting.add(UnitFactory(code="caizhengju"))
    return item


def test_an_item_is_owed_by_its_unit_and_shown_to_who_supports_it(plan, item, member, secretary, town, duties_told):
    (each,) = load_work(member, plan, TODAY).lines
    assert (each.owed.kind, each.title, each.owed.state) == ("item", "2005-012 扩建社区用房", "opened")
    assert (each.owed.due, each.owed.days_late, each.owed.since) == (date(2005, 11, 10), 5, date(2005, 10, 20))
    assert each.address == reverse("ledger-item", args=[plan.slug, "2005-012"])
    helper = UserFactory(unit=UnitFactory(code="caizhengju"))
    for user in (helper, secretary):
        work = load_work(user, plan, TODAY)
        assert [each.owed.about.item for each in work.supported] == [item]
        assert work.lines == [] or user == secretary
    assert load_work(town, plan, TODAY).supported == load_work(member, plan, TODAY).supported == []


@pytest.mark.parametrize(
    ("state", "who"),
    [
        ("opened", "member"),
        ("in_hand", "member"),
        ("returned", "member"),
        ("close_asked", "department"),
        ("under_check", "department"),
        ("closed", None),
    ],
)
def test_an_item_lies_on_one_desk(plan, item, member, department, duties_told, state, who):
    type(item).objects.update(state=state)
    for user in (member, department):
        is_theirs = user == {"member": member, "department": department}.get(who)
        assert [each.title[:8] for each in owed(user, plan)] == (["2005-012"] if is_theirs else [])
        assert count_work(user, plan, TODAY).owed == is_theirs


def test_items_of_one_day_stand_in_the_order_of_the_ledger_beyond_a_thousand_too(plan, member, duties_told):
    numbers = [(2004, 1500), (2005, 1), (2005, 1000), (2006, 1)]
    for year, number in reversed(numbers):
        LedgerItemFactory(plan=plan, year=year, number=number, responsible=member.unit)
    titles = [line.title for line in load_work(member, plan, TODAY).lines]
    assert [title.split()[0] for title in titles] == [f"{year}-{number:03}" for year, number in numbers]


def test_an_item_that_came_back_tells_why_and_since_when(plan, item, member, department):
    type(item).objects.update(state="returned")
    LedgerEventFactory(item=item, actor=department, kind="returned", text="缺验收单", on=date(2005, 11, 8))
    LedgerEventFactory(item=item, actor=department, kind="urged", on=date(2005, 11, 9))
    (each,) = owed(member, plan)
    assert (each.reason, each.owed.since, each.owed.days) == ("缺验收单", date(2005, 11, 8), 7)


def test_a_check_of_an_item_is_due_three_days_after_it_was_asked_for(plan, item, member, department):
    type(item).objects.update(state="close_asked")
    LedgerEventFactory(item=item, actor=member, kind="close_asked", on=date(2005, 11, 11))
    (each,) = owed(department, plan)
    assert (each.act, each.owed.due, each.owed.days_late) == ("审核", date(2005, 11, 14), 1)


def test_every_unit_owes_its_duty_reports_of_the_quarters_that_have_ended(plan, pilots, member, town, department):
    for user in (member, town, department):
        duties = [each for each in load_work(user, plan, TODAY).lines if each.owed.kind == "duty"]
        assert [each.owed.about.quarter for each in duties] == [*EARLIER, Q3]
        assert count_work(user, plan, TODAY).owed == 5
    assert duties[-1].address == reverse("duty-report", args=[plan.slug, "zuzhibu", "2005Q3"])


def test_a_lead_unit_without_a_seat_owes_no_duty_report(plan, department):
    plan.member_units.filter(unit=department.unit).delete()
    assert load_work(department, plan, TODAY).lines == []
    assert count_work(department, plan, TODAY).owed == 0


def test_a_units_list_costs_as_much_with_30_items_as_with_3(plan, member):
    def measure(count):
        for _each in range(count):
            LedgerItemFactory(plan=plan, responsible=member.unit)
            LedgerItemFactory(plan=plan).supporting.add(member.unit)
        return cost(member, plan)[:2]

    assert measure(3) == measure(9) == (5, 1)
