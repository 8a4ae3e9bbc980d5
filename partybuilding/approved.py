"""The approved figures of a plan: what counts on every dashboard, and as "last quarter" in every report."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from partybuilding.frame import Frame
from partybuilding.models import FieldValue, Indicator, Pilot, Report
from partybuilding.quarter import Quarter

Figures = dict[str, Decimal | None]


class Approved:
    """The approved figures of a plan: which reports there are, and what they say."""

    def __init__(self, frame: Frame, until: Quarter) -> None:
        self.frame = frame
        reports = Report.objects.filter(pilot__plan=frame.plan, quarter__lte=str(until)).order_by("quarter")
        self.reports = {(report.pilot_id, report.quarter): report for report in reports}
        self.figures: dict[tuple[int, int], Figures] = defaultdict(dict)

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

    def read(self, wanted: Iterable[tuple[Pilot, Quarter]]) -> None:
        """Fetch the figures of the approved reports among these, in one query."""
        ids = [self.reports[pilot.pk, quarter].pk for pilot, quarter in wanted if self.is_approved(pilot, quarter)]
        rows = FieldValue.objects.filter(entry__report__in=ids).values_list(
            "entry__report_id", "entry__indicator_id", "field_id", "value"
        )
        fields = self.frame.fields
        for report, indicator, field_id, value in rows:
            if field_id in fields:
                self.figures[report, indicator][fields[field_id].key] = value

    def of(self, pilot: Pilot, indicator: Indicator, quarter: Quarter | None) -> Figures:
        """Return the approved figures, empty if there are none."""
        if quarter is None or not self.is_approved(pilot, quarter):
            return {}
        return self.figures.get((self.reports[pilot.pk, quarter].pk, indicator.pk), {})
