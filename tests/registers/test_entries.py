"""The entries behind a figure always add up to it, whatever the registers hold."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.models import (
    Cadre,
    Community,
    Compound,
    Equipment,
    ProjectActivity,
    Room,
    SocialOrganisation,
    SurveyPart,
)
from partybuilding.registers import measures
from partybuilding.registers.entries import EntryLine, lines_on
from partybuilding.registers.in_force import read_registers, times
from partybuilding.registers.measures import MEASURES, Measure
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
from tests.registers.measures_table import ENTRIES, ON, STAFF, WAIVER
from tests.registers.test_measures import enter

FIRST, LAST = date(2004, 7, 27), date(2006, 6, 30)
DAYS = [date(2004, 9, 30), date(2005, 3, 31), ON, date(2006, 6, 30)]


def sums(measure: Measure, lines: list[EntryLine]) -> dict[str, Decimal]:
    """Add lines up by hand."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        for key, amount in line.gives.items():
            found[key] += amount
    return {key: min(found[key], Decimal(1)) if key in measure.ticks else found[key] for key in measure.keys}


def day(random: Random) -> date:
    return FIRST + timedelta(random.randrange((LAST - FIRST).days))


def span(random: Random) -> dict[str, date | None]:
    first, second = sorted([day(random), day(random)])
    return {"since": first, "until": random.choice([None, second])}


def cadre(random: Random) -> dict[str, object]:
    posts: list[dict[str, object]] = [
        STAFF,
        {"branch_post": "secretary", "committee_post": "director"},
        {"committee_post": "member"},
        {"branch_post": "deputy", "committee_post": ""},
    ]
    return {
        **random.choice(posts),
        **(WAIVER if random.random() < 0.5 else {}),
        "sex": random.choice(Cadre.Sex.values),
        "birth_year": random.randrange(1940, 1980),
        "education": random.choice(Cadre.Education.values),
        "channel": random.choice(Cadre.Channel.values),
        "source": random.choice(Cadre.Source.values),
    }


def fill(random: Random) -> Community:
    """Return a community with random registers."""
    community = CommunityFactory(
        assembly=random.choice(["", *Community.Assembly.values]),
        assembly_since=random.choice([None, day(random)]),
        city_civilised_since=random.choice([None, day(random)]),
    )

    def some() -> range:
        return range(random.randrange(5))

    for _each in some():
        enter(community, PartyBranchFactory, established_posts=random.randrange(1, 9), **span(random))
        kind, functions = random.choice(SocialOrganisation.Kind.values), random.randrange(4)
        enter(community, SocialOrganisationFactory, kind=kind, functions=functions, **span(random))
    for _each in some():
        use, second = random.sample(Room.Use.values, 2)
        area = Decimal(random.randrange(100_00)) / 100
        second = random.choice(["", second])
        enter(community, RoomFactory, use=use, second_use=second, gross_floor_area=area, **span(random))
        enter(community, EquipmentFactory, kind=random.choice(Equipment.Kind.values), **span(random))
    for _each in some():
        unit = enter(community, ResidentUnitFactory, uses_feedback_since=random.choice([None, day(random)]))
        enter(community, CadreFactory, heads_unit=random.choice([None, unit]), **cadre(random), **span(random))
    for _each in some():
        enter(community, CadreFactory, **cadre(random), **span(random))
        certified = sorted([day(random), day(random)])
        dates = {"certified_since": certified[0], "certified_until": random.choice([None, certified[1]])}
        compound = {**random.choice([{}, {**dates, "level": "county"}]), **span(random)}
        for _alike in range(random.randrange(1, 4)):
            enter(community, CompoundFactory, households=random.randrange(400), **compound)
        enter(community, PartnershipFactory, **span(random))
        enter(community, PartnershipActivityFactory, held_on=day(random))
        activity = {"project": random.choice(ProjectActivity.Project.values), "held_on": day(random)}
        for _alike in range(random.randrange(1, 4)):
            enter(community, ProjectActivityFactory, participants=random.randrange(90), **activity)
    for subject in random.sample(SurveyPart.Subject.values, random.randrange(6)):
        enter(community, SurveyPartFactory, subject=subject, finished_on=random.choice([None, day(random)]))
    return community


@pytest.mark.parametrize("seed", range(12))
def test_the_lines_of_random_registers_add_up_to_every_measure(db, seed):
    community = fill(Random(seed))  # noqa: S311 random data, no secret
    values = measures.on_days([community, CommunityFactory()], DAYS)
    for name, measure in MEASURES.items():
        for on, lines in lines_on(community, measure, DAYS).items():
            assert sums(measure, lines) == values[on][community.pk][name], (name, on)
            assert len({line.key for line in lines}) == len(lines)


@pytest.mark.parametrize(("measure", "entries", "expected"), ENTRIES)
def test_the_lines_of_each_case_add_up(db, measure, entries, expected):
    community = CommunityFactory()
    for factory, fields in entries:
        enter(community, factory, **fields)
    found = sums(MEASURES[measure], lines_on(community, MEASURES[measure], [ON])[ON])
    assert {key: value for key, value in found.items() if value} == {
        key: Decimal(value) for key, value in expected.items() if Decimal(value)
    }


def test_entries_that_no_figure_tells_apart_are_read_as_one(db):
    community = CommunityFactory()
    CompoundFactory.create_batch(30, community=community, since=FIRST)
    CompoundFactory.create_batch(20, community=community, since=FIRST, certified_since=FIRST, level="county")
    in_sums, whole = (read_registers([community], [ON], whole=whole)[ON][community.pk] for whole in (False, True))
    assert sorted(times(each) for each in in_sums.entries(Compound)) == [20, 30]
    assert (in_sums.count(Compound), len(whole.entries(Compound)), whole.count(Compound)) == (50, 50, 50)
    figures = {"compounds": 50, "civilised": 20}
    assert measures.civilised_compounds.of_registers(in_sums) == figures
    assert measures.civilised_compounds.of_registers(whole) == figures


def test_an_entry_that_is_not_kept_yet_counts_once_beside_the_sums(db):
    community = CommunityFactory()
    CompoundFactory.create_batch(3, community=community, since=FIRST)
    registers = read_registers([community], [ON])[ON][community.pk]
    more = registers.with_entry(CompoundFactory.build(community=community, since=FIRST))
    assert (registers.count(Compound), more.count(Compound)) == (3, 4)


def test_a_measure_is_one_function(db, monkeypatch):
    monkeypatch.setattr(measures, "MEASURES", {})

    @measures._measure("service")
    def service_rooms(of):
        for room in of.entries(Room):
            yield room, {"service": room.use == Room.Use.SERVICE}

    community = CommunityFactory()
    RoomFactory(community=community, use=Room.Use.SERVICE, since=FIRST)
    assert measures.on_days([community], [ON])[ON][community.pk] == {"service_rooms": {"service": 1}}
    assert [line.gives for line in lines_on(community, service_rooms, [ON])[ON]] == [{"service": 1}]


@pytest.mark.parametrize("measure", ["residents_assembly", "city_civilised"])
def test_what_the_community_itself_is_counts_as_an_entry(db, measure):
    since = date(2005, 1, 1)
    facts = CommunityFactory(assembly="assembly", assembly_since=since, city_civilised_since=since)
    (line,) = lines_on(facts, MEASURES[measure], [ON])[ON]
    assert line.gives == dict.fromkeys(MEASURES[measure].keys, 1)
    assert (line.since, line.until) == (since, None)


def test_an_entry_counts_on_its_first_and_its_last_day(db):
    community = CommunityFactory()
    RoomFactory(community=community, since=date(2005, 3, 1), until=date(2005, 7, 10))
    days = [date(2005, 2, 28), date(2005, 3, 1), date(2005, 7, 10), date(2005, 7, 11)]
    found = lines_on(community, measures.gross_floor_area, days)
    assert [len(lines) for lines in found.values()] == [0, 1, 1, 0]


def test_the_lines_of_one_measure_read_its_own_registers_alone(db):
    for number, name in [(1, "gross_floor_area"), (2, "partnerships"), (0, "city_civilised")]:
        with CaptureQueriesContext(connection) as queries:
            lines_on(CommunityFactory.build(pk=1), MEASURES[name], DAYS)
        assert len(queries) == number, name
