"""The door to the ledger: whoever takes part in the plan reads all of it, and what one is in a matter says who acts.

A part of partybuilding/shared/access.py, which says who takes part in a plan.
"""

from django.db.models import Q
from django.http import Http404

from communities.access import require
from communities.models import Role, User
from partybuilding.ledger.rules import STEPS, TABLE, ItemAct, ItemRole
from partybuilding.models import LedgerFile, LedgerItem, Plan
from partybuilding.shared.access import can_write_report, get_plan_for
from partybuilding.shared.stale import Trail, TrailStep


def get_item_for(user: User, plan: Plan, code: str) -> LedgerItem:
    """Return an item of the plan's ledger by its number, 2005-012; 404 for one that is not there."""
    year, _dash, number = code.partition("-")
    items = LedgerItem.objects.filter(plan=plan, year=year, number=number).prefetch_related("supporting")
    item = items.select_related(
        *("responsible", "responsible_pilot__community", "indicator", "pilot__community", "meeting"),
        *("report__pilot__community", "visit__assignment__unit"),
    ).first()
    if item is None:
        raise Http404
    item.plan = plan
    for pilot in (item.pilot, item.responsible_pilot, item.report.pilot if item.report else None):
        if pilot is not None:
            pilot.plan = plan
    return item


def get_item_to(act: ItemAct, user: User, plan: Plan, code: str) -> LedgerItem:
    """Return an item somebody wants to do something with; 403 for those whose act that is not, in whatever state."""
    item = get_item_for(user, plan, code)
    require(TABLE.can_act(act, roles_in(user, item)))
    return item


def get_plan_to_open_items(user: User, slug: str) -> Plan:
    """Return a plan whose ledger the department enters items in; 403 for those who may only read it."""
    plan = get_plan_for(user, slug)
    require(can_open_items(user, plan))
    return plan


def get_ledger_file_for(user: User, plan: Plan, code: str, uid: str) -> LedgerFile:
    """Return a file of an item; whoever reads the ledger reads its evidence."""
    item = get_item_for(user, plan, code)
    file: LedgerFile | None = LedgerFile.objects.filter(event__item=item, uid=uid).first()
    if file is None:
        raise Http404
    return file


def can_open_items(user: User, plan: Plan) -> bool:
    """Return whether the person enters items in the plan's ledger."""
    return TABLE.can_act(ItemAct.OPEN, roles_on(user, plan))


def roles_on(user: User, plan: Plan) -> frozenset[ItemRole]:
    """Return what the person is to all matters of a plan."""
    is_lead = user.role == Role.DEPARTMENT and user.unit_id == plan.lead_unit_id
    return frozenset({ItemRole.DEPARTMENT}) if is_lead else frozenset()


def roles_in(user: User, item: LedgerItem) -> frozenset[ItemRole]:
    """Return what the person is in a matter: several things at once, or nothing."""
    works = user.role in {Role.MEMBER, Role.TOWN, Role.DEPARTMENT} and user.unit_id is not None
    supports = works and any(unit.pk == user.unit_id for unit in item.supporting.all())
    pilot = item.responsible_pilot
    answers = works and user.unit_id == item.responsible_id
    roles = {
        ItemRole.RESPONSIBLE: answers or (pilot is not None and can_write_report(user, pilot)),
        ItemRole.SUPPORTING: supports,
        ItemRole.BRANCH: item.pilot is not None and can_write_report(user, item.pilot),
    }
    return roles_on(user, item.plan).union(role for role, is_so in roles.items() if is_so)


def answered_by(user: User) -> Q:
    """Return the condition for items that lie with a person: their unit answers for them, or their community."""
    if user.role == Role.SECRETARY:
        return Q(responsible_pilot__community=user.community_id)
    return Q(responsible=user.unit_id, responsible__isnull=False)


def trail_of(item: LedgerItem) -> Trail:
    """Return what a decision on a matter depends on; that its unit was reminded changes nothing in it."""
    events = item.events.filter(kind__in=STEPS).select_related("actor")
    return Trail(item.state, ((events, lambda row: TrailStep(row.actor, row.at, STEPS[row.kind])),))
