import pytest

from partybuilding.reports.actions import comment_on_report
from partybuilding.shared.errors import ActionError


def test_the_opinion_stands_in_the_history_and_decides_nothing(report_in, town):
    report = comment_on_report(report=report_in("submitted"), opinion=" 情况属实 ", actor=town)
    step = report.events.latest("pk")
    assert (step.kind, step.actor, step.reason, report.state) == ("opinion", town, "情况属实", "submitted")


def test_an_empty_opinion_is_none(report_in, town, as_kept):
    report = report_in("submitted")
    before = as_kept(report)
    with pytest.raises(ActionError):
        comment_on_report(report=report, opinion="  ", actor=town)
    assert as_kept(report) == before
