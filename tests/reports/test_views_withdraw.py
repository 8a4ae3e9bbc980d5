import pytest

from partybuilding.models import Report
from tests.pages import told

pytestmark = pytest.mark.usefixtures("english_pages")


def test_a_withdrawn_report_can_be_corrected(as_user, secretary, report_in, url):
    report_in("submitted")
    response = as_user(secretary).post(url("report-withdraw"))
    assert (response.url, told(response)) == (url("report-edit"), ["Withdrawn. Correct it and submit it again."])
    assert Report.objects.get().state == "draft"


def test_once_it_is_being_checked_the_reader_is_told(as_user, secretary, department, report_in, url):
    report_in("submitted")
    as_user(department).post(url("report-check-open"))
    response = as_user(secretary).post(url("report-withdraw"))
    assert response.url == url("report")
    assert told(response) == ["The county has begun to check the report: it can no longer be withdrawn."]
    assert Report.objects.get().state == "submitted"
