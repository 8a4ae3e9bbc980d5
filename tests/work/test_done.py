"""What is waited for, what has to be drafted after a meeting, and what was finished this month."""

from datetime import date

import pytest
from django.utils import translation

from fengxiang import clock
from partybuilding.models import Meeting, Paper
from partybuilding.reports.actions import approve_report, return_report
from partybuilding.suggestions.actions import answer_suggestion, send_suggestion
from partybuilding.targets.quarter import Quarter
from partybuilding.work.counts import count_work
from partybuilding.work.owed import OwedKind, find_owed
from partybuilding.work.queries import load_work
from tests.factories import UserFactory, at
from tests.factories_meeting import DutyReportFactory, LedgerEventFactory, LedgerItemFactory, MeetingFactory
from tests.reports.reporting import complete_report
from tests.work.desk import inbox_of

pytestmark = pytest.mark.usefixtures("english_pages")

Q2, Q3, TODAY = Quarter(2005, 2), Quarter(2005, 3), date(2005, 11, 15)
MET = date(2005, 11, 10)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def done_by(user, plan, today=TODAY):
    return [(str(each.day), each.title, str(each.word)) for each in inbox_of(user, plan, today).done]


def paper_of(plan, author, **about):
    kind = "minutes" if "meeting" in about else "bulletin"
    return Paper.objects.create(
        plan=plan, kind=kind, code=f"7K3M-{kind[:4]}", dated=MET, made_at=at(MET), made_by=author, content="{}", **about
    )


def drafts(user, plan, today=TODAY):
    lines = [line for line in load_work(user, plan, today).lines if line.owed.kind == OwedKind.PAPER]
    assert [each.page for each in find_owed(plan, today, {OwedKind.PAPER})] == [line.owed.page for line in lines]
    assert count_work(user, plan, today).owed == len(load_work(user, plan, today).lines)
    return [line.title for line in lines]


# --- the papers after a meeting ---------------------------------------------------------------------------------------


def test_after_a_meeting_its_minutes_and_the_bulletin_are_to_be_drafted(as_user, plan, department, url):
    meeting = MeetingFactory(plan=plan, number=2, planned_on=MET, held=True)
    both = ["Draft the meeting minutes: joint meeting no. 2", "Draft the bulletin: third quarter of 2005"]
    assert drafts(department, plan) == both
    (line, _bulletin) = [each for each in load_work(department, plan, TODAY).lines if each.owed.about.paper]
    assert (line.owed.since, line.owed.due, str(line.act)) == (MET, date(2005, 11, 17), "Draft")
    content = as_user(department).get(url("work")).content.decode()
    assert f"{url('papers')}?kind=bulletin&amp;about=2005Q3#make-bulletin" in content
    paper_of(plan, department, meeting=meeting)
    assert drafts(department, plan) == both[1:]
    paper_of(plan, department, quarter=Q3)
    assert drafts(department, plan) == []


@pytest.mark.parametrize("state", ["planned", "open"])
def test_before_a_meeting_is_over_nothing_is_to_be_drafted(plan, department, state):
    MeetingFactory(plan=plan, number=1, planned_on=MET, state=state, held_on=MET if state == "open" else None)
    assert drafts(department, plan) == []


def test_only_the_last_meeting_that_was_held_here_asks_for_papers(plan, department):
    MeetingFactory(plan=plan, number=1, quarter=Q2, planned_on=date(2005, 9, 10), held=True)
    last = MeetingFactory(plan=plan, number=2, planned_on=MET, held=True)
    MeetingFactory(
        plan=plan, number=3, planned_on=date(2005, 11, 12), held=True, entered_by=department, entered_at=at(TODAY)
    )
    paper_of(plan, department, quarter=Q2)
    assert drafts(department, plan) == [
        "Draft the meeting minutes: joint meeting no. 2",
        "Draft the bulletin: third quarter of 2005",
    ]
    Meeting.objects.filter(pk=last.pk).update(state="open")
    assert drafts(department, plan) == ["Draft the meeting minutes: joint meeting no. 1"]


def test_papers_are_the_departments_alone(plan, member, secretary, town):
    MeetingFactory(plan=plan, number=1, planned_on=MET, held=True)
    for user in (member, secretary, town):
        assert all(line.owed.kind != OwedKind.PAPER for line in load_work(user, plan, TODAY).lines)
        assert count_work(user, plan, TODAY).owed == len(load_work(user, plan, TODAY).lines)


# --- what is waited for -----------------------------------------------------------------------------------------------


def test_what_was_returned_is_waited_for_with_its_days_and_asked_for(as_user, plan, pilots, department, secretary, url):
    report = complete_report(pilots[0], submitted=True)
    indicator = plan.indicators.get(code="K07")
    with clock.set_to(date(2005, 11, 12)):
        return_report(report=report, objections={indicator.pk: "台账为 186 平方米"}, actor=department)
    (row,) = inbox_of(department, plan).awaited
    line = row.first
    assert (line.title, line.owed.days, line.marked) == (
        "Waiting for Qinfeng Road Community to correct the report on the third quarter of 2005",
        3,
        1,
    )
    address = url("report-urge")
    assert (line.address, line.is_posted) == (address, True)
    assert line.owed.about.report not in [each.owed.about.report for each in load_work(department, plan, TODAY).lines]
    content = as_user(department).get(url("work")).content.decode()
    assert "3 days with the community" in content
    assert f'action="{address}"' in content
    assert inbox_of(secretary, plan).awaited == []
    assert "Waiting for others" not in as_user(secretary).get(url("work")).content.decode()


def test_what_never_came_in_is_not_among_what_was_returned(plan, pilots, department):
    complete_report(pilots[0], approved=True)
    assert inbox_of(department, plan).awaited == []


# --- what was finished ------------------------------------------------------------------------------------------------


def test_what_a_person_finished_this_month_is_listed_the_last_first(as_user, plan, pilots, department, url):
    report = complete_report(pilots[0], submitted=True)
    with clock.set_to(date(2005, 11, 3)):
        approve_report(report=report, actor=department)
    item = LedgerItemFactory(plan=plan, number=7, state="closed", matter="扩建用房")
    LedgerEventFactory(item=item, kind="closed", on=date(2005, 11, 8), actor=department)
    with clock.set_to(date(2005, 11, 9)):
        suggested = send_suggestion(plan=plan, text="少填一项", actor=UserFactory(unit=department.unit))
        answer_suggestion(suggestion=suggested, text="已采纳", actor=department)
    paper_of(plan, department, quarter=Q3)
    assert done_by(department, plan) == [
        ("2005-11-10", "bulletin 7K3M-bull", "made"),
        ("2005-11-09", "Suggestion: 少填一项", "answered"),
        ("2005-11-08", "2005-007 扩建用房", "closed"),
        ("2005-11-03", "Qinfeng Road Community, report on the third quarter of 2005", "approved"),
    ]
    content = as_user(department).get(url("work")).content.decode()
    assert "4 finished this month" in content
    assert f'href="{url("ledger-item", item="2005-007")}"' in content
    assert done_by(department, plan, date(2005, 12, 1)) == []


def test_what_came_back_is_not_finished(plan, pilots, department, member):
    returned = complete_report(pilots[0], submitted=True)
    item = LedgerItemFactory(plan=plan, number=1, responsible=member.unit, state="returned")
    LedgerEventFactory(item=item, kind="close_asked", on=date(2005, 11, 2), actor=member)
    with clock.set_to(date(2005, 11, 3)):
        return_report(report=returned, reason="请补齐", actor=department)
    assert [word for *_, word in done_by(department, plan)] == ["returned"]
    returned.state = "submitted"
    returned.submitted_at = at(date(2005, 11, 4))
    returned.save()
    assert done_by(department, plan) == []
    assert done_by(member, plan) == []


def test_a_unit_finished_its_duty_report_and_a_colleague_did_not(plan, member):
    DutyReportFactory(plan=plan, unit=member.unit, quarter=Q3, submitted_at=at(MET), submitted_by=member)
    assert done_by(member, plan) == [("2005-11-10", "Duty report on the third quarter of 2005", "submitted")]
    assert done_by(UserFactory(unit=member.unit), plan) == []
