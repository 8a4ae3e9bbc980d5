"""A plan in memory, read once in a fixed number of queries; and the figures reports state on its indicators."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from partybuilding.models import (
    Clause,
    Duty,
    Evidence,
    FieldValue,
    FinalAssessment,
    GoodRating,
    Indicator,
    MemberUnit,
    Party,
    Phase,
    Pilot,
    Plan,
    PlanChange,
    PlanSection,
    Report,
    ReportEntry,
    TaskArea,
)
from partybuilding.plan.plan_rows import PlanRows, read_plan_rows
from partybuilding.shared.compiled import compiled
from partybuilding.shared.remembered import Remembered
from partybuilding.targets.pace import Schedule, Thresholds
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.terms import IndicatorTerms, PlanTerms, terms_in

Figures = Mapping[str, Decimal | None]  # of one indicator, by field key; None is "not filled in"
Place = tuple[int, int]  # where figures stand: the keys of a report and of an indicator

FigureRow = tuple[int, int, str, Decimal | None, bool]  # report, indicator, field's key, figure, is it borne out

NO_FIGURES: Figures = MappingProxyType({})


@dataclass(frozen=True, eq=False, kw_only=True)
class PlanContext:
    """Everything a page needs to know of a plan before looking at any figure, with its newest terms.

    `in_quarter` is the plan as a quarter is judged by it.
    """

    plan: Plan
    phases: list[Phase]
    indicators: list[Indicator]
    rules: Thresholds
    pilots: list[Pilot]
    newest: "PlanContext | None" = None  # set where these are the terms of an earlier quarter

    @cached_property
    def by_key(self) -> Mapping[int, Indicator]:
        """The indicators by their primary key."""
        return {each.pk: each for each in self.indicators}

    @cached_property
    def schedules(self) -> Mapping[int, Schedule | None]:
        """What is expected by when, by the indicators' primary key."""
        return {each.pk: each.schedule(self.phases) for each in self.indicators}

    @cached_property
    def areas(self) -> list[TaskArea]:
        """The task areas that have indicators, in order."""
        return list({indicator.area_id: indicator.area for indicator in self.indicators}.values())

    @cached_property
    def reported(self) -> list[Indicator]:
        """The indicators that stand in a community's quarterly report."""
        return [indicator for indicator in self.indicators if indicator.is_reported]

    @cached_property
    def counted(self) -> list[Indicator]:
        """The reported indicators with a figure that others state, too, or a part of it: they may contradict."""
        return [indicator for indicator in self.reported if any(each.quantity for each in indicator.clause.fields)]

    def in_quarter(self, quarter: Quarter) -> "PlanContext":
        """Return the plan with the targets, schedules, phases and thresholds that hold in a quarter."""
        newest = self.newest or self
        if newest.plan.terms_since is None or quarter >= newest.plan.terms_since:
            return newest  # without asking what it was before
        key = sum(quarter < end for replaced in newest.replaced.values() for end, _terms in replaced)
        if key not in newest._earlier:
            newest._earlier[key] = newest._with_terms_of(quarter)
        return newest._earlier[key]

    @cached_property
    def changes(self) -> list[PlanChange]:
        """What was changed and corrected, in the order of quarters; read when an earlier quarter is asked for."""
        if self.newest:
            return self.newest.changes
        return list(PlanChange.objects.filter(plan=self.plan).select_related("made_by"))

    @cached_property
    def replaced(self) -> dict[int | None, list[tuple[Quarter, Any]]]:
        """The terms other ones took the place of, by indicator (None: the plan's own), with the quarter of that."""
        replaced: dict[int | None, list[tuple[Quarter, Any]]] = defaultdict(list)
        for change in self.changes:
            if change.since and not change.is_correction:
                replaced[change.indicator_id].append((change.since, terms_before(change)))
        return replaced

    @cached_property
    def _earlier(self) -> dict[int, "PlanContext"]:
        return {}

    def _with_terms_of(self, quarter: Quarter) -> "PlanContext":
        own_terms: PlanTerms = terms_in(self.replaced.get(None, []), self.plan.terms(self.phases), quarter)
        phases = [
            phase.lasting(own_terms.phases[phase.number]) if phase.number in own_terms.phases else phase
            for phase in self.phases
        ]
        indicators = [
            each.under(terms_in(self.replaced[each.pk], each.terms(self.phases), quarter), phases)
            if each.pk in self.replaced
            else each
            for each in self.indicators
        ]
        return replace(self, phases=phases, indicators=indicators, rules=own_terms.rules, newest=self)


def terms_before(change: PlanChange) -> Any:
    """Return the terms a change keeps: an indicator's, or the plan's own."""
    return (IndicatorTerms if change.indicator_id else PlanTerms).of_tree(change.before)


def load_plan_context(plan: Plan) -> PlanContext:
    """Return the plan without a query while its terms stay; else in six. What held earlier is one more.

    Nothing of it is put together again until one of its rows changes, so that many readers look at the same objects:
    they are never changed and never saved. What an act changes, it reads by itself.
    """
    if (terms := terms_version(plan)) is None:
        return _by_rows(plan)
    return _BY_TERMS.of((plan.pk, terms), lambda: _by_rows(plan))


_CONTEXTS: Remembered[PlanContext] = Remembered(16)
_BY_TERMS: Remembered[PlanContext] = Remembered(64)


def terms_version(plan: Plan) -> int | None:
    """Return how often a plan's terms changed, as it was read with the plan; None where that says nothing.

    So inside a transaction: what is changed in it is not counted yet, and may be taken back.
    """
    return None if connection.in_atomic_block else vars(plan).get("terms_version")


def _by_rows(plan: Plan) -> PlanContext:
    rows = read_plan_rows(plan)
    return _CONTEXTS.of(rows, lambda: _context_of(rows, plan))


def _context_of(rows: PlanRows, plan: Plan) -> PlanContext:
    plan = copy(plan)
    phases, indicators, pilots = rows.objects(plan)
    return PlanContext(plan=plan, phases=phases, indicators=indicators, rules=plan.rules, pilots=pilots)


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

    Every page, act and paper reads them here, or in `load_figures_of`. A file bears a figure out if it hangs on this
    indicator of this report.
    """
    return _reported(_figures(asked))


def load_figures_of(reports: Collection[int], indicator: int | None = None) -> Reported:
    """Return what some reports say, of all or of one indicator: one query, whose text is kept."""
    keys = sorted(reports)
    return _reported(_figures_of.rows(*keys, *([] if indicator is None else [indicator]), shape=(len(keys),)))


@compiled(FieldValue)
def _figures_of(*keys_and_number: int) -> "QuerySet[FieldValue, FigureRow]":
    *keys, number = keys_and_number
    asked = Q(entry__report__in=keys[:number])
    return _figures(asked & Q(entry__indicator=keys[number]) if len(keys) > number else asked)


def _figures(asked: Q) -> "QuerySet[FieldValue, FigureRow]":
    proofs = Evidence.objects.filter(
        removed_at=None, flaw="", report=OuterRef("entry__report"), indicator=OuterRef("entry__indicator")
    )
    rows = FieldValue.objects.filter(asked).order_by("field__order", "pk")
    return rows.values_list("entry__report_id", "entry__indicator_id", "field__key", "value", Exists(proofs))


class RowAnswer(NamedTuple):
    """What a report says of an indicator beside its figures: a ReportEntry, read without an object of Django's."""

    pk: int
    is_confirmed: bool
    note: str


UNANSWERED = RowAnswer(pk=0, is_confirmed=False, note="")


def load_answers(report: Report) -> tuple[Reported, dict[int, RowAnswer]]:
    """Return what a report answers, by indicator, and its figures with the approved ones of last quarter: one query."""
    answers: dict[int, RowAnswer] = {}
    figures = []
    this = report.pk
    for of, indicator, pk, is_confirmed, note, key, figure, is_evidenced in _entries.rows(
        this, report.pilot_id, str(report.quarter.previous)
    ):
        if of == this and indicator not in answers:
            answers[indicator] = RowAnswer(pk, is_confirmed, note)
        if key is not None:
            figures.append((of, indicator, key, figure, is_evidenced))
    return _reported(figures), answers


@compiled(ReportEntry)
def _entries(report: int, pilot: int, previous: str) -> "QuerySet[ReportEntry, tuple[Any, ...]]":
    before = Q(report__pilot=pilot, report__quarter=previous, report__state=Report.State.APPROVED)
    proofs = Evidence.objects.filter(
        removed_at=None, flaw="", report=OuterRef("report"), indicator=OuterRef("indicator")
    )
    rows = ReportEntry.objects.filter(Q(report=report) | before).order_by("values__field__order", "values__pk")
    entry = ("report_id", "indicator_id", "pk", "is_confirmed", "note")
    return rows.values_list(*entry, "values__field__key", "values__value", Exists(proofs))


def _reported(rows: Iterable[FigureRow]) -> Reported:
    figures: dict[Place, dict[str, Decimal | None]] = defaultdict(dict)
    evidenced = set()
    for report, indicator, key, figure, is_evidenced in rows:
        figures[report, indicator][key] = figure
        if is_evidenced:
            evidenced.add((report, indicator))
    by_place = {place: MappingProxyType(by_key) for place, by_key in figures.items()}
    return Reported(MappingProxyType(by_place), frozenset(evidenced))


def load_rated(plan: Plan) -> Mapping[int, Figures]:
    """Return what the department rated in the final assessments that are approved (三·5), by pilot: one query.

    Figures of the plan's rated indicator: from then on they count on its last quarter, and not what was reported.
    """
    ratings = GoodRating.objects.filter(
        assessment__pilot__plan=plan,
        assessment__state=FinalAssessment.State.APPROVED,
        party=GoodRating.Party.DEPARTMENT,
    )
    rated: dict[int, dict[str, Decimal | None]] = defaultdict(dict)
    for pilot, key, is_good in ratings.values_list("assessment__pilot_id", "good__key", "is_good"):
        rated[pilot][key] = Decimal(bool(is_good))
    return rated


@dataclass(frozen=True, eq=False)
class ClauseLine:
    """A clause with what became of it, and who can close a gap or has a duty: the units in the plan's order first."""

    clause: Clause
    indicators: list[Indicator]
    duties: list[Duty]
    answers: list[Party]


def load_sections(plan: Plan) -> list[tuple[PlanSection, list[ClauseLine]]]:
    """Return the sections of the plan's text with their clauses, in 7 queries."""
    units = MemberUnit.objects.select_related("unit")
    indicators = Indicator.objects.order_by("order").prefetch_related(Prefetch("leads", units))
    duties = Duty.objects.prefetch_related(Prefetch("units", units))
    clauses = Clause.objects.prefetch_related(Prefetch("indicators", indicators), Prefetch("duties", duties))
    sections = plan.sections.prefetch_related(Prefetch("clauses", clauses))
    pilots = list(plan.pilots.select_related("community__town"))
    return [(section, [_line(clause, pilots) for clause in section.clauses.all()]) for section in sections]


def _line(clause: Clause, pilots: list[Pilot]) -> ClauseLine:
    indicators, duties = list(clause.indicators.all()), list(clause.duties.all())
    seats = {seat for each in indicators for seat in each.leads.all()}
    seats |= {seat for each in duties for seat in each.units.all()}
    units = [Party(seat.unit) for seat in sorted(seats, key=lambda seat: seat.order)]
    others = [party for each in indicators for party in each.parties(pilots, by_name=False)]
    return ClauseLine(clause, indicators, duties, list(dict.fromkeys([*units, *others])))


def defaults_of(indicator: Indicator) -> list[Clause]:
    """Return the clauses an indicator comes from that leave something open, to be told beside its target.

    Where several leave the same open, the first of them.
    """
    by_default: dict[str, Clause] = {}
    for clause in indicator.clauses.exclude(default=""):
        by_default.setdefault(clause.default, clause)
    return list(by_default.values())


def defaults_about(plan: Plan, *about: str) -> list[Clause]:
    """Return the clauses whose default concerns the plan's dates, phases or deadlines, to be told where they show."""
    return list(Clause.objects.filter(section__plan=plan, about__in=about).exclude(default=""))


def load_contacts(plan: Plan) -> list[MemberUnit]:
    """Return the seats that name somebody to be asked, the lead unit's first, then in the plan's order."""
    seats = plan.member_units.select_related("unit").exclude(contact="", telephone="").order_by("order")
    return sorted(seats, key=lambda seat: seat.unit_id != plan.lead_unit_id)
