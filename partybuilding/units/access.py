"""The door to duty reports: a unit writes its own, everybody else in the plan reads what was handed in.

A part of partybuilding/shared/access.py, which says who takes part in a plan.
"""

from typing import Any

from communities.access import require
from communities.models import Unit, User
from partybuilding.models import DutyReport, Plan
from partybuilding.shared.access import get_reporting_unit_for
from partybuilding.shared.stale import Trail, TrailStep
from partybuilding.units.rules import CHANGED, HANDED_IN, TABLE, DutyReportAct, DutyReportRole


def roles_in(user: User, unit: Unit) -> frozenset[DutyReportRole]:
    """Return what the person is to a unit's duty reports."""
    return frozenset({DutyReportRole.UNIT}) if user.unit_id == unit.pk else frozenset()


def get_unit_to(act: DutyReportAct, user: User, plan: Plan, code: str) -> Unit:
    """Return a unit with whose duty report somebody wants to do something; 403 for those whose act that is not."""
    unit = get_reporting_unit_for(user, plan, code)
    require(TABLE.can_act(act, roles_in(user, unit)))
    return unit


def trail_of(report: DutyReport) -> Trail:
    """Return what a decision on a duty report depends on."""
    return Trail(report.state, ((DutyReport.history.filter(id=report.pk).select_related("history_user"), _step),))


def _step(row: Any) -> TrailStep:
    return TrailStep(row.history_user, row.history_date, HANDED_IN if row.submitted_at else CHANGED)
