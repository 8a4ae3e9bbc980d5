"""What of the county dashboard is looked at: a task area, a pilot, a lamp, a kind of clause; and what is red first.

The state is the address: whatever it says that the plan does not know is ignored. Tiles, tallies and the phase line
stay of the whole; the matrix, the red lamps and the tables to take along follow the selection. The charts compare all
pilots.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from communities.models import Unit
from fengxiang.bilingual import is_english, joined
from partybuilding.models import Indicator, Pilot, TaskArea
from partybuilding.plan.queries import PlanContext
from partybuilding.scoreboard.cell import Cell, Tally
from partybuilding.scoreboard.scoreboard import AreaBlock, BoardRow, Scoreboard
from partybuilding.targets.pace import Colour

RED_FIRST = 6  # how many red lamps are listed before all of them are asked for
RED_FIRST_IN_ENGLISH = 4  # each takes twice the lines
ALL = "all"
ONE_BY_ONE = 6  # more pilots than this do not fit beside each other, and scroll in a box of their own
LAMPS: dict[Colour, Promise] = {
    Colour.RED: gettext_lazy("red"),
    Colour.YELLOW: gettext_lazy("yellow"),
    Colour.GREEN: gettext_lazy("green"),
    Colour.GREY: gettext_lazy("grey"),
}


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One filter: its name in the address, its label, and (value, words, whether it is chosen) of what it offers."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]


@dataclass(frozen=True, eq=False)
class Selection:
    """What is asked for; None where everything is."""

    plan_context: PlanContext
    area: TaskArea | None = None
    pilot: Pilot | None = None
    lamp: Colour | None = None
    kind: Indicator.Kind | None = None

    @property
    def given(self) -> list[tuple[str, str]]:
        """Names and values as they stand in the address."""
        pairs = [
            ("area", str(self.area.number) if self.area else ""),
            ("pilot", self.pilot.code if self.pilot else ""),
            ("lamp", str(self.lamp or "")),
            ("kind", str(self.kind or "")),
        ]
        return [(name, value) for name, value in pairs if value]

    @property
    def pilots(self) -> list[Pilot]:
        """The pilots whose columns are shown."""
        return [self.pilot] if self.pilot else self.plan_context.pilots

    @property
    def is_wide(self) -> bool:
        """Whether the pilots shown need a box that scrolls."""
        return len(self.pilots) > ONE_BY_ONE

    @property
    def is_many(self) -> bool:
        """Whether the plan has too many pilots to name each in a tile."""
        return len(self.plan_context.pilots) > ONE_BY_ONE

    @property
    def words(self) -> str:
        """What is selected, in words; empty if nothing is."""
        colon = pgettext("label", ": ")  # not within the f-string below: xgettext does not look into one
        chosen = [
            f"{choice.label}{colon}{words}"
            for choice in self.choices
            for value, words, is_chosen in choice.options
            if value and is_chosen
        ]
        return joined(chosen)

    @property
    def choices(self) -> list[FilterChoice]:
        """The filters with what they offer."""
        given = dict(self.given)

        def choice(name: str, label: str, options: Iterable[tuple[str, str]]) -> FilterChoice:
            every = [("", pgettext("filter", "all")), *options]
            return FilterChoice(name, label, [(value, words, value == given.get(name, "")) for value, words in every])

        return [
            choice("area", _("Task area"), [(str(area.number), str(area)) for area in self.plan_context.areas]),
            choice("pilot", _("Pilot"), [(pilot.code, str(pilot)) for pilot in self.plan_context.pilots]),
            choice("lamp", _("Lamp"), [(str(lamp), str(words)) for lamp, words in LAMPS.items()]),
            choice("kind", _("How binding"), [(kind.value, str(kind.label)) for kind in Indicator.Kind]),
        ]

    def holds(self, cell: Cell) -> bool:
        """Return whether a cell is selected; what the county as a whole does belongs to no pilot."""
        return (
            (self.area is None or cell.indicator.area_id == self.area.pk)
            and (self.pilot is None or cell.pilot is self.pilot)
            and (self.lamp is None or cell.colour == self.lamp)
            and (self.kind is None or cell.indicator.kind == self.kind)
        )


def read_selection(plan_context: PlanContext, asked: Mapping[str, str]) -> Selection:
    """Return the selection an address asks for."""
    return Selection(
        plan_context,
        next((area for area in plan_context.areas if str(area.number) == asked.get("area")), None),
        next((pilot for pilot in plan_context.pilots if pilot.code == asked.get("pilot")), None),
        next((lamp for lamp in LAMPS if lamp == asked.get("lamp")), None),
        next((kind for kind in Indicator.Kind if kind.value == asked.get("kind")), None),
    )


def select(board: Scoreboard, selection: Selection, opened: Collection[str] | None = None) -> Scoreboard:
    """Return the scoreboard with the selected cells alone; areas without any are left out.

    `opened` are the areas asked for, as in `load_scoreboard`: unless some are, all that hold something are open.
    """
    if not selection.given:
        return board
    blocks = [block for block in (_block(each, selection) for each in board.blocks) if block.rows]
    if opened is None:
        shown = {str(block.area.number) for block in blocks}
        blocks = [
            replace(block, is_open=True, toggle=sorted(shown - {str(block.area.number)}) or ["none"])
            for block in blocks
        ]
    cells = [cell for cell in board.cells if selection.holds(cell)]
    return replace(board, blocks=blocks, cells=cells, selection=selection.words)


def compared(board: Scoreboard, selection: Selection) -> Scoreboard:
    """Return the scoreboard for the charts: area and kind say which are drawn, each of all pilots."""
    return select(board, replace(selection, pilot=None, lamp=None))


def _block(block: AreaBlock, selection: Selection) -> AreaBlock:
    rows = [row for row in (_row(each, selection) for each in block.rows) if row.cells]
    tallies = [(pilot, tally) for pilot, tally in block.tallies if selection.pilot in {None, pilot}]
    return replace(block, rows=rows, tallies=tallies, county=Tally.of([]) if selection.pilot else block.county)


def _row(row: BoardRow, selection: Selection) -> BoardRow:
    columns = [cell for cell in row.cells if selection.pilot is None or cell.pilot is selection.pilot]
    slots = [cell if selection.holds(cell) else None for cell in columns]
    return replace(row, cells=[cell for cell in slots if cell], slots=slots)


def red_groups(reds: Sequence[Cell], unit: Unit | None) -> list[tuple[str, list[Cell]]]:
    """Return the red lamps a unit is responsible for and the others, each with a title; without one, all untitled."""
    of_unit, others = _by_unit(reds, unit)
    groups = [(_("Own unit is responsible"), of_unit), (_("Others"), others)] if of_unit else [("", others)]
    return [(title, cells) for title, cells in groups if cells]


def _by_unit(reds: Sequence[Cell], unit: Unit | None) -> tuple[list[Cell], list[Cell]]:
    of_unit = [cell for cell in reds if unit and any(party.unit == unit for party in cell.parties)]
    return of_unit, [cell for cell in reds if cell not in of_unit]


def red_first(board: Scoreboard, asked: str | None, unit: Unit | None = None) -> list[Cell]:
    """Return the red lamps to list: the first of them in the plan's order, a unit's own before, or all if asked."""
    of_unit, others = _by_unit(board.reds, unit)
    first = None if asked == ALL else RED_FIRST_IN_ENGLISH if is_english() else RED_FIRST
    return [*of_unit, *others][:first]
