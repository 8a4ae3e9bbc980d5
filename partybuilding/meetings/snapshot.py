"""What a meeting was shown, read back from its snapshot: every text as it stood on the day, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from partybuilding.ledger.rules import Balance
from partybuilding.models import LedgerItem
from partybuilding.models.kept import Words
from partybuilding.scoreboard.cell import Tally, carried_from, no_reds
from partybuilding.targets.pace import Colour
from partybuilding.targets.quarter import Quarter

Kept = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShownLamp:
    """A lamp with its word."""

    colour: str
    word: Words


@dataclass(frozen=True, slots=True)
class ShownUnit:
    """A member unit, or one in attendance 列席."""

    code: str
    name: Words
    is_member: bool

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True, slots=True)
class ShownParty:
    """Who could close a gap: a unit, a town or a community."""

    code: str
    name: Words

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True, eq=False, kw_only=True)
class ShownIndicator:
    """A clause as it stood on the day."""

    code: str
    area: int
    name: Words
    kind: str
    kind_word: Words
    section: str
    target: Words

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True, eq=False, kw_only=True)
class ShownPilot:
    """A pilot with its report and its lamps."""

    code: str
    name: Words
    tier: Words
    report: Words  # the state of its report; empty if none was started
    is_approved: bool  # whether its figures of the quarter are judged
    last_known: Quarter | None
    tally: Tally

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True, eq=False, kw_only=True)
class ShownCell:
    """One indicator of one pilot, of the county as a whole if `pilot` is None."""

    indicator: ShownIndicator
    pilot: ShownPilot | None
    text: Words
    figures: dict[str, str]
    lamp: ShownLamp
    reason: str  # the lamp's own name: why it has its colour
    gap: Words
    change: str
    waived: int
    due: date | None
    parties: list[ShownParty]  # who could close its gap
    as_of: Quarter | None  # an earlier quarter's value, because this one had none approved
    evidence_level: Words | None
    truth_mark: str

    last_count: Words  # of a count of the quarter that was not in: that, and what it was last

    @property
    def colour(self) -> str:
        return self.lamp.colour

    @property
    def carried(self) -> str:
        """Which quarter the value is carried from, in words; empty if it is the quarter's own."""
        return carried_from(self.as_of) if self.as_of else ""

    @property
    def key(self) -> str:
        """What it is, for an address within the page: K07-dongguan, K30."""
        return f"{self.indicator.code}-{self.pilot.code}" if self.pilot else self.indicator.code


@dataclass(frozen=True, eq=False)
class ShownArea:
    """A task area, and how each pilot and the county stood in it."""

    number: int
    name: Words
    tallies: list[tuple[ShownPilot, Tally]]
    county: Tally
    rows: list[tuple[ShownIndicator, list[ShownCell]]]

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True, eq=False, kw_only=True)
class ShownItem:
    """An action item as it stood on the day, with the last that was said of it."""

    code: str
    kind: Words
    matter: str
    responsible: Words
    pilot: str  # codes; empty where it is about none
    pilot_name: Words
    indicator: str
    opened_on: date
    due_on: date
    state: str
    state_word: Words
    lamp: ShownLamp
    last_text: str

    @property
    def is_open(self) -> bool:
        return self.state != LedgerItem.State.CLOSED


@dataclass(frozen=True, eq=False)
class ShownLast:
    """What became of the meeting before."""

    number: int
    held_on: date
    items: list[ShownItem]
    balance: Balance


@dataclass(frozen=True, eq=False, kw_only=True)
class ShownDuties:
    """What one unit reported on its duties in the quarter."""

    unit: ShownUnit
    is_submitted: bool
    parts: int
    done: int
    under_way: int
    nothing: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Shown:
    """Everything a meeting was shown."""

    plan: Words
    county: Words
    is_demo: bool
    quarter: Quarter
    on: date
    tally: Tally
    approved: int
    units: list[ShownUnit]
    pilots: list[ShownPilot]
    areas: list[ShownArea]
    cells: list[ShownCell]
    last: ShownLast | None
    open_items: list[ShownItem]
    duties: list[ShownDuties]

    @cached_property
    def reds(self) -> list[ShownCell]:
        """The red lamps in the plan's order."""
        return [cell for cell in self.cells if cell.colour == Colour.RED]

    @property
    def carried_reds(self) -> int:
        """How many red lamps stand on a value carried from an earlier quarter."""
        return sum(cell.as_of is not None for cell in self.reds)

    @property
    def no_reds(self) -> str:
        """What is said where no lamp was red: without reservation only if every report was approved."""
        return no_reds(sum(not pilot.is_approved for pilot in self.pilots))

    @property
    def standings(self) -> list[tuple[ShownPilot, list[tuple[ShownArea, Tally]]]]:
        """Each pilot with its sums in each task area."""
        return [
            (pilot, [(area, tally) for area in self.areas for each, tally in area.tallies if each is pilot])
            for pilot in self.pilots
        ]

    @property
    def duties_in(self) -> int:
        """How many units reported on their duties."""
        return sum(each.is_submitted for each in self.duties)

    def items_on(self, cell: ShownCell) -> list[ShownItem]:
        """Return the open items that dealt with a cell already."""
        code = cell.pilot.code if cell.pilot else ""
        return [each for each in self.open_items if each.indicator == cell.indicator.code and each.pilot == code]
