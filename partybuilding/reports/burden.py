"""The burden meter 减负: what the quarterly reports ask of the communities, and what comes of the asking.

It is there to ask less. It counts fields, returns and minutes of a report, never of a person: no user is read.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count, F, Q, QuerySet, Value, Window
from django.db.models.functions import Lag

from communities.models import Community
from partybuilding.models import FieldValue, Indicator, Pilot, Plan, Report, ReportEntry, ReportEvent
from partybuilding.plan.queries import NO_FIGURES, Figures, PlanContext, load_figures, load_plan_context
from partybuilding.registers import measures
from partybuilding.reports.editing_sessions import minutes_open
from partybuilding.targets.quarter import Quarter

QUARTERS_LOOKED_BACK = 4  # over which a figure nobody changed is called so


@dataclass(frozen=True, eq=False, kw_only=True)
class Load:
    """What one report asked of its community."""

    report: Report
    figures: int  # fields for figures: those that stand in it, or those the form shows while it is open
    notes: int  # notes on what is odd
    changed: int  # figures reported otherwise than they were offered
    returns: int
    minutes: int | None  # with the form open; None if nothing was ever saved in it

    @property
    def asked(self) -> int:
        """Everything there was to answer: figures, notes, and the report's texts."""
        return self.figures + self.notes + len(Report.NARRATIVES)


@dataclass(frozen=True, eq=False)
class Total:
    """All reports of a quarter together."""

    loads: list[Load]

    @property
    def asked(self) -> int:
        return sum(load.asked for load in self.loads)

    @property
    def changed(self) -> int:
        return sum(load.changed for load in self.loads)

    @property
    def returns(self) -> int:
        return sum(load.returns for load in self.loads)

    @property
    def minutes(self) -> int | None:
        """The minutes that are known; None if none are."""
        known = [load.minutes for load in self.loads if load.minutes is not None]
        return sum(known) if known else None


@dataclass(frozen=True, eq=False)
class Use:
    """How often an indicator was worth asking about: reports that gave it, and those that changed what was offered."""

    indicator: Indicator
    reports: int
    changed: int

    @property
    def is_in_register(self) -> bool:
        return self.indicator.source == Indicator.Source.REGISTER


@dataclass(frozen=True, eq=False)
class Burden:
    """The meter of a plan: communities × quarters, the totals, and what was asked without need."""

    quarters: list[Quarter]
    rows: list[tuple[Pilot, list[tuple[Quarter, Load | None]]]]
    uses: list[Use]  # over the quarters looked back, in the plan's order
    looked_back: list[Quarter]

    @cached_property
    def totals(self) -> list[tuple[Quarter, Total]]:
        """The sum of each quarter."""
        columns = zip(*(cells for _pilot, cells in self.rows), strict=True)
        return [
            (quarter, Total([load for _quarter, load in column if load]))
            for quarter, column in zip(self.quarters, columns, strict=False)
        ]

    @property
    def unchanged(self) -> list[Use]:
        """What nobody changed: to be prefilled, or asked no more."""
        return [use for use in self.uses if not use.changed]

    @property
    def unchanged_figures(self) -> int:
        """How many fields of the form these are."""
        return sum(len(use.indicator.clause.asked) for use in self.unchanged)

    @property
    def asked_figures(self) -> int:
        """Fields of all indicators looked at."""
        return sum(len(use.indicator.clause.asked) for use in self.uses)

    @property
    def others(self) -> list[Use]:
        """What somebody changed at least once."""
        return [use for use in self.uses if use.changed]


def load_burden(
    plan: Plan, today: date, communities: "QuerySet[Community]", looked_back: Sequence[Quarter] | None = None
) -> Burden:
    """Return the meter of the pilots among these communities up to the quarter reports are due for.

    What was asked without need is told of the quarters looked back: the last four, if not given. In a number of queries
    that never changes.
    """
    plan_context = load_plan_context(plan)
    homes = set(communities.values_list("pk", flat=True))
    pilots = [pilot for pilot in plan_context.pilots if pilot.community_id in homes]
    asked = Report.objects.filter(pilot__in=[pilot.pk for pilot in pilots])
    reports = [each for each in asked if each.quarter in plan.quarters]
    begun = [quarter for quarter in plan.quarters_asked if quarter <= plan.reporting_quarter(today)]
    quarters = [quarter for quarter in plan.quarters if quarter in {*begun, *(each.quarter for each in reports)}]
    meter = _Meter(plan, plan_context, reports, quarters)
    loads = {(report.pilot_id, report.quarter): meter.load(report) for report in reports}
    rows = [(pilot, [(quarter, loads.get((pilot.pk, quarter))) for quarter in quarters]) for pilot in pilots]
    over = begun[-QUARTERS_LOOKED_BACK:] if looked_back is None else list(looked_back)
    return Burden(quarters, rows, meter.uses(set(over)), over)


class _Meter:
    """All that is read of a plan's reports, by report id."""

    def __init__(self, plan: Plan, plan_context: PlanContext, reports: list[Report], quarters: list[Quarter]) -> None:
        self.plan_context = plan_context
        self.reports = {(report.pilot_id, report.quarter): report for report in reports}
        self.homes = {pilot.pk: pilot.community_id for pilot in plan_context.pilots}
        self.registers = measures.on_days(
            [pilot.community for pilot in plan_context.pilots], [quarter.last_day for quarter in quarters]
        )
        self.reported = load_figures(Q(entry__report__pilot__plan=plan))
        self.filled = Counter(
            report for (report, _indicator), figures in self.reported.figures.items() for _key in figures
        )
        self.saves = _saves(plan)
        noted = ReportEntry.objects.filter(report__pilot__plan=plan).exclude(note="").order_by()
        self.notes = dict(noted.values_list("report_id").annotate(Count("pk")))
        returned = ReportEvent.objects.filter(report__pilot__plan=plan, kind=ReportEvent.Kind.RETURNED).order_by()
        self.returns = dict(returned.values_list("report_id").annotate(Count("pk")))
        self.changes = {
            report.pk: {indicator.pk: self._changes(report, indicator) for indicator in plan_context.reported}
            for report in reports
        }

    def load(self, report: Report) -> Load:
        """Return what a report asked."""
        if report.is_open:
            figures = sum(len(indicator.clause.asked) for indicator in self.plan_context.reported)
        else:
            figures = self.filled[report.pk]
        return Load(
            report=report,
            figures=figures,
            notes=self.notes.get(report.pk, 0),
            changed=sum(self.changes[report.pk].values()),
            returns=self.returns.get(report.pk, 0),
            minutes=minutes_open(self.saves[report.pk]),
        )

    def uses(self, quarters: set[Quarter]) -> list[Use]:
        """Return how often each indicator was changed in the reports on these quarters that were submitted."""
        submitted = [
            report
            for (_pilot, quarter), report in self.reports.items()
            if quarter in quarters and report.state != Report.State.DRAFT
        ]
        result = []
        for indicator in self.plan_context.reported:
            given = [report for report in submitted if self.reported.of(report.pk, indicator.pk)]
            if given:
                changed = sum(self.changes[report.pk][indicator.pk] > 0 for report in given)
                result.append(Use(indicator, len(given), changed))
        return result

    def _changes(self, report: Report, indicator: Indicator) -> int:
        """Count the figures reported otherwise than offered, or that had to be typed as nothing was."""
        offered = self._offered(report, indicator)
        reported = self.reported.of(report.pk, indicator.pk)
        return sum(value is not None and value != offered.get(key) for key, value in reported.items())

    def _offered(self, report: Report, indicator: Indicator) -> Figures:
        """Return what the form offered: the register, or last quarter where no register holds it."""
        if indicator.source == Indicator.Source.REGISTER:
            registers = self.registers[report.quarter.last_day][self.homes[report.pilot_id]]
            if register := registers.get(indicator.measure):
                return {**register}
        before = self.reports.get((report.pilot_id, report.quarter.previous))
        if before is None or before.state != Report.State.APPROVED:
            return NO_FIGURES
        return self.reported.of(before.pk, indicator.pk)


def _saves(plan: Plan) -> dict[int, list[datetime]]:
    """Return the moments at which figures, entries and texts of each report were saved; of no person."""
    figures = FieldValue.history.filter(entry__report__pilot__plan=plan).values_list("entry__report_id", "history_date")
    entries = ReportEntry.history.filter(report__pilot__plan=plan).values_list("report_id", "history_date")
    before = {
        f"{name}_before": Window(Lag(name, default=Value("")), partition_by="id", order_by="history_id")
        for name in Report.NARRATIVES
    }
    # A report is also saved when it is submitted, returned or approved: those moments change no text.
    is_other = Q()
    for name in Report.NARRATIVES:
        is_other |= ~Q(**{f"{name}_before": F(name)})
    texts = Report.history.filter(pilot__plan=plan).annotate(**before).filter(is_other)
    result: dict[int, list[datetime]] = defaultdict(list)
    for rows in (figures, entries, texts.values_list("id", "history_date")):
        for report, moment in rows.order_by():
            result[report].append(moment)
    return result
