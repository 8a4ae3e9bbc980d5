"""What a measure counted: the register entries behind a figure, and what each of them adds to it.

measures.py computes the figures; this says which entries they are made of. The tests hold the two together.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

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
from partybuilding.registers.measures import MEN_AGE_LIMIT, WOMEN_AGE_LIMIT
from partybuilding.targets.quarter import Quarter

Gives = Mapping[str, Decimal]
_Reader = Callable[[Any, date], Gives]

SECRETARY, DIRECTOR = Cadre.BranchPost.SECRETARY, Cadre.CommitteePost.DIRECTOR


@dataclass(frozen=True, eq=False)
class EntryLine:
    """One register entry in force on a day, and what it adds to the figures, by field key; nothing, if it is empty."""

    key: tuple[str, int]  # the register and the entry: the same on every day
    name: str
    what: str  # its use, post or kind
    since: date | None
    until: date | None
    remark: str
    gives: Gives


# --- what an entry adds -----------------------------------------------------------------------------------------------


def _flags(**flags: bool) -> Gives:
    return {key: Decimal(1) for key, flag in flags.items() if flag}


def _reached(day: date | None, on: date) -> bool:
    return day is not None and day <= on


def is_civilised(compound: Compound, on: date) -> bool:
    """Return whether a compound is certified as a civilised one on a day (三·5)."""
    until = compound.certified_until
    return _reached(compound.certified_since, on) and (until is None or until >= on)


def _organisation(each: SocialOrganisation, on: date) -> Gives:
    kinds = {SocialOrganisation.Kind.ASSOCIATION.value: "associations"}
    return {kinds.get(each.kind, "private_units"): Decimal(1), "functions": Decimal(each.functions)}


def _within(each: Cadre, on: date, is_outside: bool) -> Gives:
    waived = each.is_waived_on(on)
    return _flags(total=True, outside=is_outside and not waived, waived=is_outside and waived)


def _of_cadres(reader: _Reader) -> _Reader:
    """Return the reader for cadres alone: general staff do not count among the 3 to 5 (三·4)."""
    return lambda each, on: {} if each.is_general_staff else reader(each, on)


def _age(sex: str, limit: int) -> _Reader:
    return _of_cadres(lambda each, on: _within(each, on, each.age_on(on) > limit) if each.sex == sex else {})


def _committee(each: Cadre, on: date) -> Gives:
    on_it = bool(each.committee_post)
    return _flags(committee=on_it, elected=on_it and each.channel == Cadre.Channel.ELECTED)


def _staff(each: Cadre, on: date) -> Gives:
    staff = each.is_general_staff
    return _flags(staff=staff, contract=staff and each.channel == Cadre.Channel.EMPLOYED)


def _graduates(each: Cadre, on: date) -> Gives:
    return _flags(cadres=True, graduates=each.education >= Cadre.Education.JUNIOR_COLLEGE)


# Of each measure: the registers it reads, and what an entry in force adds on a day.
_RULES: dict[str, dict[str, _Reader]] = {
    "party_branches": {"branches": lambda each, on: _flags(branches=True)},
    "branch_posts": {
        "branches": lambda each, on: {"established": Decimal(each.established_posts)},
        "people": lambda each, on: _flags(filled=bool(each.branch_post), secretary=each.branch_post == SECRETARY),
    },
    "residents_assembly": {"assembly": lambda each, on: _flags(assembly=True)},
    "social_organisations": {"organisations": _organisation},
    "room_uses": {"rooms": lambda each, on: {use: Decimal(1) for use in (each.use, each.second_use)}},
    "gross_floor_area": {"rooms": lambda each, on: {"area": each.gross_floor_area}},
    "equipment_kinds": {"equipment": lambda each, on: {each.kind: Decimal(1)}},
    "feedback_units": {"units": lambda each, on: _flags(units=_reached(each.uses_feedback_since, on))},
    "cadres_in_post": {"people": _of_cadres(lambda each, on: _flags(cadres=True))},
    "elected_cadres": {"people": _committee},
    "dual_post": {
        "people": lambda each, on: _flags(dual_post=each.branch_post == SECRETARY and each.committee_post == DIRECTOR)
    },
    "cross_appointments": {"people": lambda each, on: _flags(persons=bool(each.branch_post and each.committee_post))},
    "unit_heads": {"people": _of_cadres(lambda each, on: _flags(persons=each.heads_unit_id is not None))},
    "contract_staff": {"people": _staff},
    "men_within_age": {"people": _age(Cadre.Sex.MALE, MEN_AGE_LIMIT)},
    "women_within_age": {"people": _age(Cadre.Sex.FEMALE, WOMEN_AGE_LIMIT)},
    "senior_high": {
        "people": _of_cadres(lambda each, on: _within(each, on, each.education < Cadre.Education.SENIOR_HIGH))
    },
    "junior_college": {"people": _of_cadres(_graduates)},
    "recruitment": {"people": lambda each, on: {each.channel: Decimal(1), each.source: Decimal(1)}},
    "civilised_compounds": {"compounds": lambda each, on: _flags(compounds=True, civilised=is_civilised(each, on))},
    "city_civilised": {"award": lambda each, on: _flags(awarded=True)},
    "partnerships": {
        "partnerships": lambda each, on: _flags(in_force=True),
        "activities": lambda each, on: _flags(activities=True),
    },
    "survey_parts": {"survey": lambda each, on: {each.subject: Decimal(1)}},
}


# --- reading ----------------------------------------------------------------------------------------------------------


def lines_on(
    community: Community, measure: str, days: Collection[date], keys: Collection[str]
) -> dict[date, list[EntryLine]]:
    """Return the entries in force on each day and what they add to these fields of a measure, in one or two queries.

    Those that add nothing are there, too: another day they may. An entry counts on both its first and its last day,
    and activities in the quarter of the day.
    """
    found: dict[date, list[EntryLine]] = {on: [] for on in days}
    for register, reader in _RULES.get(measure, {}).items() if days else ():
        for entry in _entries(register, community, min(days), max(days)):
            since, until = _span(register, entry)
            for on in days:
                if since is None or since > on or (until is not None and until < on):
                    continue
                gives = {key: amount for key, amount in reader(entry, on).items() if key in keys and amount}
                found[on].append(_line(register, entry, on, gives))
    return found


def figures_of(lines: Iterable[EntryLine], keys: Iterable[str], ticked: Collection[str]) -> dict[str, Decimal]:
    """Return what entries add up to; of a field in `ticked`, answered by yes or no, one entry is as good as two."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        for key, amount in line.gives.items():
            sums[key] = Decimal(1) if key in ticked else sums[key] + amount
    return {key: sums[key] for key in keys}


_MODELS: dict[str, Any] = {
    "branches": PartyBranch,
    "organisations": SocialOrganisation,
    "rooms": Room,
    "equipment": Equipment,
    "people": Cadre,
    "compounds": Compound,
    "units": ResidentUnit,
}


def _entries(register: str, community: Community, first: date, last: date) -> Iterable[Any]:
    begun = Q(since__lte=last) & (Q(until__isnull=True) | Q(until__gte=first))
    home = {"resident_unit__community": community}
    match register:
        case "assembly":
            return [community] if community.assembly else []
        case "award":
            return [community]
        case "survey":
            return SurveyPart.objects.filter(community=community)
        case "partnerships":
            return Partnership.objects.filter(begun, **home).select_related("resident_unit")
        case "activities":
            days = (Quarter.of(first).first_day, last)
            held = PartnershipActivity.objects.filter(partnership__resident_unit__community=community)
            return held.filter(held_on__range=days).select_related("partnership__resident_unit")
        case _:
            return list(_MODELS[register].objects.filter(begun, community=community))


def _span(register: str, entry: Any) -> tuple[date | None, date | None]:
    """Return the first and the last day on which an entry counts."""
    match register:
        case "assembly":
            return entry.assembly_since, None
        case "award":
            return entry.city_civilised_since, None
        case "survey":
            return entry.finished_on, None
        case "activities":
            return entry.held_on, Quarter.of(entry.held_on).last_day
        case _:
            return entry.since, entry.until


# --- words ------------------------------------------------------------------------------------------------------------


def _line(register: str, entry: Any, on: date, gives: Gives) -> EntryLine:
    since, until = (entry.held_on, entry.held_on) if register == "activities" else _span(register, entry)
    name, what = _words(register, entry, on)
    return EntryLine((register, entry.pk), name, what, since, until, getattr(entry, "remark", ""), gives)


def _words(register: str, entry: Any, on: date) -> tuple[str, str]:
    """Return what an entry is called, and what it is."""
    words = _WORDS.get(register)
    return words(entry, on) if words else (str(entry), "")


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)


def _post(person: Cadre) -> str:
    if person.is_general_staff:
        return _("general staff")
    return _joined(
        person.branch_post and _("Party branch: %s") % person.get_branch_post_display(),
        person.committee_post and _("residents' committee: %s") % person.get_committee_post_display(),
    )


def _certificate(compound: Compound, on: date) -> str:
    if is_civilised(compound, on):
        return _since(_("certified since %s"), compound.certified_since, on)
    return _since(_("certified until %s"), compound.certified_until, on)


def _since(words: str, day: date | None, on: date) -> str:
    """Return the words with the day, if it has come."""
    return words % date_format(day) if day and day <= on else ""


_WORDS: dict[str, Callable[[Any, date], tuple[str, str]]] = {
    "assembly": lambda each, on: (each.get_assembly_display(), ""),
    "award": lambda each, on: (_("City-level civilised community"), ""),
    "survey": lambda each, on: (each.get_subject_display(), ""),
    "rooms": lambda each, on: (
        each.name,
        _joined(each.get_use_display(), each.second_use and each.get_second_use_display()),
    ),
    "people": lambda each, on: (each.name, _post(each)),
    "compounds": lambda each, on: (each.name, _certificate(each, on)),
    "units": lambda each, on: (each.name, _since(_("uses the feedback since %s"), each.uses_feedback_since, on)),
    "organisations": lambda each, on: (each.name, each.get_kind_display()),
    "partnerships": lambda each, on: (str(each.resident_unit), each.subject),
    "activities": lambda each, on: (each.subject, str(each.partnership.resident_unit)),
}
