"""The completeness board as a table: each pilot's report on each quarter, in or not, and on whose desk for how long."""

from django.utils.translation import gettext as _

from fengxiang.bilingual import joined
from partybuilding.reports.board import Board, BoardCell
from partybuilding.shared.tables import Table, Typed, facts

NAME = "季度报告报送情况"


def completeness_table(board: Board) -> Table:
    """Return the board, the latest quarter first."""
    columns = [
        _("Quarter"),
        _("Pilot"),
        _("State of the report"),
        _("On time"),
        _("Due date"),
        _("Days late"),
        _("Days with the community"),
        _("Days with the county"),
    ]
    rows = [_row(slot) for _quarter, slots in board.columns for slot in slots]
    title = _("Quarterly reports: who has reported, %(quarter)s") % {"quarter": board.quarter.label}
    table_facts = facts(board.plan, board.quarter)
    return Table(
        name=f"{NAME}-{board.quarter}",
        sheet=_("Quarterly reports"),
        title=title,
        columns=columns,
        rows=rows,
        facts=table_facts,
    )


def _row(slot: BoardCell) -> list[Typed]:
    return [
        slot.code,
        str(slot.pilot),
        _state(slot),
        slot.is_on_time if slot.is_in else None,
        slot.deadline,
        slot.days_late or (0 if slot.is_in else None),
        slot.clocks.community if slot.clocks else None,
        slot.clocks.county if slot.clocks else None,
    ]


def _state(slot: BoardCell) -> str:
    """Return how a report stands, and that it was entered afterwards if it was."""
    if slot.report is None or not slot.report.is_entered_afterwards:
        return str(slot.word)
    return joined((str(slot.word), _("entered afterwards")))
