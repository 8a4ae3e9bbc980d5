from datetime import date

import pytest

from fengxiang import clock
from partybuilding.quarter import Quarter
from tests.reporting import complete_report


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
