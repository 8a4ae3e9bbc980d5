"""The plan's phases as bars on one time line, in proportion to their days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

HALF = 50
NOW_WORDS, DAY_WORDS = 30, 9  # on a hundred: what the words of "now" and a day take of a page 1232 pixels wide


class PhaseSpan(Protocol):
    """A phase, as far as it is drawn."""

    @property
    def first_day(self) -> date: ...
    @property
    def last_day(self) -> date: ...


class PhaseState(StrEnum):
    """How a phase stands on a day."""

    OVER = "over"
    RUNNING = "running"
    TO_COME = "to-come"

    @classmethod
    def of(cls, phase: PhaseSpan, on: date) -> "PhaseState":
        return cls.OVER if phase.last_day < on else cls.TO_COME if phase.first_day > on else cls.RUNNING

    @property
    def is_over(self) -> bool:
        return self is PhaseState.OVER

    @property
    def is_running(self) -> bool:
        return self is PhaseState.RUNNING


@dataclass(frozen=True, eq=False, kw_only=True)
class PhaseBar:
    """A phase on the time line: position on a hundred, and whether it is over, running or to come."""

    phase: PhaseSpan
    left: float
    width: float
    state: PhaseState
    is_dated: bool  # whether its first day has room below it, beside the words of "now"
    day: int  # how many days of it are gone, today counted in


def phase_bars(phases: Sequence[PhaseSpan], begins_on: date, ends_on: date, on: date) -> list[PhaseBar]:
    """Return the phases along the plan's days, as they stand on the day `on`."""
    days = (ends_on - begins_on).days + 1
    now, bars = day_on_line(on, begins_on, ends_on), []
    taken = (now - NOW_WORDS, now) if now > HALF else (now, now + NOW_WORDS)
    for phase in phases:
        left = 100 * (phase.first_day - begins_on).days / days
        width = 100 * ((phase.last_day - phase.first_day).days + 1) / days
        state = PhaseState.of(phase, on)
        is_dated = width >= DAY_WORDS and (left + DAY_WORDS < taken[0] or left > taken[1])
        day = (on - phase.first_day).days + 1
        left, width = round(left, 2), round(width, 2)
        bars.append(PhaseBar(phase=phase, left=left, width=width, state=state, is_dated=is_dated, day=day))
    return bars


def has_room_for_end(bars: Sequence[PhaseBar], now: float) -> bool:
    """Return whether the plan's last day has room at the end of the line, beside the last phase's first and "now"."""
    return bool(bars) and bars[-1].width >= 2 * DAY_WORDS and now < 100 - DAY_WORDS


def day_on_line(day: date, begins_on: date, ends_on: date) -> float:
    """Return where a day ends on the time line, on a hundred; never beyond its ends."""
    days = (ends_on - begins_on).days + 1
    return round(min(max(100 * ((day - begins_on).days + 1) / days, 0), 100), 2)
