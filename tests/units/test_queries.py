import pytest

from partybuilding.models import Duty, MemberUnit
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.targets.quarter import Quarter
from partybuilding.units.queries import load_unit_list, load_unit_page
from tests.factories_indicator import IndicatorFactory
from tests.reports.reporting import complete_report

THIRD = Quarter(2005, 3)


def page_of(seat, quarter):
    return load_unit_page(seat.plan, seat.unit, seat, quarter)


@pytest.fixture
def seats(plan):
    """zuzhibu, minzhengju and caizhengju, which leads K07 alone and K06 with minzhengju; their duties."""
    _zuzhibu, minzhengju, caizhengju = seats = list(plan.member_units.order_by("order"))
    plan.indicators.get(code="K06").leads.add(caizhengju, minzhengju)
    for number, (code, units) in enumerate([("funds", [caizhengju]), ("pay", [minzhengju, caizhengju])], 1):
        Duty.objects.create(plan=plan, code=code, order=number, name=code).units.add(*units)
    return seats


@pytest.fixture
def behind(pilots, seats):
    """The first pilot meets all, the second lacks floor area and a room."""
    complete_report(pilots[0], approved=True)
    complete_report(pilots[1], approved=True, changes={"K07": {"area": 50}, "K06": {"room_police": 0}})


def test_the_units_stand_in_the_plans_order(plan, seats):
    MemberUnit.objects.filter(pk=seats[0].pk).update(order=9)
    lines = load_unit_list(plan, THIRD).lines
    assert [line.seat for line in lines] == [seats[1], seats[2], seats[0]]


def test_a_line_counts_duties_indicators_and_red_lamps(plan, seats, behind):
    lines = load_unit_list(plan, THIRD).lines
    counts = [(line.duties, line.shared, line.indicators, line.reds) for line in lines]
    assert counts == [(0, 0, 0, 0), (1, 1, 1, 1), (2, 1, 2, 2)]


def test_a_unit_has_its_own_duties_and_whom_it_shares_them_with(seats):
    page = page_of(seats[2], THIRD)
    assert [(each.duty.code, each.shared_with) for each in page.duties] == [("funds", []), ("pay", [seats[1]])]
    assert page.joint_with == []


def test_duties_that_are_all_joint_are_said_to_be(seats):
    assert page_of(seats[1], THIRD).joint_with == [seats[2]]
    assert page_of(seats[0], THIRD).joint_with == []


def test_the_indicators_are_those_it_can_close_with_whom(seats):
    page = page_of(seats[2], THIRD)
    told = [(led.row.indicator.code, [str(each) for each in led.shared_with]) for led in page.rows]
    assert told == [("K06", ["民政局"]), ("K07", [])]


def test_the_lamps_are_those_of_the_county_dashboard(plan, seats, behind):
    page = page_of(seats[2], THIRD)
    own = [cell for cell in load_scoreboard(plan, THIRD).reds if cell.indicator.code in {"K06", "K07"}]
    told = [(cell.indicator.code, str(cell.pilot), cell.verdict.gap) for cell in page.reds]
    assert told == [(cell.indicator.code, str(cell.pilot), cell.verdict.gap) for cell in own]
    assert (len(told), page.tally.reds, page.tally.met, page.tally.total) == (2, 2, 2, 6)


def test_another_quarter_has_its_own_lamps(seats, behind):
    assert page_of(seats[2], Quarter(2005, 2)).reds == []


def test_the_duties_stand_where_the_plan_has_them_confirmed(plan, seats):
    assert page_of(seats[0], THIRD).section == ""
    IndicatorFactory(
        plan=plan, code="K38", area=plan.areas.first(), name="职责确认", scope="plan", source="record",
        measure="duties_confirmed", operator="at_least", target=3, section="四·2",
    )  # fmt: skip
    assert page_of(seats[0], THIRD).section == load_unit_list(plan, THIRD).section == "四·2"
