"""Meetings that were held before and are entered afterwards: their order, what says so, and what nobody owes."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fengxiang import clock
from partybuilding.meetings.actions import open_meeting, reopen_meeting
from partybuilding.meetings.actions_past import PastMeeting, enter_meeting
from partybuilding.meetings.queries import load_meetings
from partybuilding.models import Attendance, Meeting, Plan, Snapshot
from partybuilding.papers.content import minutes_data
from partybuilding.papers.typesetting.minutes import resolutions
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.shared.errors import ActionError
from partybuilding.targets.pace import Colour
from partybuilding.targets.quarter import Quarter
from partybuilding.timeline.queries import load_timeline
from partybuilding.units.duty_reports import opened_meeting
from partybuilding.work.owed import find_owed
from tests.factories_meeting import MeetingFactory
from tests.pages import text_of

TODAY = date(2005, 2, 10)
HELD_Q3, HELD_Q4 = date(2004, 9, 28), date(2004, 12, 28)


@pytest.fixture(autouse=True)
def in_february():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def late_plan(plan):
    """The plan of an office that starts in 2005."""
    Plan.objects.filter(pk=plan.pk).update(reports_from=Quarter(2005, 1))
    plan.indicators.filter(code="K30").update(measure="joint_meetings")
    plan.refresh_from_db()
    return plan


@pytest.fixture
def everybody(plan):
    return {seat.unit: "present" for seat in plan.member_units.select_related("unit")}


@pytest.fixture
def enter(plan, department, everybody):
    """Enter a meeting of a day."""

    def enter(held_on, **more):
        return enter_meeting(
            plan=plan, actor=department, past=PastMeeting(held_on=held_on, attendance=everybody, **more)
        )

    return enter


def posted(plan, **more):
    units = {f"past-unit-{seat.unit.code}": "present" for seat in plan.member_units.select_related("unit")}
    return units | {f"past-{name}": value for name, value in more.items()}


def test_an_office_that_starts_late_enters_its_meetings_and_owes_nothing(late_plan, staff, url, english_pages):
    minutes = SimpleUploadedFile("纪要.pdf", b"%PDF-1.4")
    for day, number in ((HELD_Q4, 2), (HELD_Q3, 1)):
        sent = posted(late_plan, held_on=day, number=number, place="县委三楼", agreed="收回临街用房", minutes=minutes)
        answer = staff.post(url("meeting-enter"), sent)
        minutes.seek(0)
        assert (answer.status_code, answer["Location"]) == (302, url("meeting", number=number))
    first, second = Meeting.objects.order_by("held_on")
    assert [line.meeting for line in load_meetings(late_plan)] == [second, first]
    assert (second.previous_held, first.previous_held) == (first, None)
    for quarter in (Quarter(2004, 3), Quarter(2004, 4)):
        cell = next(each for each in load_scoreboard(late_plan, quarter).cells if each.indicator.code == "K30")
        assert cell.lamp.colour == Colour.GREEN
    assert find_owed(late_plan, TODAY) == []
    assert next(each.quarter for each in load_timeline(late_plan, TODAY).deadlines) == Quarter(2005, 1)
    assert staff.get(url("meeting-minutes", number=1)).getvalue() == b"%PDF-1.4"
    assert not Snapshot.objects.exists()


def test_pages_list_export_and_paper_say_that_it_was_entered_afterwards(enter, staff, department, url, english_pages):
    meeting = enter(HELD_Q4, agreed="收回临街用房")
    mark = f"entered afterwards by {department.name} on 10 February 2005"
    page = text_of(staff.get(url("meeting", number=1)))
    assert mark in page
    assert "has no snapshot" in page
    assert "收回临街用房" in page
    listed = text_of(staff.get(url("meetings")))
    assert mark in listed
    assert "no snapshot: entered afterwards" in listed
    assert "no snapshot: entered afterwards" in text_of(staff.get(url("unit", unit="caizhengju")))
    assert staff.get(url("meeting-show", number=1))["Location"] == url("meeting", number=1)
    assert staff.get(url("snapshot", number=1)).status_code == 404
    assert f"{department.name} 2005-02-10" in staff.get(url("out-meetings", form="csv")).content.decode()
    blocks = [block.text for block in resolutions(minutes_data(meeting))]
    assert blocks == ["收回临街用房", f"（本次会议情况由{department.name}于2005年2月10日补录。）"]
    row = meeting.history.get()
    assert (row.history_user, row.entered_at, row.state) == (department, meeting.entered_at, "closed")


@pytest.mark.parametrize(
    ("more", "match"),
    [
        ({"held_on": TODAY}, "今天以前"),
        ({"held_on": date(2004, 1, 5)}, "不在方案期内"),
        ({"held_on": HELD_Q3, "quarter": Quarter(2004, 4)}, "尚未开始"),
        ({"held_on": HELD_Q3, "number": 7}, "已有该次会议"),
        ({"held_on": HELD_Q3, "attendance": {}}, "尚未登记"),
        ({"held_on": HELD_Q3, "minutes": SimpleUploadedFile("a.pdf", b"no")}, "文件"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(plan, department, everybody, more, match):
    MeetingFactory(plan=plan, number=7, planned_on=date(2005, 3, 1))
    with pytest.raises(ActionError, match=match):
        enter_meeting(plan=plan, actor=department, past=PastMeeting(**{"attendance": everybody, **more}))
    assert (Meeting.objects.count(), Attendance.objects.count()) == (1, 0)


def test_only_the_department_enters_one(plan, member, everybody):
    with pytest.raises(ActionError, match="组织部"):
        enter_meeting(plan=plan, actor=member, past=PastMeeting(held_on=HELD_Q3, attendance=everybody))


def test_one_entered_with_a_higher_number_stands_in_nobodys_way(plan, enter, department):
    planned = MeetingFactory(plan=plan, number=1, quarter=Quarter(2004, 4), planned_on=TODAY)
    earlier = enter(HELD_Q3)
    assert (earlier.number, earlier.quarter) == (2, Quarter(2004, 3))
    assert planned.previous_held == earlier
    assert opened_meeting(plan, Quarter(2004, 3)) is None  # it was shown no duty report
    session = open_meeting(meeting=planned, actor=department)
    assert Snapshot.objects.get().meeting == session
    assert earlier.next_held == session  # it was told what became of the earlier one
    with clock.set_to(date(2005, 2, 11)):
        entered_since = enter(date(2004, 10, 20))
    assert entered_since.next_held is None
    Meeting.objects.filter(pk=session.pk).update(state="closed")
    reopened = reopen_meeting(meeting=entered_since, actor=department, reason="补记出席")
    assert reopened.is_in_session
