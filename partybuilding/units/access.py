"""The door to duty reports: a unit writes its own, everybody else in the plan reads what was handed in.

A part of partybuilding/shared/access.py, which says who takes part in a plan.
"""

from typing import Any

from communities.access import require
from communities.models import Role, Unit, User
from partybuilding.models import DutyReport, Plan
from partybuilding.shared.access import get_reporting_unit_for, parse_quarter
from partybuilding.shared.stale import Trail, TrailStep
from partybuilding.targets.quarter import Quarter
from partybuilding.units.rules import CHANGED, HANDED_IN, TABLE, DutyReportAct, DutyReportRole


def roles_in(user: User, unit: Unit, plan: Plan, quarter: Quarter) -> frozenset[DutyReportRole]:
    """Return what the person is to a unit's duty report on a quarter.

    Of a quarter before the plan's reports begin the department enters what the unit handed in on paper 补录.
    """
    stands_in = user.role == Role.DEPARTMENT and not plan.asks_for(quarter)
    return frozenset({DutyReportRole.UNIT}) if user.unit_id == unit.pk or stands_in else frozenset()


def get_unit_to(act: DutyReportAct, user: User, plan: Plan, code: str, quarter: str) -> tuple[Unit, Quarter]:
    """Return a unit, and the quarter of its report somebody wants to write; 403 for those whose act that is not."""
    unit, chosen = get_reporting_unit_for(user, plan, code), parse_quarter(plan, quarter)
    require(TABLE.can_act(act, roles_in(user, unit, plan, chosen)))
    return unit, chosen


def trail_of(report: DutyReport) -> Trail:
    """Return what a decision on a duty report depends on."""
    return Trail(report.state, ((DutyReport.history.filter(id=report.pk).select_related("history_user"), _step),))


def _step(row: Any) -> TrailStep:
    return TrailStep(row.history_user, row.history_date, HANDED_IN if row.submitted_at else CHANGED)
