"""What moved a share: the part of its change that is the numerator's, and the part that is the denominator's. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from partybuilding.targets.numbers import Number, rounded


@dataclass(frozen=True, slots=True)
class Split:
    """The change of a share in points of a hundred; the two parts add up to it exactly."""

    by_part: Fraction
    by_whole: Fraction

    @property
    def total(self) -> Fraction:
        return self.by_part + self.by_whole

    @property
    def printed(self) -> tuple[Decimal, Decimal, Decimal]:
        """The change, the numerator's part and the denominator's, with one decimal.

        They add up as printed, too: what rounding leaves over goes to the denominator's part, unless that is zero.
        """
        total, part = _one_decimal(self.total), _one_decimal(self.by_part)
        return (total, part, total - part) if self.by_whole else (total, total, Decimal(0))


def split(part: Number, whole: Number, part_before: Number, whole_before: Number) -> Split | None:
    """Return what moved a share; None if there was nothing to take a share of, then or now.

    First the numerator moves, over the old denominator; then the denominator, under the new numerator.
    """
    if not whole or not whole_before:
        return None
    old, between = Fraction(part_before) / Fraction(whole_before), Fraction(part) / Fraction(whole_before)
    new = Fraction(part) / Fraction(whole)
    return Split(100 * (between - old), 100 * (new - between))


def _one_decimal(points: Fraction) -> Decimal:
    """Return points rounded half away from zero, as changes are printed."""
    return rounded(points, 1)
