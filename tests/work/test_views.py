from datetime import date

import pytest

from fengxiang import clock
from partybuilding.targets.quarter import Quarter
from tests.factories import ReportFactory, at
from tests.factories_meeting import DutyReportFactory, LedgerEventFactory, LedgerItemFactory
from tests.reports.reporting import complete_report

pytestmark = pytest.mark.usefixtures("english_pages")

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
    assert "5 October</b>" in content  # the day it was due; the days count from then
    assert "46 days" not in content
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
    assert "submitted 3 October 2005" in content
    assert "6 October</b>" in content
    assert "40 days late" in content


def tell_all_duties(plan, unit):
    """Have a unit's duty reports handed in."""
    for quarter in [*EARLIER, Quarter(2005, 3)]:
        DutyReportFactory(plan=plan, unit=unit, quarter=quarter, submitted_at=at(date(2005, 11, 1)))


def test_the_number_stands_in_the_navigation_of_every_page_of_the_plan(as_user, plan, pilots, department, url):
    tell_all_duties(plan, department.unit)
    for pilot in pilots[:2]:
        complete_report(pilot, submitted=True)
    for page in ("work", "county", "reports"):
        assert '<span class="count">2<' in as_user(department).get(url(page)).content.decode()


def test_an_empty_list_says_what_comes_next_and_when(work, plan, pilots, secretary, department, member, done_before):
    complete_report(pilots[0], approved=True)
    for user in (secretary, department, member):
        if user.unit:
            tell_all_duties(plan, user.unit)
        content = work(user)
        assert "Nothing waits for you" in content
        assert ('href="/start/"' in content) == (user == department)
        assert "fourth quarter of 2005 from 31 December 2005, by 5 January 2006" in content
        assert 'class="count"' not in content


def test_after_the_last_quarter_no_further_report_is_announced(as_user, member, url):
    with clock.set_to(date(2006, 6, 30)):
        assert "no further report" in as_user(member).get(url("work")).content.decode()


def test_a_unit_finds_its_items_its_duties_and_what_it_supports(work, plan, pilots, member, url):
    LedgerItemFactory(plan=plan, number=12, pilot=pilots[0], responsible=member.unit, due_on=date(2005, 11, 10))
    LedgerItemFactory(plan=plan, number=13).supporting.add(member.unit)
    content = work(member)
    own, supported = content.split("What you support")
    assert "2005-012 扩建社区用房" in own
    assert "5 days late" in own
    assert url("ledger-item", item="2005-012") in own
    assert "Duty report on the third quarter of 2005" in own
    assert "responsible: " in supported
    assert '<span class="count">6<' in own


def test_an_item_to_be_checked_and_one_that_came_back_say_so(work, plan, member, department):
    item = LedgerItemFactory(plan=plan, responsible=member.unit, state="close_asked")
    LedgerEventFactory(item=item, actor=member, kind="close_asked", on=date(2005, 11, 14))
    content = work(department)
    assert "17 November</b>" in content
    assert "in 2 days" in content
    type(item).objects.update(state="returned")
    LedgerEventFactory(item=item, actor=department, kind="returned", on=date(2005, 11, 15), text="缺验收单")
    assert "缺验收单" in work(member)
