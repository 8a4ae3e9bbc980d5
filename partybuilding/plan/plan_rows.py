"""A plan's rows as the database has them: few flat reads, of which what is kept of a plan is known to be still so."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, F, Max, Model, OuterRef, QuerySet, Subquery

from communities.models import Community, Unit
from partybuilding.models import (
    Indicator,
    IndicatorField,
    MemberUnit,
    Phase,
    Pilot,
    Plan,
    PlanChange,
    ScheduleStep,
    TaskArea,
)
from partybuilding.shared.compiled import compiled

Row = tuple[Any, ...]
Rows: TypeAlias = QuerySet[Any, Row]
M = TypeVar("M", bound=Model)

LEADS = Indicator.leads.through


def _columns(model: type[Model], way: str = "") -> list[str]:
    return [f"{way}{each.attname}" for each in model._meta.concrete_fields]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRows:
    """Everything a plan's context is made of; two that are equal come to the same context."""

    plan: tuple[Hashable, ...]
    phases: tuple[Row, ...]  # each behind how often the terms changed: the context reads earlier ones when asked
    indicators: tuple[Row, ...]
    fields: tuple[Row, ...]
    steps: tuple[Row, ...]
    leads: tuple[Row, ...]
    pilots: tuple[Row, ...]

    def objects(self, plan: Plan) -> tuple[list[Phase], list[Indicator], list[Pilot]]:
        """Return the phases, the indicators with all that belongs to them, and the pilots, of a plan."""
        areas: dict[int, TaskArea] = {}
        indicators = []
        for row in self.indicators:
            indicator, rest = _from(Indicator, row)
            indicator.plan = plan
            indicator.area = areas.setdefault(indicator.area_id, _from(TaskArea, rest)[0])
            indicators.append(indicator)
        _hang(indicators, "fields", [_from(IndicatorField, row)[0] for row in self.fields])
        _hang(indicators, "steps", [_from(ScheduleStep, row)[0] for row in self.steps])
        _hang_leads(indicators, self.leads)
        phases = [_from(Phase, row[_CHANGES:])[0] for row in self.phases if row[_CHANGES] is not None]
        return phases, indicators, [_pilot(row, plan) for row in self.pilots]


def read_plan_rows(plan: Plan) -> PlanRows:
    """Return the rows of a plan, in six queries whose text is kept."""
    pk = plan.pk
    return PlanRows(
        plan=tuple(str(getattr(plan, each)) for each in _columns(Plan)),
        phases=tuple(_phases.rows(pk)),
        indicators=tuple(_indicators.rows(pk)),
        fields=tuple(_fields.rows(pk)),
        steps=tuple(_steps.rows(pk)),
        leads=tuple(_leads.rows(pk)),
        pilots=tuple(_pilots.rows(pk)),
    )


_CHANGES = 3  # columns that say how often the plan's terms changed


@compiled(Plan)
def _phases(plan: int) -> Rows:
    changes = PlanChange.objects.filter(plan=OuterRef("pk")).order_by().values("plan")
    number = Subquery(changes.annotate(number=Count("pk")).values("number"))
    last = Subquery(changes.annotate(last=Max("pk")).values("last"))
    rows = Plan.objects.filter(pk=plan).order_by("phases__number")
    return rows.values_list(F("version__terms"), number, last, *_columns(Phase, "phases__"))


@compiled(Indicator)
def _indicators(plan: int) -> Rows:
    columns = _columns(Indicator) + _columns(TaskArea, "area__")
    return Indicator.objects.filter(plan=plan).order_by("area__number", "order").values_list(*columns)


@compiled(IndicatorField)
def _fields(plan: int) -> Rows:
    return IndicatorField.objects.filter(indicator__plan=plan).values_list(*_columns(IndicatorField))


@compiled(ScheduleStep)
def _steps(plan: int) -> Rows:
    return ScheduleStep.objects.filter(indicator__plan=plan).values_list(*_columns(ScheduleStep))


@compiled(MemberUnit)
def _leads(plan: int) -> Rows:
    columns = _columns(MemberUnit, "memberunit__") + _columns(Unit, "memberunit__unit__")
    rows = LEADS.objects.filter(indicator__plan=plan).order_by("memberunit__plan", "memberunit__order")
    return rows.values_list("indicator_id", *columns)


@compiled(Pilot)
def _pilots(plan: int) -> Rows:
    columns = _columns(Pilot) + _columns(Community, "community__") + _columns(Unit, "community__town__")
    return Pilot.objects.filter(plan=plan).values_list(*columns)


# --- from rows to objects ---------------------------------------------------------------------------------------------


def _from(model: type[M], row: Sequence[Any]) -> tuple[M, Sequence[Any]]:
    """Return the object whose columns a row begins with, and the rest of the row."""
    columns = _columns(model)
    return model.from_db(DEFAULT_DB_ALIAS, columns, row[: len(columns)]), row[len(columns) :]


def _pilot(row: Row, plan: Plan) -> Pilot:
    pilot, rest = _from(Pilot, row)
    pilot.plan = plan
    pilot.community, rest = _from(Community, rest)
    if pilot.community.town_id is not None:
        pilot.community.town, _rest = _from(Unit, rest)
    return pilot


def _hang(indicators: Iterable[Indicator], name: str, parts: Iterable[Any]) -> None:
    by_indicator = defaultdict(list)
    for part in parts:
        by_indicator[part.indicator_id].append(part)
    for indicator in indicators:
        for part in by_indicator[indicator.pk]:
            part.indicator = indicator
        _keep_as_prefetched(indicator, name, by_indicator[indicator.pk])


def _hang_leads(indicators: Iterable[Indicator], rows: Iterable[Row]) -> None:
    seats: dict[int, MemberUnit] = {}
    by_indicator = defaultdict(list)
    for indicator_id, *row in rows:
        seat, rest = _from(MemberUnit, row)
        if seat.pk not in seats:
            seats[seat.pk] = seat
            seat.unit, _rest = _from(Unit, rest)
        by_indicator[indicator_id].append(seats[seat.pk])
    for indicator in indicators:
        _keep_as_prefetched(indicator, "leads", by_indicator[indicator.pk])


def _keep_as_prefetched(indicator: Indicator, name: str, parts: list[Any]) -> None:
    """Give an indicator what belongs to it as prefetch_related does, so that `all()` asks nothing."""
    rows: Any = getattr(indicator, name).all()
    rows._result_cache, rows._prefetch_done = parts, True
    vars(indicator).setdefault("_prefetched_objects_cache", {})[name] = rows
