import pytest

from partybuilding.reports.actions import Draft, reopen_report, save_draft, submit_report
from partybuilding.shared.errors import ActionError


@pytest.fixture
def report(report_in):
    return report_in("approved")


def test_the_reason_is_kept_with_who(report, department):
    report = reopen_report(report=report, reason="数字有误", actor=department)
    step = report.events.latest("id")
    assert (report.state, step.kind, step.actor, step.reason) == ("returned", "reopened", department, "数字有误")
    assert report.history.latest().history_user == department


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_required(report, department, as_kept, reason):
    before = as_kept(report)
    with pytest.raises(ActionError):
        reopen_report(report=report, reason=reason, actor=department)
    assert as_kept(report) == before


def test_the_approval_stays_in_the_history(report, department):
    reopen_report(report=report, reason="数字有误", actor=department)
    assert list(report.events.values_list("kind", flat=True)) == ["submitted", "approved", "reopened"]


def test_the_community_can_write_and_submit_again(report, department, secretary):
    reopen_report(report=report, reason="数字有误", actor=department)
    save_draft(report=report, draft=Draft(narratives={"progress": "已更正"}), actor=secretary)
    assert submit_report(report=report, actor=secretary).state == "submitted"
