"""The page of a pilot as a table: a row for each indicator, a column for each quarter, and the judgement."""

from django.utils.translation import gettext as _

from fengxiang.bilingual import section_number
from partybuilding.models import Indicator
from partybuilding.scoreboard import export_cells as cells
from partybuilding.scoreboard.cell import Cell
from partybuilding.scoreboard.pilot_page import PilotPage
from partybuilding.shared.tables import Table, Typed, facts
from partybuilding.targets.quarter import Quarter

NAME = "指标进度"


def pilot_table(page: PilotPage) -> Table:
    """Return the pilot's table."""
    quarters = page.pilot.plan.quarters
    rows = [_row(page, str(block.area), row.cell, quarters) for block in page.areas for row in block.rows]
    words = {"pilot": page.pilot, "quarter": page.quarter.label}
    title = _("%(pilot)s: progress by indicator, %(quarter)s") % words
    file = f"{page.pilot.community.name}-{NAME}"
    if page.approved.only_verified:
        file, title = f"{file}-仅已核实", _("%(title)s (only values verified on site)") % {"title": title}
    table_facts = facts(page.pilot.plan, page.quarter, (_("Pilot"), str(page.pilot)), (_("Data as of"), page.on))
    columns = [
        *(_("Task area"), _("Code"), _("Indicator"), _("Source clause"), _("Kind"), _("Unit of the value")),
        *(_("Target"), _("Target as a number"), _("Upper end of the band")),
        *(str(quarter) for quarter in quarters),
        *(_("Value as shown"), _("Numerator"), _("Denominator"), _("Quarter of the value"), _("Proof of the value")),
        *(_("Change since last quarter"), _("Completion"), _("Lamp"), _("Judgement"), _("Gap")),
        *(_("Due"), _("Responsible units"), _("By kind")),
    ]
    return Table(
        name=f"{file}-{page.quarter}",
        sheet=_("Indicators"),
        title=title,
        columns=columns,
        rows=rows,
        facts=table_facts,
    )


def _row(page: PilotPage, area: str, cell: Cell, quarters: list[Quarter]) -> list[Typed]:
    indicator = cell.indicator
    return [
        *(area, indicator.code, str(indicator), section_number(indicator.section), indicator.get_kind_display()),
        cells.unit(indicator),
        indicator.clause.describe(),
        *cells.goal(indicator),
        *(_value(page, indicator, each) for each in quarters),
        cells.shown(indicator, cell.text) if cell.is_known else None,
        *cells.parts(indicator.clause, cell.figures),
        str(cell.as_of or page.quarter) if cell.is_known else None,
        str(cell.evidence_level.word) if cell.evidence_level else None,
        cells.change(cell),
        cells.completion(cell),
        *(cells.lamp(cell.colour), str(cell.lamp.word), cells.gap(cell)),
        cell.due,
        cells.parties(cell),
        cells.kinds(cell),
    ]


def _value(page: PilotPage, indicator: Indicator, quarter: Quarter) -> Typed:
    """Return the value approved for a quarter, as far as the page shows it: a number where it is one, else in words."""
    figures = page.approved.of(page.pilot, indicator, quarter)
    if not indicator.clause.is_known(figures):
        return None
    number = cells.amount(indicator, indicator.clause.judge(figures))
    return cells.shown(indicator, indicator.clause.value_text(figures)) if number is None else number
