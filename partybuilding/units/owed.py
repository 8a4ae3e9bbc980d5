"""What is owed by the member units and the towns: their reports on their duties."""

from datetime import date

from django.urls import reverse

from partybuilding.models import Plan
from partybuilding.shared.owed import HANDED_IN, About, Owed, OwedKind, Owner
from partybuilding.targets.quarter import Quarter
from partybuilding.units.duty_reports import DutyStanding, standings_on


def find_duties(plan: Plan, today: date, unit: int | None = None) -> list[Owed]:
    """Return the duty reports on the quarters that have ended and are asked for, of one unit alone if its key is given.

    By unit as duty_standings has them, each unit's oldest first; in three queries.
    """
    ended = [quarter for quarter in plan.quarters_asked if quarter.last_day <= today]
    standings = standings_on(plan, ended, today, unit)
    return [_duty(each, today) for each in standings if each.status not in HANDED_IN]


def _duty(each: DutyStanding, today: date) -> Owed:
    quarter: Quarter = each.quarter
    return Owed(
        kind=OwedKind.DUTY,
        state=each.status,
        about=About(plan=each.plan, quarter=quarter, unit=each.unit, duty_report=each.report),
        owner=Owner(units=(each.unit,)),
        since=quarter.last_day,
        due=each.due,
        on=today,
        page=reverse("duty-report", args=[each.plan.slug, each.unit.code, str(quarter)]),
    )
