import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengxiang import clock
from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory, ReportFactory, at
from tests.reports.reporting import complete_report
from tests.sample_plan import COMMUNITIES, make_plan

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def board(as_user, url):
    """Return the page as somebody sees it."""

    def get(user):
        response = as_user(user).get(url("reports"))
        assert response.status_code == 200
        return response.content.decode()

    return get


def test_a_secretary_finds_what_is_theirs_to_do(board, secretary, url):
    content = board(secretary)
    assert f'action="{url("report-start")}"' in content
    assert url("report-start", pilot="dongguan") not in content


def test_a_quarter_to_come_cannot_be_started(board, secretary, url):
    assert url("report-start", quarter="2006Q1") not in board(secretary)
    with clock.set_to(date(2006, 1, 1)):
        assert url("report-start", quarter="2006Q1") in board(secretary)


@pytest.mark.parametrize(("state", "word"), [({}, "Go on"), ({"returned": True}, "Correct it")])
def test_a_report_to_be_written_is_opened_from_here(board, pilots, secretary, url, state, word):
    complete_report(pilots[0], **state)
    content = board(secretary)
    assert f'href="{url("report-edit")}"' in content
    assert word in content


def test_the_department_finds_what_waits_for_the_check(board, pilots, department, member, url):
    complete_report(pilots[1], submitted=True)
    address = url("report-check", pilot="dongguan")
    assert address in board(department)
    assert address not in board(member)


def test_only_readable_reports_are_linked(board, pilots, secretary, other_secretary, member, url):
    complete_report(pilots[0], submitted=True)
    assert f'href="{url("report")}"' in board(secretary)
    for user in (other_secretary, member):
        assert f'href="{url("report")}"' not in board(user)


def test_late_missing_and_returned_are_told(board, pilots, member):
    complete_report(pilots[0], returned=True)
    content = board(member)
    assert "returned" in content
    assert "missing" in content
    assert "41 days late" in content  # 2005Q3 was due on 5 October; it is 15 November


def test_every_quarter_of_the_plan_is_on_the_board(board, member):
    content = board(member)
    for quarter in Quarter(2004, 3).through(Quarter(2006, 2)):
        assert f"quarter of {quarter.year}" in content


def test_both_clocks_stand_under_each_quarter_that_has_ended(as_user, pilots, member, url):
    complete_report(pilots[0], submitted=True)  # on 3 October; it is 15 November
    complete_report(pilots[1], returned=True)  # sent on 3 October, back on the 4th
    complete_report(pilots[2], approved=True)
    slots = {slot.pilot: slot for slot in as_user(member).get(url("reports")).context["board"].due}
    clocks = [(slots[pilot].clocks.community, slots[pilot].clocks.county) for pilot in pilots]
    assert clocks == [(3, 43), (45, 1), (3, 1)]


def test_the_clocks_and_what_is_on_time_are_told(board, pilots, member):
    complete_report(pilots[0], approved=True)
    content = " ".join(board(member).split())
    assert "community 3 days · county 1 day<" in content
    assert content.count("on time") == 1
    assert "community 46 days · county 0 days" in content  # not started


def test_what_came_in_after_the_deadline_is_late_for_good(as_user, pilots, member, url):
    complete_report(pilots[0], approved=True, submitted_at=at(date(2005, 10, 6)))
    complete_report(pilots[1], approved=True, submitted_at=at(date(2005, 10, 5)))
    late, on_time, missing = as_user(member).get(url("reports")).context["board"].due
    assert [slot.days_late for slot in (late, on_time, missing)] == [1, 0, 41]
    assert [slot.is_on_time for slot in (late, on_time, missing)] == [False, True, False]


def test_a_quarter_that_still_runs_has_no_clocks(as_user, member, url):
    shown = as_user(member).get(url("reports")).context["board"]
    ended = [slot.quarter for _pilot, slots in shown.rows[:1] for slot in slots if slot.clocks]
    assert ended == list(Quarter(2004, 3).through(Quarter(2005, 3)))


def test_what_the_communities_still_owe_on_the_due_quarter_comes_first_in_the_plans_order(
    as_user, board, pilots, member, url
):
    complete_report(pilots[2])
    complete_report(pilots[1], submitted=True)
    shown = as_user(member).get(url("reports")).context["board"]
    assert [(slot.pilot, slot.status) for slot in shown.outstanding] == [(pilots[0], "missing"), (pilots[2], "missing")]
    content = board(member)
    assert content.index("Still with the communities") < content.index("Who has reported")


def test_nobody_is_named_once_all_are_in(board, pilots, member):
    for pilot in pilots:
        complete_report(pilot, submitted=True)
    assert "Still with the communities" not in board(member)


@pytest.mark.alike
def test_a_board_of_9_pilots_costs_as_many_queries_as_one_of_3(client, department):
    def cost(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            ReportFactory(pilot=pilot, quarter=Quarter(2005, 2), approved=True)
            ReportFactory(pilot=pilot, returned=True)
        client.force_login(department)
        client.get(f"/{slug}/reports/")
        with CaptureQueriesContext(connection) as queries:
            content = client.get(f"/{slug}/reports/").content.decode()
        assert content.count("county 1 day<") == 3 * count  # in the list above, and twice on the board
        return len(queries)

    assert cost(3, "small") == cost(9, "large")


def test_the_department_can_ask_for_each_report_that_is_due_and_not_in(board, pilots, department, member, url):
    complete_report(pilots[0], returned=True)
    complete_report(pilots[1], submitted=True)
    complete_report(pilots[2])
    content = board(department)
    asked = [code for code, *_names in COMMUNITIES if f'action="{url("report-urge", pilot=code)}"' in content]
    assert asked == ["qinfenglu", "donghulu"]
    assert content.count("/urge/") == 2 + 4 * len(pilots)  # none of the four quarters before is in
    assert url("report-urge", quarter="2005Q4") not in content  # still runs
    assert "/urge/" not in board(member)


def test_one_button_alone_is_filled(board, pilots, secretary, department):
    filled = re.compile(r'<(?:a|button) class="button button--primary"')
    with clock.set_to(date(2006, 11, 15)):
        assert board(secretary).count("Start") > 1
        assert len(filled.findall(board(secretary))) == 1
    for pilot in pilots[1:]:
        complete_report(pilot, submitted=True)
    content = board(department)
    assert content.count("/check/") > 1
    assert len(filled.findall(content)) == 1
