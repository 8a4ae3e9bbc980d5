"""The scoreboard of a quarter as a table, one row for each pilot and indicator; and its red lamps as a list."""

from django.utils.translation import gettext as _

from fengxiang.bilingual import section_number
from partybuilding.scoreboard import export_cells as cells
from partybuilding.scoreboard.cell import Cell
from partybuilding.scoreboard.scoreboard import Scoreboard
from partybuilding.shared.tables import Content, Table, Typed, facts
from partybuilding.targets.quarter import Quarter

NAME, REDS_NAME = "指标进度总表", "红灯清单"


def scoreboard_table(board: Scoreboard) -> Table:
    """Return the scoreboard."""
    rows = [
        _row(cell, board.quarter, str(cell.pilot or board.plan.county_name), str(block.area))
        for block in board.blocks
        for row in block.rows
        for cell in row.cells
    ]
    title = _("Progress by indicator, %(quarter)s") % {"quarter": board.quarter.label}
    return _table(board, NAME, _("Scoreboard"), title, _columns(), rows)


def reds_table(board: Scoreboard) -> Table:
    """Return the red lamps: what is missing, who can close it, by when."""
    areas = {area.pk: str(area) for area in board.plan_context.areas}
    columns = [
        _("Pilot"),
        _("Lamp"),
        _("Judgement"),
        _("Indicator"),
        _("Value as shown"),
        _("Quarter of the value"),
        _("Target"),
        _("Gap"),
        _("Responsible units"),
        _("Due"),
        _("Task area"),
        _("Code"),
        _("Source clause"),
    ]
    rows: list[list[Typed]] = [
        [
            str(cell.pilot or board.plan.county_name),
            cells.lamp(cell.colour),
            str(cell.lamp.word),
            str(cell.indicator),
            cells.shown(cell.indicator, cell.text) if cell.is_known else None,
            str(cell.as_of or board.quarter),
            cell.indicator.clause.describe(),
            cells.gap(cell),
            cells.parties(cell),
            cell.due,
            areas[cell.indicator.area_id],
            cell.indicator.code,
            section_number(cell.indicator.section),
        ]
        for cell in board.reds
    ]
    title = _("Red lamps, %(quarter)s") % {"quarter": board.quarter.label}
    return _table(board, REDS_NAME, _("Red lamps"), title, columns, rows)


def _columns() -> list[str]:
    return [
        _("Task area"),
        _("Code"),
        _("Indicator"),
        _("Source clause"),
        _("Kind"),
        _("Pilot"),
        _("Value as shown"),
        _("Value"),
        _("Unit of the value"),
        _("Numerator"),
        _("Denominator"),
        _("Target"),
        _("Target as a number"),
        _("Upper end of the band"),
        _("Change since last quarter"),
        _("Completion"),
        _("Lamp"),
        _("Judgement"),
        _("Gap"),
        _("Quarter of the value"),
        _("Proof of the value"),
        _("Due"),
        _("Responsible units"),
        _("By kind"),
    ]


def _row(cell: Cell, quarter: Quarter, pilot: str, area: str) -> list[Typed]:
    indicator = cell.indicator
    return [
        area,
        indicator.code,
        str(indicator),
        section_number(indicator.section),
        indicator.get_kind_display(),
        pilot,
        cells.shown(indicator, cell.text) if cell.is_known else None,
        cells.amount(indicator, cell.verdict),
        cells.unit(indicator),
        *cells.parts(indicator.clause, cell.figures),
        indicator.clause.describe(),
        *cells.goal(indicator),
        cells.change(cell),
        cells.completion(cell),
        cells.lamp(cell.colour),
        str(cell.lamp.word),
        cells.gap(cell),
        str(cell.as_of or quarter) if cell.is_known else None,
        str(cell.evidence_level.word) if cell.evidence_level else None,
        cell.due,
        cells.parties(cell),
        cells.kinds(cell),
    ]


def _table(
    board: Scoreboard,
    file: str,
    sheet: str,
    title: str,
    columns: list[str],
    rows: list[list[Typed]],
) -> Table:
    more: list[tuple[str, Content]] = [
        (_("Data as of"), board.on),
        (_("Reports approved"), _("%(n)d of %(all)d") % {"n": board.approved, "all": len(board.standings)}),
    ]
    if board.only_verified:
        file, title = f"{file}-仅已核实", _("%(title)s (only values verified on site)") % {"title": title}
    if board.selection:
        file = f"{file}-筛选"
        more.append((_("Selection"), board.selection))
    table_facts = facts(board.plan, board.quarter, *more)
    return Table(
        name=f"{file}-{board.quarter}",
        sheet=sheet,
        title=title,
        columns=columns,
        rows=rows,
        facts=table_facts,
    )
