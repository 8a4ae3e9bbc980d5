"""Pace: what the plan expects by a day, and the lamp that follows (standards: red, yellow, green, grey).

Pure. All shortfalls are in points: hundredths of the target. Thresholds are settings of the plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partybuilding.targets.target import Operator, Target, Verdict


class Kind(StrEnum):
    """How binding the plan's clause is."""

    REQUIRED = "required"  # 必达
    ENCOURAGED = "encouraged"  # 提倡, never red
    STRETCH = "stretch"  # 力争, red only after the plan's end
    TRACKED = "tracked"  # 监测, the plan sets no figure


class Colour(StrEnum):
    """The four lamps, from worst to least."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    GREY = "grey"


class Lamp(StrEnum):
    """Why a lamp has its colour: the word beside it."""

    MET = "met"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    OVERDUE = "overdue"
    NOT_REACHED = "not_reached"
    NOT_DUE = "not_due"
    NOT_REPORTED = "not_reported"
    NOT_APPROVED = "not_approved"  # submitted, and waits for its review
    NOT_VERIFIED = "not_verified"  # where only verified values are shown
    EMPTY = "empty"  # 0 of 0: no compounds, nobody in post
    NO_TARGET = "no_target"

    @property
    def is_unverified(self) -> bool:
        return self is Lamp.NOT_VERIFIED

    @property
    def colour(self) -> Colour:
        return _COLOURS.get(self, Colour.GREY)

    @property
    def word(self) -> Promise:
        return _WORDS[self]


_COLOURS = {
    Lamp.MET: Colour.GREEN,
    Lamp.ON_PACE: Colour.GREEN,
    Lamp.BEHIND: Colour.YELLOW,
    Lamp.NOT_REACHED: Colour.YELLOW,
    Lamp.FAR_BEHIND: Colour.RED,
    Lamp.OVERDUE: Colour.RED,
}
_WORDS: dict[Lamp, Promise] = {
    Lamp.MET: _("Met"),
    Lamp.ON_PACE: _("On pace"),
    Lamp.BEHIND: _("Behind"),
    Lamp.FAR_BEHIND: _("Far behind"),
    Lamp.OVERDUE: _("Overdue"),
    Lamp.NOT_REACHED: _("Not reached yet"),
    Lamp.NOT_DUE: _("Not due"),
    Lamp.NOT_REPORTED: _("Not reported"),
    Lamp.NOT_APPROVED: _("Awaiting review"),
    Lamp.NOT_VERIFIED: _("Not verified on site"),
    Lamp.EMPTY: _("Cannot be judged"),
    Lamp.NO_TARGET: _("No target set"),
}


@dataclass(frozen=True, slots=True)
class ScheduleSpan:
    """A phase's days, first and last included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The plan's settings for lamps."""

    yellow_points: int = 10  # this far below schedule begins yellow
    red_points: int = 30  # further than this below schedule is red
    checklist_percent: int = 70  # fewer of the due items than this is red
    warn_days: int = 15  # a yes/no or a meeting is yellow this close to its date


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is expected at the end of each phase, on the target's scale; None where nothing is expected yet."""

    spans: tuple[ScheduleSpan, ...]
    points: tuple[Decimal | None, ...]

    @classmethod
    def due_in(cls, phase: int, goal: Decimal, spans: Sequence[ScheduleSpan]) -> "Schedule":
        """Return the schedule of a clause without steps: the whole goal from its due phase (1, 2 …) on."""
        points = tuple(goal if number >= phase else None for number in range(1, len(spans) + 1))
        return cls(tuple(spans), points)

    def expected(self, on: date) -> Fraction:
        """Return what should be reached by the evening of `on`: a straight line from phase end to phase end."""
        before = Fraction(0)
        for span, point in zip(self.spans, self.points, strict=True):
            after = before if point is None else Fraction(point)  # no step: what was reached is to be kept
            if on < span.first:
                return before
            if on <= span.last:
                done = Fraction((on - span.first).days + 1, (span.last - span.first).days + 1)
                return before + (after - before) * done
            before = after
        return before

    @property
    def due(self) -> date | None:
        """Return the day the last step has to be reached: the end of the first phase that expects all of it."""
        goal = max((point for point in self.points if point is not None), default=None)
        ends = (span.last for span, point in zip(self.spans, self.points, strict=True) if goal and point == goal)
        return next(ends, None)

    @property
    def begins(self) -> date | None:
        """Return the first day of the first phase that expects anything."""
        firsts = (span.first for span, point in zip(self.spans, self.points, strict=True) if point)
        return next(firsts, None)


def lamp_of(
    target: Target, verdict: Verdict, *, kind: Kind, schedule: Schedule | None, on: date, end: date, rules: Thresholds
) -> Lamp:
    """Return the lamp of a verdict on the day `on`, in a plan that ends on `end`.

    The value is known: whether one was reported, or a record exists, is for the caller to say.
    """
    if kind == Kind.TRACKED or target.operator == Operator.VALUE:
        return Lamp.NO_TARGET
    if verdict.met is None:
        return Lamp.EMPTY
    if verdict.met:
        return Lamp.MET
    if kind == Kind.ENCOURAGED:
        return Lamp.NOT_REACHED
    begun = schedule is not None and schedule.begins is not None and on >= schedule.begins
    if kind == Kind.STRETCH:
        return Lamp.OVERDUE if on > end else Lamp.NOT_REACHED if begun else Lamp.NOT_DUE
    if schedule is None or not begun:
        return Lamp.OVERDUE if on > end else Lamp.NOT_DUE
    due = schedule.due
    if due is not None and on > due:
        return Lamp.OVERDUE
    if target.operator == Operator.YES_NO:
        return _by_days_left(due, on, rules)
    if target.operator == Operator.CHECKLIST:
        return _by_items(verdict, schedule.expected(on), rules)
    return _by_points(target, verdict, schedule, on, rules)


def frequency_lamp(verdict: Verdict, *, last_day: date, begun: bool, today: date, rules: Thresholds) -> Lamp:
    """Return the lamp of something due once in every quarter; it is overdue the day after the quarter's last."""
    if verdict.met:
        return Lamp.MET
    if today > last_day:
        return Lamp.OVERDUE
    return Lamp.BEHIND if begun and today >= last_day - timedelta(days=rules.warn_days) else Lamp.NOT_DUE


def _by_days_left(due: date | None, on: date, rules: Thresholds) -> Lamp:
    return Lamp.BEHIND if due is not None and (due - on).days <= rules.warn_days else Lamp.ON_PACE


def _by_items(verdict: Verdict, expected: Fraction, rules: Thresholds) -> Lamp:
    due = floor(expected)  # an item is due when the schedule has reached all of it
    done = Fraction(verdict.amount or 0)
    if done >= due:
        return Lamp.ON_PACE
    return Lamp.BEHIND if done * 100 >= due * rules.checklist_percent else Lamp.FAR_BEHIND


def _by_points(target: Target, verdict: Verdict, schedule: Schedule, on: date, rules: Thresholds) -> Lamp:
    goal = target.goal or max(point for point in schedule.points if point is not None)
    expected = schedule.expected(on) / Fraction(goal) * 100 if goal else Fraction(0)
    over = target.upper is not None and verdict.amount is not None and verdict.amount > target.upper
    # Too many is wrong as soon as anything is expected; too few only as far as the schedule is ahead.
    shortfall = (100 if over else expected) - (verdict.completion or Fraction(0))
    if shortfall > rules.red_points:
        return Lamp.FAR_BEHIND
    return Lamp.BEHIND if over or (shortfall > 0 and shortfall >= rules.yellow_points) else Lamp.ON_PACE
