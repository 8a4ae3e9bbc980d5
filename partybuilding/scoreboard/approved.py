"""The figures that count on every dashboard, and as "last quarter" in every report: approved ones, and records."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q, QuerySet

from fengxiang import clock
from partybuilding.models import FieldValue, Indicator, Pilot, Report
from partybuilding.plan.queries import PlanContext
from partybuilding.registers.records import Records, load_records
from partybuilding.scoreboard.evidence_level import EvidenceStatus, Truths, has_evidence, visits_to
from partybuilding.targets.quarter import Quarter

Figures = dict[str, Decimal | None]


class Approved:
    """The approved figures of a plan: which reports there are, and what they say; and what the county's records say.

    With `only_verified`, what nobody found on site as reported is as good as not there.
    """

    def __init__(self, plan_context: PlanContext, until: Quarter, *, only_verified: bool = False) -> None:
        self.plan_context = plan_context
        self.only_verified = only_verified
        self.truths = Truths()
        reports = Report.objects.filter(pilot__plan=plan_context.plan, quarter__lte=str(until)).order_by("quarter")
        self.reports = {(report.pilot_id, report.quarter): report for report in reports}
        self.figures: dict[tuple[int, int], Figures] = defaultdict(dict)
        self.records = Records()

    def is_approved(self, pilot: Pilot, quarter: Quarter) -> bool:
        report = self.reports.get((pilot.pk, quarter))
        return report is not None and report.state == Report.State.APPROVED

    def is_in_hand(self, pilot: Pilot, quarter: Quarter) -> bool:
        """Return whether the quarter was reported on, but is not approved: submitted, or returned for revision."""
        report = self.reports.get((pilot.pk, quarter))
        return report is not None and report.state in {Report.State.SUBMITTED, Report.State.RETURNED}

    def last_known(self, pilot: Pilot, until: Quarter) -> Quarter | None:
        """Return the latest quarter up to `until` that has an approved report."""
        known = (quarter for (pk, quarter) in self.reports if pk == pilot.pk and quarter <= until)
        return max((quarter for quarter in known if self.is_approved(pilot, quarter)), default=None)

    def read(self, wanted: Iterable[tuple[Pilot, Quarter]], waiting: QuerySet[Report] | None = None) -> None:
        """Fetch the figures of the approved reports among these, and of `waiting` ones, in one query.

        `waiting` are reports that wait for the check and that the reader may open: `pending` tells their values.
        """
        ids = [self.reports[pilot.pk, quarter].pk for pilot, quarter in wanted if self.is_approved(pilot, quarter)]
        told = Q(entry__report__in=ids)
        if waiting is not None:
            told |= Q(entry__report__in=waiting.order_by().values("pk"))
        rows = FieldValue.objects.filter(told).values_list(
            "entry__report_id", "entry__indicator_id", "field_id", "value", has_evidence()
        )
        fields = self.plan_context.fields
        for report, indicator, field_id, value, is_evidenced in rows:
            if field_id in fields:
                self.figures[report, indicator][fields[field_id].key] = value
            if is_evidenced:
                self.truths.proofs.add((report, indicator))

    def read_visits(self, wanted: Iterable[tuple[Pilot, Quarter]]) -> None:
        """Fetch what was found on site of the figures that were read, in one query."""
        self.truths.add(
            visits_to(
                self.reports[pilot.pk, quarter].pk for pilot, quarter in wanted if self.is_approved(pilot, quarter)
            )
        )

    def read_records(self, quarters: Iterable[Quarter], *, with_present: bool = False) -> None:
        """Fetch what the county's records say in those of the plan's quarters that have begun, in one query.

        `with_present` adds what stands today: the resolutions, and who is assigned to each pilot.
        """
        today, first = clock.today(), self.plan_context.plan.first_quarter
        begun = [quarter for quarter in quarters if first <= quarter and quarter.first_day <= today]
        days = {quarter: min(today, quarter.last_day) for quarter in begun}
        measures = {each.measure for each in self.plan_context.indicators if each.source == Indicator.Source.RECORD}
        self.records = load_records(self.plan_context.plan, days, today if with_present else None, measures)

    def of(self, pilot: Pilot | None, indicator: Indicator, quarter: Quarter | None) -> Figures:
        """Return the approved figures, empty if there are none, or none that may be shown.

        Of the county's records, and of the county as a whole (`pilot` None), what stands in them.
        """
        if pilot is None or indicator.source == Indicator.Source.RECORD:
            return dict(self.records.of(quarter, pilot, indicator.measure)) if quarter else {}
        figures = self._kept(pilot, indicator, quarter)
        return {} if self.is_hidden(pilot, indicator, quarter) else figures

    def pending(self, pilot: Pilot, indicator: Indicator, quarter: Quarter) -> str:
        """Return the value that waits for the check, as it is shown; empty if none was read. It is judged nowhere."""
        report = self.reports.get((pilot.pk, quarter))
        if report is None or report.state != Report.State.SUBMITTED:
            return ""
        figures = self.figures.get((report.pk, indicator.pk), {})
        return indicator.clause.value_text(figures) if indicator.clause.is_known(figures) else ""

    def evidence_level(self, pilot: Pilot, indicator: Indicator, quarter: Quarter | None) -> EvidenceStatus | None:
        """Return where the approved value stands on the ladder of truth; None if there is none, and for records."""
        figures = self._kept(pilot, indicator, quarter)
        return self.truths.of(self.reports[pilot.pk, quarter].pk, indicator, figures) if quarter and figures else None

    def is_hidden(self, pilot: Pilot, indicator: Indicator, quarter: Quarter | None) -> bool:
        """Return whether there is an approved value that is not shown, because it is not verified."""
        if not self.only_verified:
            return False
        evidence_level = self.evidence_level(pilot, indicator, quarter)
        return evidence_level is not None and not evidence_level.is_verified

    def _kept(self, pilot: Pilot, indicator: Indicator, quarter: Quarter | None) -> Figures:
        if quarter is None or not self.is_approved(pilot, quarter):
            return {}
        return self.figures.get((self.reports[pilot.pk, quarter].pk, indicator.pk), {})


def hard_targets_met(plan_context: PlanContext, approved: Approved, quarter: Quarter) -> int | None:
    """Return how many hard targets of the communities were met in a quarter; None if nothing was approved in it."""
    pilots = [pilot for pilot in plan_context.pilots if approved.is_approved(pilot, quarter)]
    if not pilots:
        return None
    hard = [indicator for indicator in plan_context.reported if indicator.kind == Indicator.Kind.REQUIRED]
    return sum(
        indicator.clause.judge(approved.of(pilot, indicator, quarter)).met is True
        for pilot in pilots
        for indicator in hard
    )
