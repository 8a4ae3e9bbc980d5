import pytest

from tests.pages import told

pytestmark = pytest.mark.usefixtures("english_pages")


def test_the_county_reads_the_towns_opinion_on_its_check_page(as_user, town, department, report_in, url):
    report_in("submitted")
    response = as_user(town).post(url("report-opinion"), {"opinion": "情况属实，同意上报"})
    assert told(response) == ["The opinion stands in the report's history."]
    assert "情况属实，同意上报" in as_user(department).get(url("report-check")).content.decode()


@pytest.mark.parametrize(
    ("opinion", "message"), [(" ", "Write the opinion."), ("见 610322196503120017", "looks like an ID number")]
)
def test_what_is_no_opinion_is_asked_for_again(as_user, town, report_in, url, opinion, message):
    report_in("submitted")
    response = as_user(town).post(url("report-opinion"), {"opinion": opinion})
    content = response.content.decode()
    assert response.status_code == 422
    assert message in content
    assert opinion.strip() in content


def test_it_is_offered_to_the_town_alone(as_user, town, secretary, report_in, url):
    report_in("submitted")
    assert url("report-opinion") in as_user(town).get(url("report")).content.decode()
    assert url("report-opinion") not in as_user(secretary).get(url("report")).content.decode()
