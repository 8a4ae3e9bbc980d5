"""What tables say of an indicator's value, in typed cells: the same numbers as the pages, to be sorted and summed."""

import re
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fengxiang.bilingual import listed
from partybuilding.models import Indicator
from partybuilding.plan.queries import Figures
from partybuilding.scoreboard.cell import Cell
from partybuilding.shared.tables import Share, Signed, Typed
from partybuilding.targets.breakdown import kinds_text
from partybuilding.targets.numbers import Number, rounded
from partybuilding.targets.pace import Colour
from partybuilding.targets.target import FieldRole, Operator, Target, Verdict

_BARE_FRACTION = re.compile(r"\d+/\d+")


def amount(indicator: Indicator, verdict: Verdict) -> Typed:
    """Return the value as a number on its target's scale, a share as such; None if it is not known, or is no number.

    A share has the decimal it is printed with, never rounded onto a target it misses; its parts stand beside it.
    """
    if verdict.amount is None:
        return None
    if indicator.clause.is_in_percent:
        return _share(verdict.amount, indicator.whole or None)
    return rounded(verdict.amount, 2)


def _share(percent: Number, limit: Number | None) -> Share:
    return Share.of_hundred(rounded(percent, 1, limit))


def completion(cell: Cell) -> Typed:
    """Return how much of the target is reached; None where the page does not judge."""
    reached = cell.verdict.completion
    return None if reached is None or cell.colour == Colour.GREY else _share(reached, 100)


def goal(indicator: Indicator) -> tuple[Typed, Typed]:
    """Return the target and the upper end of its band, as numbers on the value's scale."""
    if not indicator.clause.describe():
        return None, None
    if indicator.clause.is_in_percent:
        return _share(indicator.whole, None), None
    return indicator.whole, indicator.upper


def parts(clause: Target, figures: Figures) -> tuple[Decimal | None, Decimal | None]:
    """Return numerator and denominator: of a share, of the things of a list, of the persons within the limit."""
    if not clause.is_known(figures):
        return None, None
    match clause.operator:
        case Operator.CHECKLIST:
            items = clause.of(FieldRole.ITEM)
            return Decimal(len(items) - len(clause.missing(figures, FieldRole.ITEM))), Decimal(len(items))
        case Operator.EACH:
            whole, outside = clause.total(figures, FieldRole.TOTAL), clause.total(figures, FieldRole.OUTSIDE)
            return (None if whole is None or outside is None else whole - outside), whole
        case _:
            return clause.total(figures, FieldRole.NUMERATOR), clause.total(figures, FieldRole.DENOMINATOR)


def unit(indicator: Indicator) -> str:
    """Return the unit of the value as a number."""
    clause = indicator.clause
    if clause.is_in_percent:
        return "%"
    if clause.operator in {Operator.CHECKLIST, Operator.YES_NO}:
        return pgettext("unit", "items")
    counts = clause.of(FieldRole.COUNT)
    if clause.of(FieldRole.VALUE):
        return clause.unit.counted(2) or clause.of(FieldRole.VALUE)[0].unit.counted(2)
    return counts[0].unit.counted(2) if len(counts) == 1 else ""


def shown(indicator: Indicator, text: str) -> str:
    """Return the value in words; 5/7 gets its unit, or a spreadsheet makes the 5th of July of it."""
    if not _BARE_FRACTION.fullmatch(text):
        return text
    clause = indicator.clause
    word = pgettext("unit", "items") if clause.operator == Operator.CHECKLIST else clause.unit.counted(2)
    return f"{text} {word}".strip()


def change(cell: Cell) -> Typed:
    """Return the change against last quarter, in points for a share; None where the page shows none."""
    then = cell.indicator.clause.judge(cell.before).amount
    if not cell.change or then is None or cell.verdict.amount is None:
        return None
    in_points = cell.indicator.clause.is_in_percent
    return Signed(rounded(Fraction(cell.verdict.amount) - Fraction(then), 1 if in_points else 2))


def lamp(colour: Colour) -> str:
    """Return the lamp's colour in words."""
    words = {
        Colour.RED: _("red"),
        Colour.YELLOW: _("yellow"),
        Colour.GREEN: _("green"),
        Colour.GREY: _("grey"),
    }
    return words[colour]


def gap(cell: Cell) -> str:
    """Return what is missing, in words."""
    return cell.verdict.gap


def kinds(cell: Cell) -> str | None:
    """Return what the value is made of by kind, in words; None if the indicator has no kinds."""
    return kinds_text(cell.kinds) or None


def parties(cell: Cell) -> str:
    """Return who can close a gap."""
    return listed(cell.parties)
