"""The comparison charts of the county dashboard: the plan's headline indicators, pilot beside pilot."""

from dataclasses import dataclass
from functools import cached_property, partial

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fengxiang.bilingual import is_english, listed
from partybuilding.charts import large as plots
from partybuilding.models import Indicator
from partybuilding.scoreboard.cell import Cell, bar_of
from partybuilding.scoreboard.indicator_page import ClauseFact, parts_of
from partybuilding.scoreboard.scoreboard import BoardRow, Scoreboard
from partybuilding.shared.remembered import Remembered
from partybuilding.targets.pace import Lamp
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.target import Operator


@dataclass(frozen=True, eq=False)
class Compared:
    """One pilot: the text is marked as last known, with its quarter, where none is approved for this one."""

    name: str
    text: str
    cell: Cell


@dataclass(frozen=True, eq=False, kw_only=True)
class PilotComparison:
    """One indicator across the pilots: bars to a target line or a band, or a list item by item."""

    indicator: Indicator
    rows: list[Compared]
    target: str
    counted: str  # how many meet the target
    bars: plots.BarChart | None  # None for a checklist
    parts: list[ClauseFact]  # of a checklist

    @property
    def is_checklist(self) -> bool:
        return self.indicator.operator == Operator.CHECKLIST

    @property
    def key(self) -> str:
        """What tells its parts from those of another chart on the page."""
        return f"compare-{self.indicator.code}"

    @property
    def head(self) -> str:
        """The id of its heading."""
        return f"{self.key}-head"

    @cached_property
    def summary(self) -> str:
        """The chart in words: how many meet the target, and every value."""
        values = listed(f"{row.name} {row.text}" for row in self.rows)
        text = _("Values: %s.") % values
        return f"{self.counted} {text}" if is_english() else f"{self.counted}{text}"


_COMPARISONS: Remembered[PilotComparison] = Remembered(500)


def comparisons(board: Scoreboard) -> list[PilotComparison]:
    """Return a chart for each headline indicator of which a value is known, in the plan's order."""
    rows = [row for block in board.blocks for row in block.rows if _is_headline(row)]
    known = (row for row in rows if any(cell.is_known or cell.lamp.is_unverified for cell in row.cells))
    keyed = [((get_language(), board.only_verified, *row.cells), row) for row in known]
    return [
        _COMPARISONS.of(key, partial(_comparison, row, board.quarter, only_verified=board.only_verified))
        for key, row in keyed
    ]


def _is_headline(row: BoardRow) -> bool:
    """A chart needs a target to compare with, and pilots to compare."""
    return row.indicator.is_headline and not row.is_county and bool(row.indicator.whole)


def _comparison(row: BoardRow, quarter: Quarter, *, only_verified: bool) -> PilotComparison:
    indicator, clause = row.indicator, row.indicator.clause
    rows = [Compared(str(cell.pilot), _text(cell), cell) for cell in row.cells]
    if indicator.operator == Operator.CHECKLIST:
        bars, parts = None, parts_of(indicator, [cell.figures for cell in row.cells])
    else:
        values = [bar_of(each.cell, quarter, each.name) for each in rows]
        words, in_percent = clause.describe(), clause.is_in_percent
        bars, parts = plots.bars(values, indicator.whole, indicator.upper, words=words, in_percent=in_percent), []
    if only_verified:
        counted = _("%(met)d of %(all)d pilots are verified on site to meet the target %(target)s.")
    else:
        counted = _("%(met)d of %(all)d pilots meet the target %(target)s.")
    counted %= {
        "met": sum(cell.lamp == Lamp.MET for cell in row.cells),
        "all": len(row.cells),
        "target": clause.describe(),
    }
    return PilotComparison(
        indicator=indicator, rows=rows, target=clause.describe(), counted=counted, bars=bars, parts=parts
    )


def _text(cell: Cell) -> str:
    return cell.shown
