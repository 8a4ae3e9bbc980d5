import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.quarter import Quarter
from tests.factories import CommunityFactory
from tests.reporting import complete_report
from tests.sample_plan import INDICATORS, make_plan


def page(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def reader(as_user, member):
    return as_user(member)


def test_it_opens_on_the_quarter_reports_are_due_for(reader, url):
    assert reader.get(url("county")).context["board"].quarter == Quarter(2005, 3)


def test_another_quarter_can_be_chosen(reader, url):
    assert reader.get(url("county"), {"quarter": "2004Q3"}).context["board"].quarter == Quarter(2004, 3)


@pytest.mark.parametrize("code", ["2005Q5", "2004Q2", "2006Q3", "2005", "２００５Q1", "2005Q3 ", "x" * 500])
def test_a_quarter_outside_the_plan_is_not_there(reader, url, code):
    assert reader.get(url("county"), {"quarter": code}).status_code == 404


def test_every_indicator_stands_in_the_matrix_with_its_section(reader, url, pilots):
    complete_report(pilots[0], approved=True)
    content = page(reader, url("county"), open="all")
    for spec in INDICATORS:
        assert spec["name_en"] in content
    assert content.count("三·") >= len(INDICATORS)


def test_value_lamp_gap_and_change_are_shown(reader, url, pilots):
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2), changes={"K07": {"area": 120}})
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 162}})
    content = page(reader, url("county"), open="2")
    for part in ("162 m²", "+42", "Overdue", "38 m² short", "lamp--red"):
        assert part in content


def test_what_was_not_approved_is_shown_as_last_known(reader, url, pilots):
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2))
    content = page(reader, url("county"), open="2")
    assert "210 m²" in content
    assert "last known: 2005Q2" in content


def test_the_set_day_is_told_on_the_page(reader, url):
    assert "15 November 2005" in page(reader, url("county")) or "2005-11-15" in page(reader, url("county"))


def test_demonstration_data_are_marked(reader, url, plan):
    assert "Demonstration data" not in page(reader, url("county"))
    plan.is_demo = True
    plan.save()
    assert "Demonstration data" in page(reader, url("county"))


def test_it_is_read_in_chinese_unless_asked_otherwise(reader, url):
    reader.cookies.pop("django_language")
    content = page(reader, url("county"))
    assert "秦凤路社区" in content
    assert "Qinfeng Road" not in content


@pytest.mark.parametrize("asked", [{}, {"open": "all"}])
def test_a_page_of_30_pilots_costs_as_many_queries_as_one_of_3_and_at_most_15(client, department, asked):
    def cost(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        plan.indicators.filter(code__in=["K07", "K16", "K28"]).update(is_headline=True)
        for pilot in plan.pilots.select_related("plan", "community"):
            complete_report(pilot, approved=True, quarter=Quarter(2005, 2))
            complete_report(pilot, approved=True, changes={"K07": {"area": 100}})
        client.force_login(department)
        client.get(f"/{slug}/", asked)
        with CaptureQueriesContext(connection) as queries:
            content = client.get(f"/{slug}/", asked).content.decode()
        assert content.count("100 m²") >= count
        return len(queries)

    assert cost(3, "small") == cost(30, "large") <= 15
