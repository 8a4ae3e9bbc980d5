"""A quarterly report in detail: for each indicator what was approved last, what the register says, what is reported.

The report form, the check and the checks before submitting all read this one picture.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fengxiang import clock
from partybuilding.models import Evidence, Indicator, IndicatorField, Report, TaskArea
from partybuilding.plan.queries import NO_FIGURES, Figures, PlanContext, RowAnswer, load_answers, load_plan_context
from partybuilding.registers.commons import CommonRecords
from partybuilding.registers.in_force import Registers, read_registers
from partybuilding.registers.measures import MEASURES
from partybuilding.reports.background import ReportBackground
from partybuilding.scoreboard.evidence_level import EvidenceStatus
from partybuilding.scoreboard.judge import Judge
from partybuilding.targets.breakdown import KindLine, in_short, kinds_of
from partybuilding.targets.checks import ValueWarning, differing, inconsistencies, value_warnings
from partybuilding.targets.numbers import UNCHANGED, signed
from partybuilding.targets.pace import Lamp
from partybuilding.targets.target import Target, Verdict


@dataclass(frozen=True, eq=False)
class ReportRow:
    """One indicator of a report. Figures are by field key; a key that is missing or None is not filled in."""

    sheet: "ReportDetail"
    indicator: Indicator

    @property
    def clause(self) -> Target:
        return self.indicator.clause

    @property
    def asked(self) -> list[IndicatorField]:
        """The fields that are filled in: all but those added up of others."""
        sums = self.clause.sums
        return [each for each in self.indicator.fields.all() if each.key not in sums]

    @property
    def kinds_in_short(self) -> list[KindLine]:
        """What is reported by kind; empty if the indicator has none."""
        return in_short(kinds_of(self.clause, self.reported))

    @property
    def undivided(self) -> list[KindLine]:
        """The kinds that stand as a sum alone, from before their sub-groups were asked for 未分组."""
        return [line for line in kinds_of(self.clause, self.shown) if line.is_undivided]

    @property
    def answer(self) -> RowAnswer | None:
        return self.sheet.answers.get(self.indicator.pk)

    @property
    def reported(self) -> Figures:
        return self.sheet.reported.get(self.indicator.pk, NO_FIGURES)

    @property
    def last(self) -> Figures:
        """What was approved last quarter."""
        return self.sheet.last.get(self.indicator.pk, NO_FIGURES)

    @property
    def register(self) -> Figures:
        """What the register says on the quarter's last day, or today before it; empty for what no register holds."""
        return self.sheet.context.of_register(self.indicator)

    @property
    def register_page(self) -> str:
        """Where the community itself keeps what is counted here; empty where staff alone do."""
        measure = MEASURES.get(self.indicator.measure)
        pilot = self.sheet.report.pilot
        return reverse(measure.page, args=[pilot.plan.slug, pilot.code]) if measure and measure.page else ""

    @property
    def borne_out(self) -> list[tuple[IndicatorField, CommonRecords]]:
        """What bears out each of the five in common: suggestions, for the one indicator that asks for them."""
        if not self.indicator.is_five_commons:
            return []
        records = self.sheet.background.commons
        return [(each, records[each.key]) for each in self.indicator.fields.all() if each.key in records]

    @property
    def judge(self) -> Judge:
        return self.sheet.context.judge

    @property
    def inconsistencies(self) -> list[ValueWarning]:
        """What other indicators state otherwise."""
        return self.sheet.inconsistencies.get(self.indicator.code, [])

    @property
    def evidence(self) -> list[Evidence]:
        return [each for each in self.sheet.background.evidence if each.indicator_id == self.indicator.pk]

    @property
    def evidence_level(self) -> EvidenceStatus | None:
        """What bears it out; None while it is not filled in."""
        return self.sheet.background.truths.of(self.sheet.report.pk, self.indicator, self.reported)

    @cached_property
    def submitted_before(self) -> Figures:
        """The figures of the submission before this one; empty if there is none."""
        before = self.sheet.background.submitted_before
        if before is None:
            return NO_FIGURES
        keys = {str(each.pk): each.key for each in self.indicator.fields.all()}
        return {key: Decimal(before[pk]) if pk in before else None for pk, key in keys.items()}

    @property
    def objection(self) -> str:
        """What the last return said of it."""
        return self.sheet.background.objections.get(self.indicator.pk, "")

    @property
    def suggestion(self) -> Figures:
        """What is offered to be confirmed: the register, or last quarter where no register holds it."""
        return self.register or self.last

    @property
    def is_filled(self) -> bool:
        return self.indicator.clause.is_known(self.reported)

    @property
    def is_unanswered(self) -> bool:
        """未填报: not filled in, and nothing is offered that could be confirmed."""
        return not self.is_filled and not self.indicator.clause.is_known(self.shown)

    @property
    def is_confirmed(self) -> bool:
        return self.answer is not None and self.answer.is_confirmed

    @property
    def note(self) -> str:
        return self.answer.note if self.answer else ""

    @cached_property
    def shown(self) -> Figures:
        """What the fields hold when the form opens: what is filled in, else what is offered."""
        return {
            each.key: self.suggestion.get(each.key) if self.reported.get(each.key) is None else self.reported[each.key]
            for each in self.indicator.clause.fields
        }

    @property
    def can_adopt(self) -> bool:
        """Whether the register answers the row, and otherwise than the form does now."""
        if not self.register or self.clause.unanswered(self.register):
            return False
        return bool(differing(self.clause, self.register, self.shown))

    @property
    def is_as_before(self) -> bool:
        """Whether the form offers what was approved last quarter and what the register says, so far as there is either.

        Of what is counted anew each quarter last quarter says nothing.
        """
        if self.clause.unanswered(self.shown):
            return False
        others = [self.register] if self.indicator.is_flow else [self.register, self.last]
        known = [each for each in others if self.clause.is_known(each)]
        limit = self.judge.plan_context.plan.jump_percent
        return (
            bool(known)
            and not any(differing(self.clause, each, self.shown) for each in known)
            and not value_warnings(self.clause, self.shown, self.last, self.register, limit)
        )

    @property
    def differs_from_register(self) -> bool:
        """与台账不符: reported otherwise than the register says."""
        return bool(self.register) and self.is_filled and bool(differing(self.clause, self.register, self.reported))

    @property
    def agrees_with_register(self) -> bool:
        """与台账一致: there is a register, and it says the same."""
        return bool(self.register) and self.is_filled and not self.differs_from_register

    @property
    def was_mended(self) -> bool:
        """Whether it is reported otherwise than in the submission before."""
        return bool(self.submitted_before) and self.submitted_before != self.reported

    @property
    def is_mended_or_objected(self) -> bool:
        return self.was_mended or bool(self.objection)

    @property
    def is_new(self) -> bool:
        """Whether it is reported and nothing was approved last quarter it could be compared with."""
        return self.is_filled and not self.last

    @property
    def is_notable(self) -> bool:
        """Whether the checker should look at it first."""
        return bool(self.is_new or self.objection or self.note or self.was_mended or self.has_changed or self.warnings)

    @property
    def urgency(self) -> tuple[bool, bool]:
        """What the checker looks at by: what was returned or mended since, then what is odd, then what changed."""
        return not self.is_mended_or_objected, not self.labels

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
    def has_moved(self) -> bool:
        """Whether there is a change against last quarter to speak of."""
        return self.change not in {"", UNCHANGED}

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

    @property
    def register_ahead(self) -> str:
        """What will count on the quarter's last day by the entries made so far; empty if that is what counts today."""
        ahead = self.sheet.context.of_register_ahead(self.indicator)
        return self.indicator.clause.value_text(ahead) if ahead != self.register else ""


@dataclass(frozen=True, eq=False)
class ReportContext:
    """What a report stands on and does not change: the plan and the registers."""

    plan_context: PlanContext
    judge: Judge
    registers: Registers  # on the quarter's last day, or today before it: never on a day that has not come
    registers_ahead: Registers  # on the quarter's last day by the entries made so far
    _read: dict[tuple[int, date], Figures] = field(default_factory=dict)

    @property
    def is_register_today(self) -> bool:
        """Whether the quarter has not ended, so that the registers are shown as they are today."""
        return self.registers.on < self.registers_ahead.on

    @property
    def register_title(self) -> str:
        """What the column of the registers is called: of the quarter's last day, or of today 台账（今日）."""
        if self.is_register_today:
            return _("Register (today)")
        return _("Register, %(day)s") % {"day": date_format(self.registers.on, "MONTH_DAY_FORMAT")}

    def of_register(self, indicator: Indicator) -> Figures:
        """Return what the registers say on the quarter's last day, or today before it; empty for what none holds."""
        return self._of(self.registers, indicator)

    def of_register_ahead(self, indicator: Indicator) -> Figures:
        """Return what the registers will say on the quarter's last day by the entries made so far."""
        return self._of(self.registers_ahead, indicator)

    def _of(self, registers: Registers, indicator: Indicator) -> Figures:
        place = (indicator.pk, registers.on)
        if place not in self._read:
            measure = MEASURES.get(indicator.measure) if indicator.source == Indicator.Source.REGISTER else None
            self._read[place] = {**measure.of_registers(registers)} if measure else NO_FIGURES
        return self._read[place]


@dataclass(frozen=True, kw_only=True, eq=False)
class ReportDetail:
    """A report laid open: answers and figures by indicator, as they stand in it, and last quarter's approved ones."""

    report: Report
    context: ReportContext
    answers: Mapping[int, RowAnswer]
    reported: Mapping[int, Figures]
    last: Mapping[int, Figures]
    background: ReportBackground

    @property
    def plan_context(self) -> PlanContext:
        return self.context.plan_context

    @cached_property
    def rows(self) -> list[ReportRow]:
        """Every indicator of the report, in the plan's order."""
        return [ReportRow(self, indicator) for indicator in self.plan_context.reported]

    @cached_property
    def areas(self) -> list[tuple[TaskArea, list[ReportRow]]]:
        """The rows by task area, in the plan's order."""
        groups: dict[int, list[ReportRow]] = defaultdict(list)
        for row in self.rows:
            groups[row.indicator.area_id].append(row)
        return [(area, groups[area.pk]) for area in self.plan_context.areas if area.pk in groups]

    @cached_property
    def inconsistencies(self) -> Mapping[str, list[ValueWarning]]:
        """What indicators state otherwise than others, by code."""
        return inconsistencies(
            (each.code, each.clause, self.reported.get(each.pk, NO_FIGURES)) for each in self.plan_context.counted
        )


def load_report_context(
    report: Report, plan_context: PlanContext | None = None, *, with_registers: bool = True
) -> ReportContext:
    """Return what is known before anything is reported: most of a sheet's queries.

    Of the registers, each is read now, or else once a row that stands on it is shown.
    """
    plan_context = plan_context or load_plan_context(report.pilot.plan)
    community, end = report.pilot.community, report.quarter.last_day
    today = min(clock.today(), end)
    read = read_registers([community], [today, end])
    registers, ahead = (read[day][community.pk] for day in (today, end))
    judge = Judge(plan_context, report.quarter)
    context = ReportContext(judge.plan_context, judge, registers, ahead)
    for indicator in context.plan_context.reported if with_registers else ():
        context.of_register(indicator)
    return context


def load_report_detail(report: Report, context: ReportContext | None = None) -> ReportDetail:
    """Return the detail of a report; beside the context one query, and those of what lies behind, once asked for."""
    context = context or load_report_context(report)
    loaded, answers = load_answers(report)
    reported: dict[int, Figures] = {}
    last: dict[int, Figures] = {}
    for (pk, indicator), figures in loaded.figures.items():
        (reported if pk == report.pk else last)[indicator] = figures
    return ReportDetail(
        report=report,
        context=context,
        answers=answers,
        reported=reported,
        last=last,
        background=ReportBackground(report, loaded.evidenced),
    )
