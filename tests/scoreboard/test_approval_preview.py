"""What is shown before a report is approved is what the scoreboard shows afterwards, and nothing is written for it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.models import Report
from partybuilding.reports.actions import approve_report
from partybuilding.scoreboard.approval_preview import preview_approval
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory
from tests.reports.reporting import complete_report
from tests.sample_plan import make_plan

Q2, Q3 = Quarter(2005, 2), Quarter(2005, 3)


def counted(count):
    return count.red, count.carried


def on_board(plan):
    board = load_scoreboard(plan, Q3)
    return len(board.reds), board.carried_reds


@pytest.fixture
def submitted(plan, pilots):
    """Two pilots red by the last quarter's values; the report of the first mends one and breaks another."""
    for pilot in pilots[:2]:
        complete_report(pilot, approved=True, quarter=Q2, changes={"K07": {"area": 150}})
    return complete_report(pilots[0], submitted=True, changes={"K07": {"area": 210}, "K10": {"known": 1}})


def test_the_preview_is_what_the_scoreboard_says_once_it_is_approved(plan, submitted, department):
    preview = preview_approval(submitted)
    before, after = preview.county
    assert counted(before) == on_board(plan)
    assert Report.objects.get(pk=submitted.pk).state == "submitted"
    approve_report(report=submitted, actor=department)
    assert counted(after) == on_board(plan)
    assert counted(before) != counted(after)
    reds = [cell for cell in load_scoreboard(plan, Q3).reds if cell.pilot == submitted.pilot]
    assert preview.of_pilot[1].red == len(reds)


def test_the_lamps_that_change_are_told_what_turns_red_first(submitted):
    turns = preview_approval(submitted).turns
    assert {turn.after.pilot for turn in turns} == {submitted.pilot}
    assert [turn.is_to_red for turn in turns] == sorted((turn.is_to_red for turn in turns), reverse=True)
    assert ("K07", "red", "green") in {
        (turn.after.indicator.code, turn.before.colour, turn.after.colour) for turn in turns
    }


def test_the_first_report_of_all_is_previewed_against_nothing(plan, pilots):
    report = complete_report(pilots[0], submitted=True, changes={"K07": {"area": 162}})
    preview = preview_approval(report)
    assert (preview.of_pilot[0].red, preview.of_pilot[0].carried, preview.approved, preview.asked) == (0, 0, 1, 3)
    assert preview.of_pilot[1].red > 0


@pytest.mark.alike
def test_it_costs_as_many_queries_at_3_pilots_as_at_9(department):
    def cost(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            complete_report(pilot, approved=True, quarter=Q2)
            report = complete_report(pilot, submitted=True)
        report = Report.objects.select_related("pilot__plan", "pilot__community").get(pk=report.pk)
        with CaptureQueriesContext(connection) as queries:
            preview_approval(report)
        return len(queries)

    assert cost(3, "small") == cost(9, "larger") <= 13
