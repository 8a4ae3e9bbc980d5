"""A plan in memory, read once in a fixed number of queries; and the figures reports state on its indicators."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from django.db.models import Exists, OuterRef, Prefetch, Q

from partybuilding.models import (
    Clause,
    Duty,
    Evidence,
    FieldValue,
    Indicator,
    MemberUnit,
    Phase,
    Pilot,
    Plan,
    PlanSection,
    TaskArea,
)

Figures = Mapping[str, Decimal | None]  # of one indicator, by field key; None is "not filled in"
Place = tuple[int, int]  # where figures stand: the keys of a report and of an indicator

NO_FIGURES: Figures = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class PlanContext:
    """Everything a page needs to know of a plan before looking at any figure."""

    plan: Plan
    phases: list[Phase]
    indicators: list[Indicator]

    @cached_property
    def pilots(self) -> list[Pilot]:
        """The plan's pilots; read when they are first asked for."""
        pilots = list(Pilot.objects.filter(plan=self.plan).select_related("community__town"))
        for pilot in pilots:
            pilot.plan = self.plan
        return pilots

    @cached_property
    def areas(self) -> list[TaskArea]:
        """The task areas that have indicators, in order."""
        return list({indicator.area_id: indicator.area for indicator in self.indicators}.values())

    @cached_property
    def reported(self) -> list[Indicator]:
        """The indicators that stand in a community's quarterly report."""
        return [indicator for indicator in self.indicators if indicator.is_reported]


def load_plan_context(plan: Plan, *, with_leads: bool = True) -> PlanContext:
    """Return the plan in five queries; without who can close a gap in four."""
    indicators = (
        Indicator.objects.filter(plan=plan)
        .select_related("area")
        .order_by("area__number", "order")
        .prefetch_related("fields", "steps")
    )
    if with_leads:
        indicators = indicators.prefetch_related(Prefetch("leads", MemberUnit.objects.select_related("unit")))
    return PlanContext(plan, list(Phase.objects.filter(plan=plan)), list(indicators))


@dataclass(frozen=True, eq=False)
class Reported:
    """What reports say, and which of it a file bears out; nobody changes it once it is read."""

    figures: Mapping[Place, Figures]
    evidenced: frozenset[Place]

    def of(self, report: int, indicator: int) -> Figures:
        """Return the figures of one indicator in a report; empty if it says nothing of it."""
        return self.figures.get((report, indicator), NO_FIGURES)


def load_figures(asked: Q) -> Reported:
    """Return the reported figures that were asked for, a condition on FieldValue: one query.

    Every page, act and paper reads them here. A file bears a figure out if it hangs on this indicator of this report.
    """
    proofs = Evidence.objects.filter(
        removed_at=None, report=OuterRef("entry__report"), indicator=OuterRef("entry__indicator")
    )
    rows = FieldValue.objects.filter(asked).order_by("field__order", "pk")
    figures: dict[Place, dict[str, Decimal | None]] = defaultdict(dict)
    evidenced = set()
    for report, indicator, key, figure, is_evidenced in rows.values_list(
        "entry__report_id", "entry__indicator_id", "field__key", "value", Exists(proofs)
    ):
        figures[report, indicator][key] = figure
        if is_evidenced:
            evidenced.add((report, indicator))
    return Reported(
        MappingProxyType({place: MappingProxyType(by_key) for place, by_key in figures.items()}), frozenset(evidenced)
    )


@dataclass(frozen=True, eq=False)
class ClauseLine:
    """A clause with what became of it, and the units that can close a gap or have a duty, in the plan's order."""

    clause: Clause
    indicators: list[Indicator]
    duties: list[Duty]
    answers: list[MemberUnit]


def load_sections(plan: Plan) -> list[tuple[PlanSection, list[ClauseLine]]]:
    """Return the sections of the plan's text with their clauses, in 6 queries."""
    units = MemberUnit.objects.select_related("unit")
    indicators = Indicator.objects.order_by("order").prefetch_related(Prefetch("leads", units))
    duties = Duty.objects.prefetch_related(Prefetch("units", units))
    clauses = Clause.objects.prefetch_related(Prefetch("indicators", indicators), Prefetch("duties", duties))
    sections = plan.sections.prefetch_related(Prefetch("clauses", clauses))
    return [(section, [_line(clause) for clause in section.clauses.all()]) for section in sections]


def _line(clause: Clause) -> ClauseLine:
    indicators, duties = list(clause.indicators.all()), list(clause.duties.all())
    seats = {seat for each in indicators for seat in each.leads.all()}
    seats |= {seat for each in duties for seat in each.units.all()}
    return ClauseLine(clause, indicators, duties, sorted(seats, key=lambda seat: seat.order))


def defaults_of(indicator: Indicator) -> list[Clause]:
    """Return the clauses an indicator comes from that leave something open, to be told beside its target."""
    return list(indicator.clauses.exclude(default=""))


def defaults_about(plan: Plan, *about: str) -> list[Clause]:
    """Return the clauses whose default concerns the plan's dates, phases or deadlines, to be told where they show."""
    return list(Clause.objects.filter(section__plan=plan, about__in=about).exclude(default=""))
