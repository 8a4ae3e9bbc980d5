"""The figures that count on every dashboard, and as "last quarter" in every report: approved ones, and records."""

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from types import MappingProxyType

from django.db.models import QuerySet

from fengxiang import clock
from partybuilding.models import Indicator, Pilot, Report
from partybuilding.plan.queries import NO_FIGURES, Figures, PlanContext, Reported, load_figures_of, load_rated
from partybuilding.registers.records import Records, load_records
from partybuilding.scoreboard.evidence_level import EvidenceStatus, Truths, visits_of
from partybuilding.shared.compiled import compiled
from partybuilding.shared.remembered import Remembered
from partybuilding.targets.quarter import Quarter


@dataclass(frozen=True, kw_only=True, eq=False)
class Approved:
    """The approved figures of a plan, and what the county's records say; nobody changes it once it is loaded.

    With `only_verified`, what nobody found on site as reported is as good as not there.
    """

    reports: Mapping[tuple[int, Quarter], Report]  # of every pilot up to the last quarter asked for, in whatever state
    reported: Reported
    truths: Truths
    records: Records
    only_verified: bool

    # Keys are asked for by `id` and not by `pk`, some thousand times for a page: that looks up which field it is.

    def is_approved(self, pilot: Pilot, quarter: Quarter) -> bool:
        report = self.reports.get((pilot.id, quarter))
        return report is not None and report.state == Report.State.APPROVED

    def is_waiting(self, pilot: Pilot, quarter: Quarter) -> bool:
        """Return whether the quarter's report waits for its review; one that was returned waits for the community."""
        report = self.reports.get((pilot.id, quarter))
        return report is not None and report.state == Report.State.SUBMITTED

    def last_known(self, pilot: Pilot, until: Quarter) -> Quarter | None:
        """Return the latest quarter up to `until` that has an approved report."""
        known = (quarter for (pk, quarter) in self.reports if pk == pilot.id and quarter <= until)
        return max((quarter for quarter in known if self.is_approved(pilot, quarter)), default=None)

    def of(self, pilot: Pilot | None, indicator: Indicator, quarter: Quarter | None) -> Figures:
        """Return the approved figures, empty if there are none, or none that may be shown.

        Of the county's records, and of the county as a whole (`pilot` None), what stands in them.
        """
        if pilot is None or indicator.source == Indicator.Source.RECORD:
            return self.records.of(quarter, pilot, indicator.measure) if quarter else NO_FIGURES
        figures = self._kept(pilot, indicator, quarter)
        return NO_FIGURES if self.is_hidden(pilot, indicator, quarter) else figures

    def pending(self, pilot: Pilot, indicator: Indicator, quarter: Quarter) -> Figures:
        """Return the figures that wait for the check; empty if none were read. They are judged nowhere."""
        report = self.reports.get((pilot.id, quarter))
        if report is None or report.state != Report.State.SUBMITTED:
            return NO_FIGURES
        return self.reported.of(report.id, indicator.id)

    def evidence_level(self, pilot: Pilot, indicator: Indicator, quarter: Quarter | None) -> EvidenceStatus | None:
        """Return where the approved value stands on the ladder of truth; None if there is none, and for records."""
        figures = self._kept(pilot, indicator, quarter)
        return self.truths.of(self.reports[pilot.id, quarter].id, indicator, figures) if quarter and figures else None

    def stated(
        self, pilot: Pilot, indicator: Indicator, quarter: Quarter | None
    ) -> tuple[Figures, EvidenceStatus | None, bool]:
        """Return the approved figures that may be shown, where they stand, and whether there are some that may not."""
        figures = self._kept(pilot, indicator, quarter)
        if not figures or quarter is None:
            return NO_FIGURES, None, False
        status = self.truths.of(self.reports[pilot.id, quarter].id, indicator, figures)
        is_hidden = self.only_verified and status is not None and not status.is_verified
        return NO_FIGURES if is_hidden else figures, status, is_hidden

    def is_hidden(self, pilot: Pilot, indicator: Indicator, quarter: Quarter | None) -> bool:
        """Return whether there is an approved value that is not shown, because it is not verified."""
        if not self.only_verified:
            return False
        evidence_level = self.evidence_level(pilot, indicator, quarter)
        return evidence_level is not None and not evidence_level.is_verified

    def supposing(self, report: Report) -> "Approved":
        """Return the same as if a report that waits for its check were approved; its figures have to be among these.

        They are with `waiting` (`load_approved`). Nothing is written.
        """
        supposed = copy(report)
        supposed.state = Report.State.APPROVED
        reports = {**self.reports, (report.pilot_id, report.quarter): supposed}
        return replace(self, reports=MappingProxyType(reports))

    def _kept(self, pilot: Pilot, indicator: Indicator, quarter: Quarter | None) -> Figures:
        if quarter is None or not self.is_approved(pilot, quarter):
            return NO_FIGURES
        return self.reported.of(self.reports[pilot.id, quarter].id, indicator.id)


def load_approved(
    plan_context: PlanContext,
    quarters: Collection[Quarter],
    *,
    pilot: Pilot | None = None,
    indicator: Indicator | None = None,
    only_verified: bool = False,
    waiting: QuerySet[Report] | None = None,
    with_present: bool = False,
) -> Approved:
    """Return what is approved or recorded in these quarters, and what each pilot had approved last; in four queries.

    Of one `pilot` or `indicator` alone, if it is given. `waiting` are reports that wait for the check and that the
    reader may open: `pending` tells their values. `with_present` adds what the records say today: the resolutions, and
    who is assigned to each pilot.
    """
    rows = _reports.rows(plan_context.plan.pk, shape=(str(max(quarters)),))
    reports = {(each.pilot_id, each.quarter): each for each in rows}
    ids = _last_approved(reports.values(), quarters, pilot)
    visits = visits_of(ids, indicator)
    asked = ids | (_waiting(reports.values(), waiting) if waiting is not None else set())
    figures = load_figures_of(asked, indicator.id if indicator else None)
    reported = _with_ratings(plan_context, figures, [each for each in reports.values() if each.pk in ids])
    return Approved(
        reports=MappingProxyType(reports),
        reported=reported,
        truths=Truths(reported.evidenced, visits),
        records=_records(plan_context, quarters, with_present=with_present),
        only_verified=only_verified,
    )


@compiled(Report)
def _reports(plan: int, last: str) -> QuerySet[Report]:
    return Report.objects.filter(pilot__plan=plan, quarter__lte=last).order_by("quarter")


def _waiting(reports: Iterable[Report], waiting: QuerySet[Report]) -> set[int]:
    """Return which of the reports that wait for the check the reader may open; asked for only if there are any."""
    if any(each.state == Report.State.SUBMITTED for each in reports):
        return set(waiting.order_by().values_list("pk", flat=True))
    return set()


def _with_ratings(plan_context: PlanContext, reported: Reported, reports: Iterable[Report]) -> Reported:
    """Return the figures with the department's rating in the place of what the reports on the last quarter say.

    One query, and only where the plan's last quarter is among them.
    """
    last = [each for each in reports if each.quarter == plan_context.plan.last_quarter]
    indicator = next((each for each in plan_context.indicators if each.is_rated), None)
    if indicator is None or not last:
        return reported
    rated = load_rated(plan_context.plan)
    figures = {(each.pk, indicator.id): rated[each.pilot_id] for each in last if each.pilot_id in rated}
    return replace(reported, figures=MappingProxyType({**reported.figures, **figures}))


def _last_approved(reports: Iterable[Report], quarters: Collection[Quarter], pilot: Pilot | None) -> set[int]:
    """Return the keys of the reports that speak for these quarters: of each pilot the last approved up to each."""
    last: dict[tuple[int, Quarter], int] = {}
    for each in reports:  # the earliest first
        if each.state == Report.State.APPROVED and (pilot is None or each.pilot_id == pilot.id):
            last |= {(each.pilot_id, quarter): each.pk for quarter in quarters if each.quarter <= quarter}
    return set(last.values())


def _records(plan_context: PlanContext, quarters: Collection[Quarter], *, with_present: bool) -> Records:
    """Return what the county's records say in those of the plan's quarters that have begun, in one query."""
    today, first = clock.today(), plan_context.plan.first_quarter
    begun = [quarter for quarter in quarters if first <= quarter and quarter.first_day <= today]
    days = {quarter: min(today, quarter.last_day) for quarter in begun}
    measures = {each.measure for each in plan_context.indicators if each.source == Indicator.Source.RECORD}
    return load_records(plan_context.plan, days, today if with_present else None, measures)


def hard_targets_met(plan_context: PlanContext, approved: Approved, quarter: Quarter) -> int | None:
    """Return how many required indicators the communities met in a quarter; None if nothing was approved up to it.

    As on its own board: where nothing was approved for the quarter, the last approved stock stands for it.
    """
    known = {pilot: approved.last_known(pilot, quarter) for pilot in plan_context.pilots}
    if not any(known.values()):
        return None
    terms = plan_context.in_quarter(quarter)
    hard = [indicator for indicator in terms.reported if indicator.kind == Indicator.Kind.REQUIRED]
    return sum(
        _is_met(terms, indicator, approved.of(pilot, indicator, last))
        for pilot, last in known.items()
        for indicator in hard
        if last == quarter or not indicator.is_flow
    )


_MET: Remembered[bool] = Remembered(2_000)


def _is_met(terms: PlanContext, indicator: Indicator, figures: Figures) -> bool:
    key = (terms, indicator.id, tuple(figures.items()))
    return _MET.of(key, lambda: indicator.clause.judge(figures).met is True)
