"""What lies behind a report's figures: files, steps, visits, and what bears out the five in common."""

from collections.abc import Container, Mapping
from functools import cached_property

from django.db.models import Prefetch

from fengxiang import clock
from partybuilding.models import Evidence, Objection, Report, ReportEvent
from partybuilding.plan.queries import Place
from partybuilding.registers.commons import CommonRecords, load_commons
from partybuilding.scoreboard.evidence_level import Truths, visits_to


class ReportBackground:
    """What lies behind a report's figures: files, steps, visits. Each is read when a page first asks for it."""

    def __init__(self, report: Report, evidenced: Container[Place]) -> None:
        self._report, self._evidenced = report, evidenced

    @cached_property
    def evidence(self) -> list[Evidence]:
        return list(self._report.evidence.filter(removed_at=None).select_related("indicator"))

    @cached_property
    def events(self) -> list[ReportEvent]:
        """The steps of the report in their order, with everything their list shows."""
        objections = Prefetch("objections", Objection.objects.select_related("indicator"))
        people = ("actor__unit", "actor__community")
        return list(self._report.events.select_related(*people).prefetch_related(objections))

    @cached_property
    def commons(self) -> Mapping[str, CommonRecords]:
        """What bears out the five in common, by their keys, up to the quarter's last day."""
        return load_commons(self._report.pilot, min(clock.today(), self._report.quarter.last_day))

    @cached_property
    def truths(self) -> Truths:
        return Truths(self._evidenced, visits_to([self._report.pk]))

    @cached_property
    def objections(self) -> dict[int, str]:
        """What the last return said, by indicator."""
        return {each.indicator_id: each.reason for each in self.returned.objections.all()} if self.returned else {}

    @property
    def returned(self) -> ReportEvent | None:
        """The step by which it came back last, returned or reopened."""
        returns = self._steps(ReportEvent.Kind.RETURNED, ReportEvent.Kind.REOPENED)
        return returns[-1] if returns else None

    @cached_property
    def when_returned(self) -> dict[str, str] | None:
        """What the submission said that came back, as it was kept; None if none did."""
        back = self.returned
        values = [each.values for each in self._steps(ReportEvent.Kind.SUBMITTED) if back and each.pk < back.pk]
        return values[-1] if values else None

    @property
    def reply(self) -> str:
        """What the last submission answered to the return before it; empty if there was none, or it was no answer."""
        submissions = self._steps(ReportEvent.Kind.SUBMITTED)
        return submissions[-1].reason if submissions else ""

    @cached_property
    def submitted_before(self) -> dict[str, str] | None:
        """The figures by field id of the submission that the present state of the report is compared with."""
        submissions = self._steps(ReportEvent.Kind.SUBMITTED)
        if not self._report.is_open:
            submissions = submissions[:-1]
        return submissions[-1].values if submissions else None

    def _steps(self, *kinds: str) -> list[ReportEvent]:
        return sorted((each for each in self.events if each.kind in kinds), key=lambda event: event.pk)
