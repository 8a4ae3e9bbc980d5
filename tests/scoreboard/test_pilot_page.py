from datetime import date

import pytest
from django.utils import translation

from partybuilding.scoreboard.pilot_page import load_pilot_page
from partybuilding.targets.pace import Colour
from partybuilding.targets.quarter import Quarter
from tests.factories import (
    CadreFactory,
    CompoundFactory,
    EquipmentFactory,
    PartnershipFactory,
    ProjectActivityFactory,
    RoomFactory,
    SocialOrganisationFactory,
)
from tests.reports.reporting import complete_report
from tests.sample_plan import ALL_MET

SECOND, THIRD = Quarter(2005, 2), Quarter(2005, 3)


@pytest.fixture
def pilot(pilots):
    return pilots[0]


def row_of(page, code):
    return next(row for area in page.areas for row in area.rows if row.cell.indicator.code == code)


def test_the_communitys_indicators_are_there_by_area(pilot):
    page = load_pilot_page(pilot, THIRD)
    assert [area.area.number for area in page.areas] == [2, 3, 4, 5]
    assert [row.cell.indicator.code for area in page.areas for row in area.rows] == list(ALL_MET)


def test_tallies_of_the_areas_add_up(pilot):
    complete_report(pilot, approved=True, changes={"K16": {"cadres": 6}})
    page = load_pilot_page(pilot, THIRD)
    assert (page.tally.met, page.tally.total) == (6, 7)
    assert sum(area.tally.met for area in page.areas) == page.tally.met
    assert page.tally.counts[Colour.RED] == 1


def test_a_line_runs_over_the_plans_quarters(pilot):
    for quarter, area in [(Quarter(2004, 4), 120), (SECOND, 186), (THIRD, 210)]:
        complete_report(pilot, approved=True, quarter=quarter, changes={"K07": {"area": area}})
    complete_report(pilot, submitted=True, quarter=THIRD.next)
    line = row_of(load_pilot_page(pilot, THIRD), "K07").trend
    assert (line.points[0].label, line.points[-1].label) == ("2004Q3", "2006Q2")
    assert [point.text for point in line.points] == ["—", "120 m²", "—", "186 m²", "210 m²", "—", "—", "—"]
    assert [point.colour for point in line.points if point.y is not None] == ["red", "red", "green"]
    assert len(line.segments) == 1


def test_without_an_approved_value_there_is_no_line(pilot):
    complete_report(pilot, submitted=True)
    assert row_of(load_pilot_page(pilot, THIRD), "K07").trend is None


def test_a_point_is_judged_by_its_own_quarter(pilot):
    complete_report(pilot, approved=True, quarter=Quarter(2004, 4), changes={"K28": {"civilised": 2}})
    complete_report(pilot, approved=True, changes={"K28": {"civilised": 2}})
    line = row_of(load_pilot_page(pilot, THIRD), "K28").trend
    assert [point.colour for point in line.points if point.y is not None] == ["green", "yellow"]


def test_reports_and_history_are_its_own_and_in_order(pilots):
    complete_report(pilots[0], approved=True, quarter=SECOND)
    complete_report(pilots[0], submitted=True)
    complete_report(pilots[1], submitted=True)
    page = load_pilot_page(pilots[0], THIRD)
    assert [report.quarter for report in page.reports] == [SECOND, THIRD]
    assert page.report == page.reports[1]
    assert [event.kind for event in page.events] == ["submitted"]


def test_a_quarter_without_a_report_has_no_history(pilot):
    page = load_pilot_page(pilot, THIRD)
    assert (page.report, page.reports, page.events) == (None, [], [])


def test_the_registers_are_summed_up_on_the_day(pilot):
    ground = {"community": pilot.community}
    RoomFactory(**ground, gross_floor_area="120.50")
    RoomFactory(**ground, gross_floor_area="60", until=date(2005, 9, 29))
    EquipmentFactory(**ground, quantity=3)
    CadreFactory(**ground)
    CadreFactory(**ground, is_general_staff=True, committee_post="")
    CompoundFactory(**ground, civilised=True)
    CompoundFactory(**ground)
    PartnershipFactory(resident_unit__community=pilot.community)
    ProjectActivityFactory(**ground)
    ProjectActivityFactory(**ground)
    SocialOrganisationFactory(**ground)
    RoomFactory()
    with translation.override("en"):
        registers = load_pilot_page(pilot, THIRD).registers
    assert [text for _name, text in registers] == ["1 · 120.5 m²", "3", "1", "1", "2 · 1", "1", "1", "2", "1"]


def test_the_running_quarter_is_read_today(pilot):
    assert load_pilot_page(pilot, THIRD.next).on == date(2005, 11, 15)
    assert load_pilot_page(pilot, THIRD).on == date(2005, 9, 30)
