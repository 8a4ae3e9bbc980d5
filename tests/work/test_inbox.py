"""My work as an inbox: the coming meeting, then what is due now, soon and later; one row for equal matters."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from partybuilding.models import Meeting
from partybuilding.targets.quarter import Quarter
from partybuilding.work.counts import count_work
from partybuilding.work.queries import load_work
from tests.factories import CommunityFactory
from tests.factories_meeting import LedgerItemFactory, MeetingFactory
from tests.reports.reporting import complete_report
from tests.sample_plan import make_plan
from tests.work.desk import inbox_of

pytestmark = pytest.mark.usefixtures("english_pages", "in_english")

Q3, TODAY = Quarter(2005, 3), date(2005, 11, 15)


@pytest.fixture
def in_english():
    with translation.override("en"):
        yield


def rows(inbox):
    return {section.code: [row.title for row in section.rows] for section in inbox.sections}


@pytest.fixture
def duties_past(plan):
    """The meeting on 2005Q3 is over: no duty report matters any more."""
    return MeetingFactory(plan=plan, number=1, held=True, planned_on=date(2005, 11, 10))


@pytest.mark.parametrize(
    ("due", "code", "timing", "late"),
    [
        (date(2005, 11, 14), "now", "", 1),
        (date(2005, 11, 15), "now", "today", 0),
        (date(2005, 11, 16), "soon", "in 1 day", 0),
        (date(2005, 11, 30), "soon", "in 15 days", 0),
        (date(2005, 12, 1), "later", "in 16 days", 0),
    ],
)
def test_what_is_due_stands_in_its_section_and_days_count_from_when_it_is_late(
    plan, member, duties_past, due, code, timing, late
):
    LedgerItemFactory(plan=plan, responsible=member.unit, due_on=due)
    (section,) = inbox_of(member, plan).sections
    line = section.rows[0].first
    assert (section.code, line.day, line.timing, line.owed.days_late) == (code, due, timing, late)


def test_at_the_end_of_a_month_what_is_due_in_two_weeks_is_not_called_long_running(plan, member, duties_past):
    LedgerItemFactory(plan=plan, responsible=member.unit, due_on=date(2005, 12, 2))
    (section,) = inbox_of(member, plan, date(2005, 11, 30)).sections
    assert (section.code, str(section.title)) == ("soon", "The next two weeks")


def test_a_report_that_came_back_stands_at_the_day_it_came_back(plan, pilots, secretary):
    complete_report(pilots[0], returned=True)
    lines = [row.first for section in inbox_of(secretary, plan).sections for row in section.rows]
    (back,) = [line for line in lines if line.is_back]
    assert back.day == back.owed.since
    assert back.day != back.owed.due


def test_equal_matters_of_three_communities_are_one_row(as_user, plan, pilots, member, duties_past, url):
    for number, pilot in enumerate(pilots, 21):
        LedgerItemFactory(plan=plan, number=number, pilot=pilot, responsible=member.unit, matter="加强在职党员管理")
    other = {"matter": "加强在职党员管理", "due_on": date(2006, 6, 30)}
    LedgerItemFactory(plan=plan, number=30, pilot=pilots[0], responsible=member.unit, **other)
    inbox = inbox_of(member, plan)
    assert [len(row.lines) for section in inbox.sections for row in section.rows] == [3, 1]
    assert count_work(member, plan, TODAY).owed == len(inbox.work.lines) == 4
    content = as_user(member).get(url("work")).content.decode()
    for number in (21, 22, 23):
        assert url("ledger-item", item=f"2005-0{number}") in content
    assert content.count("加强在职党员管理") == 2


def test_items_of_the_county_are_not_merged(plan, member, duties_past):
    for _each in range(2):
        LedgerItemFactory(plan=plan, responsible=member.unit, pilot=None)
    assert [len(row.lines) for section in inbox_of(member, plan).sections for row in section.rows] == [1, 1]


@pytest.mark.parametrize(("met", "left"), [(Quarter(2005, 2), 1), (Q3, 0)])
def test_duty_reports_whose_meeting_is_over_are_one_line_and_count_no_more(as_user, plan, member, url, met, left):
    MeetingFactory(plan=plan, number=1, quarter=met, held=True)
    work = load_work(member, plan, TODAY)
    assert (len(work.lines), len(work.past)) == (left, 5 - left)
    assert count_work(member, plan, TODAY).owed == left
    content = as_user(member).get(url("work")).content.decode()
    assert f"{5 - left} duty reports whose meeting is over" in content
    assert url("duty-report", unit=member.unit.code, quarter="2004Q3") in content


def test_a_meeting_that_is_only_planned_ends_nothing(plan, member):
    MeetingFactory(plan=plan, number=1)
    assert load_work(member, plan, TODAY).past == []


@pytest.mark.parametrize("with_meeting", [True, False])
def test_one_button_is_filled_the_first(as_user, plan, pilots, department, url, with_meeting):
    complete_report(pilots[1], submitted=True)
    if with_meeting:
        MeetingFactory(plan=plan, number=1, planned_on=date(2005, 11, 22))
    content = as_user(department).get(url("work")).content.decode()
    assert content.count("button--primary") == 1
    first = content[content.index("button--primary") :]
    assert ("Preparation" in first[: first.index("</")]) == with_meeting


def test_the_coming_meeting_tells_the_department_what_is_missing_and_the_others_what_they_owe_it(
    as_user, plan, pilots, department, member, secretary, url
):
    meeting = MeetingFactory(plan=plan, number=1, planned_on=date(2005, 11, 22))
    ahead = inbox_of(department, plan).ahead
    assert (ahead.days, ahead.timing) == (7, "in 7 days")
    counts = {str(kind.title): kind.count for kind in ahead.missing}
    assert counts["Reports missing or returned"] == 3
    page = url("meeting-preparation", number=meeting.number)
    content = as_user(department).get(url("work")).content.decode()
    assert f"{page}#reports" in content
    for user, title in ((member, "Duty report on the third"), (secretary, "report on the third quarter")):
        theirs = as_user(user).get(url("work")).content.decode()
        assert page not in theirs
        assert title in theirs[theirs.index("You still owe it:") :]


def test_before_its_days_a_meeting_is_told_with_the_day_its_preparation_begins(as_user, plan, department, url):
    MeetingFactory(plan=plan, number=1, planned_on=date(2005, 12, 22))
    ahead = inbox_of(department, plan).ahead
    assert (ahead.before, ahead.missing) == (None, [])
    assert "prepared from 15 December 2005 on" in as_user(department).get(url("work")).content.decode()


def test_a_meeting_whose_day_passed_unopened_is_not_coming_and_left_to_who_plans_them(
    as_user, plan, department, member, url
):
    lapsed = MeetingFactory(plan=plan, number=1, planned_on=date(2005, 11, 14))
    assert inbox_of(member, plan).ahead is None
    assert Meeting.coming_of(plan) is None
    ahead = inbox_of(department, plan).ahead
    assert (ahead.meeting, ahead.before) == (lapsed, None)
    content = as_user(department).get(url("work")).content.decode()
    assert "Its day is over and it was not opened" in content
    assert url("meeting", number=1) in content
    assert url("meeting-preparation", number=1) not in content
    coming = MeetingFactory(plan=plan, number=2, planned_on=TODAY)
    assert inbox_of(department, plan).ahead.meeting == inbox_of(member, plan).ahead.meeting == coming


@pytest.mark.alike
def test_the_inbox_costs_as_many_queries_at_3_pilots_as_at_9(department):
    def cost(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        MeetingFactory(plan=plan, number=1, planned_on=date(2005, 11, 20))
        for pilot in plan.pilots.select_related("plan", "community"):
            complete_report(pilot, submitted=True)
            LedgerItemFactory(plan=plan, pilot=pilot, responsible=department.unit)
        with CaptureQueriesContext(connection) as queries:
            assert inbox_of(department, plan).ahead.missing
        return len(queries)

    assert cost(3, "small") == cost(9, "larger") <= 40
