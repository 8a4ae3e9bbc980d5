"""A quarterly report in detail: for each indicator what was approved last, what the register says, what is reported.

The report form, the check and the checks before submitting all read this one picture.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.db.models import Q

from partybuilding.models import (
    Evidence,
    Indicator,
    Objection,
    Report,
    ReportEntry,
    ReportEvent,
    TaskArea,
)
from partybuilding.plan.queries import NO_FIGURES, Figures, PlanContext, load_figures, load_plan_context
from partybuilding.registers import measures
from partybuilding.scoreboard.evidence_level import EvidenceStatus, Truths, visits_to
from partybuilding.scoreboard.scoreboard import Judge, signed
from partybuilding.targets.checks import ValueWarning, inconsistencies, value_warnings
from partybuilding.targets.pace import Lamp
from partybuilding.targets.target import Verdict


@dataclass(eq=False)
class ReportRow:
    """One indicator of a report. Figures are by field key; a key that is missing or None is not filled in."""

    indicator: Indicator
    entry: ReportEntry | None
    reported: Figures
    last: Figures  # approved last quarter
    register: Figures  # on the quarter's last day; empty for what no register holds
    evidence: list[Evidence]
    judge: Judge
    submitted_before: Figures = field(default_factory=dict)  # the submission before this one; empty if there is none
    objection: str = ""  # what the last return said of it
    inconsistencies: list[ValueWarning] = field(default_factory=list)  # what other indicators state otherwise
    evidence_level: EvidenceStatus | None = None  # what bears it out; None while it is not filled in

    @property
    def suggestion(self) -> Figures:
        """What is offered to be confirmed: the register, or last quarter where no register holds it."""
        return self.register or self.last

    @property
    def is_filled(self) -> bool:
        return self.indicator.clause.is_known(self.reported)

    @property
    def is_confirmed(self) -> bool:
        return self.entry is not None and self.entry.is_confirmed

    @property
    def note(self) -> str:
        return self.entry.note if self.entry else ""

    @property
    def shown(self) -> Figures:
        """What the fields hold when the form opens: what is filled in, else what is offered."""
        return {
            each.key: self.suggestion.get(each.key) if self.reported.get(each.key) is None else self.reported[each.key]
            for each in self.indicator.clause.fields
        }

    @property
    def differs_from_register(self) -> bool:
        """与台账不符: reported otherwise than the register says."""
        return bool(self.register) and self.is_filled and self.register != self.reported

    @property
    def was_mended(self) -> bool:
        """Whether it is reported otherwise than in the submission before."""
        return bool(self.submitted_before) and self.submitted_before != self.reported

    @property
    def is_mended_or_objected(self) -> bool:
        return self.was_mended or bool(self.objection)

    @property
    def is_notable(self) -> bool:
        """Whether the checker should look at it first."""
        return bool(self.objection or self.note or self.was_mended or self.has_changed or self.warnings)

    @cached_property
    def warnings(self) -> list[ValueWarning]:
        """What is odd about it, and asks for a note."""
        limit = self.judge.plan_context.plan.jump_percent
        return [
            *value_warnings(self.indicator.clause, self.reported, self.last, self.register, limit),
            *self.inconsistencies,
        ]

    @property
    def labels(self) -> list[str]:
        """Why it is odd, each in a few words, for whoever checks: 与台账不符, 变动超过 30%."""
        return list(dict.fromkeys(odd.mark for odd in self.warnings))

    @property
    def before_text(self) -> str:
        """What the submission before said, where this one says something else."""
        return self.indicator.clause.value_text(self.submitted_before) if self.was_mended else ""

    @property
    def has_changed(self) -> bool:
        """Whether it is reported otherwise than last quarter."""
        return self.is_filled and bool(self.last) and self.last != self.reported

    @cached_property
    def verdict(self) -> Verdict:
        return self.indicator.clause.judge(self.reported)

    @property
    def falls(self) -> bool:
        """Whether less of the target is reached than last quarter."""
        before = self.indicator.clause.judge(self.last).completion
        now = self.verdict.completion
        return before is not None and now is not None and now < before

    @property
    def change(self) -> str:
        """The change against last quarter, with sign; empty if there is nothing to compare."""
        now, then = self.verdict.amount, self.indicator.clause.judge(self.last).amount
        return (
            ""
            if now is None or then is None
            else signed(Fraction(now) - Fraction(then), in_points=self.indicator.clause.is_in_percent)
        )

    @property
    def lamp(self) -> Lamp:
        return self.judge.lamp(self.indicator, self.verdict) if self.is_filled else Lamp.NOT_REPORTED

    @property
    def text(self) -> str:
        return self.indicator.clause.value_text(self.reported)

    @property
    def last_text(self) -> str:
        return self.indicator.clause.value_text(self.last)

    @property
    def register_text(self) -> str:
        return self.indicator.clause.value_text(self.register) if self.register else ""


@dataclass(frozen=True, eq=False)
class ReportDetail:
    """A report laid open."""

    report: Report
    context: "ReportContext"
    rows: list[ReportRow]

    @property
    def plan_context(self) -> PlanContext:
        return self.context.plan_context

    @cached_property
    def areas(self) -> list[tuple[TaskArea, list[ReportRow]]]:
        """The rows by task area, in the plan's order."""
        groups: dict[int, list[ReportRow]] = defaultdict(list)
        for row in self.rows:
            groups[row.indicator.area_id].append(row)
        return [(area, groups[area.pk]) for area in self.plan_context.areas if area.pk in groups]

    @property
    def objected(self) -> list[ReportRow]:
        """The rows the last return found wrong."""
        return [row for row in self.rows if row.objection]

    @cached_property
    def snapshot(self) -> dict[str, str]:
        """Every reported figure by field id, as a later submission is compared with it."""
        return {
            str(each.pk): str(row.reported[each.key])
            for row in self.rows
            for each in row.indicator.fields.all()
            if row.reported.get(each.key) is not None
        }


@dataclass(frozen=True, eq=False)
class ReportContext:
    """What a report stands on and does not change: the plan, last quarter's approved figures, the registers."""

    plan_context: PlanContext
    last: dict[int, Figures]  # by indicator
    register: dict[int, Figures]  # by indicator; empty for what no register holds
    judge: Judge


def load_report_context(report: Report, plan_context: PlanContext | None = None) -> ReportContext:
    """Return what is known before anything is reported: most of a sheet's queries."""
    plan_context = plan_context or load_plan_context(report.pilot.plan)
    last_report = {"entry__report__pilot": report.pilot, "entry__report__quarter": report.quarter.previous}
    approved = load_figures(Q(**last_report, entry__report__state=Report.State.APPROVED))
    last = {indicator: figures for (_report, indicator), figures in approved.figures.items()}
    community = report.pilot.community
    registers = measures.of_communities([community], report.quarter.last_day)[community.pk]
    return ReportContext(
        plan_context,
        {indicator.pk: last.get(indicator.pk, NO_FIGURES) for indicator in plan_context.reported},
        {indicator.pk: _of_register(indicator, registers) for indicator in plan_context.reported},
        Judge(plan_context, report.quarter),
    )


def load_report_detail(report: Report, context: ReportContext | None = None) -> ReportDetail:
    """Return the detail of a report, in a number of queries that does not depend on what is in it."""
    context = context or load_report_context(report)
    plan_context = context.plan_context
    entries = {entry.indicator_id: entry for entry in ReportEntry.objects.filter(report=report)}
    reported = load_figures(Q(entry__report=report))
    evidence = defaultdict(list)
    for proof in Evidence.objects.filter(report=report, removed_at=None):
        evidence[proof.indicator_id].append(proof)
    before = _submitted_before(report, plan_context)
    objections = _objections(report)
    rows = [
        ReportRow(
            indicator,
            entries.get(indicator.pk),
            reported.of(report.pk, indicator.pk),
            context.last[indicator.pk],
            context.register[indicator.pk],
            evidence[indicator.pk],
            context.judge,
            before.get(indicator.pk, {}),
            objections.get(indicator.pk, ""),
        )
        for indicator in plan_context.reported
    ]
    truths = Truths(reported.evidenced, visits_to([report.pk]))
    contradicted = inconsistencies((row.indicator.code, row.indicator.clause, row.reported) for row in rows)
    for row in rows:
        row.inconsistencies = contradicted.get(row.indicator.code, [])
        row.evidence_level = truths.of(report.pk, row.indicator, row.reported)
    return ReportDetail(report, context, rows)


def _submitted_before(report: Report, plan_context: PlanContext) -> dict[int, Figures]:
    """Return the figures of the submission that the present state of the report is compared with."""
    submissions = list(ReportEvent.objects.filter(report=report, kind=ReportEvent.Kind.SUBMITTED).order_by("-pk")[:2])
    if not report.is_open:
        submissions = submissions[1:]
    if not submissions:
        return {}
    values = submissions[0].values
    return {
        indicator.pk: {
            each.key: Decimal(values[str(each.pk)]) if str(each.pk) in values else None
            for each in indicator.fields.all()
        }
        for indicator in plan_context.reported
    }


def _objections(report: Report) -> dict[int, str]:
    """Return what the last return said, by indicator."""
    returned = ReportEvent.objects.filter(report=report, kind=ReportEvent.Kind.RETURNED).order_by("-pk")[:1]
    return dict(Objection.objects.filter(event__in=list(returned)).values_list("indicator_id", "reason"))


def _of_register(indicator: Indicator, registers: dict[str, dict[str, Decimal]]) -> Figures:
    if indicator.source != Indicator.Source.REGISTER:
        return {}
    return dict(registers.get(indicator.measure, {}))
