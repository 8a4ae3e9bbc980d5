from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from communities.models import Role
from fengxiang import clock
from partybuilding.meetings.preparation import load_preparation
from partybuilding.models import IndicatorField, LedgerItem, Notice, NoticeItem
from partybuilding.notices.actions import tell
from partybuilding.targets.quarter import Quarter
from partybuilding.work.before_meeting import opens_on
from tests.factories import UserFactory, at
from tests.factories_meeting import DutyReportFactory, LedgerEventFactory, LedgerItemFactory, MeetingFactory
from tests.reports.reporting import complete_report

Q3 = Quarter(2005, 3)
REPORT = "report on the third quarter of 2005"
RED = {"K07": {"area": 50}}


@pytest.fixture
def meeting(plan):
    """The meeting on the third quarter, planned for 20 November: today, the 15th, lies within its days."""
    MeetingFactory(plan=plan, number=4, quarter=Quarter(2005, 2), planned_on=date(2005, 8, 10), held=True)
    return MeetingFactory(plan=plan, number=5, planned_on=date(2005, 11, 20))


@pytest.fixture
def finance(plan):
    """Somebody of 财政局, which can close the gap of K07."""
    unit = plan.member_units.get(unit__code="caizhengju").unit
    return UserFactory(username="caizhengju", name="冯某", unit=unit)


@pytest.fixture
def points(meeting):
    """Return the points of one group."""

    def points(code):
        return next(group.points for group in load_preparation(meeting).groups if group.code == code)

    return points


def told(point):
    return point.title, point.says, point.owner, [user.username for user in point.people]


# --- reports ----------------------------------------------------------------------------------------------------------


def test_missing_and_returned_reports_are_named_with_their_secretary(
    meeting, pilots, secretary, other_secretary, third_secretary
):
    complete_report(pilots[0], approved=True)
    complete_report(pilots[1], returned=True, submitted_by=other_secretary)
    with translation.override("en"):
        found = load_preparation(meeting).groups[0].points
        assert [told(point) for point in found] == [
            (f"Dongguan Community, {REPORT}", "returned", "Dongguan Community", ["dongguan"]),
            (f"Donghu Road Community, {REPORT}", "missing", "Donghu Road Community", ["donghulu"]),
        ]
    assert [(point.matters[0].kind, point.matters[0].counted_from) for point in found] == [
        ("returned", date(2005, 10, 4)),
        ("late", date(2005, 10, 5)),
    ]


def test_another_quarters_reports_are_not_of_this_meeting(points, pilots):
    for pilot in pilots:
        complete_report(pilot, submitted=True)
    assert points("reports") == []


@pytest.mark.parametrize(("state", "count"), [("submitted", 1), ("approved", 1), ("returned", 0)])
def test_what_two_indicators_state_differently_is_found(points, plan, pilots, state, count):
    IndicatorField.objects.filter(indicator__plan=plan, key="cadres").update(quantity="cadres")
    complete_report(pilots[1], approved=True)
    complete_report(pilots[0], changes={"K25": {"cadres": 5}}, **{state: True})
    with translation.override("en"):
        found = [told(point)[:3] for point in points("inconsistencies")]
    says = "“cadres in post” is 5 here, 4 cadres in K16."
    place = "Qinfeng Road Community"
    assert found == [(f"{place}: Junior college or above", f"{says} Note: 以实地核对为准", place)] * count


# --- lamps ------------------------------------------------------------------------------------------------------------


def test_a_red_lamp_without_an_open_item_is_told_to_who_can_close_it(points, plan, pilots, finance):
    complete_report(pilots[0], approved=True, changes=RED)
    with translation.override("en"):
        (point,) = [each for each in points("lamps") if each.owed.about.pilot]
        assert told(point) == (
            "Qinfeng Road Community: Gross floor area",
            "50 m² (150 m² short)",
            "Finance Bureau",
            ["caizhengju"],
        )
    assert "/ledger/new/?" in point.address
    item = LedgerItemFactory(plan=plan, pilot=pilots[0], indicator=plan.indicators.get(code="K07"))
    assert not [each for each in points("lamps") if each.owed.about.pilot]
    LedgerItem.objects.filter(pk=item.pk).update(state="closed")
    assert [each for each in points("lamps") if each.owed.about.pilot]


def test_a_lamp_nobody_else_can_close_is_the_departments_own(points, plan, pilots, department):
    plan.indicators.get(code="K07").leads.set([plan.member_units.get(unit__code="zuzhibu")])
    complete_report(pilots[0], approved=True, changes=RED)
    (point,) = [each for each in points("lamps") if each.owed.about.pilot]
    assert (point.is_own, point.people) == (True, [])


# --- items ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opened", "moved", "state", "is_named"),
    [
        (date(2005, 8, 10), None, "opened", True),
        (date(2005, 8, 10), date(2005, 8, 9), "in_hand", True),
        (date(2005, 8, 10), date(2005, 9, 1), "in_hand", False),
        (date(2005, 9, 1), None, "opened", False),
        (date(2005, 8, 10), None, "closed", False),
    ],
)
def test_an_item_without_progress_since_the_last_meeting(points, plan, finance, opened, moved, state, is_named):
    item = LedgerItemFactory(plan=plan, responsible=finance.unit, opened_on=opened, state=state)
    if moved:
        LedgerEventFactory(item=item, actor=finance, on=moved)
    found = points("items")
    assert [point.owed.about.item for point in found] == ([item] if is_named else [])
    if found:
        assert found[0].people == [finance]


def test_putting_a_deadline_off_is_no_progress(points, plan, finance, department):
    item = LedgerItemFactory(plan=plan, responsible=finance.unit, opened_on=date(2005, 8, 10))
    LedgerEventFactory(item=item, actor=department, kind="extended", on=date(2005, 10, 1))
    assert [point.owed.about.item for point in points("items")] == [item]


def test_what_waits_for_the_check_is_the_departments_own(points, plan, finance):
    LedgerItemFactory(plan=plan, responsible=finance.unit, opened_on=date(2005, 8, 10), state="close_asked")
    assert [(point.is_own, point.people) for point in points("items")] == [(True, [])]


# --- duty reports -----------------------------------------------------------------------------------------------------


def test_who_has_not_reported_on_duties_is_named_and_the_town_too(points, plan, pilots, member, finance, town):
    DutyReportFactory(plan=plan, unit=finance.unit, submitted_at=at(date(2005, 10, 4)), submitted_by=finance)
    found = points("duties")
    assert [(point.owed.owner.units[0].code, [user.username for user in point.people]) for point in found] == [
        ("zuzhibu", []),
        ("minzhengju", ["minzhengju"]),
        ("chengguan", ["chengguan"]),
    ]
    assert [point.is_own for point in found] == [True, False, False]


# --- who was told -----------------------------------------------------------------------------------------------------


def test_who_was_told_since_the_days_began_stands_beside_it(meeting, pilots, secretary, department):
    load = load_preparation(meeting).groups[0].points[0]
    for day in (date(2005, 11, 12), date(2005, 11, 14)):
        with clock.set_to(day):
            tell(matters=load.matters, actor=department)
    Notice.objects.filter(day=date(2005, 11, 14)).update(read_at=at(date(2005, 11, 14)))
    preparation = load_preparation(meeting)
    point = preparation.groups[0].points[0]
    assert [(each.notice.day, bool(each.notice.read_at)) for each in point.notices] == [(date(2005, 11, 14), True)]
    assert point.left == [secretary]  # not today
    assert [(first.notice.recipient, len(about)) for first, about in preparation.messages] == [(secretary, 1)]


def test_told_today_is_not_left(meeting, pilots, secretary, department):
    point = load_preparation(meeting).groups[0].points[0]
    tell(matters=point.matters, actor=department)
    assert load_preparation(meeting).groups[0].points[0].left == []


@pytest.mark.parametrize(
    ("day", "is_open"), [(date(2005, 11, 12), False), (date(2005, 11, 13), True), (date(2005, 11, 20), True)]
)
def test_it_opens_seven_days_before_the_meeting(meeting, pilots, day, is_open):
    with clock.set_to(day):
        assert load_preparation(meeting).is_open is is_open
    assert opens_on(meeting) == date(2005, 11, 13)


def test_it_is_over_once_the_meeting_has_begun(meeting, pilots):
    meeting.state, meeting.held_on = "open", date(2005, 11, 15)
    assert not load_preparation(meeting).is_open


@pytest.mark.alike
def test_many_points_cost_as_many_queries_as_few(meeting, plan, pilots, finance, secretary, department):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            preparation = load_preparation(meeting)
            shown = [each.notice.recipient.unit for point in preparation.points for each in point.notices]
        assert shown
        return len(queries)

    complete_report(pilots[1], approved=True, changes=RED)
    LedgerItemFactory(plan=plan, responsible=finance.unit, opened_on=date(2005, 8, 10))
    tell(matters=load_preparation(meeting).points[0].matters, actor=department)
    few = cost()
    complete_report(pilots[0], approved=True, changes=RED)
    for _n in range(6):
        LedgerItemFactory(plan=plan, responsible=finance.unit, opened_on=date(2005, 8, 10))
        UserFactory(role=Role.MEMBER, unit=finance.unit)
    tell(matters=[matter for point in load_preparation(meeting).points for matter in point.matters], actor=department)
    assert NoticeItem.objects.count() > 30
    assert cost() == few <= 45
