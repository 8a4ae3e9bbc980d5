"""The wall display 大屏: a scoreboard cut into panels that fit on a screen and are read from six metres.

Sums, verdicts and gaps alone: no name of a person reaches a panel.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from django.utils.translation import gettext as _

from fengxiang.bilingual import is_english
from partybuilding.models import Pilot, TaskArea
from partybuilding.scoreboard.cell import Cell, Tally
from partybuilding.scoreboard.scoreboard import Scoreboard, Standing
from partybuilding.scoreboard.wall_reds import Outlook, RedsPage, by_party, first_of, paged
from partybuilding.targets.pace import Colour, Kind, Lamp

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What fits on one panel at a text size; static/css/scoreboard/wall.css says how large the text is."""

    rows: int  # of the table, where it has the panel to itself
    rows_below: int  # of the table under phases and tiles; more than these go to panels of their own
    lamps: int  # red and yellow lamps with their gaps
    figures: int  # of the plan's headline indicators
    reds: int  # red lamps by who answers for them
    pilots_of_all: int = 0  # columns of the screen that shows everything; without room for all pilots there is none


CAPACITIES = {
    "normal": Capacity(rows=6, rows_below=4, lamps=5, figures=3, reds=7, pilots_of_all=4),
    "large": Capacity(rows=4, rows_below=0, lamps=4, figures=3, reds=5),
    "largest": Capacity(rows=3, rows_below=0, lamps=3, figures=2, reds=3),
}
REDS_OF_ALL, REDS_OF_ALL_IN_ENGLISH = 15, 9  # red lamps beside everything else; English says each in two lines


@dataclass(frozen=True, eq=False)
class Lamps:
    """How a pilot stands in one task area: the worst lamp, how many of it, and the required indicators met."""

    area: TaskArea
    tally: Tally

    @property
    def word(self) -> str:
        """The word beside the lamp's shape."""
        count = self.tally.counts[self.tally.worst]
        match self.tally.worst:
            case Colour.RED:
                return _("%d red") % count
            case Colour.YELLOW:
                return _("%d yellow") % count
            case Colour.GREEN:
                return _("on track")
            case _grey:
                return _("not judged")


@dataclass(frozen=True, eq=False)
class WallRow:
    """One pilot across the task areas, or the county's own targets."""

    name: str
    lamps: list[Lamps]


@dataclass(frozen=True, eq=False, kw_only=True)
class Panel:
    """What is shown at one time. A panel's parts are empty where it does not show them."""

    key: str  # its address within the page, the same after each refresh
    title: str
    page: int = 1
    pages: int = 1
    has_overview: bool = False  # the phases with "now", and the tiles
    rows: Sequence[WallRow] = ()
    standing: Standing | None = None
    tally: Tally | None = None  # None as long as nothing is judged
    note: str = ""  # why nothing is judged, or that nothing is off pace
    cells: Sequence[Cell] = ()  # red and yellow lamps, red first
    figures: Sequence[Cell] = ()  # the plan's headline indicators
    reds: RedsPage | None = None  # who closes what
    is_whole: bool = False  # everything on one screen: sums, areas by pilot, who closes what, the meeting, the trend
    more: int = 0  # red lamps that follow on panels of their own

    @property
    def is_county(self) -> bool:
        return self.has_overview or bool(self.rows)

    @property
    def label(self) -> str:
        """The title, with the number of the page where there are several."""
        return self.title if self.pages == 1 else f"{self.title} {self.page}/{self.pages}"


@dataclass(frozen=True, eq=False)
class Wall:
    """The panels in the order they are stepped through: the county, each pilot, the county's own targets."""

    areas: list[TaskArea]
    panels: list[Panel]
    reds: int  # lamps, of clauses of any kind
    yellows: int
    of_free_will: int  # of the yellow ones, those the plan does not require: no tally counts them

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The parts of a tally's bar, each with its word."""
        return [
            ("met", str(Lamp.MET.word)),
            ("on_pace", str(Lamp.ON_PACE.word)),
            ("yellow", str(Lamp.BEHIND.word)),
            ("red", _("far behind, or overdue")),
            ("grey", _("not due, no data")),
            ("red-carried", _("striped = carried")),
        ]


def arrange(board: Scoreboard, text_size: str = "normal", outlook: Outlook | None = None) -> Wall:
    """Return the scoreboard's panels for a text size: "normal", "large" or "largest"; beside the reds their outlook."""
    fits = CAPACITIES[text_size]
    cells = [cell for block in board.blocks for row in block.rows for cell in row.cells]
    if outlook and len(board.standings) <= fits.pilots_of_all:
        panels = list(_whole(board, fits, outlook))
    else:
        panels = [*_county(board, fits), *(_reds(board, fits, outlook) if outlook else ())]
    for standing in [*board.standings, None]:
        panels += _lamps_of(standing, board, cells, fits)
    reds, yellows = (sum(cell.colour == colour for cell in cells) for colour in (Colour.RED, Colour.YELLOW))
    free = sum(cell.colour == Colour.YELLOW and cell.indicator.kind != Kind.REQUIRED for cell in cells)
    return Wall([block.area for block in board.blocks], panels, reds, yellows, free)


def _whole(board: Scoreboard, fits: Capacity, outlook: Outlook) -> Iterator[Panel]:
    """Yield the screen that shows everything, and the red lamps on panels of their own where it has no room for all."""
    room = REDS_OF_ALL_IN_ENGLISH if is_english() else REDS_OF_ALL
    groups = by_party(board.reds)
    first = first_of(groups, room)
    more = max(len(board.reds) - room, 0)
    note = "" if groups else board.no_reds
    reds = RedsPage(first, outlook)
    yield Panel(key="county", title=board.plan.county_name, note=note, reds=reds, is_whole=True, more=more)
    if more:
        yield from _reds(board, fits, outlook)


def _county(board: Scoreboard, fits: Capacity) -> Iterator[Panel]:
    """Yield the overview with the table under it, or the table on panels of its own where it is too long."""
    rows = list(_rows(board))
    title = board.plan.county_name
    if len(rows) <= fits.rows_below:
        yield Panel(key="county", title=title, has_overview=True, rows=rows)
        return
    pages = _paged(rows, fits.rows)
    yield Panel(key="county", title=title, page=1, pages=len(pages) + 1, has_overview=True)
    for number, page in enumerate(pages, 2):
        yield Panel(key=f"county-{number}", title=title, page=number, pages=len(pages) + 1, rows=page)


def _reds(board: Scoreboard, fits: Capacity, outlook: Outlook) -> Iterator[Panel]:
    """Yield who closes which red lamp, with their trend and the next meeting beside each page."""
    pages = list(paged(by_party(board.reds), fits.reds)) or [[]]
    for number, groups in enumerate(pages, 1):
        yield Panel(
            key="reds" if number == 1 else f"reds-{number}",
            title=_("Who closes what"),
            page=number,
            pages=len(pages),
            note="" if groups else board.no_reds,
            reds=RedsPage(groups, outlook),
        )


def _rows(board: Scoreboard) -> Iterator[WallRow]:
    for standing in board.standings:
        yield WallRow(
            str(standing.pilot), [Lamps(block.area, _of(standing.pilot, block.tallies)) for block in board.blocks]
        )
    if board.county.total:
        yield WallRow(_("County's own targets"), [Lamps(block.area, block.county) for block in board.blocks])


def _of(pilot: Pilot, tallies: list[tuple[Pilot, Tally]]) -> Tally:
    return next(tally for each, tally in tallies if each is pilot)


def _lamps_of(standing: Standing | None, board: Scoreboard, cells: list[Cell], fits: Capacity) -> Iterator[Panel]:
    """Yield the panels of a pilot; those of the county's own targets only if there is anything to tell."""
    pilot = standing.pilot if standing else None
    cells_of_pilot = [cell for cell in cells if cell.pilot is pilot]
    lit = [cell for colour in (Colour.RED, Colour.YELLOW) for cell in cells_of_pilot if cell.colour == colour]
    if standing is None and not lit:
        return
    key = standing.pilot.code if standing else "county-own"
    title = str(pilot or _("County's own targets"))
    figures = [cell for cell in cells_of_pilot if cell.indicator.is_headline]
    waiting = _note(standing, board)
    whole = standing.tally if standing else board.county
    tally = whole if whole.total > whole.counts[Colour.GREY] else None
    # What has fewer pages begins again beside the other, so that no half of a panel stays empty; where no lamp is lit,
    # the figures have the panel to themselves and stand two abreast.
    abreast = fits.figures if lit else 2 * fits.figures
    lamps, beside = _paged(lit, fits.lamps) or [[]], _paged(figures, abreast) or [[]]
    pages = max(len(lamps), len(beside))
    for number in range(1, pages + 1):
        yield Panel(
            key=key if number == 1 else f"{key}-{number}",
            title=title,
            page=number,
            pages=pages,
            standing=standing,
            tally=tally,
            note=waiting or ("" if lit else _("No red or yellow lamp in this quarter.")),
            cells=lamps[(number - 1) % len(lamps)],
            figures=beside[(number - 1) % len(beside)],
        )


def _note(standing: Standing | None, board: Scoreboard) -> str:
    """Return what stands for a report that is not approved; empty if it is."""
    if standing is None or standing not in board.waiting:
        return ""
    if standing.last_known is None:
        return _("The report on this quarter is not approved, and none before it: nothing is judged yet.")
    return _("The report on this quarter is not approved. Judged by the figures of the %(quarter)s.") % {
        "quarter": standing.last_known.label
    }


def _paged(items: Sequence[T], size: int) -> list[Sequence[T]]:
    """Return the items in pages of at most `size`, as even as can be, so that the last is no left-over."""
    count = -(-len(items) // size)
    edges = [len(items) * number // count for number in range(count + 1)] if count else []
    return [items[begin:end] for begin, end in pairwise(edges)]
