"""The registers on a day: which entries of a community's registers count, each register read when it is asked for."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import Any, TypeVar, cast

from django.db.models import QuerySet

from communities.models import (
    Cadre,
    Community,
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

    def __init__(self, communities: Iterable[Community], days: Collection[date]) -> None:
        self.communities = list(communities)
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
        return _entries.rows(*(each.pk for each in self.communities), shape=(register, self.first, self.last))


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
        """Return the entries of a register that count on the day."""
        if register not in self._found:
            rows = self._reading.of(register, self.community.pk)
            self._found[register] = [each for each in rows if counts_on(self.on, *span_of(each))]
        return cast("list[_Register]", self._found[register])

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


def read_registers(communities: Iterable[Community], days: Collection[date]) -> dict[date, dict[int, Registers]]:
    """Return each community's registers on each day, by community id; read as they are asked for.

    One query a register, eleven in all, however many communities and days there are.
    """
    if not days:
        return {}
    reading = _Reading(communities, days)
    return {on: {each.pk: Registers(each, on, reading) for each in reading.communities} for on in days}
