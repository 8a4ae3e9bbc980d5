"""Geometry of the large charts: lines over the quarters, bars and dots against a target, lamps over time.

Pure. Figures go in, positions on a canvas of WIDTH units come out, y downwards; templates/charts/ draws them. What lies
beyond an axis is drawn at its end, what is missing is not drawn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import groupby
from math import floor
from operator import itemgetter

from partybuilding.charts.small import axis_end, place
from partybuilding.targets.numbers import Number, plain

WIDTH = 720
LEFT, RIGHT, TOP, BOTTOM = 56, 500, 34, 300  # the field of a line chart; names stand to the right of it
LABEL_GAP = 34
STYLES = 6  # how many lines are told apart in one chart
STACK_TOP, STACK_BOTTOM = 10, 130
SIGNS = {"green": "●", "yellow": "▲", "red": "■", "grey": "○"}
STRIP_LEFT, STRIP_RIGHT, STRIP_TOP, STRIP_LANE = 190, 965, 84, 46

Span = tuple[float, float]  # where it begins, and how far it goes
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the chart with its figure."""

    text: str
    y: float


@dataclass(frozen=True, slots=True)
class Column:
    """A quarter on the axis."""

    label: str
    x: float
    is_chosen: bool
    is_odd: bool  # its label gives way where there is little room


@dataclass(frozen=True, slots=True)
class Series:
    """What one line is drawn from: text, amount and lamp colour for each quarter, and the projection.

    The projection is a pair of quarters since the first column and amount, from a column's place on.
    """

    name: str
    values: Sequence[tuple[str, Number | None, str]]
    ahead: tuple[int, Fraction, Number] | None = None  # from which column, to how many columns, to what amount


@dataclass(frozen=True, slots=True)
class ChartMark:
    """One value on a line."""

    label: str
    text: str
    x: float
    y: float
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartLine:
    """A line with its name at the end; `style` 1 to STYLES says how it is dashed."""

    name: str
    last: str
    style: int
    marks: tuple[ChartMark, ...]
    runs: tuple[str, ...]  # SVG point lists of unbroken runs
    ahead: tuple[float, float, float, float] | None
    end: tuple[float, float] | None  # where the leader to the name begins; None without any value
    name_y: float


@dataclass(frozen=True, slots=True)
class Goal:
    """The target of one quarter, with the upper end of a band, and in words."""

    lower: Number | None
    upper: Number | None = None
    words: str = ""

    @property
    def is_band(self) -> bool:
        return self.lower is not None and self.upper is not None and self.upper != self.lower


@dataclass(frozen=True, slots=True)
class TargetWords:
    """The words of a target at the end of its stretch of quarters: `x` is their right end, on its line or its band."""

    x: float
    y: float
    text: str
    is_chosen: bool  # the chosen quarter lies in the stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """Lines over the quarters, with target and schedule."""

    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    lines: tuple[ChartLine, ...]
    target: str  # an SVG path: a line across, with a step where the target was changed; empty without a target
    bands: tuple[Box, ...]  # left edge, upper edge, width and height of each
    words: tuple[TargetWords, ...]  # of each target
    schedule: str  # an SVG path
    unit: str = ""  # at the head of the axis


def nice_ticks(end: Fraction, most: int = 6) -> list[Fraction]:
    """Return round figures from 0 up to `end`, at most `most` beside 0; whole ones unless the axis ends below 2."""
    step = Fraction(1, 10) if end < 2 else Fraction(1)
    factors = (2, Fraction(5, 2), 2)  # 1, 2, 5, 10 …
    turn = 0
    while end / step > most:
        step *= factors[turn % 3]
        turn += 1
    return [step * number for number in range(floor(end / step) + 1)]


def level(figure: Number, end: Fraction) -> float:
    """Return the y of a figure in a line chart."""
    return round(BOTTOM - place(figure, end) / 100 * (BOTTOM - TOP), 1)


def column_x(column: Number, columns: int) -> float:
    """Return the x of a column (0 is the first; a fraction lies between two), never beyond the field."""
    step = Fraction(RIGHT - LEFT, max(columns, 1))
    return round(min(float(LEFT + step * (Fraction(column) + Fraction(1, 2))), RIGHT), 1)


def spread(wanted: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """Return places near the wanted ones, in the same order from top to bottom, at least `gap` apart.

    With more of them than there is room for, they stand closer, but stay between `top` and `bottom`.
    """
    gap = min(gap, (bottom - top) / max(len(wanted) - 1, 1))
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    placed = [0.0] * len(wanted)
    at = top - gap
    for number in order:
        at = placed[number] = max(wanted[number], at + gap, top)
    at = bottom + gap
    for number in reversed(order):
        at = placed[number] = min(placed[number], at - gap)
    return [round(y, 1) for y in placed]


def lines(
    quarters: Sequence[str],
    series: Sequence[Series],
    *,
    chosen: str,
    goals: Sequence[Goal],
    expected: Sequence[Number | None] = (),
    end: Fraction | None = None,
) -> LineChart:
    """Return a line chart of up to STYLES series; charts with the same `end` can be compared.

    `goals` are the targets of the quarters, in order.
    """
    end = end or lines_end(series, goals)
    count = len(quarters)
    columns = tuple(
        Column(label, column_x(number, count), label == chosen, number % 2 == 1)
        for number, label in enumerate(quarters)
    )
    drawn = [_line(each, style, columns, end) for style, each in enumerate(series, 1)]
    shown = [line for line in drawn if line.end is not None]
    names = spread([line.name_y for line in shown], LABEL_GAP, TOP, BOTTOM)
    return LineChart(
        columns=columns,
        ticks=tuple(Tick(plain(figure), level(figure, end)) for figure in nice_ticks(end)),
        lines=tuple(replace(line, name_y=y) for line, y in zip(shown, names, strict=True)),
        target=_treads(columns, [None if each.is_band else each.lower for each in goals], end),
        bands=tuple(_bands(columns, goals, end)),
        words=tuple(_words(columns, goals, end)),
        schedule=_treads(columns, expected, end),
    )


def lines_end(series: Sequence[Series], goals: Sequence[Goal]) -> Fraction:
    """Return an end of the axis that holds all values, projections and targets."""
    values = [amount for each in series for _text, amount, _colour in each.values]
    limits = [limit for each in goals for limit in (each.lower, each.upper)]
    return axis_end(*limits, *values, *(each.ahead[2] for each in series if each.ahead))


def _line(series: Series, style: int, columns: Sequence[Column], end: Fraction) -> ChartLine:
    runs: list[list[str]] = [[]]
    marks = []
    for column, (text, amount, colour) in zip(columns, series.values, strict=True):
        if amount is None:
            runs.append([])
            continue
        mark = ChartMark(column.label, text, column.x, level(amount, end), colour)
        marks.append(mark)
        runs[-1].append(f"{mark.x},{mark.y}")
    ahead = None
    if series.ahead and marks:
        since, until, amount = series.ahead
        start = next(mark for mark in marks if mark.label == columns[since].label)
        ahead = (start.x, start.y, column_x(until, len(columns)), level(amount, end))
    last = (ahead[2], ahead[3]) if ahead else (marks[-1].x, marks[-1].y) if marks else None
    segments = tuple(" ".join(run) for run in runs if len(run) > 1)
    newest = marks[-1].text if marks else ""
    return ChartLine(
        name=series.name,
        last=newest,
        style=style,
        marks=tuple(marks),
        runs=segments,
        ahead=ahead,
        end=last,
        name_y=last[1] if last else 0.0,
    )


def _stretches(columns: Sequence[Column], goals: Sequence[Goal]) -> Iterator[tuple[Goal, float, float, bool]]:
    """Yield each target with both ends of the quarters it holds in, and whether the chosen one is among them."""
    half = (RIGHT - LEFT) / max(len(columns), 1) / 2
    for goal, stretch in groupby(zip(columns, goals, strict=True), key=itemgetter(1)):
        places = [column for column, _goal in stretch]
        yield goal, places[0].x - half, places[-1].x + half, any(column.is_chosen for column in places)


def _bands(columns: Sequence[Column], goals: Sequence[Goal], end: Fraction) -> Iterator[Box]:
    for goal, left, right, _is_chosen in _stretches(columns, goals):
        if goal.is_band and goal.lower is not None and goal.upper is not None:
            top = level(goal.upper, end)
            yield round(left, 1), top, round(right - left, 1), round(level(goal.lower, end) - top, 1)


def _words(columns: Sequence[Column], goals: Sequence[Goal], end: Fraction) -> Iterator[TargetWords]:
    for goal, _left, right, is_chosen in _stretches(columns, goals):
        if (height := goal.upper if goal.is_band else goal.lower) is not None:
            yield TargetWords(round(right - 4, 1), level(height, end), goal.words, is_chosen)


def _treads(columns: Sequence[Column], figures: Sequence[Number | None], end: Fraction) -> str:
    """Return figures as a path of steps: one level for each quarter that has one."""
    half = (RIGHT - LEFT) / max(len(columns), 1) / 2
    path, is_drawing = "", False
    for column, figure in zip(columns, figures, strict=False):
        if figure:
            y = level(figure, end)
            path += f"{'L' if is_drawing else 'M'}{round(column.x - half, 1)} {y}H{round(column.x + half, 1)}"
        is_drawing = bool(figure)
    return path


# --- bars and dots ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class BarValue:
    """One pilot's value: its words, its lamp's colour, and what is said of it to who points at its bar."""

    name: str
    text: str
    colour: str
    amount: Number | None
    is_carried: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class BarRow:
    """One pilot: a bar to its value; `x`, on a hundred, is None without one."""

    value: BarValue
    x: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """The pilots' values in a quarter, below each other on one axis from 0."""

    rows: tuple[BarRow, ...]
    target: float | None
    band: Span | None  # left edge, and width
    target_words: str


def bars(
    values: Sequence[BarValue],
    goal: Number | None,
    upper: Number | None = None,
    *,
    words: str = "",
    in_percent: bool = False,
) -> BarChart:
    """Return the chart; all positions are on a hundred. With an upper end of the target there is a band to lie in."""
    end = axis_end(100 if in_percent else None, goal, upper, *(each.amount for each in values))
    rows = tuple(BarRow(each, None if each.amount is None else place(each.amount, end)) for each in values)
    target, band = None, None
    if goal is not None and upper is not None and upper != goal:
        band = (place(goal, end), round(place(upper, end) - place(goal, end), 2))
    elif goal is not None:
        target = place(goal, end)
    return BarChart(rows=rows, target=target, band=band, target_words=words)


# --- lamps over time --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StackPart:
    """The lamps of one colour in a quarter."""

    colour: str
    count: int
    y: float
    height: float

    @property
    def sign(self) -> str:
        """The lamp's shape, for who does not see its colour."""
        return SIGNS[self.colour]

    @property
    def has_room(self) -> bool:
        """Whether its count can stand in it."""
        return self.height >= 16

    @property
    def middle(self) -> float:
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A quarter's lamps on top of each other."""

    label: str
    x: float
    width: float
    parts: tuple[StackPart, ...]
    is_chosen: bool
    is_odd: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


def stacks(quarters: Sequence[tuple[str, Sequence[tuple[str, int]]]], chosen: str) -> tuple[Stack, ...]:
    """Return the stacks of (label, [(colour, count) …]) from the bottom upwards; all have the same scale."""
    most = max((sum(count for _colour, count in counts) for _label, counts in quarters), default=0) or 1
    step = WIDTH / max(len(quarters), 1)
    drawn = []
    for number, (label, counts) in enumerate(quarters):
        y, parts = float(STACK_BOTTOM), []
        for colour, count in counts:
            height = (STACK_BOTTOM - STACK_TOP) * count / most
            y -= height
            if count:
                parts.append(StackPart(colour, count, round(y, 1), round(height, 1)))
        x, width = round(step * number + step * 0.14, 1), round(step * 0.72, 1)
        drawn.append(
            Stack(label=label, x=x, width=width, parts=tuple(parts), is_chosen=label == chosen, is_odd=number % 2 == 1)
        )
    return tuple(drawn)


# --- the plan's days --------------------------------------------------------------------------------------------------


def day_x(day: date, first: date, last: date) -> float:
    """Return where a day stands on the strip of the plan's days, never beyond the strip's ends."""
    done = Fraction((day - first).days, max((last - first).days, 1))
    return round(STRIP_LEFT + float(min(max(done, Fraction(0)), Fraction(1))) * (STRIP_RIGHT - STRIP_LEFT), 1)
