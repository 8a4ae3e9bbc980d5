import pytest

from partybuilding.models import Report
from tests.pages import told

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def reopen(as_user, department, url):
    def post(reason):
        return as_user(department).post(url("report-reopen"), {"reason": reason})

    return post


def test_the_report_lies_with_the_community_again(as_user, reopen, secretary, report_in, url):
    report_in("approved")
    response = reopen("面积计算有误")
    assert (response.url, told(response)) == (url("report"), ["Reopened. The community can correct it now."])
    content = as_user(secretary).get(url("report-edit")).content.decode()
    assert "面积计算有误" in content


def test_its_values_leave_the_dashboard(as_user, reopen, member, report_in, url):
    report_in("approved")
    dashboard = url("county") + "?open=2"
    assert "210 m²" in as_user(member).get(dashboard).content.decode()
    reopen("面积计算有误")
    assert "210 m²" not in as_user(member).get(dashboard).content.decode()


@pytest.mark.parametrize("reason", ["", "  ", "见 610322196503120017"])
def test_without_a_good_reason_it_stays_approved_and_keeps_what_was_typed(reopen, report_in, reason):
    report_in("approved")
    response = reopen(reason)
    content = response.content.decode()
    assert response.status_code == 422
    assert 'class="errorlist"' in content
    assert reason.strip() in content
    assert Report.objects.get().state == "approved"


def test_what_is_not_approved_cannot_be_reopened(reopen, report_in):
    report_in("submitted")
    response = reopen("面积计算有误")
    content = response.content.decode()
    assert response.status_code == 422
    assert "The report is submitted now: this step is not possible." in content
    assert "面积计算有误</textarea>" in content
