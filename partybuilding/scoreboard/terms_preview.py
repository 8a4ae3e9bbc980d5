"""What other terms do to the lamps: every quarter that has begun, before and after."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from partybuilding.models import Indicator, Pilot, Plan
from partybuilding.scoreboard.area_page import pilots_of
from partybuilding.scoreboard.history import load_course
from partybuilding.targets.pace import Colour, Lamp
from partybuilding.targets.quarter import Quarter


@dataclass(frozen=True, eq=False)
class JudgedValue:
    """The last known value of a pilot (the county, if `pilot` is None) under the terms of a quarter."""

    name: str
    indicator: Indicator
    text: str
    lamp: Lamp


@dataclass(frozen=True, eq=False)
class LampChange:
    """A value whose lamp changes."""

    value: JudgedValue
    before: Lamp

    @property
    def turns_red(self) -> bool:
        return self.value.lamp.colour == Colour.RED != self.before.colour


@dataclass(frozen=True, eq=False)
class QuarterPreview:
    """The lamps of a quarter that change."""

    quarter: Quarter
    changes: list[LampChange]
    values: int

    @property
    def words(self) -> str:
        words = {"quarter": self.quarter, "all": self.values, "changed": len(self.changes)}
        words["red"] = sum(each.turns_red for each in self.changes)
        return _("%(quarter)s: of %(all)s values judged, %(red)s turn red and %(changed)s change in all.") % words


JudgedPlan = Mapping[tuple[Quarter, int, int | None], JudgedValue]


def judge_plan(plan: Plan, indicator: Indicator | None = None) -> JudgedPlan:
    """Return every known value of a plan, or of one indicator, judged in each quarter that has begun.

    Where nothing is approved for a quarter, the value approved last counts: it is what the new terms will meet.
    """
    course = load_course(plan)
    judged = {}
    for each in course.plan_context.indicators:
        if indicator is None or each.pk == indicator.pk:
            for quarter in filter(course.begun, course.quarters):
                judge = course.judges[quarter]
                asked = judge.indicator(each)
                for pilot in pilots_of(course, each):
                    figures = course.figures(asked, pilot, course.known(asked, pilot, quarter))
                    if figures and asked.clause.is_known(figures):
                        lamp = judge.lamp(asked, asked.clause.judge(figures))
                        text = asked.clause.value_text(figures)
                        key = (quarter, each.pk, pilot.pk if pilot else None)
                        judged[key] = JudgedValue(_name(plan, pilot), asked, text, lamp)
    return judged


def compare(before: JudgedPlan, after: JudgedPlan) -> list[QuarterPreview]:
    """Return the quarters in which a lamp changes, in order, with the values concerned."""
    previews = []
    for quarter in sorted({quarter for quarter, _indicator, _pilot in after}):
        keys = [key for key in after if key[0] == quarter]
        changes = [LampChange(after[key], before[key].lamp) for key in keys if after[key].lamp != before[key].lamp]
        if changes:
            previews.append(QuarterPreview(quarter, changes, len(keys)))
    return previews


def _name(plan: Plan, pilot: Pilot | None) -> str:
    return str(pilot) if pilot else plan.county_name
