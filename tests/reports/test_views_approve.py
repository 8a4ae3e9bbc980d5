import pytest

from partybuilding.models import Report
from tests.pages import told

pytestmark = pytest.mark.usefixtures("english_pages")


def test_on_the_next_request_the_members_see_the_value(as_user, department, member, report_in, url):
    report_in("submitted", changes={"K07": {"area": 162}})
    dashboard = url("county") + "?open=2"
    assert "162 m²" not in as_user(member).get(dashboard).content.decode()
    response = as_user(department).post(url("report-approve"))
    assert (response.url, told(response)) == (
        url("reports"),
        ["Approved. The dashboards show its values from now on."],
    )
    content = as_user(member).get(dashboard).content.decode()
    for part in ("162 m²", "38 m² short", "Overdue"):
        assert part in content


def test_what_a_colleague_decided_meanwhile_is_told(as_user, department, report_in, url):
    report_in("returned")
    response = as_user(department).post(url("report-approve"))
    assert response.url == url("report")
    assert told(response) == ["The report is returned now: this step is not possible."]
    assert Report.objects.get().state == "returned"


def test_not_by_whoever_submitted_it(as_user, department, report_in, url):
    Report.objects.filter(pk=report_in("submitted").pk).update(submitted_by=department)
    response = as_user(department).post(url("report-approve"))
    assert told(response) == ["Who submitted a report cannot check it."]
    assert Report.objects.get().state == "submitted"


def test_with_a_reason_typed_it_is_asked_what_was_meant(as_user, department, plan, report_in, url):
    report_in("submitted")
    name = f"w{plan.indicators.get(code='K07').pk}"
    response = as_user(department).post(url("report-approve"), {name: "与台账不一致"})
    assert response.status_code == 422
    assert "与台账不一致" in response.content.decode()
    assert Report.objects.get().state == "submitted"
