from datetime import date

import pytest
from django.utils.timezone import localdate

from partybuilding.models import ReportEvent
from partybuilding.reports.actions import return_report
from partybuilding.shared.errors import ActionError


@pytest.fixture
def report(report_in):
    return report_in("submitted")


def test_the_reason_is_kept_with_who_and_when(report, department):
    report = return_report(report=report, reason="  面积与台账不一致 ", actor=department)
    step = report.events.latest("id")
    assert (step.kind, step.actor, step.reason) == ("returned", department, "面积与台账不一致")
    assert localdate(step.at) == localdate(report.decided_at) == date(2005, 11, 15)


def test_the_history_row_names_the_actor(report, department):
    return_report(report=report, reason="面积不符", actor=department)
    assert report.history.latest().history_user == department


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_a_reason_is_required(report, department, as_kept, reason):
    before = as_kept(report)
    with pytest.raises(ActionError):
        return_report(report=report, reason=reason, actor=department)
    assert as_kept(report) == before


def test_not_by_whoever_submitted_it(report, secretary, as_kept):
    before = as_kept(report)
    with pytest.raises(ActionError):
        return_report(report=report, reason="面积不符", actor=secretary)
    assert as_kept(report) == before


def test_what_was_submitted_stays_as_it_was(report, department, as_kept):
    before = as_kept(report)
    return_report(report=report, reason="面积不符", actor=department)
    after = as_kept(report)
    assert (after["values"], after["entries"]) == (before["values"], before["entries"])
    assert after["report"]["first_submitted_at"] == before["report"]["first_submitted_at"]


def test_a_failure_in_the_history_leaves_it_submitted(report, department, as_kept, monkeypatch):
    before = as_kept(report)

    def fail(**fields):
        raise RuntimeError

    monkeypatch.setattr(ReportEvent.objects, "create", fail)
    with pytest.raises(RuntimeError):
        return_report(report=report, reason="面积不符", actor=department)
    assert as_kept(report) == before


def test_what_is_wrong_is_kept_by_indicator(report, department):
    wrong = report.pilot.plan.indicators.get(code="K07")
    right = report.pilot.plan.indicators.get(code="K09")
    return_report(report=report, objections={wrong.pk: " 与台账不一致 ", right.pk: " "}, actor=department)
    step = report.events.latest("id")
    assert list(step.objections.values_list("indicator__code", "reason")) == [("K07", "与台账不一致")]


def test_an_empty_objection_is_no_reason(report, department, as_kept):
    before = as_kept(report)
    with pytest.raises(ActionError):
        return_report(report=report, objections={1: "  "}, actor=department)
    assert as_kept(report) == before
