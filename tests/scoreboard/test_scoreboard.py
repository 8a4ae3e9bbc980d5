from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengxiang import clock
from partybuilding.models import FieldValue, Report, ReportEvent
from partybuilding.scoreboard.cell import Tally
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.targets.numbers import signed
from partybuilding.targets.pace import Colour, Lamp
from partybuilding.targets.quarter import Quarter
from tests.factories import CadreFactory, CommunityFactory, MemberUnitFactory, ReportFactory, RoomFactory
from tests.factories_indicator import IndicatorFactory
from tests.reports.reporting import complete_report
from tests.sample_plan import make_plan

SECOND, THIRD, FOURTH = Quarter(2005, 2), Quarter(2005, 3), Quarter(2005, 4)
HARD = 7  # required clauses of each community in the sample plan; one more is the county's


def cell_of(board, code, pilot=None):
    """Return the cell of an indicator for a pilot, or the county's."""
    cells = [cell for block in board.blocks for row in block.rows for cell in row.cells]
    return next(cell for cell in cells if cell.indicator.code == code and cell.pilot == pilot)


def printed(board):
    """Return everything a dashboard says of its cells."""
    cells = [cell for block in board.blocks for row in block.rows for cell in row.cells]
    return [(cell.indicator.code, str(cell.pilot), cell.text, cell.lamp, cell.verdict, cell.bullet) for cell in cells]


# --- which values count ----------------------------------------------------------------------------------------------


def test_an_approved_report_is_shown_and_judged(plan, pilots):
    complete_report(pilots[0], approved=True)
    cell = cell_of(load_scoreboard(plan, THIRD), "K07", pilots[0])
    assert (cell.text, cell.lamp, cell.as_of) == ("210 m²", Lamp.MET, None)
    assert cell.bullet.target < cell.bullet.bar


@pytest.mark.parametrize(
    ("state", "lamp"),
    [({}, Lamp.NOT_REPORTED), ({"submitted": True}, Lamp.NOT_APPROVED), ({"returned": True}, Lamp.NOT_REPORTED)],
)
def test_any_other_report_is_not(plan, pilots, state, lamp):
    complete_report(pilots[0], **state)
    cell = cell_of(load_scoreboard(plan, THIRD), "K07", pilots[0])
    assert (cell.text, cell.lamp, cell.verdict.amount) == ("—", lamp, None)


def test_a_value_not_filled_in_is_not_zero(plan, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": None}})
    cell = cell_of(load_scoreboard(plan, THIRD), "K07", pilots[0])
    assert (cell.text, cell.lamp, cell.colour) == ("—", Lamp.NOT_REPORTED, Colour.GREY)


def test_zero_is_a_value(plan, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 0}})
    cell = cell_of(load_scoreboard(plan, THIRD), "K07", pilots[0])
    assert (cell.text, cell.lamp, cell.verdict.gap) == ("0 m²", Lamp.OVERDUE, "还差 200 m²")


def test_without_an_approved_report_the_last_approved_value_is_judged_and_marked(plan, pilots):
    complete_report(pilots[0], approved=True, quarter=SECOND, changes={"K07": {"area": 186}})
    complete_report(pilots[0], submitted=True)
    board = load_scoreboard(plan, THIRD)
    cell = cell_of(board, "K07", pilots[0])
    assert (cell.text, cell.as_of, cell.carried) == ("186 m²", SECOND, "沿用2005年第二季度")
    assert (cell.lamp, cell.verdict.gap, cell.change) == (Lamp.OVERDUE, "还差 14 m²", "")
    assert (cell.bullet.bar, len(board.reds), board.carried_reds) == (84.55, 1, 1)


@pytest.mark.parametrize(("has_begun", "text"), [(True, "186 m²"), (False, "186 m²")], ids=["begun", "to come"])
def test_a_carried_value_is_judged_once_the_quarter_has_begun(plan, pilots, has_begun, text):
    complete_report(pilots[0], approved=True, quarter=SECOND, changes={"K07": {"area": 186}})
    cell = cell_of(load_scoreboard(plan, FOURTH if has_begun else FOURTH.next), "K07", pilots[0])
    assert (cell.text, cell.lamp) == (text, Lamp.OVERDUE if has_begun else Lamp.NOT_DUE)


def test_a_count_of_the_quarter_is_not_carried(plan, pilots):
    plan.indicators.filter(code="K07").update(is_flow=True)
    complete_report(pilots[0], approved=True, quarter=SECOND, changes={"K07": {"area": 186}})
    cell = cell_of(load_scoreboard(plan, THIRD), "K07", pilots[0])
    assert (cell.text, cell.as_of, cell.lamp, cell.is_known) == ("—", None, Lamp.NOT_REPORTED, False)
    assert cell.last_count == "本季度未报，2005年第二季度为186 m²"


def test_what_is_carried_can_be_left_out(plan, pilots):
    complete_report(pilots[0], approved=True, quarter=SECOND, changes={"K07": {"area": 186}})
    complete_report(pilots[1], approved=True)
    board = load_scoreboard(plan, THIRD, only_current=True)
    assert cell_of(board, "K07", pilots[0]).lamp == Lamp.NOT_REPORTED
    assert (cell_of(board, "K07", pilots[1]).lamp, board.tally.carried) == (Lamp.MET, 0)
    assert [each.last_known for each in board.standings] == [SECOND, THIRD, None]


def test_a_reopened_report_gives_way_to_the_quarter_before(plan, pilots):
    complete_report(pilots[0], approved=True, quarter=SECOND, changes={"K07": {"area": 186}})
    report = complete_report(pilots[0], approved=True)
    assert cell_of(load_scoreboard(plan, THIRD), "K07", pilots[0]).text == "210 m²"
    Report.objects.filter(pk=report.pk).update(state=Report.State.RETURNED)
    assert cell_of(load_scoreboard(plan, THIRD), "K07", pilots[0]).as_of == SECOND


def test_a_later_quarter_does_not_reach_back(plan, pilots):
    complete_report(pilots[0], approved=True, quarter=THIRD)
    assert cell_of(load_scoreboard(plan, SECOND), "K07", pilots[0]).text == "—"


def test_pilots_are_kept_apart_and_in_the_plans_order(plan, pilots):
    complete_report(pilots[1], approved=True, changes={"K07": {"area": 150}})
    board = load_scoreboard(plan, THIRD)
    assert [standing.pilot for standing in board.standings] == pilots
    assert [cell_of(board, "K07", pilot).text for pilot in pilots] == ["—", "150 m²", "—"]


def test_an_old_quarter_does_not_change_when_a_register_entry_does(plan, pilots):
    room = RoomFactory(community=pilots[0].community, gross_floor_area=210)
    complete_report(pilots[0], approved=True)
    before = printed(load_scoreboard(plan, THIRD))
    room.gross_floor_area = Decimal(20)
    room.save()
    CadreFactory(community=pilots[0].community)
    assert printed(load_scoreboard(plan, THIRD)) == before


# --- change since last quarter ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (186, 210, "+24"),
        (210, 186, "−24"),
        (210, 210, "±0"),
        ("199.5", 200, "+0.5"),
        ("199.99", 200, "+0.01"),
    ],
)
def test_the_change_since_last_quarter_carries_its_sign(plan, pilots, before, now, change):
    complete_report(pilots[0], approved=True, quarter=SECOND, changes={"K07": {"area": before}})
    complete_report(pilots[0], approved=True, changes={"K07": {"area": now}})
    assert cell_of(load_scoreboard(plan, THIRD), "K07", pilots[0]).change == change


def test_without_the_quarter_before_there_is_no_change(plan, pilots):
    complete_report(pilots[0], approved=True, quarter=SECOND.previous)
    complete_report(pilots[0], submitted=True, quarter=SECOND)
    complete_report(pilots[0], approved=True)
    assert cell_of(load_scoreboard(plan, THIRD), "K07", pilots[0]).change == ""


@pytest.mark.parametrize(
    ("difference", "in_points", "text"),
    [
        (1234, False, "+1,234"),
        (Decimal("-0.5"), False, "−0.5"),
        (Decimal("0.10"), False, "+0.1"),
        (0, False, "±0"),
        (Fraction(50, 9), True, "+5.6"),
        (Fraction(-100, 3), True, "−33.3"),
    ],
)
def test_a_difference_is_signed(difference, in_points, text):
    assert signed(difference, in_points=in_points) == text


# --- lamps, gaps and sums --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "figures", "lamp", "gap"),
    [
        ("K07", {"area": "199.99"}, Lamp.OVERDUE, "还差 0.01 m²"),
        ("K16", {"cadres": 2}, Lamp.OVERDUE, "缺 1 人"),
        ("K16", {"cadres": 6}, Lamp.OVERDUE, "超编 1 人"),
        ("K16", {"cadres": 5}, Lamp.MET, ""),
        ("K18", {"dual_post": 0}, Lamp.NOT_REACHED, None),
        ("K22", {"total": 2, "outside": 1}, Lamp.BEHIND, "1 人超过 55 周岁"),
        ("K22", {"total": 2, "outside": 0, "waived": 1}, Lamp.MET, ""),
        ("K22", {"total": 0, "outside": 0}, Lamp.EMPTY, ""),
        ("K25", {"graduates": 0}, Lamp.NO_TARGET, ""),
        ("K28", {"civilised": 3, "compounds": 9}, Lamp.ON_PACE, "再认定 2 个小区即达 50%（3/9）"),
        ("K28", {"civilised": 0, "compounds": 0}, Lamp.EMPTY, ""),
        ("K29", {"awarded": 0}, Lamp.NOT_DUE, None),
    ],
)
def test_each_kind_of_clause_has_its_lamp_and_gap(plan, pilots, code, figures, lamp, gap):
    complete_report(pilots[0], approved=True, changes={code: figures})
    cell = cell_of(load_scoreboard(plan, THIRD), code, pilots[0])
    assert cell.lamp == lamp
    assert gap is None or cell.verdict.gap == gap


def test_it_is_judged_by_the_quarters_last_day_or_by_today(plan):
    assert load_scoreboard(plan, THIRD).on == date(2005, 9, 30)
    assert load_scoreboard(plan, FOURTH).on == date(2005, 11, 15)


def test_a_pilots_tally_counts_hard_targets_alone(plan, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 100}, "K18": {"dual_post": 0}})
    tally = load_scoreboard(plan, THIRD).standings[0].tally
    assert (tally.met, tally.total) == (HARD - 1, HARD)
    assert tally.counts == {Colour.RED: 1, Colour.YELLOW: 0, Colour.GREEN: HARD - 1, Colour.GREY: 0}
    assert (tally.worst, tally.warnings) == (Colour.RED, [(Colour.RED, 1)])


def test_the_countys_tally_adds_up_all_pilots_and_its_own_clauses(plan, pilots):
    for pilot in pilots[:2]:
        complete_report(pilot, approved=True)
    tally = load_scoreboard(plan, THIRD).tally
    assert (tally.met, tally.total) == (2 * HARD, 3 * HARD + 1)
    assert tally.counts[Colour.GREY] == HARD + 1
    assert tally.met + sum(count for _word, count in tally.rest) == tally.total
    assert 0 not in dict(tally.rest).values()


def test_carried_values_are_counted_and_told_apart(plan, pilots):
    complete_report(pilots[0], approved=True, quarter=SECOND, changes={"K07": {"area": 100}})
    tally = load_scoreboard(plan, THIRD).standings[0].tally
    assert (tally.met, tally.reds, tally.carried, tally.carried_reds) == (HARD - 1, 1, HARD, 1)


def test_the_bars_of_a_tally_fill_a_hundred(plan, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 100}})
    bars = load_scoreboard(plan, THIRD).standings[0].tally.bars
    assert bars == [("met", 0.0, 85.71), (Colour.RED, 85.71, 14.29)]


def test_an_area_with_a_target_that_is_not_judged_is_not_green(plan, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": None}})
    tally = load_scoreboard(plan, THIRD).standings[0].tally
    assert (tally.met, tally.counts[Colour.GREY], tally.worst) == (HARD - 1, 1, Colour.GREY)


def test_nothing_to_count_has_no_bars():
    assert Tally.of([]).bars == []
    assert Tally.of([]).worst == Colour.GREY


def test_red_lamps_are_listed_in_the_plans_order(plan, pilots):
    complete_report(pilots[1], approved=True, changes={"K16": {"cadres": 1}, "K07": {"area": 100}})
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 120}})
    reds = load_scoreboard(plan, THIRD).reds
    assert [(cell.indicator.code, cell.pilot) for cell in reds] == [
        ("K07", pilots[0]),
        ("K07", pilots[1]),
        ("K16", pilots[1]),
    ]


def test_a_red_lamp_knows_who_can_close_it(plan, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 100}})
    cell = load_scoreboard(plan, THIRD).reds[0]
    assert list(map(str, cell.parties)) == ["财政局"]
    assert cell.due == date(2004, 12, 31)


def test_targets_met_in_the_quarter_before_are_counted(plan, pilots):
    assert load_scoreboard(plan, THIRD).met_before is None
    complete_report(pilots[0], approved=True, quarter=SECOND, changes={"K07": {"area": 100}})
    complete_report(pilots[1], submitted=True, quarter=SECOND)
    assert load_scoreboard(plan, THIRD).met_before == HARD - 1


def test_reports_approved_and_waited_for(plan, pilots):
    complete_report(pilots[0], approved=True)
    complete_report(pilots[1], submitted=True)
    board = load_scoreboard(plan, THIRD)
    assert board.approved == 1
    assert [standing.pilot for standing in board.waiting] == pilots[1:]


# --- the county's records --------------------------------------------------------------------------------------------


def test_what_no_record_holds_yet_is_grey(plan):
    cell = cell_of(load_scoreboard(plan, THIRD), "K30")
    assert (cell.lamp, cell.text, cell.pilot) == (Lamp.NOT_REPORTED, "—", None)


def test_a_communitys_record_that_is_not_kept_yet_is_grey(plan, pilots):
    area = plan.areas.get(number=6)
    IndicatorFactory(plan=plan, area=area, code="K37", source="record", fields=[{"key": "leaders"}])
    complete_report(pilots[0], approved=True)
    assert cell_of(load_scoreboard(plan, THIRD), "K37", pilots[0]).lamp == Lamp.NOT_REPORTED


def add_yearly(plan):
    """Add a clause of the county that is due in each quarter and counts confirmed duties."""
    IndicatorFactory(
        plan=plan,
        area=plan.areas.get(number=6),
        code="K38",
        scope="plan",
        source="record",
        measure="duties_confirmed",
        operator="frequency",
        target=1,
        fields=[{"key": "units"}],
    )


@pytest.mark.parametrize(
    ("quarter", "today", "lamp"),
    [
        (THIRD, date(2005, 11, 15), Lamp.OVERDUE),
        (THIRD, date(2005, 9, 30), Lamp.BEHIND),
        (FOURTH, date(2005, 11, 15), Lamp.NOT_DUE),
        (FOURTH, date(2005, 12, 20), Lamp.BEHIND),
        (FOURTH.next, date(2005, 12, 31), Lamp.NOT_DUE),
    ],
)
def test_what_is_due_in_each_quarter_turns_red_the_day_after(plan, quarter, today, lamp):
    add_yearly(plan)
    with clock.set_to(today):
        assert cell_of(load_scoreboard(plan, quarter), "K38").lamp == lamp


def test_a_record_of_the_county_is_read_on_the_day(plan):
    add_yearly(plan)
    MemberUnitFactory(plan=plan, duties_confirmed_on=date(2005, 9, 30))
    assert cell_of(load_scoreboard(plan, THIRD), "K38").lamp == Lamp.MET
    assert cell_of(load_scoreboard(plan, SECOND), "K38").lamp == Lamp.OVERDUE


# --- the frame of the page ------------------------------------------------------------------------------------------


def test_the_phases_lie_end_to_end(plan):
    bars = load_scoreboard(plan, THIRD).phase_bars
    assert [bar.state for bar in bars] == ["over", "over", "running", "to-come"]
    assert bars[0].left == 0
    assert sum(bar.width for bar in bars) == pytest.approx(100, abs=0.05)


@pytest.mark.parametrize(
    ("today", "now"), [(date(2004, 7, 27), 0.14), (date(2006, 6, 30), 100), (date(2007, 1, 1), 100)]
)
def test_now_stands_on_the_time_line(plan, today, now):
    with clock.set_to(today):
        assert load_scoreboard(plan, Quarter.of(min(today, plan.ends_on))).now == now


@pytest.mark.parametrize(
    ("asked", "shown"), [(["2", "99"], {2}), (["all"], {2, 3, 4, 5, 6}), (["none"], set()), (["x", ""], set())]
)
def test_the_areas_asked_for_are_open(plan, asked, shown):
    blocks = load_scoreboard(plan, THIRD, opened=asked).blocks
    assert {block.area.number for block in blocks if block.is_open} == shown
    assert [block.area.number for block in blocks] == [2, 3, 4, 5, 6]


def test_unless_asked_the_area_with_the_most_red_lamps_is_open(plan, pilots):
    assert not any(block.is_open for block in load_scoreboard(plan, THIRD).blocks)
    complete_report(pilots[0], approved=True, changes={"K16": {"cadres": 6}})
    assert [block.area.number for block in load_scoreboard(plan, THIRD).blocks if block.is_open] == [4]


def test_opening_one_area_leaves_the_others_as_they_are(plan):
    blocks = load_scoreboard(plan, THIRD, opened=["2"]).blocks
    assert {block.area.number: block.toggle for block in blocks if block.area.number < 4} == {
        2: ["none"],
        3: ["2", "3"],
    }


def test_an_empty_report_is_no_value(plan, pilots):
    ReportFactory(pilot=pilots[0], approved=True)
    assert cell_of(load_scoreboard(plan, THIRD), "K07", pilots[0]).lamp == Lamp.NOT_REPORTED
    assert not FieldValue.objects.exists()


@pytest.mark.alike
def test_a_plan_of_30_pilots_costs_as_many_queries_as_one_of_3(db):
    def cost(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            complete_report(pilot, approved=True, quarter=SECOND)
            complete_report(pilot, approved=True)
        assert ReportEvent.objects.filter(report__pilot__plan=plan).count() == count * 4
        with CaptureQueriesContext(connection) as queries:
            board = load_scoreboard(plan, THIRD)
            assert len(printed(board)) == count * 10 + 1
        return len(queries)

    assert cost(3, "small") == cost(30, "large") <= 10
