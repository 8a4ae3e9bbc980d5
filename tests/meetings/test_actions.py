from datetime import date, time, timedelta

import pytest
from django.utils.timezone import localdate

from communities.models import Unit
from fengxiang import clock
from partybuilding.meetings import actions as meetings
from partybuilding.meetings.actions import (
    Decision,
    MeetingDetails,
    add_decision,
    change_meeting,
    close_meeting,
    create_meeting,
    open_meeting,
    reopen_meeting,
    set_attendance,
)
from partybuilding.models import Attendance, LedgerItem, Meeting, Party, Snapshot
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from tests.factories_meeting import MeetingFactory

TODAY, QUARTER = date(2005, 11, 15), Quarter(2005, 3)


@pytest.fixture
def planned(plan):
    return MeetingFactory(plan=plan, number=1)


@pytest.fixture
def session(planned, department):
    return open_meeting(meeting=planned, actor=department)


@pytest.fixture
def units(plan):
    return [seat.unit for seat in plan.member_units.select_related("unit").order_by("order")]


def all_came(meeting, units, actor):
    for unit in units:
        set_attendance(meeting=meeting, actor=actor, unit=unit, status="present")


# --- planning ---------------------------------------------------------------------------------------------------------


def test_a_meeting_gets_the_next_number_of_its_plan(plan, department):
    for number in (1, 2):
        meeting = create_meeting(
            plan=plan,
            actor=department,
            details=MeetingDetails(
                quarter=QUARTER, planned_on=date(2005, 11, 22), begins_at=time(9), place=" 县委三楼会议室 "
            ),
        )
        assert (meeting.number, meeting.place, meeting.state) == (number, "县委三楼会议室", "planned")
    assert meeting.history.get().history_user == department


@pytest.mark.parametrize(
    ("quarter", "day", "match"),
    [
        (QUARTER, date(2006, 7, 1), "不在方案期内"),
        (QUARTER, date(2005, 11, 14), "已过"),
        (Quarter(2006, 1), date(2005, 12, 31), "尚未开始"),
        (Quarter(2004, 2), date(2005, 11, 22), "方案期内的季度"),
    ],
)
def test_it_is_not_planned_for_a_day_or_quarter_that_cannot_be(plan, department, quarter, day, match):
    with pytest.raises(ActionError, match=match):
        create_meeting(plan=plan, actor=department, details=MeetingDetails(quarter=quarter, planned_on=day))
    assert not Meeting.objects.exists()


def test_a_planned_meeting_is_changed_and_one_that_began_is_not(planned, department):
    quarter, day = Quarter(2005, 4), date(2005, 12, 1)
    change_meeting(
        meeting=planned, actor=department, details=MeetingDetails(quarter=quarter, planned_on=day, place="会议室")
    )
    planned.refresh_from_db()
    assert (planned.quarter, planned.planned_on, planned.place) == (quarter, day, "会议室")
    open_meeting(meeting=planned, actor=department)
    with pytest.raises(ActionError, match="会议已经开始"):
        change_meeting(meeting=planned, actor=department, details=MeetingDetails(quarter=quarter, planned_on=day))


def test_only_the_place_can_be_changed_though_the_day_is_over(planned, department):
    day = planned.planned_on
    changed = change_meeting(
        meeting=planned, actor=department, details=MeetingDetails(quarter=QUARTER, planned_on=day, place="礼堂")
    )
    assert changed.place == "礼堂"
    with pytest.raises(ActionError, match="已过"):
        change_meeting(
            meeting=planned, actor=department, details=MeetingDetails(quarter=QUARTER, planned_on=day + timedelta(1))
        )


# --- opening ----------------------------------------------------------------------------------------------------------


def test_opening_freezes_a_numbered_snapshot_and_writes_down_nobody(planned, department):
    meeting = open_meeting(meeting=planned, actor=department)
    snapshot = Snapshot.objects.get()
    assert (meeting.state, meeting.held_on, meeting.history.latest("history_id").history_user) == (
        "open",
        TODAY,
        department,
    )
    assert (snapshot.meeting, snapshot.number, snapshot.quarter, snapshot.taken_by) == (meeting, 1, QUARTER, department)
    assert snapshot.is_intact
    assert localdate(snapshot.cut_off) == TODAY
    assert not Attendance.objects.exists()


def test_snapshots_are_numbered_through_the_plan(plan, department, units):
    for number in (3, 7):
        meeting = open_meeting(meeting=MeetingFactory(plan=plan, number=number), actor=department)
        all_came(meeting, units, department)
        close_meeting(meeting=meeting, actor=department)
    assert list(Snapshot.objects.values_list("number", "meeting__number")) == [(1, 3), (2, 7)]


def test_a_second_meeting_is_not_opened_beside_one_in_session(plan, session, department):
    for number in (2, 3):
        with pytest.raises(ActionError, match="第1次联席会议正在进行"):
            open_meeting(meeting=MeetingFactory(plan=plan, number=number), actor=department)
    assert Snapshot.objects.count() == 1


def test_a_meeting_is_not_opened_after_a_later_one_was_held(plan, planned, department):
    MeetingFactory(plan=plan, number=2, held=True)
    with pytest.raises(ActionError, match="第2次联席会议已经召开"):
        open_meeting(meeting=planned, actor=department)


def test_a_meeting_is_not_opened_before_its_quarter_begins(planned, department):
    with clock.set_to(date(2005, 6, 30)), pytest.raises(ActionError, match="2005年第三季度尚未开始"):
        open_meeting(meeting=planned, actor=department)
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize(("state", "match"), [("open", "正在进行"), ("closed", "已经结束")])
def test_a_meeting_is_opened_once(plan, department, state, match):
    meeting = MeetingFactory(plan=plan, state=state, held_on=TODAY)
    with pytest.raises(ActionError, match=match):
        open_meeting(meeting=meeting, actor=department)


# --- attendance -------------------------------------------------------------------------------------------------------


def test_one_tap_says_whether_a_unit_came_and_another_corrects_it(session, department, units):
    set_attendance(meeting=session, actor=department, unit=units[0], status="absent")
    row = set_attendance(meeting=session, actor=department, unit=units[0], status="present", person=" 周某 ")
    assert (row.status, row.person, row.is_member) == ("present", "周某", True)
    assert [each.status for each in row.history.all()] == ["present", "absent"]
    assert row.history.first().history_user == department


def test_a_tap_leaves_who_came_as_it_is(session, department, units):
    set_attendance(meeting=session, actor=department, unit=units[0], status="present", person="周某")
    assert set_attendance(meeting=session, actor=department, unit=units[0], status="excused").person == "周某"
    assert set_attendance(meeting=session, actor=department, unit=units[0], status="excused", person="").person == ""


def test_the_town_is_in_attendance_and_no_other_unit_belongs(session, department, pilots, stranger):
    town = set_attendance(meeting=session, actor=department, unit=pilots[0].community.town, status="present")
    assert town.is_member is False
    with pytest.raises(ActionError, match="水利局不是联席会议的成员或列席单位"):
        set_attendance(meeting=session, actor=department, unit=stranger.unit, status="present")


def test_attendance_is_one_of_three(session, department, units):
    with pytest.raises(ActionError, match="出席、请假或缺席"):
        set_attendance(meeting=session, actor=department, unit=units[0], status="late")


# --- decisions --------------------------------------------------------------------------------------------------------


def test_a_decision_is_an_item_of_the_ledger_with_the_figure_it_was_about(session, plan, pilots, units, department):
    item = add_decision(
        meeting=session,
        actor=department,
        decision=Decision(
            matter="扩建社区用房",
            responsible=Party(units[2]),
            supporting=[units[1]],
            due_on=date(2005, 12, 31),
            pilot=pilots[0],
            indicator=plan.indicators.get(code="K07"),
            shown="162 m²；还差 38 m²",
        ),
    )
    assert (item.kind, item.source, item.meeting, item.quarter) == ("resolution", "meeting", session, QUARTER)
    assert (item.pilot, str(item.indicator), item.shown) == (pilots[0], "阵地建筑面积", "162 m²；还差 38 m²")
    assert (item.responsible, list(item.supporting.all()), item.opened_on) == (units[2], [units[1]], TODAY)


# --- closing ----------------------------------------------------------------------------------------------------------


def test_a_meeting_is_not_closed_while_a_units_attendance_is_not_known_and_names_it(session, units, department):
    all_came(session, units[:1], department)
    with pytest.raises(ActionError, match="民政局、财政局") as refusal:
        close_meeting(meeting=session, actor=department)
    assert "组织部" not in str(refusal.value)
    all_came(session, units, department)
    closed = close_meeting(meeting=session, actor=department)
    assert (closed.state, closed.held_on) == ("closed", TODAY)
    assert closed.closed_at is not None
    assert closed.closed_at.date() == TODAY


# --- reopening --------------------------------------------------------------------------------------------------------


@pytest.fixture
def closed(session, units, department):
    all_came(session, units, department)
    return close_meeting(meeting=session, actor=department)


def test_a_meeting_that_ended_is_put_right_and_keeps_its_day_and_its_snapshot(closed, units, department):
    kept = closed.snapshot.content
    with clock.set_to(date(2005, 11, 17)):
        reopened = reopen_meeting(meeting=closed, actor=department, reason=" 财政局请假，误记为出席 ")
        assert (reopened.state, reopened.held_on, reopened.closed_at) == ("open", TODAY, None)
        set_attendance(meeting=reopened, actor=department, unit=units[2], status="excused")
        add_decision(
            meeting=reopened,
            actor=department,
            decision=Decision(matter="扩建", responsible=Party(units[1]), due_on=date(2005, 12, 31)),
        )
        again = close_meeting(meeting=reopened, actor=department)
    assert again.held_on == TODAY
    assert again.closed_at is not None
    assert again.closed_at.date() == date(2005, 11, 17)
    assert again.snapshot.content == kept
    assert Attendance.objects.get(meeting=again, unit=units[2]).status == "excused"
    row = again.history.filter(state="open").order_by("history_id").last()
    assert (row.history_change_reason, row.history_user) == ("财政局请假，误记为出席", department)
    assert localdate(row.history_date) == date(2005, 11, 17)


@pytest.mark.parametrize("reason", ["", "  ", "长" * 101])
def test_it_is_not_reopened_without_a_reason_the_history_can_keep(closed, department, reason):
    with pytest.raises(ActionError, match="100字"):
        reopen_meeting(meeting=closed, actor=department, reason=reason)
    closed.refresh_from_db()
    assert closed.state == "closed"


@pytest.mark.parametrize(("state", "match"), [("open", "第2次联席会议正在进行"), ("closed", "第2次联席会议已召开")])
def test_it_is_not_reopened_beside_or_after_another(plan, closed, department, state, match):
    MeetingFactory(plan=plan, number=2, state=state, held_on=TODAY)
    with pytest.raises(ActionError, match=match):
        reopen_meeting(meeting=closed, actor=department, reason="漏记一项")


# --- who and when -----------------------------------------------------------------------------------------------------

ACTS = {
    "plan": lambda meeting, actor, unit: create_meeting(
        plan=meeting.plan, actor=actor, details=MeetingDetails(quarter=QUARTER, planned_on=date(2005, 11, 22))
    ),
    "change": lambda meeting, actor, unit: change_meeting(
        meeting=meeting, actor=actor, details=MeetingDetails(quarter=QUARTER, planned_on=date(2005, 11, 22))
    ),
    "open": lambda meeting, actor, unit: open_meeting(meeting=meeting, actor=actor),
    "attend": lambda meeting, actor, unit: set_attendance(meeting=meeting, actor=actor, unit=unit, status="present"),
    "add_decision": lambda meeting, actor, unit: add_decision(
        meeting=meeting,
        actor=actor,
        decision=Decision(matter="扩建", responsible=Party(unit), due_on=date(2005, 12, 31)),
    ),
    "close": lambda meeting, actor, unit: close_meeting(meeting=meeting, actor=actor),
    "reopen": lambda meeting, actor, unit: reopen_meeting(meeting=meeting, actor=actor, reason="漏记一项"),
}
# In which states of the meeting each act is possible.
POSSIBLE = {
    "plan": {"planned", "open", "closed"},
    "change": {"planned"},
    "open": {"planned"},
    "attend": {"open"},
    "add_decision": {"open"},
    "close": {"open"},
    "reopen": {"closed"},
}


def test_every_act_is_tried():
    acts = {name for name in vars(meetings) if name in {"add_decision"} or name.endswith(("_meeting", "_attendance"))}
    assert len(acts) == len(ACTS) == len(POSSIBLE)


@pytest.mark.parametrize("state", Meeting.State.values)
@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_possible_in_some_states_and_refused_in_words_in_the_others(plan, department, units, act, state):
    meeting = MeetingFactory(plan=plan, state=state, held_on=None if state == "planned" else TODAY)
    for unit in units:
        Attendance.objects.create(meeting=meeting, unit=unit, status="present")
    if state in POSSIBLE[act]:
        ACTS[act](meeting, department, units[0])
    else:
        with pytest.raises(ActionError, match="会议"):
            ACTS[act](meeting, department, units[0])


@pytest.mark.parametrize("who", ["member", "town", "secretary", "sysadmin"])
@pytest.mark.parametrize("act", ACTS)
def test_only_the_department_runs_meetings(request, plan, units, act, who):
    state = next(state for state in Meeting.State.values if state in POSSIBLE[act])
    meeting = MeetingFactory(plan=plan, state=state, held_on=None if state == "planned" else TODAY)
    with pytest.raises(ActionError, match="组织部"):
        ACTS[act](meeting, request.getfixturevalue(who), units[0])
    assert not LedgerItem.objects.exists()
    assert Unit.objects.filter(attendance__isnull=False).count() == 0
