"""What a new entry does: which values and lamps change, and from which quarter on."""

from dataclasses import dataclass
from datetime import date

from communities.models.base import Entry
from partybuilding.models import Indicator, Pilot, Report
from partybuilding.plan.queries import NO_FIGURES, PlanContext, load_plan_context
from partybuilding.registers.in_force import Registers, read_registers
from partybuilding.registers.measures import MEASURES
from partybuilding.scoreboard.cell import Cell
from partybuilding.scoreboard.judge import Judge
from partybuilding.targets.quarter import Quarter


@dataclass(frozen=True, eq=False)
class Change:
    """An indicator whose value an entry changes."""

    before: Cell
    after: Cell

    @property
    def indicator(self) -> Indicator:
        return self.after.indicator

    @property
    def moves_lamp(self) -> bool:
        return self.before.lamp is not self.after.lamp


@dataclass(frozen=True, eq=False)
class Effect:
    """What an entry changes; `quarter` is the first it counts in, None if the plan has none left for it."""

    quarter: Quarter | None
    changes: list[Change]
    approved: list[Quarter]  # in which it would count, but whose report is approved and keeps its figures
    last_untouched: Quarter | None  # that ended before it began


def load_effect(pilot: Pilot, measures: frozenset[str], entry: Entry) -> Effect:
    """Return what an entry that is not kept yet would change in the measures that read its register."""
    quarters = [each for each in pilot.plan.quarters if each.last_day >= entry.since]
    if entry.until:
        quarters = [each for each in quarters if each.last_day <= entry.until]
    approved = _approved(pilot)
    open_quarters = [each for each in quarters if each not in approved]
    if not open_quarters:
        return Effect(None, [], [each for each in quarters if each in approved], None)
    first = open_quarters[0]
    frozen = [each for each in quarters if each in approved and each < first]
    earlier = [each for each in pilot.plan.quarters if each.last_day < entry.since]
    context = load_plan_context(pilot.plan)
    on = min(max(context.plan.today, entry.since), first.last_day)
    registers = read_registers([pilot.community], [on])[on][pilot.community_id]
    before = judged(context, first, pilot, registers, measures)
    after = judged(context, first, pilot, registers.with_entry(entry), measures)
    changes = [Change(old, new) for old, new in zip(before, after, strict=True) if old.figures != new.figures]
    return Effect(first, changes, frozen, earlier[-1] if earlier else None)


def judged(
    context: PlanContext, quarter: Quarter, pilot: Pilot, registers: Registers, measures: frozenset[str]
) -> list[Cell]:
    """Return what a community's registers come to by the terms of a quarter: a cell an indicator, in their order."""
    judge = Judge(context, quarter)
    return [
        judge.cell(each, judge.pilot(pilot), MEASURES[each.measure].of_registers(registers), NO_FIGURES)
        for each in judge.plan_context.indicators
        if each.source == Indicator.Source.REGISTER and each.measure in measures
    ]


def quarter_on(context: PlanContext, day: date) -> Quarter:
    """Return the quarter of a day; the plan's first or last for a day outside of it."""
    plan = context.plan
    return max(plan.first_quarter, min(Quarter.of(day), plan.last_quarter))


def _approved(pilot: Pilot) -> set[Quarter]:
    reports = Report.objects.filter(pilot=pilot, state=Report.State.APPROVED)
    return set(reports.values_list("quarter", flat=True))
