"""The course of a plan: every indicator in every quarter, from approved reports and the county's records."""

from dataclasses import dataclass
from functools import cached_property

from partybuilding.models import Indicator, Pilot, Plan
from partybuilding.plan.queries import Figures, PlanContext, load_plan_context
from partybuilding.scoreboard.approved import Approved, load_approved
from partybuilding.scoreboard.cell import Cell
from partybuilding.scoreboard.judge import Judge, cell_of
from partybuilding.targets.pace import Colour
from partybuilding.targets.quarter import Quarter


@dataclass(frozen=True, eq=False)
class Course:
    """What is approved in all quarters of a plan; a quarter is judged on its last day, or today if that comes first."""

    plan_context: PlanContext
    approved: Approved
    judges: dict[Quarter, Judge]

    @property
    def plan(self) -> Plan:
        return self.plan_context.plan

    @property
    def quarters(self) -> list[Quarter]:
        return list(self.judges)

    @property
    def now(self) -> Judge:
        """The judge of the quarter it is; before the plan's first and after its last, of these."""
        today = next(iter(self.judges.values())).today
        return self.judges[min(max(Quarter.of(today), self.quarters[0]), self.quarters[-1])]

    def begun(self, quarter: Quarter) -> bool:
        """Return whether the quarter's first day has come."""
        return quarter.first_day <= self.judges[quarter].today

    def over(self, quarter: Quarter) -> bool:
        """Return whether the quarter's last day has passed: only then is anything reported on it."""
        return quarter.last_day < self.judges[quarter].today

    def figures(self, indicator: Indicator, pilot: Pilot | None, quarter: Quarter | None) -> Figures:
        """Return the figures of a quarter; empty if there are none, or none approved."""
        return self.approved.of(pilot, indicator, quarter)

    def known(self, indicator: Indicator, pilot: Pilot | None, quarter: Quarter) -> Quarter | None:
        """Return the latest quarter up to this one with an approved report; the county's records are always known."""
        if pilot is None or indicator.source == Indicator.Source.RECORD:
            return quarter
        return self._known[pilot.pk, quarter]

    def cell(self, indicator: Indicator, pilot: Pilot | None, quarter: Quarter) -> Cell:
        """Return the judged cell of a quarter, with the last approved stock where none is approved for it."""
        return cell_of(self.judges[quarter], self.approved, indicator, pilot, self.known(indicator, pilot, quarter))

    def colour(self, indicator: Indicator, pilot: Pilot | None, quarter: Quarter) -> Colour:
        """Return the lamp's colour of a quarter, as its board shows it."""
        return self.cell(indicator, pilot, quarter).colour

    @cached_property
    def _known(self) -> dict[tuple[int, Quarter], Quarter | None]:
        known: dict[tuple[int, Quarter], Quarter | None] = {}
        for pilot in self.plan_context.pilots:
            last = None
            for quarter in self.quarters:
                last = quarter if self.approved.is_approved(pilot, quarter) else last
                known[pilot.pk, quarter] = last
        return known


def load_course(plan: Plan, *, with_present: bool = False) -> Course:
    """Return the course, `with_present` with what the records say today; the queries grow with the quarters alone."""
    plan_context = load_plan_context(plan)
    judges = {quarter: Judge(plan_context, quarter) for quarter in plan.quarters}
    return Course(plan_context, load_approved(plan_context, plan.quarters, with_present=with_present), judges)
