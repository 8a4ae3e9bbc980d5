from partybuilding.reports.access import is_review_started
from partybuilding.reports.actions import return_report, start_review, submit_report


def test_it_is_opened_once(report_in, department, department_colleague):
    report = report_in("submitted")
    assert not is_review_started(report)
    start_review(report=report, actor=department)
    start_review(report=report, actor=department_colleague)
    assert is_review_started(report)
    assert [step.actor for step in report.events.filter(kind="check_opened")] == [department]


def test_a_new_submission_is_not_opened_yet(report_in, department, secretary):
    report = report_in("submitted")
    start_review(report=report, actor=department)
    report = return_report(report=report, reason="面积不符", actor=department)
    report = submit_report(report=report, actor=secretary)
    assert not is_review_started(report)
