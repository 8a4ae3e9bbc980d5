"""What the tests of the actions start from: a report in each state, and how it looked before."""

from collections.abc import Callable
from typing import Any

import pytest

from communities.models import User
from partybuilding.models import Pilot, Report, ReportEvent
from tests.reporting import complete_report


@pytest.fixture
def pilot(pilots: list[Pilot]) -> Pilot:
    """The first pilot, qinfenglu."""
    return pilots[0]


@pytest.fixture
def report_in(pilot: Pilot, secretary: User) -> Callable[[str], Report]:
    """Return a complete report of 2005Q3 in the state it is called with, submitted by its secretary."""

    def make(state: str) -> Report:
        sent: dict[str, Any] = {} if state == Report.State.DRAFT else {state: True, "submitted_by": secretary}
        return complete_report(pilot, **sent)

    return make


@pytest.fixture
def as_kept() -> Callable[[Report], dict[str, Any]]:
    """Return everything the database holds of a report, to be compared with what it holds later."""

    def look(report: Report) -> dict[str, Any]:
        return {
            "report": Report.objects.filter(pk=report.pk).values().get(),
            "history": report.history.count(),
            "events": list(ReportEvent.objects.filter(report=report).values()),
            "entries": list(report.entries.values()),
            "values": list(report.entries.values_list("values__field", "values__value")),
            "evidence": list(report.evidence.values()),
        }

    return look
