"""The units' duty reports of a quarter, as a table."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fengxiang.bilingual import listed
from partybuilding.models import Plan
from partybuilding.shared.tables import Content, Table, listing
from partybuilding.targets.quarter import Quarter
from partybuilding.units.duty_reports import DutyEntry, DutyStanding, UnitAnswer

NAME = "履职情况"


def duties_table(
    plan: Plan, quarter: Quarter, entries: Iterable[DutyEntry], standings: Iterable[DutyStanding]
) -> Table:
    """Return what every unit said on each of its duties in a quarter; without a report handed in, how that stands."""
    columns = [
        *(_("Order in the plan"), _("Duty"), _("Joint duty"), _("Member unit"), _("Duty report"), _("Handed in on")),
        *(pgettext("duty", "State"), _("In words"), _("Pilots"), _("Times on the unit's agenda this quarter")),
    ]
    by_unit = {each.unit.pk: each for each in standings}
    rows = [_duty(entry, answer, by_unit[answer.seat.unit_id]) for entry in entries for answer in entry.answers]
    return listing(plan, f"{NAME}-{quarter}", _("Duty reports"), columns, rows, quarter)


def _duty(entry: DutyEntry, answer: UnitAnswer, standing: DutyStanding) -> list[Content]:
    report = standing.report if standing.is_submitted else None
    line = answer.line
    return [
        *(entry.duty.order, str(entry.duty), entry.is_joint, str(answer.seat), standing.words),
        report.submitted_at if report else None,
        str(line.get_status_display()) if line else None,
        line.text if line else None,
        listed(line.pilots.all()) if line else None,
        report.agenda_times if report else None,
    ]
