"""What is owed: one thing somebody has to do in a plan, by when and since when; one shape for every kind.

A finder for each kind stands in the room that knows its rule (`<room>/owed.py`), and partybuilding/work/owed.py gathers
them. Pages select from what was found and put it in words: none decides again what is owed.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from communities.models import Unit
from partybuilding.models import DutyReport, Indicator, LedgerItem, Paper, Party, Pilot, Plan, Report, Suggestion
from partybuilding.targets.pace import Lamp
from partybuilding.targets.quarter import Quarter, days_late

# Days the county gives itself for a check: the plan names none.
CHECK_DAYS = 3


class OwedKind(StrEnum):
    """What it is that is owed."""

    REPORT = "report"  # a community's quarterly report: to be written, or to be corrected
    FIGURE = "figure"  # what a returned report came back for: a figure, or the whole of it
    CONTRADICTION = "contradiction"  # two figures of a report that cannot both be right
    REVIEW = "review"  # the check of a report that was submitted
    LAMP = "lamp"  # a red lamp
    ITEM = "item"  # an action item, or its check
    DUTY = "duty"  # a unit's report on its duties
    ASSESSMENT = "assessment"  # a pilot's final assessment: to be rated by its branch, concluded by the department
    SUGGESTION = "suggestion"  # one that somebody sent, to be answered
    PAPER = "paper"  # minutes or bulletin of a meeting that is over


class OwedState(StrEnum):
    """How it stands. What is to come, submitted to the reader or approved is kept here for those who show it too."""

    NOT_ASKED = "not-asked"  # of a quarter before the plan's reports begin
    TO_COME = "to-come"
    OPEN = "open"
    DRAFT = "draft"
    MISSING = "missing"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    OPENED = "opened"
    IN_HAND = "in_hand"
    COMPLETE = "complete"
    CLOSE_ASKED = "close_asked"
    UNDER_CHECK = "under_check"
    CONTRADICTED = "contradicted"
    RED = "red"


HANDED_IN = frozenset({OwedState.SUBMITTED, OwedState.APPROVED})


def state_of(plan: Plan, quarter: Quarter, kept: str | None, today: date) -> OwedState:
    """Return how a report on a quarter stands on a day, a community's or a unit's on its duties.

    `kept` is the state it is kept in, None if nobody began it. What is not handed in by its deadline is missing, begun
    or not: a draft is its author's own. Nothing is missing of a quarter before the plan's reports begin.
    """
    if kept is not None and kept != OwedState.DRAFT:
        return OwedState(kept)
    if not plan.asks_for(quarter):
        return OwedState.NOT_ASKED if kept is None else OwedState.DRAFT
    if today < quarter.first_day:
        return OwedState.TO_COME
    if today > plan.deadline_of(quarter):
        return OwedState.MISSING
    return OwedState.OPEN if kept is None else OwedState.DRAFT


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Who has to act: a pilot's community, one unit or several, both, or else the department that coordinates it."""

    pilot: Pilot | None = None
    units: tuple[Unit, ...] = ()

    @property
    def is_department(self) -> bool:
        return self.pilot is None and not self.units


DEPARTMENT = Owner()


@dataclass(frozen=True, kw_only=True)
class About:
    """What it is about, as far as its kind goes."""

    plan: Plan
    pilot: Pilot | None = None
    quarter: Quarter | None = None
    report: Report | None = None
    indicator: Indicator | None = None
    field: str = ""  # the key of one figure of the indicator
    item: LedgerItem | None = None
    unit: Unit | None = None  # the one that reports on its duties, with a seat or a town
    duty_report: DutyReport | None = None
    suggestion: Suggestion | None = None
    paper: Paper | None = None  # one to be made: its kind, and its meeting or quarter


@dataclass(frozen=True, kw_only=True, eq=False)
class Owed:
    """One thing somebody owes, as it stands on a day."""

    kind: OwedKind
    state: OwedState
    about: About
    owner: Owner
    since: date  # the day from which it lies with its owner; to come where that lies ahead
    due: date | None
    on: date  # the day it was looked at
    page: str  # where it is read, by who may read it
    handed_in: date | None = None  # of what came back: when it first came in
    shown: str = ""  # the value as it stands on the screen
    reason: str = ""  # why it came back, what contradicts it, or what is missing to the target
    lamp: Lamp | None = None
    is_carried: bool = False  # the lamp stands on the value of an earlier quarter, which `shown` names
    parties: tuple[Party, ...] = ()  # of a lamp: who can close its gap

    @property
    def days_late(self) -> int:
        """Days from the day it was due to the day it first came in, or to today."""
        return days_late(self.due, self.handed_in, self.on) if self.due else 0

    @property
    def days(self) -> int:
        """Days it has lain with its owner."""
        return max((self.on - self.since).days, 0)
