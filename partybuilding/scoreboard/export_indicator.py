"""The page of an indicator as a table: a row for each pilot and quarter."""

from django.utils.translation import gettext as _

from fengxiang.bilingual import listed, section_number
from partybuilding.models import Indicator, Plan
from partybuilding.scoreboard import export_cells as cells
from partybuilding.scoreboard.indicator_page import IndicatorPage, IndicatorRow, QuarterValue
from partybuilding.shared.tables import Table, Typed, facts
from partybuilding.targets.target import Field

NAME = "分季度进度"


def indicator_table(plan: Plan, page: IndicatorPage) -> Table:
    """Return every pilot's approved value in every quarter."""
    indicator = page.indicator
    columns = [
        *(_("County") if page.is_county else _("Pilot"), _("Quarter"), _("Value as shown"), _("Value")),
        *(_("Unit of the value"), _("Lamp"), _("Judgement"), _("Gap"), _("Carried from"), _("Projection")),
        *(str(each.label) for each in _fields(indicator)),
    ]
    title = _("%(code)s %(indicator)s: every quarter") % {"code": indicator.code, "indicator": indicator}
    table_facts = facts(
        *(plan, page.quarter, (_("Data as of"), page.on), (_("Target"), page.target or _("no target set"))),
        (_("Source clause"), section_number(indicator.section)),
        (_("Responsible units"), listed(page.parties)),
    )
    rows = [_row(page, row, slot) for row in page.rows for slot in row.slots]
    file = f"{NAME}-{indicator.code}-{page.quarter}"
    return Table(
        name=file,
        sheet=indicator.code,
        title=title,
        columns=columns,
        rows=rows,
        facts=table_facts,
    )


def _row(page: IndicatorPage, row: IndicatorRow, slot: QuarterValue) -> list[Typed]:
    indicator, cell = page.indicator, slot.cell
    known = cell if slot.is_known else None
    return [
        *(row.name, str(slot.quarter)),
        cells.shown(indicator, known.text) if known else None,
        cells.amount(indicator, known.verdict) if known else None,
        cells.unit(indicator),
        cells.lamp(cell.colour) if cell else None,
        str(cell.lamp.word) if cell else _("under way") if slot.is_running else _("to come"),
        cells.gap(cell) if cell else None,
        str(cell.as_of) if cell and cell.as_of else None,
        row.forecast_words if slot.is_chosen else None,
        *(known.figures.get(each.key) if known else None for each in _fields(indicator)),
    ]


def _fields(indicator: Indicator) -> list[Field]:
    """Return the figures by kind, which have a column each; none if the indicator has no kinds."""
    return [each for each in indicator.clause.fields if each.group]
