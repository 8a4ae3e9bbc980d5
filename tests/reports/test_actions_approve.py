from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils.timezone import localdate

from partybuilding.models import Report
from partybuilding.reports.actions import approve_report, return_report
from partybuilding.shared.errors import ActionError


@pytest.fixture
def report(report_in):
    return report_in("submitted")


def test_who_approved_it_and_when_is_kept(report, department):
    report = approve_report(report=report, actor=department, remark=" 数据属实 ")
    step = report.events.latest("id")
    assert (report.state, step.kind, step.actor, step.reason) == ("approved", "approved", department, "数据属实")
    assert localdate(step.at) == localdate(report.decided_at) == date(2005, 11, 15)


def test_the_history_row_names_the_actor(report, department):
    approve_report(report=report, actor=department)
    assert report.history.latest().history_user == department


def test_not_by_whoever_submitted_it(report, department, as_kept):
    Report.objects.update(submitted_by=department)
    before = as_kept(report)
    with pytest.raises(ActionError):
        approve_report(report=report, actor=department)
    assert as_kept(report) == before


def test_by_a_colleague_of_whoever_submitted_it(report, department, department_colleague):
    Report.objects.update(submitted_by=department)
    assert approve_report(report=report, actor=department_colleague).state == "approved"


def test_a_checker_who_looks_at_an_old_page_cannot_approve_what_was_returned(report, department, department_colleague):
    seen = Report.objects.get()
    return_report(report=report, reason="面积不符", actor=department)
    with pytest.raises(ActionError):
        approve_report(report=seen, actor=department_colleague)
    report.refresh_from_db()
    assert report.state == "returned"
    assert not report.events.filter(kind="approved").exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_checkers_at_once_one_wins(report, department, department_colleague):
    start, outcomes = Barrier(2), []

    def decide(act, **more):
        start.wait()
        try:
            outcomes.append(act(report=Report(pk=report.pk), **more).state)
        except ActionError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [
        Thread(target=decide, args=[approve_report], kwargs={"actor": department}),
        Thread(target=decide, args=[return_report], kwargs={"actor": department_colleague, "reason": "面积不符"}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) in (["approved", "refused"], ["refused", "returned"])
    assert report.events.filter(kind__in=["approved", "returned"]).count() == 1
