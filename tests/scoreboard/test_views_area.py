import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory
from tests.reports.reporting import complete_report
from tests.sample_plan import make_plan

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def reader(as_user, member):
    return as_user(member)


def test_indicators_values_and_gaps_are_shown_with_a_link_to_each(reader, url, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 162}})
    content = reader.get(url("area", area=2)).content.decode()
    for part in ("Gross floor area", "162 m²", "38 m² short", "Overdue", "Finance Bureau"):
        assert part in content
    assert f'href="{url("indicator", indicator="K07")}?quarter=2005Q3"' in content


def test_every_area_can_be_reached(reader, url):
    content = reader.get(url("area", area=2)).content.decode()
    assert all(url("area", area=number) in content for number in (2, 3, 4, 5, 6))


@pytest.mark.parametrize("number", [0, 1, 7])
def test_an_area_without_indicators_is_not_there(reader, url, number):
    assert reader.get(url("area", area=number)).status_code == 404


def test_the_lamps_stand_in_a_chart_and_in_a_table(reader, url, pilots):
    complete_report(pilots[0], approved=True)
    content = reader.get(url("area", area=2)).content.decode()
    assert "● 2" in content
    assert "2005Q3, of 6 required indicators: 2 met or on pace" in content
    assert content.count('<td class="muted" colspan="4">') == 3  # 2005Q4 is under way, two are to come


def test_what_is_not_approved_is_shown_to_nobody(as_user, department, url, pilots):
    complete_report(pilots[0], submitted=True, changes={"K07": {"area": 777.77}})
    assert "777.77" not in as_user(department).get(url("area", area=2)).content.decode()


@pytest.mark.alike
def test_a_page_of_9_pilots_costs_as_many_queries_as_one_of_3(client, department):
    def costs(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            complete_report(pilot, approved=True, quarter=Quarter(2005, 2))
            complete_report(pilot, approved=True)
        client.force_login(department)
        return [cost(f"/{slug}/areas/{number}/") for number in (2, 6)]

    def cost(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = costs(3, "small")
    assert few == costs(9, "large")
    assert max(few) <= 30
