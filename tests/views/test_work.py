from datetime import date

import pytest

from fengxiang import clock
from partybuilding.quarter import Quarter
from tests.factories import ReportFactory
from tests.reporting import complete_report

EARLIER = list(Quarter(2004, 3).through(Quarter(2005, 2)))


@pytest.fixture
def work(as_user, url):
    """Return the page as somebody sees it."""

    def get(user):
        response = as_user(user).get(url("work"))
        assert response.status_code == 200
        return response.content.decode()

    return get


@pytest.fixture
def done_before(pilots):
    """Have everything of the first pilot approved but 2005Q3."""
    for quarter in EARLIER:
        ReportFactory(pilot=pilots[0], quarter=quarter, approved=True)


def test_a_missing_report_is_started_from_here(work, as_user, secretary, done_before, url):
    content = work(secretary)
    assert f'action="{url("report-start")}"' in content
    assert "41 days late" in content
    assert "with you since 30 September 2005, 46 days" in content
    assert as_user(secretary).post(url("report-start")).url == url("report-edit")
    assert "Go on" in work(secretary)


def test_a_returned_report_is_told_with_its_reason(work, pilots, secretary, done_before, url):
    report = complete_report(pilots[0], returned=True, decision__reason="请核实第二间活动室")
    wrong = report.pilot.plan.indicators.get(code="K07")
    report.events.get(kind="returned").objections.create(indicator=wrong, reason="与台账不一致")
    content = work(secretary)
    assert f'href="{url("report-edit")}"' in content
    assert "Correct it" in content
    assert "1 figure is marked as wrong" in content
    assert "请核实第二间活动室" in content


def test_the_department_finds_what_waits_and_since_when(work, pilots, department, url):
    complete_report(pilots[1], submitted=True)
    content = work(department)
    assert f'action="{url("report-check-open", pilot="dongguan")}"' in content
    assert "with you since 3 October 2005, 43 days" in content
    assert "to be checked by 6 October 2005" in content


def test_the_number_stands_in_the_navigation_of_every_page_of_the_plan(as_user, pilots, department, url):
    for pilot in pilots[:2]:
        complete_report(pilot, submitted=True)
    for page in ("work", "county", "reports"):
        assert '<span class="count">2<' in as_user(department).get(url(page)).content.decode()


def test_an_empty_list_says_what_comes_next_and_when(work, pilots, secretary, department, member, done_before):
    complete_report(pilots[0], approved=True)
    for user in (secretary, department):
        content = work(user)
        assert "Everything is done" in content
        assert "fourth quarter of 2005 from 31 December 2005, by 5 January 2006" in content
        assert 'class="count"' not in content
    assert "Nothing is asked of you here" in work(member)


def test_after_the_last_quarter_no_further_report_is_announced(as_user, member, url):
    with clock.set_to(date(2006, 6, 30)):
        assert "no further report" in as_user(member).get(url("work")).content.decode()
