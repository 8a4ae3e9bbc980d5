from decimal import Decimal

import pytest

from partybuilding.reports.actions import Draft, return_report, save_draft, submit_report
from partybuilding.targets.quarter import Quarter
from tests.reports.reporting import complete_report

pytestmark = pytest.mark.usefixtures("english_pages")


def test_what_changed_or_is_odd_comes_first(as_user, department, url, pilots):
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2))
    complete_report(pilots[0], submitted=True, changes={"K10": {"known": 54}})
    context = as_user(department).get(url("report-check")).context
    codes = {row.row.indicator.code for row in context["notable"]}
    assert "K10" in codes  # changed since last quarter
    assert "K07" in codes  # differs from the register, with a note
    assert [row.row.indicator.code for row in context["unchanged"].rows] == ["K09"]


def test_what_is_odd_comes_before_what_only_changed_and_the_rest_is_folded_with_a_count(
    as_user, department, url, pilots, plan
):
    last = {"K10": {"known": 53}}
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2), changes=last)
    complete_report(pilots[0], submitted=True)
    response = as_user(department).get(url("report-check"))
    notable = [row.row for row in response.context["notable"]]
    assert [bool(row.labels) for row in notable] == sorted((bool(row.labels) for row in notable), reverse=True)
    content = " ".join(response.content.decode().split())
    assert '<details class="folded"> <summary> 1 as last quarter' in content
    assert "0 agree with the register, 1 without a register, 0 differ" in content


def test_a_row_marked_in_the_folded_ones_opens_them(as_user, department, url, pilots, plan):
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2))
    complete_report(pilots[0], submitted=True)
    pk = plan.indicators.get(code="K09").pk
    response = as_user(department).post(url("report-return"), {f"f{pk}": "on"})
    assert response.context["unchanged"].is_open
    assert '<details class="folded" open> <summary>' in " ".join(response.content.decode().split())


def test_what_approving_does_is_shown_before_it_is_done(as_user, department, url, report_in):
    report_in("submitted", changes={"K07": {"area": 162}})
    response = as_user(department).get(url("report-check"))
    before, after = response.context["preview"].county
    content = " ".join(response.content.decode().split())
    assert f'red lamps <b class="nowrap">{before.red} → {after.red}</b>' in content
    assert "Reports approved: 1 of 3" in content


def test_whoever_submitted_it_is_offered_no_decision(as_user, department, url, report_in):
    report = report_in("submitted")
    type(report).objects.filter(pk=report.pk).update(submitted_by=department)
    content = as_user(department).get(url("report-check")).content.decode()
    assert "formaction=" not in content
    assert "Who submitted a report cannot check it." in content


@pytest.mark.parametrize("state", ["draft", "returned", "approved"])
def test_what_does_not_wait_for_the_check_is_shown_instead(as_user, department, url, report_in, state):
    report_in(state)
    assert as_user(department).get(url("report-check")).url == url("report")


def test_both_decisions_are_offered(as_user, department, url, report_in):
    report_in("submitted")
    content = as_user(department).get(url("report-check")).content.decode()
    assert f'formaction="{url("report-approve")}"' in content
    assert f'action="{url("report-return")}"' in content


def test_the_days_it_has_waited_stand_in_the_head(as_user, department, url, report_in):
    report_in("submitted")
    content = " ".join(as_user(department).get(url("report-check")).content.decode().split())
    assert "community 3 days · county 43 days<" in content


def test_a_resubmission_is_held_against_what_was_submitted_before(as_user, department, secretary, report_in, url):
    report = submit_report(report=report_in("draft"), actor=secretary)
    report = return_report(report=report, reason="面积不符", actor=department)
    area = report.entries.get(indicator__code="K07").values.get()
    draft = Draft(values={area.entry.indicator_id: {"area": Decimal(186)}})
    save_draft(report=report, draft=draft, actor=secretary)
    submit_report(report=report, actor=secretary)
    context = as_user(department).get(url("report-check")).context
    mended = [row.row for row in context["notable"] if row.row.was_mended]
    assert [(row.indicator.code, row.before_text, row.text) for row in mended] == [("K07", "210 m²", "186 m²")]


def test_opening_it_stops_the_withdrawal(as_user, department, secretary, report_in, url):
    report_in("submitted")
    assert url("report-withdraw") in as_user(secretary).get(url("report")).content.decode()
    assert as_user(department).post(url("report-check-open")).url == url("report-check")
    assert url("report-withdraw") not in as_user(secretary).get(url("report")).content.decode()
