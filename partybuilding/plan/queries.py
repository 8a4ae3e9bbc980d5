"""The plan in memory: its phases, areas, indicators and pilots, read once in a fixed number of queries."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch

from partybuilding.models import Indicator, MemberUnit, Phase, Pilot, Plan, TaskArea
from partybuilding.targets.target import Field


@dataclass(frozen=True, eq=False)
class PlanContext:
    """Everything a page needs to know of a plan before looking at any figure."""

    plan: Plan
    phases: list[Phase]
    indicators: list[Indicator]
    pilots: list[Pilot]

    @cached_property
    def areas(self) -> list[TaskArea]:
        """The task areas that have indicators, in order."""
        return list({indicator.area_id: indicator.area for indicator in self.indicators}.values())

    @cached_property
    def fields(self) -> dict[int, Field]:
        """Every field by its id, as the pure layer knows it."""
        return {each.pk: each.spec for indicator in self.indicators for each in indicator.fields.all()}

    @cached_property
    def reported(self) -> list[Indicator]:
        """The indicators that stand in a community's quarterly report."""
        return [indicator for indicator in self.indicators if indicator.is_reported]


def load_plan_context(plan: Plan) -> PlanContext:
    """Return the plan in six queries."""
    indicators = (
        Indicator.objects.filter(plan=plan)
        .select_related("area")
        .order_by("area__number", "order")
        .prefetch_related("fields", "steps", Prefetch("leads", MemberUnit.objects.select_related("unit")))
    )
    pilots = list(Pilot.objects.filter(plan=plan).select_related("community__town"))
    for pilot in pilots:
        pilot.plan = plan
    return PlanContext(plan, list(Phase.objects.filter(plan=plan)), list(indicators), pilots)
