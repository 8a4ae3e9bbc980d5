import pytest

from partybuilding.reports.actions import return_report, start_review, submit_report, withdraw_report
from partybuilding.shared.errors import ActionError


@pytest.fixture
def report(report_in):
    return report_in("submitted")


def test_what_nobody_looked_at_was_not_handed_in(report, secretary):
    report = withdraw_report(report=report, actor=secretary)
    assert (report.state, report.first_submitted_at) == ("draft", None)
    assert report.events.latest("pk").kind == "withdrawn"
    assert report.history.latest().history_user == secretary


def test_not_once_the_check_is_opened(report, secretary, department, as_kept):
    start_review(report=report, actor=department)
    before = as_kept(report)
    with pytest.raises(ActionError, match="审核"):
        withdraw_report(report=report, actor=secretary)
    assert as_kept(report) == before


def test_what_was_returned_before_stays_returned(report, secretary, department):
    start_review(report=report, actor=department)
    report = return_report(report=report, reason="面积不符", actor=department)
    report = submit_report(report=report, actor=secretary)
    report = withdraw_report(report=report, actor=secretary)
    assert report.state == "returned"
    assert report.first_submitted_at is not None
