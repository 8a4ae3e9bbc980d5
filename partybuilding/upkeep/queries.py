"""A community's registers on a page: what each holds, what its indicators lack, and the entries of one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, Model, Sum, Value
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from communities.models import Community
from fengxiang.bilingual import listed
from fengxiang.model_groups import SUPPORT
from partybuilding.models import ExperienceItem, Funding, Indicator, Pilot, Training
from partybuilding.plan.queries import load_plan_context
from partybuilding.registers.entries import words_of
from partybuilding.registers.in_force import Registers, read_registers
from partybuilding.registers.measures import MEASURES
from partybuilding.scoreboard.approved import load_approved
from partybuilding.scoreboard.cell import Cell
from partybuilding.scoreboard.judge import Judge, cell_of
from partybuilding.targets.numbers import plain
from partybuilding.targets.pace import Colour, Lamp
from partybuilding.upkeep.queries_effect import judged, quarter_on
from partybuilding.upkeep.register_kinds import KINDS, MEASURES_OF, RegisterKind, in_sums

GREENS_SHOWN = 2
_ORDER = (Colour.RED, Colour.YELLOW, Colour.GREY, Colour.GREEN)


@dataclass(frozen=True, eq=False, kw_only=True)
class RegisterLine:
    """A register in the table: what it holds, and how the indicators stand that read it."""

    name: str
    group: Any
    holds: str
    cells: list[Cell]  # judged today, by what is in it, the worst first
    last: date | None  # the day of its latest entry
    add: str
    kind: RegisterKind | None = None  # None: a record of the plan, kept on the staff pages alone
    model: type[Model]

    @property
    def opts(self) -> Any:
        """What a template may ask of the model."""
        return self.model._meta

    @property
    def shown(self) -> list[Cell]:
        """Those that lack something, and the first of the others."""
        lacking = [each for each in self._targets if each.colour != Colour.GREEN]
        return [*lacking, *self._greens[:GREENS_SHOWN]]

    @property
    def more(self) -> int:
        """How many further targets are met or on schedule."""
        return max(0, len(self._greens) - GREENS_SHOWN)

    @property
    def sections(self) -> str:
        """The sections of the plan that ask for what is in it; empty if none does."""
        return listed(dict.fromkeys(each.indicator.section for each in self.cells))

    @property
    def served(self) -> str:
        """Whom it serves: who answers for what it shows."""
        return listed(dict.fromkeys(str(party) for each in self.cells for party in each.parties))

    @property
    def is_only_followed(self) -> bool:
        """Whether indicators read it, but none has a target."""
        return bool(self.cells) and not self._targets

    @property
    def _targets(self) -> list[Cell]:
        return [each for each in self.cells if each.lamp is not Lamp.NO_TARGET]

    @property
    def _greens(self) -> list[Cell]:
        return [each for each in self._targets if each.colour == Colour.GREEN]


@dataclass(frozen=True, eq=False, kw_only=True)
class EntryRow:
    """An entry in the list of its register."""

    pk: int
    name: str
    what: str
    figure: str
    since: date | None
    until: date | None


@dataclass(frozen=True, eq=False, kw_only=True)
class RegistersPage:
    """What a community's registers hold today."""

    pilot: Pilot
    pilots: list[Pilot]
    on: date
    groups: list[tuple[Any, list[RegisterLine]]]
    chosen: RegisterKind
    chosen_line: RegisterLine
    entries: list[EntryRow]  # those that count today, or will
    ended: list[EntryRow]
    missing: frozenset[str]  # of the kinds there should be an entry of, those there is none of today


def load_registers_page(pilot: Pilot, chosen: RegisterKind) -> RegistersPage:
    """Return the page's content, in a number of queries that does not grow with what the registers hold."""
    context = load_plan_context(pilot.plan)
    on = context.plan.today
    quarter = quarter_on(context, on)
    registers = read_registers([pilot.community], [on])[on][pilot.community_id]
    last = _latest(pilot)
    lines = [
        RegisterLine(
            name=kind.name,
            group=kind.group,
            holds=kind.holds(registers),
            cells=_worst_first(judged(context, quarter, pilot, registers, kind.measures)),
            last=last.get(kind.key),
            add=str(kind.add),
            kind=kind,
            model=kind.model,
        )
        for kind in KINDS
    ]
    approved = load_approved(context, [quarter], pilot=pilot)
    judge = Judge(context, quarter)
    records = {
        each.measure: cell_of(
            judge, approved, each, None if each.scope != Indicator.Scope.COMMUNITY else judge.pilot(pilot), None
        )
        for each in judge.plan_context.indicators
        if each.source == Indicator.Source.RECORD
    }
    lines += _record_lines(pilot, records, last)
    rows = _entries(pilot, chosen, registers)
    return RegistersPage(
        pilot=pilot,
        pilots=context.pilots,
        on=on,
        groups=_grouped(lines),
        chosen=chosen,
        chosen_line=next(each for each in lines if each.kind is chosen),
        entries=[each for each in rows if each.until is None or each.until >= on],
        ended=[each for each in rows if each.until is not None and each.until < on],
        missing=_missing(chosen, registers),
    )


def _missing(kind: RegisterKind, registers: Registers) -> frozenset[str]:
    """Return the fields of a register's checklists that nothing in it answers yet."""
    answered = {
        name
        for measure in kind.measures
        for name, figure in MEASURES[measure].of_registers(registers).items()
        if name in MEASURES[measure].ticks and figure
    }
    return frozenset(name for measure in kind.measures for name in MEASURES[measure].ticks) - answered


def _worst_first(cells: list[Cell]) -> list[Cell]:
    return sorted(cells, key=lambda each: _ORDER.index(each.colour))


def _grouped(lines: list[RegisterLine]) -> list[tuple[Any, list[RegisterLine]]]:
    groups: dict[Any, list[RegisterLine]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    return list(groups.items())


# --- records of the plan ----------------------------------------------------------------------------------------------


def _record_lines(pilot: Pilot, cells: Mapping[str, Cell], last: Mapping[str, date]) -> list[RegisterLine]:
    """Return the lines of what the plan keeps: money of this pilot, training of all, what was published."""
    paid = pilot.funding.aggregate(sum=Sum("paid"))["sum"] or 0
    payments = pilot.funding.count()
    training = pilot.plan.trainings.aggregate(persons=Sum("persons"))["persons"] or 0
    sessions = pilot.plan.trainings.count()
    published = pilot.experience.count()
    rows: list[tuple[type[Model], str, str]] = [
        (
            Funding,
            in_sums((payments, "笔", "payment|payments"), (paid, "元", "yuan")),
            _("Enter money"),
        ),
        (
            Training,
            in_sums((sessions, "期（全县）", "county session|county sessions"), (training, "人次", "persons")),
            _("Enter training"),
        ),
        (
            ExperienceItem,
            in_sums((published, "篇", "text|texts")),
            _("Enter experience"),
        ),
    ]
    return [
        RegisterLine(
            name=str(model._meta.verbose_name_plural).capitalize(),
            group=SUPPORT,
            holds=holds,
            cells=_worst_first([cells[name] for name in MEASURES_OF[str(model._meta.model_name)] if name in cells]),
            last=last.get(str(model._meta.model_name)),
            add=add,
            model=model,
        )
        for model, holds, add in rows
    ]


def _latest(pilot: Pilot) -> dict[str, date]:
    """Return the day of the latest entry of each register, by its key: one query."""
    asked: list[tuple[Any, dict[str, Any], str]] = [
        (kind.model, {kind.owner: pilot.community_id}, kind.day) for kind in KINDS
    ]
    asked += [
        (Funding, {"pilot": pilot.pk}, "paid_on"),
        (Training, {"plan": pilot.plan_id}, "held_on"),
        (ExperienceItem, {"pilot": pilot.pk}, "published_on"),
    ]
    rows = [
        model._default_manager.filter(**owner)
        .order_by()
        .values(key=Value(str(model._meta.model_name)))
        .annotate(day=Max(day))
        for model, owner, day in asked
    ]
    return {each["key"]: each["day"] for each in rows[0].union(*rows[1:], all=True)}


# --- the entries of one register --------------------------------------------------------------------------------------


def _entries(pilot: Pilot, kind: RegisterKind, registers: Registers) -> list[EntryRow]:
    if kind.model is Community:
        return []
    related = ["resident_unit"] if kind.owner.startswith("resident_unit") else []
    entries = kind.model._default_manager.filter(**{kind.owner: pilot.community_id}).select_related(*related)
    return [_row(each, kind, registers.on) for each in entries]


def _row(entry: Any, kind: RegisterKind, on: date) -> EntryRow:
    name, what = words_of(entry, on)
    figure = getattr(entry, kind.figure) if kind.figure else None
    shown = "—" if figure is None else plain(figure)
    return EntryRow(
        pk=entry.pk,
        name=name,
        what=what,
        figure=shown,
        since=getattr(entry, kind.day),
        until=getattr(entry, "until", None),
    )


# --- what became of an entry ------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, kw_only=True)
class HistoryStep:
    """What somebody did with an entry: each column with what stood there and what stands there since."""

    who: str
    at: datetime
    what: str
    reason: str
    changes: list[tuple[str, str, str]]


def load_history(entry: Any) -> list[HistoryStep]:
    """Return what was done with an entry, the newest first."""
    rows = list(entry.history.select_related("history_user").order_by("history_id"))
    steps = [_step(entry, row, before) for row, before in zip(rows, [None, *rows], strict=False)]
    return steps[::-1]


def _step(entry: Model, row: Any, before: Any) -> HistoryStep:
    fields = [each for each in entry._meta.concrete_fields if not each.primary_key]
    changes = [
        (str(each.verbose_name), _words(before, each), _words(row, each))
        for each in fields
        if before is not None and getattr(before, each.attname) != getattr(row, each.attname)
    ]
    what = {
        "+": pgettext("history", "entered"),
        "~": pgettext("history", "changed"),
        "-": pgettext("history", "taken out"),
    }[row.history_type]
    user = row.history_user
    return HistoryStep(
        who=str(user) if user else "",
        at=row.history_date,
        what=what,
        reason=row.history_change_reason or "",
        changes=changes,
    )


def _words(row: Any, field: Any) -> str:
    """Return what stands in a column, in words."""
    value = getattr(row, f"get_{field.name}_display")() if field.choices else getattr(row, field.name)
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    return plain(value) if isinstance(value, Decimal) else str(value)
