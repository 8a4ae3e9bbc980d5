"""A cell of the scoreboard: one indicator of one pilot, judged; and the tally of many."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fengxiang.bilingual import is_english
from partybuilding.charts import small as charts
from partybuilding.charts.large import BarValue
from partybuilding.models import Indicator, Party, Pilot
from partybuilding.plan.queries import Figures, PlanContext
from partybuilding.registers.records import Leader
from partybuilding.scoreboard.evidence_level import EvidenceStatus
from partybuilding.targets.breakdown import KindLine, in_short, kinds_of
from partybuilding.targets.pace import Colour, Kind, Lamp
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.target import Field, FieldRole, Verdict

UNJUDGED = Verdict(met=None, amount=None, completion=None)


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a checklist: the character that stands for it, its name, and whether it is there."""

    letter: str
    label: str
    is_there: bool


def checklist(fields: Sequence[Field], figures: Figures) -> list[ListItem]:
    """Return the items of a checklist, each with a character that no other has: its first, its last, or a mark."""
    items = [each for each in fields if each.role == FieldRole.ITEM]
    labels = [str(each.label) for each in items]
    answers = [bool(figures.get(each.key)) for each in items]
    letters = ["✓" if answer else "✗" for answer in answers]
    if not is_english():
        ends = ([label[:1] for label in labels], [label[-1:] for label in labels])
        letters = next((each for each in ends if len(set(each)) == len(labels)), letters)
    return [ListItem(*each) for each in zip(letters, labels, answers, strict=True)]


@dataclass(frozen=True, eq=False, kw_only=True)
class Cell:
    """One indicator of one pilot (of the county, if `pilot` is None) in a quarter."""

    plan_context: PlanContext  # as the quarter is judged by it
    indicator: Indicator
    pilot: Pilot | None
    lamp: Lamp
    verdict: Verdict
    text: str  # the value as it is shown
    change: str = ""  # against last quarter: +20, 0, −3
    as_of: Quarter | None = None  # set when the value is carried from an earlier quarter: this one has none approved
    last_count: str = ""  # of a count of the quarter that is not in: that, and what it was last
    bullet: charts.Bullet | None = None
    due: date | None = None
    evidence_level: EvidenceStatus | None = None  # what bears the value out; None for what no community reports
    pending: str = ""  # what was submitted and waits for the check, where the reader may know it; never judged
    figures: Figures = field(default_factory=dict)  # what the value is made of; empty if it is not known
    before: Figures = field(default_factory=dict)  # what the change is held against: last quarter's
    leader: Leader | None = None  # who is assigned to the pilot; asked for where the lamp is red

    @cached_property
    def colour(self) -> Colour:
        return self.lamp.colour

    @property
    def parties(self) -> list[Party]:
        """Who can close its gap."""
        return self.indicator.parties([self.pilot] if self.pilot else self.plan_context.pilots)

    @property
    def has_changed(self) -> bool:
        """Whether the change is one: of what stayed as it was nothing need be said."""
        return bool(self.change) and any(digit in self.change for digit in "123456789")

    @property
    def part(self) -> str:
        """Which part of a tally it is counted in: met, on schedule, or its lamp's colour."""
        return str(self.lamp) if self.lamp in {Lamp.MET, Lamp.ON_PACE} else str(self.colour)

    @property
    def items(self) -> list[ListItem]:
        """The items of a checklist, in a character each; empty for any other indicator."""
        return checklist(self.indicator.clause.fields, self.figures) if self.figures else []

    def described(self, quarter: Quarter) -> str:
        """The value with what it is: whose, of which quarter, and where it comes from."""
        of_quarter = (self.as_of or quarter).label
        words = [f"{self.pilot or ''} {self.text}".strip(), of_quarter, str(self.lamp.word)]
        words.append(_("source: %s") % self.indicator.get_source_display())
        return " · ".join(words)

    @property
    def is_known(self) -> bool:
        """Whether there is a value at all, be it an earlier quarter's."""
        return self.verdict is not UNJUDGED

    @property
    def carried(self) -> str:
        """Which quarter the value is carried from 沿用, in words; empty if it is this quarter's."""
        return carried_from(self.as_of) if self.as_of else ""

    @property
    def shown(self) -> str:
        """The value as it stands in a line of text: with the quarter it is carried from."""
        return f"{self.text} · {self.carried}" if self.carried else self.text

    @property
    def kinds(self) -> list[KindLine]:
        """What the value is made of by kind; empty if the indicator has none."""
        return kinds_of(self.indicator.clause, self.figures)

    @property
    def kinds_in_short(self) -> list[KindLine]:
        return in_short(self.kinds)

    @cached_property
    def is_hard(self) -> bool:
        """Whether the clause is binding, so that it counts in sums and roll-ups."""
        return self.indicator.kind == Kind.REQUIRED


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How the required indicators of one pilot stand, in one area or in all; carried values are judged and counted too.

    met + on schedule + yellow + red + grey = total: the green lamps are those met and those on schedule.
    """

    counts: dict[Colour, int]
    met: int
    total: int
    carried: int = 0  # of the lamps lit, how many stand on a value carried from an earlier quarter
    carried_reds: int = 0
    carried_parts: tuple[tuple[str, int], ...] = ()  # how many of each part are carried, as `bars` names the parts

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> "Tally":
        hard = [cell for cell in cells if cell.is_hard]
        colours = Counter(cell.colour for cell in hard)
        carried = Counter(cell.colour for cell in hard if cell.as_of)
        met = sum(cell.lamp is Lamp.MET for cell in hard)
        counts = {colour: colours[colour] for colour in Colour}
        parts = tuple(sorted(Counter(cell.part for cell in hard if cell.as_of).items()))
        return cls(
            counts=counts,
            met=met,
            total=len(hard),
            carried=carried.total() - carried[Colour.GREY],
            carried_reds=carried[Colour.RED],
            carried_parts=parts,
        )

    def drawn_of(self) -> tuple[object, ...]:
        """What a piece of a page that shows it depends on."""
        return (*self.counts.values(), self.met, self.total, self.carried, self.carried_reds, *self.carried_parts)

    @property
    def worst(self) -> Colour:
        """The worst lamp lit; with any target not judged it is not green, but grey."""
        order = (Colour.RED, Colour.YELLOW, Colour.GREY, Colour.GREEN)
        return next((colour for colour in order if self.counts[colour]), Colour.GREY)

    @property
    def on_schedule(self) -> int:
        """Not met, but as far as the schedule expects."""
        return self.counts[Colour.GREEN] - self.met

    @property
    def reds(self) -> int:
        return self.counts[Colour.RED]

    @property
    def bars(self) -> list[tuple[str, float, float]]:
        """The parts as one stacked bar: met, on schedule, and the other lamps; left edge and width on a hundred.

        What of a part is carried stands beside the rest of it, as a part of its own.
        """
        left, bars, carried = 0.0, [], dict(self.carried_parts)
        lamps = [(str(colour), self.counts[colour]) for colour in (Colour.YELLOW, Colour.RED, Colour.GREY)]
        for name, count in [(str(Lamp.MET), self.met), (str(Lamp.ON_PACE), self.on_schedule), *lamps]:
            old = carried.get(name, 0)
            for part, share in ((name, count - old), (f"{name}-carried", old)):
                width = 100 * share / self.total if self.total else 0.0
                if width:
                    bars.append((part, round(left, 2), round(width, 2)))
                left += width
        return bars

    @property
    def rest(self) -> list[tuple[str, int]]:
        """What stands beside those met, in words and number, if there is any: on schedule, behind, red, not judged."""
        rest = [
            (str(Lamp.ON_PACE.word), self.on_schedule),
            (pgettext("tally", "behind"), self.counts[Colour.YELLOW]),
            (pgettext("tally", "red"), self.counts[Colour.RED]),
            (_("not judged"), self.counts[Colour.GREY]),
        ]
        return [(word, count) for word, count in rest if count]

    @property
    def warnings(self) -> list[tuple[Colour, int]]:
        """The yellow and red lamps, if there are any."""
        return [(colour, self.counts[colour]) for colour in (Colour.YELLOW, Colour.RED) if self.counts[colour]]


def bar_of(cell: Cell, quarter: Quarter, name: str) -> BarValue:
    """Return the cell as a bar of a chart of the quarter."""
    colour = cell.part if cell.lamp is Lamp.ON_PACE else str(cell.colour)
    return BarValue(
        name=name,
        text=cell.text,
        colour=colour,
        amount=cell.verdict.amount,
        is_carried=cell.as_of is not None,
        tip=cell.described(quarter) if cell.is_known else "",
    )


def carried_from(quarter: Quarter) -> str:
    """Return the mark of a value carried from an earlier quarter: 沿用2005年第二季度, carried from 2005Q2."""
    # It stands beside every carried lamp, and written out the English quarter fills a cell.
    return _("carried from %s") % (quarter if is_english() else quarter.label)


def no_reds(waiting: int) -> str:
    """Return what is said where no lamp is red, with so many reports of the quarter not approved."""
    if not waiting:
        return _("No red lamp in this quarter.")
    words = ngettext(
        "No red lamp so far; %(n)d report on the quarter is not approved yet.",
        "No red lamp so far; %(n)d reports on the quarter are not approved yet.",
        waiting,
    )
    return words % {"n": waiting}
