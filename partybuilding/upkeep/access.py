"""The door to a community's registers: all in the plan read sums, who works for it names, the department writes."""

from django.db.models import Model
from django.http import Http404

from communities.access import require
from communities.models import Role, User
from partybuilding.models import Pilot, Plan
from partybuilding.shared.access import get_pilot_for, get_pilot_to_read
from partybuilding.upkeep.register_kinds import BY_KEY, RegisterKind


def can_keep_registers(user: User) -> bool:
    """Return whether the person enters what the registers hold: the department alone."""
    return user.role == Role.DEPARTMENT


def get_register(key: str) -> RegisterKind:
    """Return a register by what stands in addresses; 404 if there is none."""
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


def get_register_to_keep(user: User, plan: Plan, code: str, key: str) -> tuple[Pilot, RegisterKind]:
    """Return a pilot and a register of its that has a short form; 403 for those who may only read it."""
    pilot = get_pilot_for(user, plan, code)
    require(can_keep_registers(user))
    kind = get_register(key)
    if not kind.fields:
        raise Http404
    return pilot, kind


def get_entry_to_read(user: User, plan: Plan, code: str, key: str, pk: int) -> tuple[Pilot, RegisterKind, Model]:
    """Return an entry whose history the person reads: who works for the community; 403 for those who read sums."""
    pilot = get_pilot_to_read(user, plan, code)
    kind = get_register(key)
    entry = kind.model._default_manager.filter(**{kind.owner: pilot.community_id}, pk=pk).first()
    if entry is None:
        raise Http404
    return pilot, kind, entry


def first_pilot(user: User, plan: Plan) -> Pilot:
    """Return the pilot whose registers a person opens first: the person's own, else the plan's first."""
    pilots = list(plan.pilots.select_related("community"))
    of_person = [each for each in pilots if each.community_id == user.community_id]
    if not pilots:
        raise Http404
    return (of_person or pilots)[0]
