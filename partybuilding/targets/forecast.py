"""Where the pace of the last quarters leads by a day. A projection, and always marked as one.

Pure. The pace is the mean change per quarter between the first and the last of the three latest known values: simple
enough to be checked by hand, and a single odd quarter does not turn it over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partybuilding.targets.numbers import Number, measured, percent, plain, rounded
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.target import FieldRole, Operator, Target

NEEDED = 3  # fewer known values than this are no pace

PROJECTED = frozenset({Operator.AT_LEAST, Operator.BAND, Operator.SHARE, Operator.CHECKLIST, Operator.EACH})


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a value would be on a day if its pace stayed the same; `amount` is on the target's own scale."""

    since: Quarter  # the latest known quarter, from whose last day on it is projected
    start: Fraction
    day: date
    amount: Fraction

    @property
    def quarters_ahead(self) -> Fraction:
        """Quarters from the last day of `since` until the day."""
        return elapsed(self.since, self.day)


def elapsed(since: Quarter, day: date) -> Fraction:
    """Return the quarters from the last day of `since` until `day`; a quarter's last day is a whole number."""
    of = Quarter.of(day)
    ended = (of.year - since.year) * 4 + of.number - since.number - 1
    done = Fraction((day - of.first_day).days + 1, (of.last_day - of.first_day).days + 1)
    return ended + done


def project(
    values: Sequence[tuple[Quarter, Number | None]], day: date, *, most: Number | None = None
) -> Forecast | None:
    """Return where the last three known values lead by `day`, never below 0 nor above `most`.

    None with fewer than three known values, and when the day is not after the last of them.
    """
    known = [(quarter, Fraction(value)) for quarter, value in values if value is not None][-NEEDED:]
    if len(known) < NEEDED or day <= known[-1][0].last_day:
        return None
    (first, then), (last, now) = known[0], known[-1]
    pace = (now - then) / elapsed(first, last.last_day)
    amount = max(now + pace * elapsed(last, day), Fraction(0))
    return Forecast(last, now, day, amount if most is None else min(amount, Fraction(most)))


def ceiling(target: Target) -> Number | None:
    """Return the most a target's amount can be: 100 of a share, every item of a list; None if there is no end."""
    if target.is_in_percent:
        return 100
    return len(target.of(FieldRole.ITEM)) if target.operator == Operator.CHECKLIST else None


def shown(forecast: Forecast, goal: Number) -> Fraction:
    """Return the amount in whole numbers, as it is told; never rounded up onto a goal it does not reach."""
    return Fraction(rounded(forecast.amount, 0, goal))


def _needed(target: Target, goal: Number) -> Fraction:
    return Fraction(goal) + (1 if target.strict else 0)  # in whole numbers, more than 50 is 51


def reaches(forecast: Forecast, target: Target, goal: Number) -> bool:
    """Return whether the number that is told meets the target's figure; conditions beside it are not projected."""
    amount = shown(forecast, goal)
    return amount >= _needed(target, goal) and (target.upper is None or amount <= target.upper)


def sentence(forecast: Forecast, target: Target, goal: Number) -> str:
    """Return the projection in words; what is said of the target is said of the number that is told."""
    amount = shown(forecast, goal)
    words = {"day": date_format(forecast.day), "amount": _with_unit(amount, target)}
    if reaches(forecast, target, goal):
        return (
            _("At the pace of the last three quarters about %(amount)s by %(day)s: target reached (projection).")
            % words
        )
    if target.upper is not None and amount > target.upper:
        words["gap"] = _with_unit(amount - Fraction(target.upper), target, in_points=True)
        return (
            _("At the pace of the last three quarters about %(amount)s by %(day)s, %(gap)s too many (projection).")
            % words
        )
    words["gap"] = _with_unit(_needed(target, goal) - amount, target, in_points=True)
    return (
        _("At the pace of the last three quarters about %(amount)s by %(day)s, still %(gap)s short (projection).")
        % words
    )


def _with_unit(amount: Number, target: Target, *, in_points: bool = False) -> str:
    """Return an amount on the target's scale: 183 m², 44%, 5 items; a difference of shares in points."""
    form = 1 if amount == 1 else 2  # only exactly one is one: 0 points, 0.5 points
    if target.is_in_percent:
        return ngettext("%(n)s point", "%(n)s points", form) % {"n": plain(amount)} if in_points else percent(amount)
    if target.operator == Operator.CHECKLIST:
        return ngettext("%(n)s item", "%(n)s items", form) % {"n": plain(amount)}
    return measured(amount, target.unit)
