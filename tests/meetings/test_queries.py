from datetime import date

import pytest

from partybuilding.meetings.actions import open_meeting
from partybuilding.meetings.queries import load_after, load_places, presence_of, screen_of, stage_of, usual_deadline
from partybuilding.meetings.snapshot_store import read
from partybuilding.models import Attendance, FieldValue, Indicator
from tests.factories import CommunityFactory, MemberUnitFactory, PilotFactory, UnitFactory
from tests.factories_meeting import LedgerItemFactory, MeetingFactory
from tests.reports.reporting import complete_report


@pytest.fixture
def session(plan, pilots, department):
    """A meeting that is shown 162 m² of the first pilot and 210 m² of the second."""
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 162}})
    complete_report(pilots[1], approved=True)
    return open_meeting(meeting=MeetingFactory(plan=plan, number=3, planned_on=date(2005, 11, 15)), actor=department)


@pytest.fixture
def shown(session):
    return read(session.snapshot)


# --- the steps --------------------------------------------------------------------------------------------------------


def test_a_step_that_is_not_there_is_the_first(shown):
    assert [stage_of(shown, asked).step.key for asked in (None, "", "lamp-K99", "closing")] == [
        "opening",
        "opening",
        "opening",
        "closing",
    ]
    assert (stage_of(shown, None).before, stage_of(shown, "closing").after) == (None, None)


def test_a_red_lamp_is_shown_with_the_other_pilots_and_what_is_in_hand(shown):
    step = stage_of(shown, "lamp-K07-qinfenglu").step
    screen = screen_of(shown, step)
    assert [(str(cell.pilot.code), cell.text.chinese) for cell in screen.peers if cell.pilot] == [
        ("dongguan", "210 m²"),
        ("donghulu", "—"),
    ]
    assert (step.matter, step.figure) == ("秦凤路社区的阵地建筑面积：还差 38 m²", "162 m²；还差 38 m²")


def test_a_pilots_step_shows_its_own_lamps_and_says_what_was_looked_at(shown):
    step = stage_of(shown, "pilot-qinfenglu").step
    screen = screen_of(shown, step)
    assert ([cell.key for cell in screen.reds], screen.yellows) == (["K07-qinfenglu"], [])
    assert sum(tally.total for _area, tally in screen.areas) == 7
    assert (step.matter, step.figure) == ("", "必达指标 7 项，达标 6 项，红灯 1 项")


def test_what_was_agreed_belongs_to_its_step(shown, plan, pilots):
    area = plan.indicators.get(code="K07")
    of_lamp = LedgerItemFactory(plan=plan, number=1, pilot=pilots[0], indicator=area)
    of_pilot = LedgerItemFactory(plan=plan, number=2, pilot=pilots[0])
    of_all = LedgerItemFactory(plan=plan, number=3)
    for key, item in (("lamp-K07-qinfenglu", of_lamp), ("pilot-qinfenglu", of_pilot), ("duties", of_all)):
        step = stage_of(shown, key).step
        assert [each for each in (of_lamp, of_pilot, of_all) if step.is_about(each)] == [item]


@pytest.mark.parametrize(
    ("today", "deadline"),
    [
        (date(2005, 11, 15), date(2005, 12, 31)),
        (date(2005, 12, 1), date(2005, 12, 31)),
        (date(2005, 12, 2), date(2006, 3, 31)),
        (date(2006, 6, 20), date(2006, 6, 30)),
        (date(2006, 7, 2), date(2006, 7, 2)),
    ],
)
def test_a_decision_is_offered_the_end_of_the_first_quarter_that_leaves_a_month(plan, today, deadline):
    assert usual_deadline(plan, today) == deadline


# --- who came ---------------------------------------------------------------------------------------------------------


def test_units_stand_in_the_plans_order_and_the_town_after_them_uncounted(session, plan, pilots):
    town = pilots[0].community.town
    Attendance.objects.create(meeting=session, unit=town, is_member=False, status="present")
    Attendance.objects.create(meeting=session, unit=plan.lead_unit, status="excused")
    places = load_places(session)
    assert [place.unit.code for place in places] == ["zuzhibu", "minzhengju", "caizhengju", town.code]
    presence = presence_of(places)
    assert (presence.due, presence.present, presence.excused, presence.unknown) == (3, 0, 1, 2)


# --- before and after -------------------------------------------------------------------------------------------------


def test_the_meeting_before_is_the_one_held_last(plan, session):
    MeetingFactory(plan=plan, number=1, planned_on=date(2005, 6, 28), held=True)
    later = MeetingFactory(plan=plan, number=4, planned_on=date(2005, 3, 25), held=True)
    MeetingFactory(plan=plan, number=5, planned_on=date(2005, 9, 27))
    before = session.previous_held
    assert before is not None
    assert before.number == 1
    assert later.previous_held is None


def test_what_differs_today_is_listed_by_cell(session, shown):
    assert load_after(session.snapshot, shown).differences == []
    FieldValue.objects.filter(entry__report__pilot__community__code="dongguan", field__key="area").update(value=150)
    (difference,) = load_after(session.snapshot, shown).differences
    assert (difference.name, difference.pilot) == ("阵地建筑面积", "东关社区")
    assert [str(each.lamp.word) for each in (difference.was, difference.now) if each] == ["达标", "逾期"]


def test_better_words_are_no_difference(session, shown):
    Indicator.objects.filter(code="K07").update(gap_short="缺 {n}", name="面积")
    assert load_after(session.snapshot, shown).differences == []


def test_an_indicator_that_came_or_went_is_one(session, shown, plan):
    plan.indicators.filter(code="K30").update(code="K31")
    differences = load_after(session.snapshot, shown).differences
    assert [(each.was is None, each.now is None) for each in differences] == [(False, True), (True, False)]


def test_the_members_sit_first_then_the_towns_by_code_and_nobody_twice(plan):
    for code in ("zhen", "aling"):
        PilotFactory(plan=plan, community=CommunityFactory(town=UnitFactory(code=code, level="town")))
    MemberUnitFactory(plan=plan, unit=UnitFactory(code="zhen"), order=99)
    table = plan.units_at_table()
    members = [seat.unit for seat in plan.member_units.order_by("order")]
    assert [unit for unit, seat in table.items() if seat] == [seat.unit for seat in table.values() if seat] == members
    assert [unit.code for unit, seat in table.items() if not seat] == ["aling", "chengguan"]
    assert [unit.code for unit in plan.towns] == ["aling", "chengguan", "zhen"]
