"""Quarters: the rhythm of reports and meetings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

_CODE = re.compile(r"([0-9]{4})Q([1-4])")  # not \d, which takes full-width figures too


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter of a calendar year; prints as its code, 2004Q3."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise ValueError(f"a year has quarters 1 to 4, not {self.number}")
        if not 1 <= self.year <= 9999:
            raise ValueError(f"not a year: {self.year}")

    def __hash__(self) -> int:
        return self.year * 4 + self.number  # half of all that is kept is kept by a quarter

    @classmethod
    def parse(cls, code: str) -> "Quarter":
        """Return the quarter that `code` (2004Q3) names; ValueError for anything else."""
        match = _CODE.fullmatch(code)
        if not match:
            raise ValueError(f"not a quarter: {code!r} (write 2004Q3)")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Return the quarter in which `day` lies."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return self.shifted(1)

    @property
    def previous(self) -> "Quarter":
        return self.shifted(-1)

    def shifted(self, by: int) -> "Quarter":
        """Return the quarter `by` quarters later (earlier, if negative)."""
        year, index = divmod(self.year * 4 + self.number - 1 + by, 4)
        return Quarter(year, index + 1)

    def through(self, last: "Quarter") -> Iterator["Quarter"]:
        """Yield the quarters from this one to `last`, both included."""
        quarter = self
        while quarter <= last:
            yield quarter
            quarter = quarter.next

    @property
    def label(self) -> str:
        """The quarter as it is written in full: 2004年第三季度, third quarter of 2004."""
        names = [
            _("first quarter of %d"),
            _("second quarter of %d"),
            _("third quarter of %d"),
            _("fourth quarter of %d"),
        ]
        return names[self.number - 1] % self.year

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


def days_late(due: date, handed_in: date | None, today: date) -> int:
    """Return the days from the due date to the day something first came in, or to today if it did not; 0 if in time."""
    return max(((handed_in or today) - due).days, 0)
