import pytest

from partybuilding.models import Report
from tests.pages import told

pytestmark = pytest.mark.usefixtures("english_pages")


def test_a_draft_is_opened_and_its_form_shown(as_user, secretary, url):
    response = as_user(secretary).post(url("report-start"))
    assert response.url == url("report-edit")
    assert Report.objects.get().events.get().actor == secretary
    assert as_user(secretary).get(response.url).status_code == 200


def test_a_second_time_leads_back_with_the_reason(as_user, secretary, url):
    as_user(secretary).post(url("report-start"))
    response = as_user(secretary).post(url("report-start"))
    assert (response.url, Report.objects.count()) == (url("reports"), 1)
    assert told(response) == ["The report has been started already."]


def test_a_quarter_that_has_not_begun_leads_back_with_the_reason(as_user, secretary, url):
    response = as_user(secretary).post(url("report-start", quarter="2006Q1"))
    assert told(response) == ["The quarter has not begun yet."]
    assert not Report.objects.exists()


@pytest.mark.parametrize("code", ["2006Q3", "2005Q0", "x"])
def test_a_quarter_outside_the_plan_is_not_there(as_user, secretary, url, code):
    assert as_user(secretary).post(url("report-start", quarter=code)).status_code == 404
