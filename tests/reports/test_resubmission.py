"""What came back and stands as it was asks why; what was changed in it does not."""

from decimal import Decimal

import pytest

from partybuilding.models import Objection, Report, ReportEvent
from partybuilding.reports.actions import (
    Draft,
    UnansweredReturnError,
    reopen_report,
    return_report,
    save_draft,
    submit_report,
    withdraw_report,
)
from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.resubmission import untouched
from partybuilding.targets.quarter import Quarter
from tests.factories import ReportFactory
from tests.reports.reporting import complete_report, photo


@pytest.fixture
def send_back(report_in, secretary, department, plan):
    """Submit a complete report and return it, for the figures of some indicators or as a whole."""

    def make(*codes):
        report = submit_report(report=report_in("draft"), actor=secretary)
        objections = {plan.indicators.get(code=code).pk: "与台账不一致" for code in codes}
        return return_report(report=report, reason="请核实", objections=objections, actor=department)

    return make


def left(report):
    return [row.indicator.code for row in untouched(load_report_detail(Report.objects.get(pk=report.pk)))]


def draft_of(report, code, figure=None, **more):
    value = report.entries.get(indicator__code=code).values.first()
    figures = {} if figure is None else {value.field.key: Decimal(figure)}
    return Draft(values={value.entry.indicator_id: figures}, **more)


def test_nothing_changed_is_refused_by_the_names_of_what_was_returned(send_back, secretary, as_kept):
    report = send_back("K07")
    before = as_kept(report)
    with pytest.raises(UnansweredReturnError, match="阵地建筑面积"):
        submit_report(report=report, actor=secretary)
    assert as_kept(report) == before


def test_nothing_changed_on_a_general_return_is_refused(send_back, secretary):
    with pytest.raises(UnansweredReturnError, match="没有改动"):
        submit_report(report=send_back(), actor=secretary)


def test_a_reply_goes_along_and_stands_in_the_history(send_back, secretary, department):
    report = send_back("K07")
    reply = Draft(narratives={"reply": "第二间活动室已启用，面积无误。"})
    report = submit_report(report=report, draft=reply, actor=secretary)
    event = report.events.filter(kind="submitted").latest("pk")
    assert (report.state, event.reason) == ("submitted", "第二间活动室已启用，面积无误。")
    assert return_report(report=report, reason="请附照片", actor=department).reply == ""


def test_a_changed_figure_is_an_answer(send_back, secretary):
    report = send_back("K07")
    assert submit_report(report=report, draft=draft_of(report, "K07", 186), actor=secretary).state == "submitted"


def test_another_figure_than_the_one_returned_is_none(send_back, secretary):
    report = send_back("K07", "K10")
    save_draft(report=report, draft=draft_of(report, "K07", 186), actor=secretary)
    assert left(report) == ["K10"]
    with pytest.raises(UnansweredReturnError):
        submit_report(report=report, actor=secretary)


def test_the_same_figure_typed_again_is_none(send_back, secretary):
    report = send_back("K07")
    save_draft(report=report, draft=draft_of(report, "K07", "210.00"), actor=secretary)
    assert left(report) == ["K07"]


def test_a_note_is_an_answer(send_back, secretary):
    report = send_back("K07")
    pk = report.entries.get(indicator__code="K07").indicator_id
    save_draft(report=report, draft=Draft(notes={pk: "含第二间活动室"}), actor=secretary)
    assert left(report) == []


def test_a_file_for_the_figure_is_an_answer_and_one_for_another_is_not(send_back, secretary, plan):
    report = send_back("K07")
    attach_evidence(report=report, file=photo(), indicator=plan.indicators.get(code="K10"), actor=secretary)
    assert left(report) == ["K07"]
    attach_evidence(report=report, file=photo(), indicator=plan.indicators.get(code="K07"), actor=secretary)
    assert left(report) == []


@pytest.mark.parametrize("by", ["text", "file"])
def test_anything_answers_a_general_return(send_back, secretary, by):
    report = send_back()
    assert len(left(report)) > 5
    if by == "text":
        save_draft(report=report, draft=Draft(narratives={"progress": "已核实。"}), actor=secretary)
    else:
        attach_evidence(report=report, file=photo(), actor=secretary)
    assert left(report) == []


def test_what_was_mended_and_withdrawn_is_mended(send_back, secretary):
    report = send_back("K07")
    report = submit_report(report=report, draft=draft_of(report, "K07", 186), actor=secretary)
    report = withdraw_report(report=report, actor=secretary)
    assert submit_report(report=report, actor=secretary).state == "submitted"


def test_a_reopened_report_is_asked_about_as_a_whole(send_back, secretary, department):
    report = send_back("K07")
    report = submit_report(report=report, draft=draft_of(report, "K07", 186), actor=secretary)
    report.state = "approved"
    report.save()
    report = reopen_report(report=report, reason="数字有误", actor=department)
    assert len(left(report)) > 1


def test_a_submission_from_before_notes_were_kept_is_held_by_its_figures(send_back, secretary):
    report = send_back("K07")
    event = report.events.get(kind="submitted")
    event.values = {key: text for key, text in event.values.items() if key.isdecimal()}
    ReportEvent.objects.filter(pk=event.pk).update(values=event.values)
    assert left(report) == ["K07"]
    save_draft(report=report, draft=draft_of(report, "K07", 186), actor=secretary)
    assert left(report) == []


def test_what_was_never_returned_asks_nothing(pilots, secretary):
    report = complete_report(pilots[0])
    assert submit_report(report=report, actor=secretary).events.get().reason == ""


def test_a_submission_nobody_kept_asks_for_what_was_objected_to(pilots, plan):
    report = ReportFactory(pilot=pilots[0], quarter=Quarter(2005, 3), returned=True)
    Objection.objects.create(
        event=report.events.get(kind="returned"), indicator=plan.indicators.get(code="K07"), reason="请核实"
    )
    ReportEvent.objects.filter(kind="submitted").delete()
    assert left(report) == ["K07"]
