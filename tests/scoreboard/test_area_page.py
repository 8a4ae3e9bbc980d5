import pytest
from django.http import Http404
from django.utils import translation

from partybuilding.scoreboard.area_page import load_area_page
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.targets.quarter import Quarter
from tests.reports.reporting import complete_report

THIRD = Quarter(2005, 3)


@pytest.fixture
def reported(plan, pilots):
    """One pilot that meets all, one that is behind with its rooms, one whose report waits for the check."""
    complete_report(pilots[0], approved=True)
    complete_report(pilots[1], approved=True, changes={"K07": {"area": 50}})
    complete_report(pilots[2], submitted=True)
    return plan


def test_it_shows_what_the_county_dashboard_shows(reported):
    page = load_area_page(reported, 2, THIRD)
    (block,) = [block for block in load_scoreboard(reported, THIRD).blocks if block.area.number == 2]
    told = [[(cell.text, cell.lamp, cell.verdict.gap) for cell in row.cells] for row in page.rows]
    assert told == [[(cell.text, cell.lamp, cell.verdict.gap) for cell in row.cells] for row in block.rows]
    assert [tally.counts for _pilot, tally in page.tallies] == [tally.counts for _pilot, tally in block.tallies]


@pytest.mark.parametrize(("number", "targets"), [(2, 6), (4, 6)])
def test_the_lamps_of_the_chosen_quarter_are_those_of_the_hard_targets_in_the_matrix(reported, number, targets):
    page = load_area_page(reported, number, THIRD)
    lamps = next(each for each in page.lamps if each.is_chosen)
    assert dict(lamps.counts) == page.tally.counts
    assert lamps.total == targets


def test_the_chart_holds_the_numbers_of_its_table(reported):
    page = load_area_page(reported, 2, THIRD)
    drawn = [[(part.colour, part.count) for part in stack.parts] for stack in page.stacks]
    assert drawn == [[(str(colour), count) for colour, count in each.counts if count] for each in page.lamps]


def test_quarters_that_are_not_over_have_no_lamps_unless_asked_for(reported):
    totals = {str(each.quarter): each.total for each in load_area_page(reported, 2, THIRD).lamps}
    assert (totals["2005Q3"], totals["2005Q4"], totals["2006Q1"]) == (6, 0, 0)
    asked = load_area_page(reported, 2, Quarter(2005, 4)).lamps
    assert [each.total for each in asked if each.is_chosen] == [6]


def test_the_county_has_one_cell_in_its_rows(reported):
    (row,) = load_area_page(reported, 6, THIRD).rows
    assert [cell.pilot for cell in row.cells] == [None]


@pytest.mark.parametrize("number", [0, 1, 7])
def test_an_area_without_indicators_is_not_there(plan, number):
    with pytest.raises(Http404):
        load_area_page(plan, number, THIRD)


def test_the_lamps_are_told_in_words(reported):
    with translation.override("en"):
        assert load_area_page(reported, 2, THIRD).summary == (
            "2005Q3, of 6 required indicators: 3 met or on pace, 0 behind, 1 far behind or overdue, "
            "2 not due or without data."
        )
        assert "of 1 required indicator:" in load_area_page(reported, 6, THIRD).summary
        assert load_area_page(reported, 2, Quarter(2006, 2)).summary == "second quarter of 2006 has not begun."
