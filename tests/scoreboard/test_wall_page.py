from dataclasses import fields, replace
from typing import Any

import pytest
from django.utils import translation

from fengxiang.appearance import TEXT_SIZE
from partybuilding.models import Indicator, TaskArea
from partybuilding.scoreboard.cell import Tally
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.scoreboard.wall_page import CAPACITIES, Lamps, _paged, arrange
from partybuilding.scoreboard.wall_reds import by_party, first_of, paged
from partybuilding.targets.pace import Colour
from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory
from tests.reports.reporting import complete_report
from tests.sample_plan import make_plan

THIRD = Quarter(2005, 3)
# In the order of the plan: overdue, overdue, not reached (encouraged, yellow).
OFF_PACE = {"K07": {"area": 100}, "K16": {"cadres": 6}, "K18": {"dual_post": 0}}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def wall_of(plan, text_size="normal"):
    return arrange(load_scoreboard(plan, THIRD, []), text_size)


def panels_of(plan, key, text_size="normal"):
    return [panel for panel in wall_of(plan, text_size).panels if panel.key.partition("-")[0] == key]


def test_it_goes_from_the_county_to_each_pilot_in_the_plans_order(plan, pilots):
    for pilot in pilots:
        complete_report(pilot, approved=True)
    assert [panel.key for panel in wall_of(plan).panels] == ["county", *(pilot.code for pilot in pilots)]


def test_the_overview_holds_every_pilot_and_the_countys_own_targets(plan, pilots):
    (panel,) = panels_of(plan, "county")
    assert panel.has_overview
    assert [row.name for row in panel.rows] == [*map(str, pilots), "County's own targets"]
    assert [lamps.area.number for lamps in panel.rows[0].lamps] == [2, 3, 4, 5, 6]


def test_a_pilots_panel_has_its_lamps_red_first_with_their_gaps(plan, pilots):
    complete_report(pilots[1], approved=True, changes=OFF_PACE)
    (panel,) = panels_of(plan, pilots[1].code)
    assert [(cell.indicator.code, cell.colour) for cell in panel.cells] == [
        ("K07", Colour.RED),
        ("K16", Colour.RED),
        ("K18", Colour.YELLOW),
    ]
    assert [cell.verdict.gap for cell in panel.cells][:2] == ["100 m² short", "1 cadre too many"]
    assert (panel.note, panel.tally.reds) == ("", 2)


def test_the_lamps_are_counted_whatever_binds_them(plan, pilots):
    complete_report(pilots[1], approved=True, changes=OFF_PACE)
    wall = wall_of(plan)
    assert (wall.reds, wall.yellows, wall.of_free_will) == (2, 1, 1)


@pytest.mark.parametrize(("changes", "pages"), [({}, 1), ({"K07": {"area": 100}}, 2)])
def test_where_no_lamp_is_lit_the_figures_have_the_panel_to_themselves(plan, pilots, changes, pages):
    plan.indicators.filter(code__in=["K06", "K07", "K16", "K28"]).update(is_headline=True)
    complete_report(pilots[0], approved=True, changes=changes)
    assert len(panels_of(plan, pilots[0].code)) == pages


def test_key_figures_are_the_headline_indicators(plan, pilots):
    complete_report(pilots[0], approved=True)
    Indicator.objects.filter(code__in=["K28", "K07"]).update(is_headline=True)
    (panel,) = panels_of(plan, pilots[0].code)
    assert [cell.text for cell in panel.figures] == ["210 m²", "55.6% (5/9)"]


@pytest.mark.parametrize(
    ("states", "note"),
    [
        ({THIRD: "approved"}, "No red or yellow lamp in this quarter."),
        ({THIRD: "submitted"}, "is not approved, and none before it"),
        ({}, "is not approved, and none before it"),
        ({THIRD: "submitted", THIRD.previous: "approved"}, "Judged by the figures of the second quarter of 2005."),
    ],
)
def test_a_panel_says_why_it_has_no_lamp(plan, pilots, states, note):
    for quarter, state in states.items():
        sent: dict[str, Any] = {state: True}
        complete_report(pilots[0], quarter=quarter, **sent)
    (panel,) = panels_of(plan, pilots[0].code)
    assert note in panel.note
    assert (panel.tally is None) == ("approved" not in states.values())


@pytest.mark.parametrize(
    ("counts", "word"),
    [
        ({"red": 2, "yellow": 3, "green": 1}, "2 red"),
        ({"yellow": 1, "green": 4}, "1 yellow"),
        ({"green": 5}, "on track"),
        ({"green": 4, "grey": 1}, "not judged"),
        ({"grey": 5}, "not judged"),
    ],
)
def test_the_worst_lamp_gives_the_word(counts, word):
    area = TaskArea(number=1)
    tally = Tally(counts={colour: counts.get(colour, 0) for colour in Colour}, met=0, total=5)
    assert Lamps(area, tally).word == word


@pytest.mark.parametrize(
    ("count", "size", "lengths"),
    [
        (0, 5, []),
        (1, 5, [1]),
        (5, 5, [5]),
        (6, 5, [3, 3]),
        (11, 5, [3, 4, 4]),
        (30, 6, [6] * 5),
        (31, 6, [5] * 5 + [6]),
    ],
)
def test_pages_are_even_and_lose_nothing(count, size, lengths):
    pages = _paged(list(range(count)), size)
    assert [len(page) for page in pages] == lengths
    assert [item for page in pages for item in page] == list(range(count))


@pytest.mark.parametrize("text_size", CAPACITIES)
def test_thirty_pilots_are_paged_at_every_text_size(db, text_size):
    plan = make_plan([CommunityFactory() for _ in range(30)], slug="large")
    pilots = list(plan.pilots.select_related("plan", "community"))
    complete_report(pilots[0], approved=True, changes=OFF_PACE)
    wall = wall_of(plan, text_size)
    tables = [panel.rows for panel in wall.panels if panel.rows]
    assert sum(map(len, tables)) == 31
    assert max(map(len, tables)) <= CAPACITIES[text_size].rows
    assert max(len(panel.cells) for panel in wall.panels) <= CAPACITIES[text_size].lamps
    assert len({panel.key for panel in wall.panels}) == len(wall.panels) > 30


def test_larger_text_means_more_panels_with_the_same_lamps(plan, pilots):
    complete_report(pilots[0], approved=True, changes={**OFF_PACE, "K06": {"room_clinic": 0}})
    Indicator.objects.filter(code__in=["K28", "K07", "K16"]).update(is_headline=True)
    (normal,) = panels_of(plan, pilots[0].code)
    pages = panels_of(plan, pilots[0].code, "largest")
    assert [panel.label for panel in pages] == ["Qinfeng Road Community 1/2", "Qinfeng Road Community 2/2"]
    for part in ("cells", "figures"):
        shown = [each.indicator.code for panel in pages for each in getattr(panel, part)]
        assert shown == [each.indicator.code for each in getattr(normal, part)]


def test_a_party_has_the_earliest_day_one_of_its_lamps_is_due_on_every_page(plan, pilots):
    complete_report(pilots[0], approved=True, changes=OFF_PACE)
    complete_report(pilots[1], approved=True, changes=OFF_PACE)
    reds = load_scoreboard(plan, THIRD).reds
    groups = by_party(reds)
    assert [group.due for group in groups] == [min(cell.due for cell in group.cells if cell.due) for group in groups]
    for page in (*paged(groups, 1), first_of(groups, 1)):
        for part in page:
            assert (part.party, part.due) in [(group.party, group.due) for group in groups]
    undated = [replace(cell, due=None) for cell in reds]
    assert {group.due for group in by_party(undated)} == {None}


def test_every_text_size_of_the_readers_has_its_capacity():
    assert CAPACITIES.keys() == TEXT_SIZE.options.keys()
    sizes = list(CAPACITIES.values())
    for part in fields(sizes[0]):
        assert [getattr(each, part.name) for each in sizes] == sorted(
            (getattr(each, part.name) for each in sizes), reverse=True
        )
