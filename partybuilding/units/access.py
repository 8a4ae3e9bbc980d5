"""The door to duty reports: a unit writes its own, everybody else in the plan reads what was handed in.

A part of partybuilding/shared/access.py, which says who takes part in a plan.
"""

from communities.access import require
from communities.models import Unit, User
from partybuilding.models import Plan
from partybuilding.shared.access import get_reporting_unit_for
from partybuilding.units.rules import TABLE, DutyReportAct, DutyReportRole


def roles_in(user: User, unit: Unit) -> frozenset[DutyReportRole]:
    """Return what the person is to a unit's duty reports."""
    return frozenset({DutyReportRole.UNIT}) if user.unit_id == unit.pk else frozenset()


def get_unit_to(act: DutyReportAct, user: User, plan: Plan, code: str) -> Unit:
    """Return a unit with whose duty report somebody wants to do something; 403 for those whose act that is not."""
    unit = get_reporting_unit_for(user, plan, code)
    require(TABLE.can_act(act, roles_in(user, unit)))
    return unit
