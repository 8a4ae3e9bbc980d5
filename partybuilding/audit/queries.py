"""Reading the record, a page at a time and the latest first: fast however long it is."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Max, Min, Q, QuerySet
from django.utils.encoding import force_str
from django.utils.functional import cached_property

from communities.models import Cadre, Community, Role
from partybuilding.models import AuditEntry, EntryKind

A_PAGE = 30
# Pages and files on which a person stands among others: of all communities, and of the one the address names.
_AMONG_ALL = ("admin:communities_cadre_changelist", "admin:communities_cadre_export")
_AMONG_OWN = ("pilot-registers", "value", "out-entries")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for; None or "" where it does not matter. Moments are those from which on, and before which."""

    since: datetime | None = None
    until: datetime | None = None
    actor: int | None = None
    kind: str = ""
    object_type: str = ""
    object_id: str = ""
    seen: Cadre | None = None  # whoever looked at the entry of this person, by itself or among others


@dataclass(frozen=True)
class AuditLine:
    """One entry as the page shows it."""

    entry: AuditEntry

    @property
    def role(self) -> str:
        """The role they had, in words."""
        return force_str(dict(Role.choices).get(self.entry.actor_role, self.entry.actor_role))

    @property
    def object_name(self) -> str:
        """What sort of thing it was about, in words."""
        try:
            return force_str(apps.get_model(self.entry.object_type)._meta.verbose_name)
        except (LookupError, ValueError):
            return self.entry.object_type

    @cached_property
    def changes(self) -> list[tuple[str, str, str]]:
        """What changed: the field, and what stood there before and after."""
        before, after = _flat(self.entry.before), _flat(self.entry.after)
        return [(name, before.get(name, ""), after.get(name, "")) for name in sorted({*before, *after})]


def _flat(text: str) -> dict[str, str]:
    rows: dict[str, Any] = json.loads(text) if text else {}
    flat: dict[str, str] = {}
    for row, values in rows.items():
        for name, value in values.items() if isinstance(values, dict) else [("", values)]:
            flat[f"{row} {name}".strip()] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return flat


@dataclass(frozen=True)
class EntryPage:
    """Some entries, and the position before which the next page begins; None on the last."""

    lines: list[AuditLine]
    next_before: int | None


def load_page(wanted: Wanted, before: int | None = None) -> EntryPage:
    """Return a page of the entries that are wanted, the latest first, in one query and a few for each moment."""
    entries = _wanted(wanted)
    if before is not None:
        entries = entries.filter(position__lt=before)
    rows = list(entries.order_by("-position")[: A_PAGE + 1])
    more = rows[A_PAGE - 1].position if len(rows) > A_PAGE else None
    return EntryPage([AuditLine(entry) for entry in rows[:A_PAGE]], more)


def _wanted(wanted: Wanted) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.all()
    if wanted.since is not None:
        entries = entries.filter(position__gte=first_since(wanted.since), moment__gte=wanted.since)
    if wanted.until is not None:
        # A clock that was set back a little leaves entries a little out of their order.
        late = first_since(wanted.until + timedelta(minutes=5))
        entries = entries.filter(position__lt=late, moment__lt=wanted.until)
    if wanted.actor is not None:
        entries = entries.filter(actor=wanted.actor)
    if wanted.kind:
        entries = entries.filter(kind=wanted.kind)
        if wanted.kind != EntryKind.ACT:
            entries = entries.exclude(kind=EntryKind.ACT)  # so the index over the others is found
    if wanted.object_type:
        entries = entries.filter(object_type=wanted.object_type, object_id=wanted.object_id)
    return entries if wanted.seen is None else entries.filter(_looks_at(wanted.seen))


def _looks_at(person: Cadre) -> Q:
    alone = Q(object_type=Cadre._meta.label_lower, object_id=str(person.pk))
    at_home = Q(name__in=_AMONG_OWN, object_label__contains=f"/{person.community.code}/")
    return Q(kind__in=(EntryKind.READ, EntryKind.EXPORT)) & (alone | Q(name__in=_AMONG_ALL) | at_home)


def people_of(community: Community) -> QuerySet[Cadre]:
    """Return who is or was in post in a community, for the record to be looked through for whoever looked at them."""
    return community.cadres.order_by("name", "since", "pk")


def first_since(moment: datetime) -> int:
    """Return the position of the first entry of a moment or later: moments run with the positions.

    By halving, as there is no index of moments: each act would pay for it.
    """
    ends = AuditEntry.objects.aggregate(first=Min("position"), last=Max("position"))
    if ends["first"] is None:
        return 0
    low, high = ends["first"], ends["last"] + 1
    while low < high:
        middle = (low + high) // 2
        if AuditEntry.objects.values_list("moment", flat=True).get(position=middle) < moment:
            low = middle + 1
        else:
            high = middle
    return int(low)
