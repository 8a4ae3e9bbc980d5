"""The two clocks: how many days a report has lain with the community and how many with the county. Pure arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

COMMUNITY, COUNTY = "community", "county"

# Whose side a step puts the report on; an approval takes it off both. Other steps leave it where it is.
LIES_WITH: dict[str, str | None] = {
    "submitted": COUNTY,
    "withdrawn": COMMUNITY,
    "returned": COMMUNITY,
    "reopened": COMMUNITY,
    "approved": None,
}


@dataclass(frozen=True)
class Clocks:
    """Whole days on each side, counted from the quarter's last day."""

    community: int
    county: int

    @property
    def days(self) -> int:
        """Days on either side."""
        return self.community + self.county


def read_clocks(steps: Iterable[tuple[str, date]], ended_on: date, today: date) -> Clocks:
    """Return the days on each side from the day the quarter ended until today.

    `steps` are kinds of ReportEvent with their days, as they followed each other. What was not started lies with the
    community; between an approval and a reopening both clocks stand still. A step before the quarter's end counts from
    that day on, one after today as today's.
    """
    days = {COMMUNITY: 0, COUNTY: 0}
    side: str | None = COMMUNITY
    since = min(ended_on, today)
    for kind, day in steps:
        if kind in LIES_WITH:
            moved_on = min(max(day, since, ended_on), max(today, since))
            if side:
                days[side] += (moved_on - since).days
            side, since = LIES_WITH[kind], moved_on
    if side:
        days[side] += (today - since).days
    return Clocks(days[COMMUNITY], days[COUNTY])
