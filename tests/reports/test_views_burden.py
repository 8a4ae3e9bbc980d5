import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from partybuilding.models import FieldValue, Report, ReportEntry
from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory, RoomFactory
from tests.reports.reporting import complete_report
from tests.sample_plan import make_plan

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def meter(as_user, department, url):
    def read():
        response = as_user(department).get(url("burden"))
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return read


def test_it_says_what_it_is_for_and_how_it_counts(meter):
    content = meter()
    for part in ("no points, no ranking", "a pause of more than 15 minutes", "no report"):
        assert part in content


def test_asked_changed_returns_and_minutes_stand_in_the_communitys_row(meter, pilots):
    complete_report(pilots[0], returned=True)
    content = meter()
    row = content[content.index(f"{pilots[0]}</th>") : content.index(f"{pilots[1]}</th>")]
    for part in ("32 asked, <b>19</b> changed", "1 min", "returned once"):
        assert part in row
    assert "1 report<" in content


def test_no_time_is_known_where_nothing_was_saved(meter, pilots):
    complete_report(pilots[0], submitted=True)
    for model in (FieldValue, ReportEntry, Report):
        model.history.all().delete()
    content = meter()
    assert content.count("no time known") == 2  # the report, and its quarter's total
    assert "1 min" not in content


def test_what_nobody_changed_is_listed(meter, pilots):
    RoomFactory(community=pilots[0].community, gross_floor_area=210)
    complete_report(pilots[0], approved=True)
    content = meter()
    use = content[content.index("K07 ·") :]
    assert "in 0 of 1 report <" in use[: use.index("</tr>")]
    assert "the register" in use[: use.index("</tr>")]


def test_no_name_of_a_person_is_shown(meter, pilots, secretary):
    complete_report(pilots[0], submitted=True, submitted_by=secretary)
    content = meter()
    assert content.count(secretary.name) == 0


def test_the_department_finds_it_from_the_list_of_reports_and_others_do_not(as_user, department, member, url):
    assert url("burden") in as_user(department).get(url("reports")).content.decode()
    assert url("burden") not in as_user(member).get(url("reports")).content.decode()


def test_a_secretary_sees_what_was_asked_of_the_own_community_and_of_no_other(as_user, secretary, pilots, url):
    complete_report(pilots[0], submitted=True)
    complete_report(pilots[1], returned=True)
    client = as_user(secretary)
    assert url("burden") in client.get(url("reports")).content.decode()
    content = " ".join(client.get(url("burden")).content.decode().split())
    assert "32 asked, <b>19</b> changed" in content
    assert "1 report<" in content
    assert "returned once" not in content
    assert str(pilots[1]) not in content.split("<main")[1]
    table = client.get(url("out-burden", form="csv")).content.decode("utf-8-sig")
    assert str(pilots[0]) in table
    assert str(pilots[1]) not in table


def test_it_is_read_in_chinese(as_user, department, url):
    client = as_user(department)
    client.cookies.pop("django_language")
    content = client.get(url("burden")).content.decode()
    with translation.override("zh-hans"):
        assert "减负" in content
    assert "Burden" not in content


@pytest.mark.alike
def test_a_page_of_9_pilots_costs_as_many_queries_as_one_of_3(client, department):
    def cost(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            complete_report(pilot, approved=True, quarter=Quarter(2005, 2))
            complete_report(pilot, submitted=True)
        client.force_login(department)
        client.get(f"/{slug}/burden/")
        with CaptureQueriesContext(connection) as queries:
            content = client.get(f"/{slug}/burden/").content.decode()
        assert content.count(" asked, <b>") == 2 * count + 2
        return len(queries)

    assert cost(3, "small") == cost(9, "large") <= 32
