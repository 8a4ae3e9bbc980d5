"""How numbers are written: one rounding rule, units, percentages that never flatter."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from fengxiang.bilingual import Bilingual

Number = Decimal | Fraction | int


def rounded(value: Number, places: int, limit: Number | None = None) -> Decimal:
    """Return `value` rounded half up, unless that would lift it onto a `limit` it does not reach."""
    exact = Fraction(value)
    step = Decimal(1).scaleb(-places)
    # Plenty of digits: the division must not round by itself what the next line is there to round.
    decimal = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(step, ROUND_HALF_UP)
    if limit is not None and exact < limit <= Fraction(decimal):
        decimal = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(step, ROUND_DOWN)
    return decimal


def plain(value: Number, places: int = 2) -> str:
    """Return `value` without needless zeros: 38, 38.5, 199.99."""
    text = f"{rounded(value, places):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def measured(value: Number, unit: Bilingual, places: int = 2) -> str:
    """Return a figure with its unit: 38 m², 1 人, 3 cadres."""
    figure = plain(value, places)
    word = unit.counted(value)
    return f"{figure} {word}" if word else figure


def percent(share: Number, limit: Number | None = None) -> str:
    """Return a share of 100 with at most one decimal: 50%, 44.4%; 49.96 below a limit of 50 reads 49.9%."""
    return f"{plain(rounded(share, 1, limit), 1)}%"
