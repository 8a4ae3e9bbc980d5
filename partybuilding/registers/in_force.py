"""The registers on a day: which entries of a community's registers count, each register read when it is asked for.

A register may hold thousands, of which a figure asks very little. Where that is so, the database adds up: entries that
no figure can tell apart are one, which says how many it stands for. Only who shows entries reads them whole.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import Any, TypeVar, cast

from django.db.models import Count, QuerySet

from communities.models import (
    Cadre,
    Community,
    Compound,
    Partnership,
    PartnershipActivity,
    ProjectActivity,
    SurveyPart,
    in_force,
)
from communities.models.base import Entry, counts_on
from partybuilding.shared.compiled import compiled
from partybuilding.targets.quarter import Quarter


@dataclass(frozen=True)
class Fact:
    """Something the community itself is, from a day on; it counts like an entry."""

    pk: int
    name: str
    since: date | None
    remark: str = ""

    @property
    def until(self) -> None:
        return None


Activity = PartnershipActivity | ProjectActivity
Counted = Entry | SurveyPart | Activity | Fact
_Register = TypeVar("_Register", bound=Entry | SurveyPart | Activity)

_OWNERS = {
    Partnership: "resident_unit.community_id",
    PartnershipActivity: "partnership.resident_unit.community_id",
}

# The registers that may hold thousands, and all that the measures ask of an entry.
_ASKED: dict[type, tuple[str, ...]] = {
    Compound: ("since", "until", "certified_since", "certified_until"),
    ProjectActivity: ("project", "held_on"),
}


def times(entry: Counted) -> int:
    """Return how many entries one stands for that was read in sums; any other for itself."""
    number: int = vars(entry).get("times", 1)
    return number


def span_of(entry: Counted) -> tuple[date | None, date | None]:
    """Return the first and the last day on which an entry counts; an activity counts to the end of its quarter."""
    match entry:
        case SurveyPart():
            return entry.finished_on, None
        case PartnershipActivity() | ProjectActivity():
            return entry.held_on, Quarter.of(entry.held_on).last_day
        case _:
            return entry.since, entry.until


class _Reading:
    """The registers of some communities over some days; each register is read once, when it is first asked for."""

    def __init__(self, communities: Iterable[Community], days: Collection[date], *, whole: bool) -> None:
        self.communities, self.whole = list(communities), whole
        self.first, self.last = min(days), max(days)
        self.entries: dict[type, dict[int, list[object]]] = {}

    def of(self, register: type[_Register], community: int) -> list[_Register]:
        if register not in self.entries:
            self.entries[register] = defaultdict(list)
            owner = attrgetter(_OWNERS.get(register, "community_id"))
            for entry in self._rows(register):
                self.entries[register][owner(entry)].append(entry)
        return cast("list[_Register]", self.entries[register][community])

    def _rows(self, register: type[_Register]) -> Iterable[_Register]:
        keys, shape = [each.pk for each in self.communities], (register, self.first, self.last)
        if self.whole or register not in _ASKED:
            return _entries.rows(*keys, shape=shape)
        return [_in_sum(register, *row) for row in _sums.rows(*keys, shape=shape)]


def _in_sum(register: type[_Register], community: int, *values_and_number: Any) -> _Register:
    *values, number = values_and_number
    entry = register(community_id=community, **dict(zip(_ASKED[register], values, strict=True)))
    vars(entry)["times"] = number
    return entry


@compiled(Community)
def _sums(*communities_and_shape: Any) -> "QuerySet[Any, tuple[Any, ...]]":
    register = communities_and_shape[-3]
    rows = _entries.build(*communities_and_shape).order_by().values_list("community_id", *_ASKED[register])
    sums: QuerySet[Any, tuple[Any, ...]] = rows.annotate(Count("pk"))
    return sums


@compiled(Community)
def _entries(*communities_and_shape: Any) -> "QuerySet[Any]":
    *communities, register, first, last = communities_and_shape
    *way, _community = _OWNERS.get(register, "community_id").split(".")
    owner = "__".join([*way, "community"])
    rows: QuerySet[Any] = register._default_manager.filter(**{f"{owner}__in": communities})
    if issubclass(register, Entry):
        rows = rows.filter(in_force(first, last))
    elif issubclass(register, Activity):
        rows = rows.filter(held_on__range=(Quarter.of(first).first_day, last))
    return rows.select_related("__".join(way)) if way else rows


@dataclass(frozen=True)
class Registers:
    """One community's register entries in force on a day; activities are those of its quarter so far."""

    community: Community
    on: date
    _reading: _Reading
    _found: dict[type, list[object]] = field(default_factory=dict)

    def entries(self, register: type[_Register]) -> list[_Register]:
        """Return the entries of a register that count on the day; read in sums, one may stand for many (`times`)."""
        if register not in self._found:
            rows = self._reading.of(register, self.community.pk)
            self._found[register] = [each for each in rows if counts_on(self.on, *span_of(each))]
        return cast("list[_Register]", self._found[register])

    def count(self, register: type[_Register]) -> int:
        """Return how many entries of a register count on the day."""
        return sum(map(times, self.entries(register)))

    def with_entry(self, entry: Entry) -> "Registers":
        """Return the registers as they would be with one more entry, which need not be kept."""
        register = type(entry)
        more = [entry] if counts_on(self.on, *span_of(entry)) else []
        return replace(self, _found={**self._found, register: [*self.entries(register), *more]})

    @property
    def cadres(self) -> list[Cadre]:
        """Persons on the branch or the residents' committee; general staff do not count among the 3 to 5."""
        return [person for person in self.entries(Cadre) if not person.is_general_staff]

    def fact(self, name: str, since: date | None) -> list[Fact]:
        """Return what the community is since a day, if the day has come."""
        return [Fact(self.community.pk, name, since)] if counts_on(self.on, since, None) else []


def read_registers(
    communities: Iterable[Community], days: Collection[date], *, whole: bool = False
) -> dict[date, dict[int, Registers]]:
    """Return each community's registers on each day, by community id; read as they are asked for.

    One query a register, eleven in all, however many communities and days there are; in sums, if not `whole`.
    """
    if not days:
        return {}
    reading = _Reading(communities, days, whole=whole)
    return {on: {each.pk: Registers(each, on, reading) for each in reading.communities} for on in days}
