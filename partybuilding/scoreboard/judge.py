"""Who turns figures into cells: by the terms of a quarter, on a day, for one reader's language.

What was judged once is not judged again: everything a verdict depends on is what it is kept by, so that a write in one
pilot costs that pilot's new figures alone.
"""

from collections.abc import Hashable
from dataclasses import replace
from fractions import Fraction
from functools import partial

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partybuilding.charts import small as charts
from partybuilding.models import Indicator, Pilot
from partybuilding.plan.queries import NO_FIGURES, Figures, PlanContext
from partybuilding.registers.records import Leader
from partybuilding.scoreboard.approved import Approved
from partybuilding.scoreboard.cell import UNJUDGED, Cell
from partybuilding.shared.remembered import Remembered
from partybuilding.targets.numbers import signed
from partybuilding.targets.pace import Colour, Kind, Lamp, Schedule, frequency_lamp, lamp_of
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.target import Operator, Verdict

_CELLS: Remembered[Cell] = Remembered(10_000)  # some 20 MB: a county of three pilots has 126 in each quarter


class Judge:
    """Turns figures into cells, for one plan on one day, by the terms that hold in the quarter."""

    def __init__(self, plan_context: PlanContext, quarter: Quarter) -> None:
        self.newest = plan_context.newest or plan_context
        self.plan_context = plan_context.in_quarter(quarter)
        self.quarter = quarter
        self.today = plan_context.plan.today
        self.on = min(self.today, quarter.last_day)
        self.rules = self.plan_context.rules
        self._key = (self.plan_context, quarter, self.today)

    def indicator(self, indicator: Indicator) -> Indicator:
        """Return an indicator with the target of the quarter, whatever quarter's it had."""
        return self.plan_context.by_key[indicator.id]

    @property
    def key(self) -> Hashable:
        """What its verdicts and their words depend on beside the figures: the plan, quarter and day, and language."""
        return self._key, get_language()

    def pilot(self, pilot: Pilot | None) -> Pilot | None:
        """Return the plan's own pilot, for one that was read by itself."""
        return pilot and next(each for each in self.plan_context.pilots if each.pk == pilot.id)

    def schedule(self, indicator: Indicator) -> Schedule | None:
        return self.plan_context.schedules[indicator.id]

    def lamp(self, indicator: Indicator, verdict: Verdict) -> Lamp:
        """Return the lamp of a known value."""
        indicator = self.indicator(indicator)
        if indicator.operator == Operator.FREQUENCY and indicator.kind == Kind.REQUIRED:
            last, begun = self.quarter.last_day, self.today >= self.quarter.first_day
            return frequency_lamp(verdict, last_day=last, begun=begun, today=self.today, rules=self.rules)
        return lamp_of(
            indicator.clause,
            verdict,
            kind=Kind(indicator.kind),
            schedule=self.schedule(indicator),
            on=self.on,
            end=self.plan_context.plan.ends_on,
            rules=self.rules,
        )

    def cell(
        self,
        indicator: Indicator,
        pilot: Pilot | None,
        figures: Figures,
        before: Figures,
        as_of: Quarter | None = None,
        waiting: Lamp = Lamp.NOT_REPORTED,
    ) -> Cell:
        """Return the judged cell.

        With `as_of`, the value is carried from an earlier quarter: a stock is judged by what this quarter expects, a
        count of the quarter is not. `waiting` is the lamp of what has no verdict.
        """
        indicator = self.indicator(indicator)
        clause, schedule = indicator.clause, self.schedule(indicator)
        due = schedule.due if schedule else None
        cell_with = partial(Cell, plan_context=self.plan_context, indicator=indicator, pilot=pilot, due=due)
        if not figures or not clause.is_known(figures):
            lamp = waiting
            if indicator.source == Indicator.Source.RECORD:
                lamp = Lamp.NOT_REPORTED if self.today >= self.quarter.first_day else Lamp.NOT_DUE
            return cell_with(lamp=lamp, verdict=UNJUDGED, text="—")
        if as_of and indicator.is_flow:
            words = {"quarter": as_of.label, "value": clause.value_text(figures)}
            last = _("not reported this quarter; %(quarter)s: %(value)s") % words
            return cell_with(lamp=waiting, verdict=UNJUDGED, text="—", last_count=last)
        verdict = clause.judge(figures)
        has_begun = self.today >= self.quarter.first_day
        cell = cell_with(
            lamp=self.lamp(indicator, verdict) if as_of is None or has_begun else waiting,
            verdict=verdict,
            text=clause.value_text(figures),
            as_of=as_of,
            bullet=self.bullet(indicator, verdict),
            figures=figures,
        )
        if as_of is None:
            cell = replace(cell, change=self._change(indicator, figures, before), before=before)
        return cell

    def bullet(self, indicator: Indicator, verdict: Verdict) -> charts.Bullet | None:
        """Return the bar of a value against its target; yes or no, and what has no target, have none."""
        if verdict.met is None or indicator.operator == Operator.YES_NO:
            return None
        schedule = self.schedule(indicator)
        expected = schedule.expected(self.on) if schedule else None
        end = charts.axis_end(100) if indicator.clause.is_in_percent else None
        return charts.bullet(verdict.amount, indicator.whole, indicator.upper, expected, end)

    def _change(self, indicator: Indicator, figures: Figures, before: Figures) -> str:
        clause = indicator.clause
        if not before or not clause.is_known(before):
            return ""
        now, then = clause.judge(figures).amount, clause.judge(before).amount
        if now is None or then is None:
            return ""
        return signed(Fraction(now) - Fraction(then), in_points=clause.is_in_percent)


def cell_of(
    judge: Judge,
    approved: Approved,
    indicator: Indicator,
    pilot: Pilot | None,
    known: Quarter | None,
    leader: Leader | None = None,
) -> Cell:
    """Return the judged cell of a pilot, or of the county if that is None.

    Of what a community reports: the quarter's approved value, else a stock of the last `known` quarter, marked so.
    A red one tells the pilot's `leader`.
    """
    quarter, pending, status, waiting, as_of = judge.quarter, NO_FIGURES, None, Lamp.NOT_REPORTED, None
    if pilot is None or indicator.source == Indicator.Source.RECORD:
        figures = approved.of(pilot, indicator, quarter)
    else:
        figures, status, is_hidden = approved.stated(pilot, indicator, known)
        as_of = None if known == quarter else known
        pending = approved.pending(pilot, indicator, quarter)
        waiting = _waiting(judge, approved, pilot, is_hidden=is_hidden and as_of is None)
    before = approved.of(pilot, indicator, quarter.previous)

    def judged() -> Cell:
        cell = judge.cell(indicator, judge.pilot(pilot), figures, before, as_of, waiting)
        shown = status if status and (cell.is_known or status.visit) else None
        whose = leader if cell.colour == Colour.RED else None
        clause = cell.indicator.clause
        sent = clause.value_text(pending) if clause.is_known(pending) else ""
        return replace(cell, pending=sent, evidence_level=shown, leader=whose)

    key = (judge.key, indicator.id, pilot.id if pilot else None, _kept(figures), _kept(before))
    return _CELLS.of((*key, as_of, waiting, _kept(pending), status.key if status else None, leader), judged)


def _waiting(judge: Judge, approved: Approved, pilot: Pilot, *, is_hidden: bool) -> Lamp:
    """Return the lamp of what has no verdict."""
    if is_hidden:
        return Lamp.NOT_VERIFIED
    if approved.is_waiting(pilot, judge.quarter):
        return Lamp.NOT_APPROVED
    # Before the quarter is over nobody owes a report on it.
    return Lamp.NOT_REPORTED if judge.quarter.last_day < judge.today else Lamp.NOT_DUE


def _kept(figures: Figures) -> Hashable:
    return tuple(figures.items())
