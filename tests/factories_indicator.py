"""Indicators for tests, with their fields and steps."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory
from simple_history.utils import bulk_create_with_history

from partybuilding.models import Indicator, IndicatorField, ScheduleStep
from tests.factories import PlanFactory, TaskAreaFactory


def add_fields(indicator: Indicator, create: bool, given: Sequence[Mapping[str, Any]] | None) -> None:
    if given:
        rows = [
            IndicatorFieldFactory.build(indicator=indicator, **{"order": n, **each}) for n, each in enumerate(given, 1)
        ]
        bulk_create_with_history(rows, IndicatorField)


def add_steps(indicator: Indicator, create: bool, given: Sequence[int | None] | None) -> None:
    if given:
        phases = zip(indicator.plan.phases.all(), given, strict=True)
        steps = [
            ScheduleStep(indicator=indicator, phase=phase, value=value) for phase, value in phases if value is not None
        ]
        bulk_create_with_history(steps, ScheduleStep)


class IndicatorFactory(DjangoModelFactory):
    """An indicator; K07 (floor area of at least 200 m²) unless said otherwise.

    `fields=[dict(key=…, role=…), …]` and `steps=[0, 200, 200, 200]` (one for each phase of the plan, None for no step)
    make what belongs to it.
    """

    class Meta:
        model = Indicator
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    area = factory.SubFactory(TaskAreaFactory, plan=factory.SelfAttribute("..plan"))
    code = factory.LazyAttribute(lambda indicator: f"K{indicator.plan.indicators.count() + 51}")
    name = factory.LazyAttribute(lambda indicator: f"指标 {indicator.code}")
    name_en = factory.LazyAttribute(lambda indicator: f"Indicator {indicator.code}")
    order = factory.LazyAttribute(lambda indicator: int(indicator.code[1:]))
    scope = Indicator.Scope.COMMUNITY
    kind = Indicator.Kind.REQUIRED
    section = factory.LazyAttribute(lambda indicator: f"三·{indicator.area.number}")
    source = Indicator.Source.REPORT
    operator = "at_least"
    target = factory.LazyAttribute(lambda indicator: Decimal(200) if indicator.operator == "at_least" else None)

    fields = factory.PostGeneration(add_fields)
    steps = factory.PostGeneration(add_steps)


class IndicatorFieldFactory(DjangoModelFactory):
    class Meta:
        model = IndicatorField

    indicator = factory.SubFactory(IndicatorFactory)
    key = factory.LazyAttribute(lambda field: f"field{field.order}")
    role = "value"
    order = factory.LazyAttribute(lambda field: field.indicator.fields.count() + 1)
    name = factory.LazyAttribute(lambda field: f"数据 {field.key}")
    name_en = factory.LazyAttribute(lambda field: f"Figure {field.key}")
