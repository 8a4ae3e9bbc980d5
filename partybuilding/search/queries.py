"""What a search finds: pilots, indicators, units, action items, papers, and entries of the registers.

Whoever sees the plan finds what all may read; a paper, and a name in a register, those who may read it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.access import own_communities
from communities.models import Cadre, Compound, PartyBranch, ResidentUnit, Room, SocialOrganisation, Unit, User
from partybuilding.models import LedgerItem, Pilot, Plan
from partybuilding.papers.access import papers_for
from partybuilding.search.rules import fits, folded, is_read

MOST = 20  # of each kind
REGISTERS = (Cadre, PartyBranch, ResidentUnit, SocialOrganisation, Compound, Room)


@dataclass(frozen=True)
class Hit:
    """Something that was found: what it is called, what it is about, and where it stands."""

    title: str
    note: str
    address: str
    number: str = ""  # by which it is known beside its name


@dataclass(frozen=True)
class HitGroup:
    """What was found of one kind, and whether there is more of it."""

    label: Promise | str
    hits: list[Hit]
    has_more: bool


def search(user: User, plan: Plan, typed: str) -> list[HitGroup]:
    """Return what fits in the plan, by kind; nothing for nothing."""
    asked = folded(typed)
    if not asked:
        return []
    groups = []
    for label, find in _KINDS:
        fitting = list(islice(find(user, plan, asked), MOST + 1))
        if fitting:
            groups.append(HitGroup(label, fitting[:MOST], len(fitting) > MOST))
    return groups


def only_hit(groups: list[HitGroup], typed: str) -> Hit | None:
    """Return what has this very number, K07 or 2005-006: whoever types that wants to be there."""
    hits = [hit for group in groups for hit in group.hits if hit.number and folded(hit.number) == folded(typed)]
    return hits[0] if len(hits) == 1 else None


def _pilots(user: User, plan: Plan, asked: str) -> Iterator[Hit]:
    pilots = plan.pilots.select_related("community", "plan")
    return _named(((each, each.community) for each in pilots), asked, _pilot_page)


def _units(user: User, plan: Plan, asked: str) -> Iterator[Hit]:
    units = Unit.objects.filter(Q(seats__plan=plan) | Q(community__pilots__plan=plan)).distinct()
    return _named(((each, each) for each in units), asked, lambda unit: reverse("unit", args=[plan.slug, unit.code]))


def _indicators(user: User, plan: Plan, asked: str) -> Iterator[Hit]:
    for each in plan.indicators.select_related("area"):
        if any(fits(text, asked) for text in (each.code, each.name, each.name_en)):
            address = reverse("indicator", args=[plan.slug, each.code])
            yield Hit(f"{each.code} {each}", str(each.area), address, number=each.code)


def _named(things: Iterable[tuple[Any, Any]], asked: str, address: Callable[[Any], str]) -> Iterator[Hit]:
    """Yield what is known by its name in either language, or by the name in its address."""
    for thing, named in things:
        if any(fits(text, asked) for text in (named.name, named.name_en, named.code)):
            yield Hit(str(thing), "", address(thing))


def _items(user: User, plan: Plan, asked: str) -> Iterator[Hit]:
    items = LedgerItem.objects.filter(plan=plan).select_related("responsible", "responsible_pilot__community")
    for each in items.order_by("-year", "-number"):
        if fits(each.code, asked) or fits(each.matter, asked):
            note = f"{each.party} · {each.get_state_display()}"
            address = reverse("ledger-item", args=[plan.slug, each.code])
            yield Hit(f"{each.code} {each.matter}", note, address, number=each.code)


def _papers(user: User, plan: Plan, asked: str) -> Iterator[Hit]:
    for each in papers_for(user, plan).order_by("-pk"):
        if fits(each.code, asked) or fits(str(each), asked):
            address = reverse("paper", args=[plan.slug, each.code])
            yield Hit(str(each), "", address, number=each.code)


def _entries(user: User, plan: Plan, asked: str) -> Iterator[Hit]:
    """Yield entries of the registers of the communities the person works for; others read sums alone."""
    pilots = {each.community_id: each for each in _pilots_of(user, plan)}
    for model in REGISTERS if pilots else ():
        entries: QuerySet[Any] = model._default_manager.filter(community__in=list(pilots)).order_by("name", "pk")
        # The database looks for what is written; how a name is read, it does not know.
        if not is_read(asked):
            entries = entries.filter(name__icontains=asked)
        for key, name, community in entries.values_list("pk", "name", "community"):
            if fits(name, asked):
                pilot = pilots[community]
                yield Hit(name, f"{pilot} · {model._meta.verbose_name}", _entry_page(user, pilot, model, key))


def _pilots_of(user: User, plan: Plan) -> QuerySet[Pilot]:
    return plan.pilots.filter(community__in=own_communities(user)).select_related("community", "plan")


def _entry_page(user: User, pilot: Pilot, model: Any, key: int) -> str:
    """Return where an entry stands: for those who keep it, where it is kept; for others, the community's page."""
    if user.has_perm(f"communities.change_{model._meta.model_name}"):
        return reverse(f"admin:communities_{model._meta.model_name}_change", args=[key])
    return _pilot_page(pilot)


def _pilot_page(pilot: Pilot) -> str:
    return reverse("pilot", args=[pilot.plan.slug, pilot.code])


_KINDS: tuple[tuple[Promise, Callable[[User, Plan, str], Iterator[Hit]]], ...] = (
    (_("Pilots"), _pilots),
    (_("Indicators"), _indicators),
    (_("Member units"), _units),
    (pgettext_lazy("nav", "Action items"), _items),
    (_("Official papers"), _papers),
    (pgettext_lazy("nav", "Registers"), _entries),
)
