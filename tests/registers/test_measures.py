from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.models import Community, Compound
from partybuilding.registers import measures
from partybuilding.registers.measures import MEASURES
from partybuilding.targets.quarter import Quarter
from tests.factories import (
    CadreFactory,
    CommunityFactory,
    CompoundFactory,
    EquipmentFactory,
    PartnershipActivityFactory,
    PartnershipFactory,
    PartyBranchFactory,
    ProjectActivityFactory,
    ResidentUnitFactory,
    RoomFactory,
    SocialOrganisationFactory,
    SurveyPartFactory,
)
from tests.registers.measures_table import EMPTY, ENTRIES, ON, STAFF

PATHS = {
    PartnershipFactory: "resident_unit__community",
    PartnershipActivityFactory: "partnership__resident_unit__community",
}


def enter(community: Community, factory: Any, **fields: Any) -> Any:
    """Put an entry into the community's register."""
    return factory(**{PATHS.get(factory, "community"): community}, **fields)


def read(community: Community, measure: str, on: date = ON) -> dict[str, Decimal]:
    return measures.on_days([community], [on])[on][community.pk][measure]


@pytest.fixture
def community(db: None) -> Community:
    return CommunityFactory()


# What a community itself is, and what needs two entries: each has a test below.
BY_THEMSELVES = {"residents_assembly", "city_civilised", "unit_heads"}


def test_the_tables_name_every_measure():
    assert EMPTY.keys() == MEASURES.keys()
    assert {measure for measure, _entries, _figures in ENTRIES} | BY_THEMSELVES == MEASURES.keys()


@pytest.mark.parametrize("measure", EMPTY)
def test_empty_registers_are_zero_and_fill_every_key(community, measure):
    figures = read(community, measure)
    assert figures == EMPTY[measure]
    assert figures.keys() == MEASURES[measure].keys


@pytest.mark.parametrize(("measure", "entries", "figures"), ENTRIES)
def test_what_is_entered_is_counted(community, measure, entries, figures):
    for factory, fields in entries:
        enter(community, factory, **fields)
    assert read(community, measure) == {**EMPTY[measure], **{key: Decimal(value) for key, value in figures.items()}}


def test_heads_of_resident_units_on_the_team_are_counted(community):
    unit = enter(community, ResidentUnitFactory)
    enter(community, CadreFactory, heads_unit=unit, channel="concurrent")
    enter(community, CadreFactory, heads_unit=unit, **STAFF)
    assert read(community, "unit_heads") == {"persons": 1}


@pytest.mark.parametrize(
    ("form", "since", "there"),
    [
        (Community.Assembly.ASSEMBLY, ON, 1),
        (Community.Assembly.REPRESENTATIVE, date(2004, 8, 1), 1),
        (Community.Assembly.ASSEMBLY, date(2005, 10, 1), 0),
        (Community.Assembly.ASSEMBLY, None, 0),
        ("", date(2004, 8, 1), 0),
    ],
)
def test_a_residents_assembly_needs_its_form_and_its_day(db, form, since, there):
    community = CommunityFactory(assembly=form, assembly_since=since)
    assert read(community, "residents_assembly") == {"assembly": there}


@pytest.mark.parametrize(("day", "awarded"), [(ON, 1), (date(2005, 10, 1), 0)])
def test_the_city_award_counts_from_its_day(db, day, awarded):
    assert read(CommunityFactory(city_civilised_since=day), "city_civilised") == {"awarded": awarded}


# --- first and last day -----------------------------------------------------------------------------------------------

REGISTERS = [
    (PartyBranchFactory, "party_branches", "branches"),
    (SocialOrganisationFactory, "social_organisations", "associations"),
    (RoomFactory, "gross_floor_area", "area"),
    (EquipmentFactory, "equipment_kinds", "eq_telephone"),
    (CadreFactory, "cadres_in_post", "cadres"),
    (CompoundFactory, "civilised_compounds", "compounds"),
    (PartnershipFactory, "partnerships", "in_force"),
]


@pytest.mark.parametrize(("factory", "measure", "key"), REGISTERS)
@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (date(2005, 1, 31), False),
        (date(2005, 2, 1), True),
        (date(2005, 2, 2), True),
        (date(2005, 3, 31), True),
        (date(2005, 4, 1), False),
    ],
)
def test_an_entry_counts_from_its_first_day_through_its_last(community, factory, measure, key, on, counts):
    enter(community, factory, since=date(2005, 2, 1), until=date(2005, 3, 31))
    assert (read(community, measure, on)[key] > 0) is counts


@pytest.mark.parametrize(("on", "units"), [(date(2005, 3, 31), 1), (date(2005, 4, 1), 0)])
def test_a_unit_that_has_left_no_longer_uses_feedback(community, on, units):
    enter(community, ResidentUnitFactory, uses_feedback_since=date(2005, 1, 1), until=date(2005, 3, 31))
    assert read(community, "feedback_units", on)["units"] == units


def test_a_room_closed_on_the_quarters_last_day_counts_in_it_and_not_in_the_next(community):
    enter(community, RoomFactory, gross_floor_area=40, until=date(2005, 3, 31))
    assert read(community, "gross_floor_area", Quarter(2005, 1).last_day) == {"area": 40}
    assert read(community, "gross_floor_area", Quarter(2005, 2).last_day) == {"area": 0}


def test_a_man_turns_56_between_two_quarter_ends(community):
    enter(community, CadreFactory, birth_year=1949, birth_month=9)
    assert read(community, "men_within_age", Quarter(2005, 2).last_day)["outside"] == 0
    assert read(community, "men_within_age", Quarter(2005, 3).last_day)["outside"] == 1


@pytest.mark.parametrize(
    ("on", "figures"),
    [
        (date(2005, 5, 31), {"civilised": 0, "compounds": 2}),
        (date(2005, 6, 1), {"civilised": 1, "compounds": 2}),
        (date(2005, 8, 31), {"civilised": 1, "compounds": 2}),
        (date(2005, 9, 1), {"civilised": 0, "compounds": 1}),
    ],
)
def test_a_certified_compound_leaves_both_sides_of_the_share(community, on, figures):
    enter(community, CompoundFactory, civilised=True, until=date(2005, 8, 31))
    enter(community, CompoundFactory)
    assert read(community, "civilised_compounds", on) == figures


@pytest.mark.parametrize(("on", "civilised"), [(date(2005, 8, 31), 1), (date(2005, 9, 1), 0)])
def test_a_certification_that_ends_leaves_the_compound_in_the_register(community, on, civilised):
    enter(community, CompoundFactory, civilised=True, certified_until=date(2005, 8, 31))
    assert read(community, "civilised_compounds", on) == {"civilised": civilised, "compounds": 1}


@pytest.mark.parametrize(
    ("held_on", "on", "activities"),
    [
        (date(2005, 6, 30), ON, 0),
        (date(2005, 7, 1), ON, 1),
        (date(2005, 9, 30), ON, 1),
        (date(2005, 10, 1), ON, 0),
        (date(2005, 9, 16), date(2005, 9, 15), 0),
    ],
)
def test_only_activities_of_the_quarter_so_far_are_counted(community, held_on, on, activities):
    enter(community, PartnershipActivityFactory, held_on=held_on)
    enter(community, ProjectActivityFactory, held_on=held_on)
    assert read(community, "partnerships", on)["activities"] == activities
    assert read(community, "project_activities", on)["core"] == activities


def test_an_activity_counts_although_its_partnership_ended_in_the_quarter(community):
    enter(community, PartnershipActivityFactory, held_on=date(2005, 7, 20), partnership__until=date(2005, 8, 1))
    assert read(community, "partnerships") == {"in_force": 0, "activities": 1}


def test_communities_are_kept_apart(community):
    other = CommunityFactory()
    enter(community, RoomFactory, gross_floor_area=40)
    enter(other, PartnershipActivityFactory)
    figures = measures.on_days([community, other], [ON])[ON]
    assert [figures[each.pk]["gross_floor_area"]["area"] for each in (community, other)] == [40, 0]
    assert [figures[each.pk]["partnerships"]["activities"] for each in (community, other)] == [0, 1]


@pytest.mark.alike
def test_registers_are_read_in_as_many_queries_for_30_communities_as_for_3(db):
    def cost(count: int) -> int:
        communities = [CommunityFactory() for _ in range(count)]
        for community in communities:
            without_end = (PartnershipActivityFactory, ProjectActivityFactory, SurveyPartFactory)
            for factory in (*[factory for factory, _, _ in REGISTERS], *without_end):
                enter(community, factory)
        with CaptureQueriesContext(connection) as queries:
            figures = measures.on_days(communities, [ON])[ON]
        assert all(figures[each.pk]["partnerships"] == {"in_force": 2, "activities": 1} for each in communities)
        return len(queries)

    assert cost(3) == cost(9) == 11


def test_compound_level_does_not_matter(community):
    enter(community, CompoundFactory, certified_since=ON, level=Compound.Level.PROVINCE)
    assert read(community, "civilised_compounds") == {"civilised": 1, "compounds": 1}
