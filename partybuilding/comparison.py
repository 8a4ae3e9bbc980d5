"""The comparison charts of the county dashboard: the plan's headline indicators, pilot beside pilot."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from partybuilding import charts
from partybuilding.models import Indicator
from partybuilding.pace import Colour, Lamp
from partybuilding.scoreboard import Cell, Row, Scoreboard


@dataclass(frozen=True, eq=False)
class Bar:
    """One pilot's bar."""

    name: str
    text: str  # marked as last known, with its quarter, where none is approved for this one
    colour: Colour
    bullet: charts.Bullet


@dataclass(frozen=True, eq=False)
class Comparison:
    """One indicator across the pilots, on one axis from 0."""

    indicator: Indicator
    bars: list[Bar]
    target: str
    mark: charts.Bullet  # target line or band, drawn once through all bars
    summary: str


def comparisons(board: Scoreboard) -> list[Comparison]:
    """Return a chart for each headline indicator, in the plan's order."""
    rows = (row for block in board.blocks for row in block.rows)
    return [_comparison(row, only_verified=board.only_verified) for row in rows if _is_headline(row)]


def _is_headline(row: Row) -> bool:
    """A chart needs a target to compare with, and pilots to compare."""
    return row.indicator.is_headline and not row.is_county and bool(row.indicator.whole)


def _comparison(row: Row, *, only_verified: bool) -> Comparison:
    indicator = row.indicator
    goal, upper = indicator.whole, indicator.upper
    amounts = [cell.verdict.amount for cell in row.cells]
    end = charts.axis_end(100) if indicator.clause.is_in_percent else charts.axis_end(goal, upper, *amounts)
    bars = [
        Bar(str(cell.pilot), _text(cell), cell.colour, charts.bullet(cell.verdict.amount, goal, upper, end=end))
        for cell in row.cells
    ]
    met = sum(cell.lamp == Lamp.MET for cell in row.cells)
    if only_verified:
        summary = _("%(met)d of %(all)d pilots are verified on site to meet the target %(target)s.")
    else:
        summary = _("%(met)d of %(all)d pilots meet the target %(target)s.")
    summary %= {
        "met": met,
        "all": len(row.cells),
        "target": indicator.clause.describe(),
    }
    return Comparison(indicator, bars, indicator.clause.describe(), charts.bullet(None, goal, upper, end=end), summary)


def _text(cell: Cell) -> str:
    return cell.text if cell.as_of is None else f"{cell.text} {cell.as_of}"
