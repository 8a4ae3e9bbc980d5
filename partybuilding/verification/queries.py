"""Values to be verified on site: what of a quarter can be, what was drawn, and what was found."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from partybuilding.models import Evidence, Indicator, Pilot, Plan, Report, Verification, VerificationDraw
from partybuilding.plan.queries import Figures, PlanContext, load_figures, load_plan_context
from partybuilding.scoreboard.evidence_level import (
    OTHERWISE,
    EvidenceLevel,
    EvidenceStatus,
    Truths,
    figures_of,
    visits_to,
)
from partybuilding.scoreboard.judge import Judge
from partybuilding.targets.pace import Lamp
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.target import Verdict


@dataclass(frozen=True, eq=False, kw_only=True)
class ValueRow:
    """One reported value, with everything somebody who goes to look at it wants to know."""

    pilot: Pilot
    indicator: Indicator
    report: Report
    figures: Figures
    judge: Judge
    evidence: list[Evidence]
    evidence_level: EvidenceStatus | None
    visits: list[Verification]  # all of them, the latest first

    @property
    def key(self) -> str:
        """What tells this value from the others of a list."""
        return f"v{self.pilot.pk}-{self.indicator.pk}"

    @property
    def text(self) -> str:
        return self.indicator.clause.value_text(self.figures)

    @property
    def target(self) -> str:
        return self.indicator.clause.describe()

    @cached_property
    def verdict(self) -> Verdict:
        return self.indicator.clause.judge(self.figures)

    @property
    def lamp(self) -> Lamp:
        return self.judge.lamp(self.indicator, self.verdict) if self.evidence_level else Lamp.NOT_REPORTED

    @property
    def seen(self) -> dict[str, str]:
        """The figures by field id, as a verification keeps them."""
        return figures_of(self.indicator, self.figures)

    @property
    def token(self) -> str:
        """The figures in one word: what a form sends back, so that it is known which figures were looked at."""
        return " ".join(f"{pk}={figure}" for pk, figure in sorted(self.seen.items()))

    @property
    def can_be_verified(self) -> bool:
        """Whether the report is out of the community's hands and says something here."""
        return self.evidence_level is not None and not self.report.is_open

    @property
    def before(self) -> list[Verification]:
        """The visits that do not count: withdrawn, of other figures, or followed by another one."""
        counts = self.evidence_level.visit if self.evidence_level else None
        return [visit for visit in self.visits if visit is not counts]


@dataclass(frozen=True, eq=False)
class Ladder:
    """How many values of one report stand on which level."""

    pilot: Pilot
    report: Report
    counts: Counter[str]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def in_order(self) -> list[int]:
        """Self-reported, with evidence, verified, found otherwise."""
        return [self.counts[mark] for mark in (*EvidenceLevel, OTHERWISE)]


@dataclass(frozen=True, eq=False)
class DrawnList:
    """A list that was drawn, and how far it has got."""

    draw: VerificationDraw
    values: int
    visited: int


@dataclass(frozen=True, eq=False)
class VerificationPage:
    """What was and can be verified of a quarter."""

    lists: list[DrawnList]
    ladders: list[Ladder]
    visited: list[ValueRow]  # the values with a visit that counts: what was found otherwise first

    @cached_property
    def counts(self) -> list[int]:
        """The ladder of all reports: self-reported, with evidence, verified, found otherwise."""
        return [sum(column) for column in zip(*(ladder.in_order for ladder in self.ladders), strict=True)] or [0] * 4

    @property
    def total(self) -> int:
        return sum(self.counts)


class _Ledger:
    """The reports of a quarter, their values, and what bears them out; read in a fixed number of queries."""

    def __init__(self, plan_context: PlanContext, quarter: Quarter) -> None:
        self.quarter, self.judge = quarter, Judge(plan_context, quarter)
        self.plan_context = plan_context = self.judge.plan_context
        self.pilots = {pilot.pk: pilot for pilot in plan_context.pilots}
        self.indicators = {indicator.pk: indicator for indicator in plan_context.reported}
        reports = Report.objects.filter(pilot__plan=plan_context.plan, quarter=quarter)
        self.reports = {report.pilot_id: report for report in reports}
        for report in self.reports.values():
            report.pilot = self.pilots[report.pilot_id]
        ids = [report.pk for report in self.reports.values()]
        self.reported = load_figures(Q(entry__report__in=ids))
        self.truths = Truths(self.reported.evidenced, visits_to(ids))
        self.proofs: dict[tuple[int, int | None], list[Evidence]] = defaultdict(list)
        for proof in Evidence.objects.filter(report__in=ids, removed_at=None):
            self.proofs[proof.report_id, proof.indicator_id].append(proof)

    def row(self, pilot: int, indicator: int) -> ValueRow:
        report, of = self.reports[pilot], self.indicators[indicator]
        figures = self.reported.of(report.pk, indicator)
        return ValueRow(
            pilot=self.pilots[pilot],
            indicator=of,
            report=report,
            figures=figures,
            judge=self.judge,
            evidence=self.proofs[report.pk, indicator],
            evidence_level=self.truths.of(report.pk, of, figures),
            visits=list(self.truths.visits(report.pk, indicator)),
        )

    def handed_in(self) -> list[ValueRow]:
        """Return the values that can be verified, in the plan's order."""
        rows = (self.row(pilot, indicator) for pilot in self.reports for indicator in self.indicators)
        order = {pilot: place for place, pilot in enumerate(self.pilots)}
        return sorted((row for row in rows if row.can_be_verified), key=lambda row: order[row.pilot.pk])


def reported_values(plan: Plan, quarter: Quarter) -> list[ValueRow]:
    """Return the values of a quarter that can be verified, in the plan's order."""
    return _Ledger(load_plan_context(plan), quarter).handed_in()


def load_list(draw: VerificationDraw) -> list[ValueRow]:
    """Return the values of a list in the order drawn, as they stand now; without any the plan no longer asks for."""
    ledger = _Ledger(load_plan_context(draw.plan), draw.quarter)
    return [ledger.row(*value) for value in draw.drawn if value[0] in ledger.reports and value[1] in ledger.indicators]


def load_value(report: Report, indicator: Indicator) -> ValueRow:
    """Return one value with all that was found of it."""
    return _Ledger(load_plan_context(report.pilot.plan), report.quarter).row(report.pilot_id, indicator.pk)


def load_verification_page(plan: Plan, quarter: Quarter) -> VerificationPage:
    """Return what was and can be verified of a quarter, in a fixed number of queries."""
    ledger = _Ledger(load_plan_context(plan), quarter)
    rows = ledger.handed_in()
    by_report: dict[int, list[ValueRow]] = defaultdict(list)
    for row in rows:
        by_report[row.report.pk].append(row)
    visited = {(row.pilot.pk, row.indicator.pk) for row in rows if row.evidence_level and row.evidence_level.visit}
    draws = VerificationDraw.objects.filter(plan=plan, quarter=quarter).select_related("drawn_by").order_by("-number")
    return VerificationPage(
        [DrawnList(draw, len(draw.drawn), len(visited.intersection(draw.drawn))) for draw in draws],
        [
            Ladder(
                reported[0].pilot,
                reported[0].report,
                Counter(str(row.evidence_level.mark) for row in reported if row.evidence_level),
            )
            for reported in by_report.values()
        ],
        sorted(
            (row for row in rows if row.evidence_level and row.evidence_level.visit),
            key=lambda row: row.evidence_level is None or row.evidence_level.mark != OTHERWISE,
        ),
    )
