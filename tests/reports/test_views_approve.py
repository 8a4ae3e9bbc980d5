import pytest

from partybuilding.models import Report
from tests.pages import told
from tests.reports.reporting import complete_report

pytestmark = pytest.mark.usefixtures("english_pages")
CONFIRMED = {"confirmed": "on"}


def test_on_the_next_request_the_members_see_the_value(as_user, department, member, report_in, url):
    report_in("submitted", changes={"K07": {"area": 162}})
    dashboard = url("county") + "?open=2"
    assert "162 m²" not in as_user(member).get(dashboard).content.decode()
    response = as_user(department).post(url("report-approve"), CONFIRMED)
    assert (response.url, told(response)) == (
        url("report"),
        ["Approved. The dashboards show its values from now on."],
    )
    content = as_user(member).get(dashboard).content.decode()
    for part in ("162 m²", "38 m² short", "Overdue"):
        assert part in content


def test_without_the_tick_beside_the_button_it_is_asked_for(as_user, department, report_in, url):
    report_in("submitted")
    response = as_user(department).post(url("report-approve"))
    content = response.content.decode()
    assert response.status_code == 422
    assert "Tick this first" in content
    assert "Say what is wrong" not in content
    assert Report.objects.get().state == "submitted"


@pytest.mark.parametrize("sent", [{}, CONFIRMED])
def test_what_a_colleague_decided_meanwhile_is_told_before_anything_is_asked(as_user, department, report_in, url, sent):
    report_in("returned")
    response = as_user(department).post(url("report-approve"), sent)
    assert response.url == url("report")
    assert told(response) == ["The report is returned now: this step is not possible."]
    assert Report.objects.get().state == "returned"


def test_not_by_whoever_submitted_it(as_user, department, report_in, url):
    Report.objects.filter(pk=report_in("submitted").pk).update(submitted_by=department)
    response = as_user(department).post(url("report-approve"), CONFIRMED)
    assert told(response) == ["Who submitted a report cannot check it."]
    assert Report.objects.get().state == "submitted"


@pytest.mark.parametrize("typed", ["与台账不一致", ""])
def test_with_a_row_marked_it_is_asked_what_was_meant(as_user, department, plan, report_in, url, typed):
    report_in("submitted")
    pk = plan.indicators.get(code="K07").pk
    response = as_user(department).post(url("report-approve"), {f"f{pk}": "on", f"w{pk}": typed, **CONFIRMED})
    content = response.content.decode()
    assert response.status_code == 422
    assert "You typed reasons for returning it" in content
    assert typed in content
    assert f'name="f{pk}" checked' in content
    assert Report.objects.get().state == "submitted"


def test_the_next_report_is_offered_after_the_decision_the_one_that_waits_longest(
    as_user, department, report_in, url, pilots
):
    report_in("submitted")
    complete_report(pilots[1], submitted=True)
    browser = as_user(department)
    assert "Next to be checked" not in browser.get(url("report")).content.decode()
    browser.post(url("report-approve"), CONFIRMED)
    content = browser.get(url("report")).content.decode()
    assert "Next to be checked" in content
    assert f'action="{url("report-check-open", pilot="dongguan")}"' in content


def test_nobody_else_is_offered_the_next_report_and_none_that_oneself_submitted(
    as_user, department, secretary, report_in, url, pilots
):
    report_in("approved")
    complete_report(pilots[1], submitted=True, submitted_by=department)
    for user in (secretary, department):
        assert "Next to be checked" not in as_user(user).get(url("report")).content.decode()
