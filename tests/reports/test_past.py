"""Reports, duty reports and visits of quarters before reports begin: the department may enter them, marked as such."""

from datetime import date

import pytest

from fengxiang import clock
from partybuilding.models import DutyReport, Plan, Report, Verification
from partybuilding.papers.content import report_data
from partybuilding.papers.typesetting.quarterly import entered
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from partybuilding.units.actions import DutyDraft, save_duty_report, submit_duty_report
from partybuilding.work.owed import find_owed
from tests.admin.admin_forms import post
from tests.factories import UserFactory
from tests.factories_meeting import LeaderAssignmentFactory
from tests.pages import text_of
from tests.reports.reporting import complete_report

TODAY, PAST, ASKED = date(2005, 2, 10), "2004Q4", "2005Q1"
STARTED = {True: 302, False: 403}


@pytest.fixture(autouse=True)
def in_february():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def late_plan(plan):
    Plan.objects.filter(pk=plan.pk).update(reports_from=Quarter(2005, 1))
    plan.refresh_from_db()
    return plan


@pytest.mark.parametrize(("quarter", "may"), [(PAST, True), (ASKED, False)])
def test_the_department_begins_reports_of_past_quarters_alone(
    late_plan, as_user, department, member, url, quarter, may
):
    staff = as_user(department)
    assert staff.post(url("report-start", quarter=quarter)).status_code == STARTED[may]
    assert Report.objects.filter(quarter=quarter).exists() == may
    assert staff.post(url("duty-report-save", unit="caizhengju", quarter=quarter)).status_code == STARTED[may]
    assert DutyReport.objects.filter(quarter=quarter).exists() == may
    other = as_user(member)
    assert other.post(url("report-start", pilot="dongguan", quarter=quarter)).status_code == 403
    assert other.post(url("duty-report-save", unit="caizhengju", quarter=quarter)).status_code == 403


def test_a_report_entered_afterwards_is_marked_is_not_late_and_leaves_nothing_owed(
    late_plan, pilots, department, as_user, url, english_pages
):
    report = complete_report(
        late_plan.pilots.first(),
        quarter=Quarter(2004, 4),
        state="submitted",
        submitted_by=department,
        submitted_at=clock.now(),
        first_submitted_at=clock.now(),
    )
    assert (report.is_entered_afterwards, report.days_late) == (True, 0)
    staff = as_user(department)
    mark = f"entered afterwards by {department.name} on 10 February 2005"
    assert mark in text_of(staff.get(url("report", quarter=PAST)))
    board = text_of(staff.get(url("reports")))
    assert "entered afterwards" in board
    assert "Enter afterwards" in board
    assert "days late" not in board
    assert "submitted; entered afterwards" in staff.get(url("out-reports", form="csv")).content.decode()
    assert [each.kind for each in find_owed(late_plan, TODAY)] == ["review"]


def test_a_duty_report_entered_afterwards_is_marked(late_plan, department, as_user, url, english_pages):
    unit = late_plan.member_units.get(unit__code="caizhengju").unit
    place = {"plan": late_plan, "unit": unit, "quarter": Quarter(2004, 4)}
    save_duty_report(**place, draft=DutyDraft(facts={"agenda_times": 1}), actor=department)
    submit_duty_report(**place, actor=department)
    page = text_of(as_user(department).get(url("duty-report", unit="caizhengju", quarter=PAST)))
    assert f"entered afterwards by {department.name} on 10 February 2005" in page
    with pytest.raises(ActionError):
        submit_duty_report(**{**place, "quarter": Quarter(2005, 1)}, actor=UserFactory(unit=unit))


@pytest.mark.parametrize(
    ("quarter", "day", "afterwards"),
    [
        (Quarter(2004, 4), TODAY, True),
        (Quarter(2004, 4), date(2005, 1, 5), False),  # in time, as if it had been asked for
        (Quarter(2005, 1), date(2005, 9, 1), False),  # late, as it was asked for
    ],
)
def test_what_is_entered_afterwards(late_plan, quarter, day, afterwards):
    with clock.set_to(day):
        assert late_plan.is_entered_afterwards(quarter, clock.now()) == afterwards
    assert not late_plan.is_entered_afterwards(quarter, None)


def test_the_printed_report_says_that_it_was_entered_afterwards(late_plan, department):
    more = {"submitted_by": department, "submitted_at": clock.now(), "first_submitted_at": clock.now()}
    pilot = late_plan.pilots.first()
    for quarter, words in (
        (Quarter(2004, 4), [f"（本报告由{department.name}于2005年2月10日补录。）"]),
        (Quarter(2005, 1), []),
    ):
        data = report_data(complete_report(pilot, quarter=quarter, state="submitted", **more))
        assert [block.text for block in entered(data)] == words


@pytest.mark.parametrize(("quarter", "word"), [(PAST, "not asked for"), (ASKED, "not started")])
def test_the_dashboards_call_nothing_missing_that_nobody_asked_for(
    late_plan, as_user, secretary, url, english_pages, quarter, word
):
    reader = as_user(secretary)
    with clock.set_to(date(2005, 4, 10)):
        county = text_of(reader.get(f"{url('county')}?quarter={quarter}"))
        assert f"Qinfeng Road Community {word}" in county
        assert ": nothing approved before" in county
        assert f"Qinfeng Road Community: {word}" in county
        assert (f"Qinfeng Road Community: {word}, due" in county) == (quarter == ASKED)
        assert f"Report of the quarter {word}" in text_of(
            reader.get(f"{url('pilot', pilot='qinfenglu')}?quarter={quarter}")
        )


@pytest.mark.parametrize(("day", "is_marked"), [("2004-11-19", True), ("2005-01-20", False)])
def test_a_leaders_visit_entered_after_its_quarter_is_marked(
    plan, pilots, as_user, department, url, english_pages, day, is_marked
):
    staff = as_user(department)
    leader = LeaderAssignmentFactory(pilot=pilots[0])
    changes = {"visits-TOTAL_FORMS": 1, "visits-0-visited_on": day, "visits-0-findings": "商定用房"}
    assert post(staff, f"/admin/partybuilding/leaderassignment/{leader.pk}/change/", changes).status_code == 302
    mark = f"entered afterwards by {department.name} on 10 February 2005"
    for address in (url("records"), url("pilot", pilot="qinfenglu") + "?quarter=2005Q1"):
        assert (mark in text_of(staff.get(address))) == is_marked
    out = staff.get(url("out-records", key="leaders", form="csv")).content.decode()
    assert (f"{department.name} 2005-02-10" in out.splitlines()[-1]) == is_marked
    assert day in out.splitlines()[-1]


@pytest.mark.parametrize(("day", "is_marked"), [(date(2004, 12, 8), True), (date(2005, 1, 20), False)])
def test_what_was_verified_on_site_long_before_is_marked(plan, day, is_marked):
    assert Verification(visited_on=day, written_at=clock.now()).was_entered_afterwards(plan) == is_marked
