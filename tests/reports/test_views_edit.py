import pytest

from partybuilding.models import IndicatorField
from tests.factories import ReportFactory, RoomFactory
from tests.pages import form_data
from tests.reports.reporting import complete_report
from tests.sample_plan import ALL_MET

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def opened(as_user, secretary, url):
    def get():
        response = as_user(secretary).get(url("report-edit"))
        assert response.status_code == 200
        return response

    return get


def test_every_row_every_field_and_every_word_is_on_the_form(opened, pilots):
    complete_report(pilots[0])
    data = form_data(opened())
    rows = [name for name in data if name.startswith("r") and name[1:].isdecimal()]
    assert len(rows) == len(ALL_MET)
    assert {"progress", "difficulties", "next_quarter"} <= data.keys()
    area = IndicatorField.objects.get(key="area")
    assert data[f"v{area.pk}"] == "210"
    assert data[f"c{area.indicator_id}"] == "on"


def test_the_register_is_offered(opened, pilots):
    ReportFactory(pilot=pilots[0])
    RoomFactory(community=pilots[0].community, gross_floor_area="186.50")
    assert form_data(opened())[f"v{IndicatorField.objects.get(key='area').pk}"] == "186.5"


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_what_is_out_of_hand_is_shown_instead(as_user, secretary, url, report_in, state):
    report_in(state)
    assert as_user(secretary).get(url("report-edit")).url == url("report")


def test_a_returned_report_shows_the_reason_and_who(opened, report_in, department):
    report_in("returned", decision__reason="面积请按验收面积填写", decision__by=department)
    content = opened().content.decode()
    assert "面积请按验收面积填写" in content
    assert "Returned: correct it and submit again" in content
    assert "周某" in content


def test_a_first_draft_shows_no_reason(opened, report_in):
    report_in("draft")
    assert "correct it and submit again" not in opened().content.decode()


def test_opening_the_form_changes_nothing(opened, report_in):
    report = report_in("draft")
    before = list(report.entries.values()), report.history.count()
    opened()
    assert (list(report.entries.values()), report.history.count()) == before
