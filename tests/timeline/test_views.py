import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.models import Milestone
from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory
from tests.reports.reporting import complete_report
from tests.sample_plan import make_plan

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def reader(as_user, member):
    return as_user(member)


def lay(plan):
    """Give the second phase two milestones: the floor area, and one that nothing is recorded of."""
    phase = plan.phases.get(number=2)
    for order, (code, name) in enumerate([("floor-area", "200 m² reached"), ("systems", "systems written")]):
        Milestone.objects.create(phase=phase, code=code, scope="pilot", order=order, name=name, name_en=name)


def test_phases_milestones_and_deadlines_are_told(reader, url, plan, pilots):
    lay(plan)
    complete_report(pilots[0], approved=True, quarter=Quarter(2004, 4))
    content = reader.get(url("timeline")).content.decode()
    for part in ("Laying foundations", "31 December 2004", "200 m² reached", "no record", "5 January 2005"):
        assert part in content
    assert "1 done in time" in content
    assert f'href="{url("indicator", indicator="K07")}"' in content


def test_the_strip_says_in_words_what_it_shows(reader, url, plan):
    lay(plan)
    content = reader.get(url("timeline")).content.decode()
    assert "<title>systems written · no record</title>" in content
    assert "<title>2005Q3 missing</title>" in content
    assert "heavy line = 15 November 2005" in content


def test_a_plan_without_milestones_has_a_timeline(reader, url):
    assert reader.get(url("timeline")).status_code == 200


def test_every_page_leads_to_it(reader, url):
    assert f'href="{url("timeline")}"' in reader.get(url("county")).content.decode()


@pytest.mark.alike
def test_a_page_of_9_pilots_costs_as_many_queries_as_one_of_3(client, department):
    def cost(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        lay(plan)
        for pilot in plan.pilots.select_related("plan", "community"):
            complete_report(pilot, approved=True, quarter=Quarter(2005, 2))
            complete_report(pilot, approved=True)
        client.force_login(department)
        client.get(f"/{slug}/timeline/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/{slug}/timeline/").status_code == 200
        return len(queries)

    assert cost(3, "small") == cost(9, "large") <= 30
