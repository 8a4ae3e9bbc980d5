"""The indicators of one task area, or those whose gap one unit can close, as tables: parts of the scoreboard."""

from dataclasses import replace

from django.http import Http404
from django.utils.translation import gettext as _

from partybuilding.models import Plan
from partybuilding.scoreboard import export_cells as cells
from partybuilding.scoreboard.area_page import UPWARDS, AreaPage
from partybuilding.scoreboard.exports import scoreboard_table
from partybuilding.scoreboard.scoreboard import Scoreboard
from partybuilding.shared.tables import Table, Typed, facts

LAMPS_NAME = "亮灯情况"


def area_table(board: Scoreboard, number: int) -> Table:
    """Return the indicators of the area with this number; 404 if no indicator of the plan lies in it."""
    blocks = [block for block in board.blocks if block.area.number == number]
    if not blocks:
        raise Http404
    return part_table(replace(board, blocks=blocks), str(blocks[0].area), blocks[0].area.name)


def lamps_table(plan: Plan, page: AreaPage) -> Table:
    """Return how many of an area's required indicators had which lamp in each quarter; none in one to come."""
    columns = [_("Quarter"), *(cells.lamp(colour) for colour in UPWARDS)]
    rows: list[list[Typed]] = []
    for each in page.lamps:
        counts = dict(each.counts)
        rows.append([str(each.quarter), *(counts.get(colour) for colour in UPWARDS)])
    title = _("%(area)s: lamps of the required indicators over the quarters") % {"area": page.area}
    table_facts = facts(plan, page.quarter, (_("Data as of"), page.on))
    file = f"{LAMPS_NAME}-{page.area.name}-{page.quarter}"
    return Table(
        name=file,
        sheet=_("Lamps over the quarters"),
        title=title,
        columns=columns,
        rows=rows,
        facts=table_facts,
    )


def part_table(board: Scoreboard, whose: str, file: str) -> Table:
    title = _("%(part)s: progress by indicator, %(quarter)s") % {"part": whose, "quarter": board.quarter.label}
    whole = scoreboard_table(board)
    return replace(whole, name=f"指标进度-{file}-{board.quarter}", sheet=_("Indicators"), title=title)
