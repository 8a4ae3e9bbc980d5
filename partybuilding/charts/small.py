"""Geometry of the small charts: figures in, positions on an axis out. Pure; templates/charts/ draws them.

The large ones, with an axis of their own and words in them, are in plots.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from partybuilding.targets.numbers import Number

WIDTH = 100  # axis length in the SVG's own units


@dataclass(frozen=True, slots=True)
class Bullet:
    """A bar against its target. All positions are 0 to WIDTH; None where there is no such mark."""

    bar: float | None
    target: float | None = None
    band: tuple[float, float] | None = None  # left edge and width
    tick: float | None = None  # where the schedule says one should be


def axis_end(*figures: Number | None) -> Fraction:
    """Return an end for an axis from 0 that leaves a tenth of air beyond the largest figure."""
    largest = max((Fraction(figure) for figure in figures if figure is not None), default=Fraction(0))
    return largest * Fraction(11, 10) or Fraction(1)


def place(figure: Number, end: Fraction) -> float:
    """Return where a figure stands on the axis, never beyond its ends."""
    return round(float(min(max(Fraction(figure) / end, Fraction(0)), Fraction(1)) * WIDTH), 2)


def bullet(
    value: Number | None,
    goal: Number | None,
    upper: Number | None = None,
    expected: Number | None = None,
    end: Fraction | None = None,
) -> Bullet:
    """Return the bullet of one value; bars of several pilots share an axis when given the same `end`."""
    end = end or axis_end(value, goal, upper)
    band = None
    target = None
    if goal is not None and upper is not None and upper != goal:
        left = place(goal, end)
        band = (left, round(place(upper, end) - left, 2))
    elif goal is not None:
        target = place(goal, end)
    tick = None if expected is None or expected == goal or not expected else place(expected, end)
    return Bullet(None if value is None else place(value, end), target, band, tick)


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One quarter of a trend line."""

    label: str
    text: str
    x: float
    y: float | None  # None: nothing approved for the quarter
    colour: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A line over the quarters with the target as a level; y runs downwards."""

    points: tuple[ChartPoint, ...]
    segments: tuple[str, ...]  # SVG point lists of unbroken runs
    target: float | None
    height: int


def trend(values: Sequence[tuple[str, str, Number | None, str]], goal: Number | None, height: int = 24) -> Trend:
    """Return the trend of (label, text, value, colour) over the quarters; a missing value breaks the line."""
    end = axis_end(*(value for _label, _text, value, _colour in values), goal)
    step = WIDTH / max(len(values), 1)

    def level(figure: Number) -> float:
        return round(height - place(figure, end) / WIDTH * height, 2)

    points = tuple(
        ChartPoint(label, text, round(step * (place_ + 0.5), 2), None if value is None else level(value), colour)
        for place_, (label, text, value, colour) in enumerate(values)
    )
    return Trend(points, tuple(_runs(points)), None if goal is None else level(goal), height)


def _runs(points: Sequence[ChartPoint]) -> list[str]:
    runs: list[list[str]] = [[]]
    for point in points:
        if point.y is None:
            runs.append([])
        else:
            runs[-1].append(f"{point.x},{point.y}")
    return [" ".join(run) for run in runs if len(run) > 1]
