from datetime import date
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from fengxiang import clock
from partybuilding.models import FieldValue, Report, ReportEvent
from partybuilding.reports.actions import Draft, return_report, submit_report
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from tests.factories import ReportFactory
from tests.reports.reporting import complete_report


@pytest.fixture
def report(pilot):
    return complete_report(pilot)


def test_who_submitted_it_and_when_is_kept(report, secretary):
    report = submit_report(report=report, actor=secretary)
    assert (report.state, report.submitted_by) == ("submitted", secretary)
    assert report.submitted_at == report.first_submitted_at
    assert localdate(report.submitted_at) == date(2005, 11, 15)
    assert report.decided_at is None


def test_the_step_holds_the_figures_as_they_stood(report, secretary):
    submit_report(report=report, actor=secretary)
    step = report.events.get()
    area = FieldValue.objects.get(entry__report=report, field__key="area")
    assert (step.kind, step.actor, step.reason) == ("submitted", secretary, "")
    assert step.values[str(area.field_id)] == "210.00"
    assert len([key for key in step.values if key.isdecimal()]) == FieldValue.objects.count()
    assert step.values[f"note{area.entry.indicator_id}"] == "以实地核对为准"
    assert step.values["progress"] == report.progress


def test_what_was_typed_last_is_handed_in_as_the_table_gives_it_back(report, secretary):
    area = FieldValue.objects.get(entry__report=report, field__key="area")
    pk = area.entry.indicator_id
    typed = Draft(values={pk: {"area": Decimal("230.5")}}, narratives={"progress": "已开放"})
    report = submit_report(report=report, draft=typed, actor=secretary)
    area.refresh_from_db()
    assert (area.value, report.progress) == (Decimal("230.50"), "已开放")
    assert report.events.get().values[str(area.field_id)] == str(area.value) == "230.50"
    assert report.history.filter(state="submitted", progress="已开放").count() == 1


def test_what_was_typed_goes_with_a_refusal(report, secretary, as_kept):
    before, pk = as_kept(report), report.entries.get(indicator__code="K07").indicator_id
    typed = Draft(values={pk: {"area": None}}, narratives={"progress": "已开放"})
    with pytest.raises(ActionError):
        submit_report(report=report, draft=typed, actor=secretary)
    assert as_kept(report) == before


def test_the_history_row_names_the_actor(report, secretary):
    submit_report(report=report, actor=secretary)
    assert report.history.latest().history_user == secretary


@pytest.mark.parametrize(("day", "is_taken"), [(date(2005, 9, 29), False), (date(2005, 9, 30), True)])
def test_it_can_be_submitted_from_the_quarters_last_day_on(report, secretary, day, is_taken):
    with clock.set_to(day):
        if is_taken:
            assert submit_report(report=report, actor=secretary).state == "submitted"
        else:
            with pytest.raises(ActionError):
                submit_report(report=report, actor=secretary)


@pytest.mark.parametrize(("day", "late"), [(date(2005, 10, 5), 0), (date(2005, 10, 6), 1), (date(2005, 11, 4), 30)])
def test_days_late_are_counted_from_the_deadline(report, secretary, day, late):
    with clock.set_to(day):
        submit_report(report=report, actor=secretary)
    report.refresh_from_db()
    assert report.deadline == date(2005, 10, 5)
    assert report.days_late == late


def test_the_deadline_is_the_plans_setting(report, secretary, plan):
    plan.report_deadline_days = 10
    plan.save()
    with clock.set_to(date(2005, 10, 11)):
        submit_report(report=report, actor=secretary)
    assert Report.objects.get().days_late == 1


def test_submitting_again_after_a_return_does_not_make_it_late(report, secretary, department):
    with clock.set_to(date(2005, 10, 4)):
        submit_report(report=report, actor=secretary)
        return_report(report=report, reason="面积不符", actor=department)
    report = submit_report(report=report, draft=Draft(narratives={"reply": "经核对无误"}), actor=secretary)
    assert report.days_late == 0
    assert localdate(report.submitted_at) == date(2005, 11, 15)
    assert report.decided_at is None


def test_a_report_not_submitted_grows_late_day_by_day(report):
    with clock.set_to(date(2005, 10, 8)):
        assert report.days_late == 3


def test_an_empty_report_is_refused(pilot, secretary, as_kept):
    report = ReportFactory(pilot=pilot)
    before = as_kept(report)
    with pytest.raises(ActionError):
        submit_report(report=report, actor=secretary)
    assert as_kept(report) == before


@pytest.mark.parametrize(
    "spoil",
    [
        {"entry__indicator__code": "K07", "value": None},
        {"field__key": "known", "value": 61},
    ],
)
def test_a_report_with_a_fault_is_refused(report, secretary, spoil):
    value = spoil.pop("value")
    FieldValue.objects.filter(**spoil).update(value=value)
    with pytest.raises(ActionError):
        submit_report(report=report, actor=secretary)


def test_an_entry_not_confirmed_is_refused(report, secretary):
    report.entries.filter(indicator__code="K09").update(is_confirmed=False)
    with pytest.raises(ActionError):
        submit_report(report=report, actor=secretary)


def test_a_difference_from_the_register_without_a_note_is_refused(report, secretary):
    report.entries.filter(indicator__code="K07").update(note="")
    with pytest.raises(ActionError):
        submit_report(report=report, actor=secretary)


def test_a_failure_in_the_history_leaves_the_report_a_draft(report, secretary, as_kept, monkeypatch):
    before = as_kept(report)

    def fail(**fields):
        raise RuntimeError

    monkeypatch.setattr(ReportEvent.objects, "create", fail)
    with pytest.raises(RuntimeError):
        submit_report(report=report, actor=secretary)
    assert as_kept(report) == before


def test_the_first_quarter_of_the_plan_has_nothing_to_compare_with(pilot, secretary):
    report = complete_report(pilot, quarter=Quarter(2004, 3))
    assert submit_report(report=report, actor=secretary).state == "submitted"
