from datetime import date

import pytest
from django.utils import translation

from fengxiang import clock
from partybuilding.models import Milestone, TownBody
from partybuilding.targets.quarter import Quarter
from partybuilding.timeline.exports import timeline_table
from partybuilding.timeline.queries import MilestoneState, load_timeline
from tests.factories import at
from tests.factories_meeting import MilestoneRecordFactory
from tests.reports.reporting import complete_report

DAY = date(2005, 11, 15)
SHORT = {"K07": {"area": 100}}


@pytest.fixture
def milestones(plan):
    """One milestone that is read off the floor area, one of the town, one nothing is recorded of."""
    first, second, _third, _fourth = plan.phases.all()
    for phase, code, scope in [
        (first, "special-body", "town"),
        (first, "leaders", "pilot"),
        (second, "floor-area", "pilot"),
    ]:
        Milestone.objects.create(phase=phase, code=code, scope=scope, order=1, name=code)
    plan.indicators.create(
        code="K36", area=plan.areas.get(number=6), order=36, name="镇专门机构", scope="plan", kind="required",
        source="record", measure="special_body", operator="yes_no", section="四·1", due_phase=first,
    ).fields.create(key="set_up", role="condition", order=1, name="已成立")  # fmt: skip


def states(plan, code, day=DAY):
    """Return how a milestone stands at each pilot (or in the county), and since when."""
    with clock.set_to(day):
        stones = [stone for stage in load_timeline(plan, day).stages for stone in stage.stones]
    (stone,) = [stone for stone in stones if stone.milestone.code == code]
    return [(reading.state, str(reading.since or "")) for reading in stone.readings]


def test_a_milestone_is_done_in_time_done_late_or_late(plan, pilots, milestones):
    complete_report(pilots[0], approved=True, quarter=Quarter(2004, 4))
    complete_report(pilots[1], approved=True, quarter=Quarter(2004, 4), changes=SHORT)
    complete_report(pilots[1], approved=True, quarter=Quarter(2005, 1))
    complete_report(pilots[2], approved=True, quarter=Quarter(2004, 4), changes=SHORT)
    assert states(plan, "floor-area") == [
        (MilestoneState.DONE, "2004Q4"),
        (MilestoneState.DONE_LATE, "2005Q1"),
        (MilestoneState.LATE, ""),
    ]


def test_what_was_reached_and_lost_again_is_not_done(plan, pilots, milestones):
    complete_report(pilots[0], approved=True, quarter=Quarter(2004, 4))
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 1), changes=SHORT)
    assert states(plan, "floor-area")[0] == (MilestoneState.LATE, "")
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2))
    assert states(plan, "floor-area")[0] == (MilestoneState.DONE_LATE, "2005Q2")


def test_a_report_that_is_not_approved_tells_nothing(plan, pilots, milestones):
    complete_report(pilots[0], submitted=True, quarter=Quarter(2004, 4))
    assert states(plan, "floor-area")[0] == (MilestoneState.UNRECORDED, "")


@pytest.mark.parametrize(
    ("day", "state"), [(date(2004, 12, 31), MilestoneState.PLANNED), (date(2005, 1, 1), MilestoneState.UNRECORDED)]
)
def test_a_milestone_is_planned_until_its_phase_is_over(plan, milestones, day, state):
    assert {state for state, _since in states(plan, "floor-area", day)} == {state}
    assert states(plan, "leaders", day)[0][0] == MilestoneState.UNRECORDED


def test_what_concerns_the_town_is_read_off_the_countys_records(plan, milestones):
    assert states(plan, "special-body") == [(MilestoneState.LATE, "")]
    TownBody.objects.create(plan=plan, town=plan.towns.get(), since=date(2004, 9, 10))
    assert states(plan, "special-body") == [(MilestoneState.DONE, "2004Q3")]


def test_reports_are_in_time_late_or_owed(plan, pilots):
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2))
    complete_report(pilots[1], returned=True, quarter=Quarter(2005, 2))
    deadlines = {str(each.quarter): each for each in load_timeline(plan, DAY).deadlines}
    assert [state for _slot, state in deadlines["2005Q2"].slots] == [
        MilestoneState.DONE,
        MilestoneState.RETURNED,
        MilestoneState.LATE,
    ]
    assert {state for _slot, state in deadlines["2005Q4"].slots} == {MilestoneState.PLANNED}
    assert (deadlines["2005Q2"].on_time, deadlines["2005Q2"].late) == (2, 1)
    assert deadlines["2005Q2"].day == date(2005, 7, 5)


def test_a_report_that_came_after_its_deadline_came_in_late(plan, pilots):
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2), submitted_at=at(date(2005, 7, 8)))
    (deadline,) = [each for each in load_timeline(plan, DAY).deadlines if each.quarter == Quarter(2005, 2)]
    assert deadline.slots[0][1] == MilestoneState.DONE_LATE


def test_the_communities_figures_say_nothing_of_what_the_town_has_to_do(plan, pilots):
    complete_report(pilots[0], approved=True, quarter=Quarter(2004, 4))
    phase = plan.phases.get(number=2)
    Milestone.objects.create(phase=phase, code="floor-area", scope="town", order=1, name="x")
    assert states(plan, "floor-area") == [(MilestoneState.UNRECORDED, "")]
    (stone,) = load_timeline(plan, DAY).stages[1].stones
    assert stone.indicator is None


def test_targets_are_counted_in_the_phase_that_wants_them(plan, pilots):
    complete_report(pilots[0], approved=True)
    complete_report(pilots[1], approved=True, changes=SHORT)
    stages = load_timeline(plan, DAY).stages
    assert [each.code for each in stages[1].due] == ["K06", "K07", "K09", "K16"]
    assert [(each.met, each.total) for each in stages[1].tallies] == [(4, 4), (3, 4), (0, 4)]


def test_the_strip_holds_every_milestone_and_report_once(plan, pilots, milestones):
    strip = load_timeline(plan, DAY).strip
    marks = [lane.marks for lane in strip.lanes]
    assert [len([mark for mark in lane if not mark.is_report]) for lane in marks] == [1, 2, 2, 2]
    assert [len([mark for mark in lane if mark.is_report]) for lane in marks] == [0, 8, 8, 8]


def test_the_milestones_of_a_phase_stand_within_it(plan, pilots, milestones):
    strip = load_timeline(plan, DAY).strip
    _stage, left, width = strip.phases[0]
    assert all(left < mark.x < left + width for mark in strip.lanes[0].marks)


def test_now_moves_with_the_clock_and_is_drawn_only_on_the_strip(plan):
    before, first, later, after = (
        load_timeline(plan, day).strip.now for day in (date(2000, 1, 1), DAY, date(2005, 11, 16), date(2010, 1, 1))
    )
    assert first
    assert later
    assert first < later
    assert (before, after) == (None, None)


def test_it_says_where_the_plan_stands(plan, pilots, milestones):
    complete_report(pilots[0], approved=True, quarter=Quarter(2004, 4))
    with translation.override("en"):
        assert load_timeline(plan, DAY).summary == (
            "Now: Raising standards. Milestones of the phases that are over: 1 done in time, 0 done late, 1 late and "
            "not done, 5 without a record."
        )
        assert load_timeline(plan, date(2004, 8, 1)).summary == "No phase is over yet."


# --- what the county has recorded -------------------------------------------------------------------------------------


def test_a_recorded_milestone_is_done_from_its_day_whatever_the_figures_say(plan, pilots, milestones):
    short = complete_report(pilots[0], approved=True, quarter=Quarter(2004, 4), changes=SHORT)
    stone = Milestone.objects.get(code="floor-area")
    MilestoneRecordFactory(milestone=stone, pilot=short.pilot, reached_on=date(2004, 12, 31))
    MilestoneRecordFactory(milestone=stone, pilot=pilots[1], reached_on=date(2005, 1, 1))
    assert states(plan, "floor-area") == [
        (MilestoneState.DONE, ""),
        (MilestoneState.DONE_LATE, ""),
        (MilestoneState.UNRECORDED, ""),
    ]


def test_a_milestone_is_not_reached_before_its_day(plan, pilots, milestones):
    stone = Milestone.objects.get(code="leaders")
    MilestoneRecordFactory(milestone=stone, pilot=pilots[0], reached_on=date(2004, 8, 20))
    assert states(plan, "leaders", date(2004, 8, 19))[0] == (MilestoneState.PLANNED, "")
    assert states(plan, "leaders", date(2004, 8, 20))[0] == (MilestoneState.DONE, "")


def test_a_recorded_milestone_of_the_town_says_day_and_remark(as_user, member, plan, milestones):
    stone = Milestone.objects.get(code="special-body")
    proof = MilestoneRecordFactory(milestone=stone, reached_on=date(2004, 9, 10), remark="三人", document="a.pdf")
    client = as_user(member)
    client.cookies["django_language"] = "en"
    content = client.get("/fengxiang-2004/timeline/").content.decode()
    assert '10 September 2004<span class="stone__more"> · 三人</span>' in content
    assert f"/fengxiang-2004/records/milestones/{proof.pk}/" in content


# --- who answers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "marks", "leads", "parties"),
    [
        ("county", {}, [], ["组织部"]),
        ("town", {}, [], ["城关镇党委"]),
        ("pilot", {}, [], ["各社区"]),
        ("units", {}, [], ["各成员单位"]),
        ("pilot", {"town_answers": True, "community_answers": True}, [], ["城关镇党委", "各社区"]),
        ("pilot", {}, ["zuzhibu"], ["组织部"]),
        ("county", {"town_answers": True}, ["minzhengju"], ["民政局", "城关镇党委"]),
    ],
)
def test_a_milestone_says_who_answers_for_it(plan, pilots, scope, marks, leads, parties):
    milestone = Milestone.objects.create(phase=plan.phases.first(), code="x", scope=scope, order=1, name="x", **marks)
    milestone.leads.set(plan.member_units.filter(unit__code__in=leads))
    timeline = load_timeline(plan, DAY)
    [stone] = [stone for stage in timeline.stages for stone in stage.stones]
    assert list(map(str, stone.parties)) == parties
    named = [party.replace("各社区", "秦凤路社区") for party in parties]
    assert "、".join(named) in timeline_table(timeline).rows[0]
