"""Measures: what the registers say on a given day; what the county's own records say is in records.py.

Each measure turns the register entries in force on a day into an indicator's figures. An entry counts on both its
first and its last day. Nothing here judges: that is for targets.py.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from communities.models import (
    Cadre,
    Community,
    Compound,
    Equipment,
    Partnership,
    PartnershipActivity,
    PartyBranch,
    ResidentUnit,
    Room,
    SocialOrganisation,
    SurveyPart,
)
from communities.models.base import Entry
from partybuilding.targets.quarter import Quarter

Figures = dict[str, Decimal]
_OfCommunity = PartyBranch | Room | Equipment | Cadre | Compound | SocialOrganisation | ResidentUnit

MEN_AGE_LIMIT = 55  # completed years at quarter end (三·4)
WOMEN_AGE_LIMIT = 50


@dataclass(slots=True)
class Registers:
    """One community's register entries in force on a day; activities are those of its quarter so far."""

    community: Community
    on: date
    branches: list[PartyBranch] = field(default_factory=list)
    survey_parts: list[SurveyPart] = field(default_factory=list)
    organisations: list[SocialOrganisation] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    equipment: list[Equipment] = field(default_factory=list)
    people: list[Cadre] = field(default_factory=list)
    compounds: list[Compound] = field(default_factory=list)
    units: list[ResidentUnit] = field(default_factory=list)
    partnerships: list[Partnership] = field(default_factory=list)
    activities: list[PartnershipActivity] = field(default_factory=list)

    @property
    def cadres(self) -> list[Cadre]:
        """Persons on the branch or the residents' committee; general staff do not count among the 3 to 5."""
        return [person for person in self.people if not person.is_general_staff]


@dataclass(frozen=True, slots=True)
class Measure:
    """A named computation, the field keys it fills, and what it reads: a community's registers, or the records."""

    name: str
    keys: frozenset[str]
    of_registers: Callable[[Registers], Figures] | None = None
    is_of_plan: bool = False  # of the plan as a whole, not of each community


MEASURES: dict[str, Measure] = {}


def _community(*keys: str) -> Callable[[Callable[[Registers], Figures]], Callable[[Registers], Figures]]:
    def register(function: Callable[[Registers], Figures]) -> Callable[[Registers], Figures]:
        MEASURES[function.__name__] = Measure(function.__name__, frozenset(keys), of_registers=function)
        return function

    return register


def _figures(**counts: int | bool | Decimal) -> Figures:
    return {key: Decimal(count) for key, count in counts.items()}


def _ticks(keys: Iterable[str], present: Collection[str]) -> Figures:
    return {key: Decimal(key in present) for key in keys}


def _reached(day: date | None, on: date) -> bool:
    return day is not None and day <= on


# --- 组织体系 Organisation --------------------------------------------------------------------------------------------


@_community("branches")
def party_branches(of: Registers) -> Figures:
    """Party branches of the community (三·1)."""
    return _figures(branches=len(of.branches))


@_community("secretary", "filled", "established")
def branch_posts(of: Registers) -> Figures:
    """Posts of the branch committee filled, of those established, and the secretary in post (三·1)."""
    posts = [person.branch_post for person in of.people if person.branch_post]
    return _figures(
        secretary=Cadre.BranchPost.SECRETARY in posts,
        filled=len(posts),
        established=sum(branch.established_posts for branch in of.branches),
    )


@_community("assembly")
def residents_assembly(of: Registers) -> Figures:
    """Whether there is a residents' assembly or representative assembly (三·1)."""
    return _figures(assembly=bool(of.community.assembly) and _reached(of.community.assembly_since, of.on))


@_community("associations", "private_units", "functions")
def social_organisations(of: Registers) -> Figures:
    """Social organisations by kind, and the social functions they took over (三·1)."""
    kinds = [organisation.kind for organisation in of.organisations]
    return _figures(
        associations=kinds.count(SocialOrganisation.Kind.ASSOCIATION),
        private_units=kinds.count(SocialOrganisation.Kind.PRIVATE_UNIT),
        functions=sum(organisation.functions for organisation in of.organisations),
    )


# --- 活动阵地 Venue ---------------------------------------------------------------------------------------------------

_ROOM_USES = [use.value for use in Room.Use if use != Room.Use.OTHER]
_EQUIPMENT_KINDS = [kind.value for kind in Equipment.Kind if kind != Equipment.Kind.OTHER]


@_community(*_ROOM_USES)
def room_uses(of: Registers) -> Figures:
    """Which of the seven kinds of room there are; a room of two uses serves both (三·2)."""
    return _ticks(_ROOM_USES, {use for room in of.rooms for use in (room.use, room.second_use)})


@_community("area")
def gross_floor_area(of: Registers) -> Figures:
    """Gross floor area of all rooms together, m²; a room of two uses counts once (三·2)."""
    return _figures(area=sum((room.gross_floor_area for room in of.rooms), Decimal(0)))


@_community(*_EQUIPMENT_KINDS)
def equipment_kinds(of: Registers) -> Figures:
    """Which of the six kinds of equipment there are (三·2)."""
    return _ticks(_EQUIPMENT_KINDS, {piece.kind for piece in of.equipment})


# --- 党员教育管理 Member management -----------------------------------------------------------------------------------


@_community("units")
def feedback_units(of: Registers) -> Figures:
    """Resident units that use the community's feedback when they appraise members (三·3)."""
    return _figures(units=sum(_reached(unit.uses_feedback_since, of.on) for unit in of.units))


# --- 干部队伍 Cadre team ----------------------------------------------------------------------------------------------


@_community("cadres")
def cadres_in_post(of: Registers) -> Figures:
    """Persons on branch or residents' committee; one person counts once (三·4)."""
    return _figures(cadres=len(of.cadres))


@_community("elected", "committee")
def elected_cadres(of: Registers) -> Figures:
    """Residents' committee cadres who were elected, of all on that committee (三·4)."""
    committee = [person for person in of.people if person.committee_post]
    elected = [person for person in committee if person.channel == Cadre.Channel.ELECTED]
    return _figures(elected=len(elected), committee=len(committee))


@_community("dual_post")
def dual_post(of: Registers) -> Figures:
    """Whether one person is secretary and director (三·4, encouraged)."""
    return _figures(
        dual_post=any(
            person.branch_post == Cadre.BranchPost.SECRETARY and person.committee_post == Cadre.CommitteePost.DIRECTOR
            for person in of.people
        )
    )


@_community("persons")
def cross_appointments(of: Registers) -> Figures:
    """Persons on both committees (三·4, encouraged)."""
    return _figures(persons=sum(bool(person.branch_post and person.committee_post) for person in of.people))


@_community("persons")
def unit_heads(of: Registers) -> Figures:
    """Heads of resident units on the team (三·4, encouraged)."""
    return _figures(persons=sum(person.heads_unit_id is not None for person in of.cadres))


@_community("contract", "staff")
def contract_staff(of: Registers) -> Figures:
    """General staff on contract, of all general staff (三·4)."""
    staff = [person for person in of.people if person.is_general_staff]
    contract = [person for person in staff if person.channel == Cadre.Channel.EMPLOYED]
    return _figures(contract=len(contract), staff=len(staff))


def _within(people: list[Cadre], on: date, is_outside: Callable[[Cadre], bool]) -> Figures:
    outside = [person for person in people if is_outside(person)]
    waived = sum(person.is_waived_on(on) for person in outside)
    return _figures(total=len(people), outside=len(outside) - waived, waived=waived)


@_community("total", "outside", "waived")
def men_within_age(of: Registers) -> Figures:
    """Male cadres, those above 55 completed years without a waiver, and with one (三·4)."""
    men = [person for person in of.cadres if person.sex == Cadre.Sex.MALE]
    return _within(men, of.on, lambda person: person.age_on(of.on) > MEN_AGE_LIMIT)


@_community("total", "outside", "waived")
def women_within_age(of: Registers) -> Figures:
    """Female cadres, those above 50 completed years without a waiver, and with one (三·4)."""
    women = [person for person in of.cadres if person.sex == Cadre.Sex.FEMALE]
    return _within(women, of.on, lambda person: person.age_on(of.on) > WOMEN_AGE_LIMIT)


@_community("total", "outside", "waived")
def senior_high(of: Registers) -> Figures:
    """Cadres, those below senior high without a waiver, and with one (三·4); 中专 counts as senior high."""
    return _within(of.cadres, of.on, lambda person: person.education < Cadre.Education.SENIOR_HIGH)


@_community("graduates", "cadres")
def junior_college(of: Registers) -> Figures:
    """Cadres with junior college or more, of all cadres (三·4; the plan gives no figure)."""
    graduates = sum(person.education >= Cadre.Education.JUNIOR_COLLEGE for person in of.cadres)
    return _figures(graduates=graduates, cadres=len(of.cadres))


@_community(*Cadre.Channel.values, *Cadre.Source.values)
def recruitment(of: Registers) -> Figures:
    """Everybody in post by channel and by source (四·4)."""
    channels = [person.channel for person in of.people]
    sources = [person.source for person in of.people]
    return _figures(
        **{channel: channels.count(channel) for channel in Cadre.Channel.values},
        **{source: sources.count(source) for source in Cadre.Source.values},
    )


# --- 服务群众平台 Service platform, 共驻共建机制 Joint mechanism ------------------------------------------------------


@_community("civilised", "compounds")
def civilised_compounds(of: Registers) -> Figures:
    """Civilised compounds, of those in the register on the day (三·5)."""
    civilised = [
        compound
        for compound in of.compounds
        if _reached(compound.certified_since, of.on)
        and (compound.certified_until is None or compound.certified_until >= of.on)
    ]
    return _figures(civilised=len(civilised), compounds=len(of.compounds))


@_community("awarded")
def city_civilised(of: Registers) -> Figures:
    """Whether the community is a city-level civilised community (三·5)."""
    return _figures(awarded=_reached(of.community.city_civilised_since, of.on))


@_community("in_force", "activities")
def partnerships(of: Registers) -> Figures:
    """Partnerships in force, and what was done together in the quarter (三·6)."""
    return _figures(in_force=len(of.partnerships), activities=len(of.activities))


@_community(*SurveyPart.Subject.values)
def survey_parts(of: Registers) -> Figures:
    """Which of the survey's five parts are finished (四·1)."""
    finished = {part.subject for part in of.survey_parts if _reached(part.finished_on, of.on)}
    return _ticks(SurveyPart.Subject.values, finished)


# --- Reading ----------------------------------------------------------------------------------------------------------


def read_registers(communities: Iterable[Community], on: date) -> dict[int, Registers]:
    """Return each community's entries in force on a day, by community id, in ten queries however many there are."""
    return _read_on_days(communities, [on])[on]


def _read_on_days(communities: Iterable[Community], days: Collection[date]) -> dict[date, dict[int, Registers]]:
    homes = list(communities)
    ground = {on: {community.pk: Registers(community, on) for community in homes} for on in days}
    ids = [community.pk for community in homes]
    begun = Q(since__lte=max(days)) & (Q(until__isnull=True) | Q(until__gte=min(days)))
    by_community = {"community__in": ids}
    rows: list[tuple[str, Iterable[_OfCommunity]]] = [
        ("branches", PartyBranch.objects.filter(begun, **by_community)),
        ("organisations", SocialOrganisation.objects.filter(begun, **by_community)),
        ("rooms", Room.objects.filter(begun, **by_community)),
        ("equipment", Equipment.objects.filter(begun, **by_community)),
        ("people", Cadre.objects.filter(begun, **by_community)),
        ("compounds", Compound.objects.filter(begun, **by_community)),
        ("units", ResidentUnit.objects.filter(begun, **by_community)),
    ]
    for name, entries in rows:
        for entry in entries:
            for on in _days_of(entry, ground):
                getattr(ground[on][entry.community_id], name).append(entry)
    for pair in Partnership.objects.filter(begun, resident_unit__community__in=ids).select_related("resident_unit"):
        for on in _days_of(pair, ground):
            ground[on][pair.resident_unit.community_id].partnerships.append(pair)
    _add_undated(ground, ids)
    return ground


def _add_undated(ground: dict[date, dict[int, Registers]], ids: list[int]) -> None:
    """Add what has no from and until: the survey as a whole, and the activities of each day's quarter."""
    for part in SurveyPart.objects.filter(community__in=ids):
        for on in ground:
            ground[on][part.community_id].survey_parts.append(part)
    activities = PartnershipActivity.objects.filter(
        held_on__range=(Quarter.of(min(ground)).first_day, max(ground)),
        partnership__resident_unit__community__in=ids,
    ).select_related("partnership__resident_unit")
    for activity in activities:
        for on in ground:
            if Quarter.of(on).first_day <= activity.held_on <= on:
                ground[on][activity.partnership.resident_unit.community_id].activities.append(activity)


def _days_of(entry: Entry, days: Iterable[date]) -> list[date]:
    """Return the days on which a register entry counts."""
    return [on for on in days if entry.since <= on and (entry.until is None or entry.until >= on)]


def on_days(communities: Iterable[Community], days: Collection[date]) -> dict[date, dict[int, dict[str, Figures]]]:
    """Return every register measure of each community on each day: day -> community id -> measure -> figures.

    Ten queries however many communities and days there are.
    """
    if not days:
        return {}
    readers = {name: measure.of_registers for name, measure in MEASURES.items() if measure.of_registers}
    return {
        on: {pk: {name: reader(registers) for name, reader in readers.items()} for pk, registers in ground.items()}
        for on, ground in _read_on_days(communities, days).items()
    }


def of_communities(communities: Iterable[Community], on: date) -> dict[int, dict[str, Figures]]:
    """Return every register measure of each community on a day: community id -> measure -> figures."""
    return on_days(communities, [on])[on]
