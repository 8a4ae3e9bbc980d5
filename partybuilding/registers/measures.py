"""Measures: what the registers say on a given day; what the county's own records say is in records.py.

A measure is one function: it yields the register entries it looks at, with what each gives to an indicator's fields,
and the figures are their sum. So the entries shown behind a figure always add up to it. An entry counts on both its
first and its last day. Nothing here judges: that is for targets.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from communities.models import (
    Cadre,
    Community,
    Compound,
    Equipment,
    Partnership,
    PartnershipActivity,
    PartyBranch,
    ProjectActivity,
    ResidentUnit,
    Room,
    SocialOrganisation,
    SurveyPart,
)
from communities.models.base import counts_on
from partybuilding.registers.in_force import Counted, Registers, read_registers, times

Figures = dict[str, Decimal]
Gives = Mapping[str, int | Decimal]  # by field key; yes is 1
Lines = Iterator[tuple[Counted, Gives]]

MEN_AGE_LIMIT = 55  # completed years at quarter end (三·4)
WOMEN_AGE_LIMIT = 50


# --- Measures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A named computation, the field keys it fills, and what it reads: a community's registers, or the records."""

    name: str
    keys: frozenset[str]
    lines: Callable[[Registers], Lines] | None = None  # of a measure of the registers: each entry with what it gives
    ticks: frozenset[str] = frozenset()  # the fields answered by yes or no: two entries are as good as one
    details: frozenset[str] = frozenset()  # those of the fields that a plan may leave out
    is_of_plan: bool = False  # of the plan as a whole, not of each community
    page: str = ""  # the name of the address where the community itself keeps what is counted; empty: staff pages alone

    def figures(self, gives: Iterable[tuple[int, Gives]]) -> Figures:
        """Return what entries add up to, each with how many there are of it; nothing given is 0."""
        sums = dict.fromkeys(self.keys, Decimal(0))
        for number, each in gives:
            for key in self.keys & each.keys():
                sums[key] = max(sums[key], Decimal(each[key])) if key in self.ticks else sums[key] + number * each[key]
        return sums

    def of_registers(self, registers: Registers) -> Figures:
        """Return what a community's registers say; empty for a measure of the records."""
        return self.figures((times(entry), gives) for entry, gives in self.lines(registers)) if self.lines else {}


MEASURES: dict[str, Measure] = {}


def _measure(
    *keys: str, ticks: Iterable[str] = (), details: Iterable[str] = (), page: str = ""
) -> Callable[[Callable[[Registers], Lines]], Measure]:
    """Enter a measure of each community's registers.

    `ticks` are further keys, answered by yes or no; `details` further ones that a plan may leave out.
    """

    def register(function: Callable[[Registers], Lines]) -> Measure:
        answers, more = frozenset(ticks), frozenset(details)
        every, name = answers | more | frozenset(keys), function.__name__
        measure = Measure(name=name, keys=every, lines=function, ticks=answers, details=more, page=page)
        return MEASURES.setdefault(measure.name, measure)

    return register


# --- 组织体系 Organisation --------------------------------------------------------------------------------------------


@_measure("branches")
def party_branches(of: Registers) -> Lines:
    """Party branches of the community (三·1)."""
    for branch in of.entries(PartyBranch):
        yield branch, {"branches": 1}


@_measure("filled", "established", ticks=["secretary"])
def branch_posts(of: Registers) -> Lines:
    """Posts of the branch committee filled, of those established, and the secretary in post (三·1)."""
    for branch in of.entries(PartyBranch):
        yield branch, {"established": branch.established_posts}
    for person in of.entries(Cadre):
        is_secretary = person.branch_post == Cadre.BranchPost.SECRETARY
        yield person, {"filled": bool(person.branch_post), "secretary": is_secretary}


@_measure(ticks=["assembly"])
def residents_assembly(of: Registers) -> Lines:
    """Whether there is a residents' assembly or representative assembly (三·1)."""
    if of.community.assembly:
        for assembly in of.fact(of.community.get_assembly_display(), of.community.assembly_since):
            yield assembly, {"assembly": 1}


@_measure("associations", "private_units", "functions")
def social_organisations(of: Registers) -> Lines:
    """Social organisations by kind, and the social functions they took over (三·1)."""
    keys = {SocialOrganisation.Kind.ASSOCIATION: "associations", SocialOrganisation.Kind.PRIVATE_UNIT: "private_units"}
    for organisation in of.entries(SocialOrganisation):
        kind = SocialOrganisation.Kind(organisation.kind)
        yield organisation, {keys[kind]: 1, "functions": organisation.functions}


# --- 活动阵地 Venue ---------------------------------------------------------------------------------------------------


@_measure(ticks=[use.value for use in Room.Use if use != Room.Use.OTHER])
def room_uses(of: Registers) -> Lines:
    """Which of the seven kinds of room there are; a room of two uses serves both (三·2)."""
    for room in of.entries(Room):
        yield room, {room.use: 1, room.second_use: 1}


@_measure("area")
def gross_floor_area(of: Registers) -> Lines:
    """Gross floor area of all rooms together, m²; a room of two uses counts once (三·2)."""
    for room in of.entries(Room):
        yield room, {"area": room.gross_floor_area}


@_measure(ticks=[kind.value for kind in Equipment.Kind if kind != Equipment.Kind.OTHER])
def equipment_kinds(of: Registers) -> Lines:
    """Which of the six kinds of equipment there are (三·2)."""
    for piece in of.entries(Equipment):
        yield piece, {piece.kind: 1}


# --- 党员教育管理 Member management -----------------------------------------------------------------------------------


@_measure("units", details=["partners", "members_used", "members_sent"])
def feedback_units(of: Registers) -> Lines:
    """Resident units that use the community's feedback when they appraise members (三·3), of the partner units.

    And of how many members whom feedback was sent on it was used. A unit that uses it is a partner in this, paired or
    not; the members are those its partnerships name.
    """
    pairs = of.entries(Partnership)
    partners = {pair.resident_unit_id for pair in pairs}
    users = {pair.resident_unit_id for pair in pairs if counts_on(of.on, pair.feedback_used_on, None)}
    for unit in of.entries(ResidentUnit):
        is_user = unit.pk in users or counts_on(of.on, unit.uses_feedback_since, None)
        yield unit, {"units": is_user, "partners": is_user or unit.pk in partners}
    for pair in pairs:
        sent, used = pair.members_sent or 0, pair.members_used or 0
        yield (
            pair,
            {
                "members_sent": sent if counts_on(of.on, pair.feedback_sent_on, None) else 0,
                "members_used": used if counts_on(of.on, pair.feedback_used_on, None) else 0,
            },
        )


# --- 干部队伍 Cadre team ----------------------------------------------------------------------------------------------


@_measure("cadres")
def cadres_in_post(of: Registers) -> Lines:
    """Persons on branch or residents' committee; one person counts once (三·4)."""
    for person in of.cadres:
        yield person, {"cadres": 1}


@_measure("elected", "committee")
def elected_cadres(of: Registers) -> Lines:
    """Residents' committee cadres who were elected, of all on that committee (三·4)."""
    for person in of.cadres:
        if person.committee_post:
            yield person, {"committee": 1, "elected": person.channel == Cadre.Channel.ELECTED}


@_measure(ticks=["dual_post"])
def dual_post(of: Registers) -> Lines:
    """Whether one person is secretary and director (三·4, encouraged)."""
    both = (Cadre.BranchPost.SECRETARY, Cadre.CommitteePost.DIRECTOR)
    for person in of.cadres:
        yield person, {"dual_post": (person.branch_post, person.committee_post) == both}


@_measure("persons")
def cross_appointments(of: Registers) -> Lines:
    """Persons on both committees (三·4, encouraged)."""
    for person in of.cadres:
        yield person, {"persons": bool(person.branch_post and person.committee_post)}


@_measure("persons")
def unit_heads(of: Registers) -> Lines:
    """Heads of resident units on the team (三·4, encouraged)."""
    for person in of.cadres:
        yield person, {"persons": person.heads_unit_id is not None}


@_measure("contract", "staff")
def contract_staff(of: Registers) -> Lines:
    """General staff on contract, of all general staff (三·4)."""
    for person in of.entries(Cadre):
        if person.is_general_staff:
            yield person, {"staff": 1, "contract": person.channel == Cadre.Channel.EMPLOYED}


def _within(people: Iterable[Cadre], on: date, is_outside: Callable[[Cadre], bool]) -> Lines:
    """Yield people with whether each is outside a limit, without a waiver or with one."""
    for person in people:
        outside, waived = is_outside(person), person.is_waived_on(on)
        yield person, {"total": 1, "outside": outside and not waived, "waived": outside and waived}


@_measure("total", "outside", "waived")
def men_within_age(of: Registers) -> Lines:
    """Male cadres, those above 55 completed years without a waiver, and with one (三·4)."""
    men = [person for person in of.cadres if person.sex == Cadre.Sex.MALE]
    return _within(men, of.on, lambda person: person.is_older_on(of.on, MEN_AGE_LIMIT))


@_measure("total", "outside", "waived")
def women_within_age(of: Registers) -> Lines:
    """Female cadres, those above 50 completed years without a waiver, and with one (三·4)."""
    women = [person for person in of.cadres if person.sex == Cadre.Sex.FEMALE]
    return _within(women, of.on, lambda person: person.is_older_on(of.on, WOMEN_AGE_LIMIT))


@_measure("total", "outside", "waived")
def senior_high(of: Registers) -> Lines:
    """Cadres, those below senior high without a waiver, and with one (三·4); 中专 counts as senior high."""
    known = [person for person in of.cadres if person.education is not None]
    return _within(known, of.on, lambda person: (person.education or 0) < Cadre.Education.SENIOR_HIGH)


@_measure("graduates", "cadres")
def junior_college(of: Registers) -> Lines:
    """Cadres with junior college or more, of all cadres (三·4; the plan gives no figure)."""
    for person in of.cadres:
        if person.education is not None:
            yield person, {"cadres": 1, "graduates": person.education >= Cadre.Education.JUNIOR_COLLEGE}


@_measure(*Cadre.Channel.values, *Cadre.Source.values)
def recruitment(of: Registers) -> Lines:
    """Everybody in post by channel and by source (四·4)."""
    for person in of.entries(Cadre):
        yield person, {person.channel: 1, person.source: 1}


# --- 服务群众平台 Service platform, 共驻共建机制 Joint mechanism ------------------------------------------------------


@_measure(*ProjectActivity.Project.values, page="activities")
def project_activities(of: Registers) -> Lines:
    """Activities of the three projects in the quarter so far (三·5; the plan gives no figure)."""
    for activity in of.entries(ProjectActivity):
        yield activity, {activity.project: 1}


@_measure("civilised", "compounds")
def civilised_compounds(of: Registers) -> Lines:
    """Civilised compounds, of those in the register on the day (三·5)."""
    for compound in of.entries(Compound):
        yield compound, {"compounds": 1, "civilised": compound.is_civilised_on(of.on)}


@_measure(ticks=["awarded"])
def city_civilised(of: Registers) -> Lines:
    """Whether the community is a city-level civilised community (三·5)."""
    for award in of.fact(_("City-level civilised community"), of.community.city_civilised_since):
        yield award, {"awarded": 1}


@_measure("in_force", "activities")
def partnerships(of: Registers) -> Lines:
    """Partnerships in force, and what was done together in the quarter (三·6)."""
    for pair in of.entries(Partnership):
        yield pair, {"in_force": 1}
    for activity in of.entries(PartnershipActivity):
        yield activity, {"activities": 1}


@_measure(ticks=SurveyPart.Subject.values)
def survey_parts(of: Registers) -> Lines:
    """Which of the survey's five parts are finished (四·1)."""
    for part in of.entries(SurveyPart):
        yield part, {part.subject: 1}


# --- All of them ------------------------------------------------------------------------------------------------------


def on_days(communities: Iterable[Community], days: Collection[date]) -> dict[date, dict[int, dict[str, Figures]]]:
    """Return every register measure of each community on each day: day -> community id -> measure -> figures.

    Eleven queries however many communities and days there are.
    """
    return {
        on: {
            community: {name: measure.of_registers(registers) for name, measure in MEASURES.items()}
            for community, registers in by_community.items()
        }
        for on, by_community in read_registers(communities, days).items()
    }
