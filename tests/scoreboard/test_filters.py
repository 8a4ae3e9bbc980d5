"""What of the county dashboard is looked at."""

import pytest
from django.utils import translation

from partybuilding.plan.queries import load_plan_context
from partybuilding.scoreboard.filters import (
    RED_FIRST,
    RED_FIRST_IN_ENGLISH,
    compared,
    read_selection,
    red_first,
    select,
)
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.targets.pace import Colour
from partybuilding.targets.quarter import Quarter
from tests.reports.reporting import complete_report

THIRD = Quarter(2005, 3)


@pytest.fixture
def board(plan, pilots):
    """Two red lamps of the first pilot, one of the second; the third has reported nothing."""
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 100}, "K16": {"cadres": 9}})
    complete_report(pilots[1], approved=True, changes={"K07": {"area": 100}})
    return load_scoreboard(plan, THIRD)


def chosen(board, **asked):
    opened = asked.pop("opened", None)
    return select(board, read_selection(board.plan_context, asked), opened)


def codes(board):
    return [(cell.indicator.code, cell.pilot and cell.pilot.code) for cell in board.cells]


def test_nothing_asked_for_is_the_whole(board):
    assert chosen(board) is board


@pytest.mark.parametrize(
    "asked", [{"area": "9"}, {"area": "２"}, {"pilot": "nowhere"}, {"lamp": "blue"}, {"kind": ""}, {"else": "red"}]
)
def test_what_the_plan_does_not_know_is_ignored(plan, pilots, asked):
    assert read_selection(load_plan_context(plan), asked).given == []


def test_the_filters_add_up(board):
    assert {code for code, _pilot in codes(chosen(board, area="2"))} == {"K06", "K07"}
    assert codes(chosen(board, area="2", lamp="red")) == [("K07", "qinfenglu"), ("K07", "dongguan")]
    assert codes(chosen(board, pilot="qinfenglu", lamp="red")) == [("K07", "qinfenglu"), ("K16", "qinfenglu")]
    assert {code for code, _pilot in codes(chosen(board, kind="tracked"))} == {"K25"}


def test_a_cell_left_out_keeps_its_place_and_rows_and_areas_without_any_go(board):
    shown = chosen(board, lamp="red", area="4")
    (block,) = shown.blocks
    (row,) = block.rows
    assert [cell and cell.colour for cell in row.slots] == [Colour.RED, None, None]
    assert chosen(board, lamp="yellow").blocks == []


def test_a_pilot_stands_alone_and_the_county_is_left_out(board, pilots):
    shown = chosen(board, pilot="dongguan")
    assert {pilot for _code, pilot in codes(shown)} == {"dongguan"}
    assert [[pilot for pilot, _tally in block.tallies] for block in shown.blocks] == [[pilots[1]]] * len(shown.blocks)
    assert not any(block.county.total for block in shown.blocks)


def test_tallies_stay_of_the_whole(board):
    (block,) = chosen(board, area="4", lamp="red").blocks
    whole = next(each for each in board.blocks if each.area == block.area)
    assert block.tallies == whole.tallies


def test_what_is_selected_is_open_unless_areas_were_asked_for(board):
    assert all(block.is_open for block in chosen(board, lamp="red").blocks)
    first, second = chosen(board, lamp="red").blocks
    assert (first.toggle, second.toggle) == (["4"], ["2"])
    closed = select(
        load_scoreboard(board.plan, THIRD, ["none"]), read_selection(board.plan_context, {"lamp": "red"}), ["none"]
    )
    assert not any(block.is_open for block in closed.blocks)


def test_it_is_said_in_words_and_in_the_address(board):
    selection = read_selection(
        board.plan_context, {"kind": "required", "lamp": "red", "area": "2", "pilot": "dongguan"}
    )
    assert selection.given == [("area", "2"), ("pilot", "dongguan"), ("lamp", "red"), ("kind", "required")]
    with translation.override("en"):
        assert selection.words == "Task area: Venue; Pilot: Dongguan Community; Lamp: red; How binding: required"
    assert selection.words == "任务：活动阵地；示范点：东关社区；亮灯：红灯；要求程度：必达"


def test_the_charts_compare_all_pilots(board):
    own = read_selection(board.plan_context, {"pilot": "dongguan", "lamp": "red", "area": "2"})
    assert len(compared(board, own).cells) == 6


def test_the_first_red_lamps_are_listed_and_all_on_demand(board):
    board.cells.extend(board.cells * 3)
    assert len(red_first(board, None)) == RED_FIRST < len(red_first(board, "all"))
    with translation.override("en"):
        assert len(red_first(board, None)) == RED_FIRST_IN_ENGLISH < RED_FIRST
