"""What of a quarter can be verified on site, as a table."""

from django.utils.translation import gettext as _

from fengxiang.bilingual import joined
from partybuilding.models import Plan, Verification
from partybuilding.scoreboard import export_cells as cells
from partybuilding.shared.tables import Table, Typed, facts
from partybuilding.targets.quarter import Quarter
from partybuilding.verification.queries import ValueRow

NAME = "实地核实情况"


def verification_table(plan: Plan, values: list[ValueRow], quarter: Quarter) -> Table:
    """Return the values of submitted and approved reports, each with what bears it out and what was found on site."""
    columns = [
        *(_("Pilot"), _("State of the report"), _("Task area"), _("Code"), _("Indicator"), _("Value as shown")),
        *(_("Value"), _("Unit of the value"), _("Numerator"), _("Denominator"), _("Target"), _("Judgement"), _("Gap")),
        *(_("Proof of the value"), _("Evidence files"), _("Visited on"), _("Verified by"), _("Remark")),
    ]
    title = _("Verification on site, %(quarter)s") % {"quarter": quarter.label}
    rows = [_verified(row) for row in values]
    table_facts = facts(plan, quarter)
    file = f"{NAME}-{quarter}"
    return Table(
        name=file,
        sheet=_("Verification on site"),
        title=title,
        columns=columns,
        rows=rows,
        facts=table_facts,
    )


def _verified(row: ValueRow) -> list[Typed]:
    indicator, visit = row.indicator, row.evidence_level.visit if row.evidence_level else None
    return [
        *(str(row.pilot), row.report.get_state_display(), str(indicator.area), indicator.code, str(indicator)),
        *(cells.shown(indicator, row.text), cells.amount(indicator, row.verdict), cells.unit(indicator)),
        *cells.parts(indicator.clause, row.figures),
        *(
            row.target,
            str(row.lamp.word),
            row.verdict.gap,
            str(row.evidence_level.word) if row.evidence_level else None,
        ),
        sum(not each.flaw for each in row.evidence),
        *((visit.visited_on, visit.verified_by.name, _remark(visit, row.pilot.plan)) if visit else (None, None, None)),
    ]


def _remark(visit: Verification, plan: Plan) -> str:
    """Return a visit's remark, and that it was entered afterwards if it was."""
    mark = _("entered afterwards") if visit.was_entered_afterwards(plan) else ""
    return joined((visit.remark, mark))
