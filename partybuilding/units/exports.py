"""The list of the joint meeting's member units as a table: what each answers for, and its red lamps."""

from dataclasses import replace

from django.utils.translation import gettext as _

from communities.models import Unit
from partybuilding.models import Plan
from partybuilding.scoreboard.export_area import part_table
from partybuilding.scoreboard.scoreboard import Scoreboard
from partybuilding.shared.tables import Table, Typed, facts
from partybuilding.targets.quarter import Quarter
from partybuilding.units.queries import UnitLine, UnitList, rows_of

NAME = "成员单位职责与红灯"


def units_table(plan: Plan, page: UnitList, quarter: Quarter) -> Table:
    """Return the units in the plan's order."""
    columns = [
        *(_("Order in the plan"), _("Member unit"), _("Duties"), _("Joint duties"), _("Duties confirmed")),
        *(_("Indicators it can close"), _("Red lamps"), _("Duty report"), _("Meetings attended"), _("Meetings held")),
        *(_("Open items"), _("Overdue items")),
    ]
    title = _("Member units of the joint meeting, %(quarter)s") % {"quarter": quarter.label}
    table_facts = facts(plan, quarter, (_("Data as of"), page.on))
    rows = [_row(line) for line in page.lines]
    return Table(
        name=f"{NAME}-{quarter}",
        sheet=_("Member units"),
        title=title,
        columns=columns,
        rows=rows,
        facts=table_facts,
    )


def _row(line: UnitLine) -> list[Typed]:
    return [
        *(line.seat.order, str(line.seat), line.duties, line.shared, line.seat.duties_confirmed_on),
        line.indicators,
        line.reds if line.indicators else None,  # a unit that can close nothing has no lamps, rather than no red one
        *(str(line.standing.word), line.presence.present, line.presence.meetings, line.open_items, line.overdue_items),
    ]


def unit_table(board: Scoreboard, unit: Unit) -> Table:
    """Return the indicators whose gap a unit can close; none if the plan names none."""
    rows = {row.indicator.pk: row for row in rows_of(board, unit)}
    blocks = [
        replace(block, rows=[rows[each.indicator.pk] for each in block.rows if each.indicator.pk in rows])
        for block in board.blocks
    ]
    return part_table(replace(board, blocks=[block for block in blocks if block.rows]), str(unit), unit.name)
