import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.models import Duty
from partybuilding.quarter import Quarter
from tests.factories import CommunityFactory
from tests.reporting import complete_report
from tests.sample_plan import make_plan


@pytest.fixture
def reader(as_user, member):
    return as_user(member)


@pytest.fixture
def joint(plan):
    duty = Duty.objects.create(plan=plan, code="pay", order=1, name="干部待遇", name_en="cadre pay")
    duty.units.add(*plan.member_units.filter(unit__code__in=["minzhengju", "caizhengju"]))
    return duty


def test_every_unit_is_listed_with_a_link_to_its_page(reader, url, plan):
    content = reader.get(url("units")).content.decode()
    for seat in plan.member_units.all():
        assert f'href="{url("unit", unit=seat.unit.code)}?quarter=2005Q3"' in content


def test_a_unit_shows_its_duties_and_the_unit_it_shares_them_with(reader, url, joint):
    content = reader.get(url("unit", unit="minzhengju")).content.decode()
    assert "cadre pay" in content
    assert f'joint with: <a href="{url("unit", unit="caizhengju")}?quarter=2005Q3">Finance Bureau</a>' in content


def test_red_lamps_are_told_with_their_gap_before_the_table(reader, url, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 162}})
    content = reader.get(url("unit", unit="caizhengju")).content.decode()
    reds, table = content[: content.index("<table")], content[content.index("<table") :]
    assert "1 red lamp this unit can close" in reds
    assert "38 m² short" in reds
    assert "162 m²" in table


def test_a_unit_that_leads_nothing_is_told_so(reader, url, pilots):
    content = reader.get(url("unit", unit="minzhengju")).content.decode()
    assert "names no indicator" in content
    assert "<table" not in content


def test_another_quarter_can_be_chosen(reader, url, pilots):
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2), changes={"K07": {"area": 111}})
    now = reader.get(url("unit", unit="caizhengju")).content.decode()
    before = reader.get(url("unit", unit="caizhengju"), {"quarter": "2005Q2"}).content.decode()
    assert ("last known: 2005Q2" in now, "last known: 2005Q2" in before) == (True, False)
    assert "89 m² short" in before


@pytest.mark.parametrize("code", ["shuiliju", "chengguan", "no-such-unit"])
def test_a_unit_without_a_seat_is_not_there(reader, url, stranger, town, code):
    assert reader.get(url("unit", unit=code)).status_code == 404


def test_a_member_finds_the_own_unit_under_the_name_in_the_header(as_user, member, department, url):
    own = f'<a href="{url("unit", unit="minzhengju")}">'
    assert own in as_user(member).get(url("timeline")).content.decode()
    assert own not in as_user(department).get(url("timeline")).content.decode()


def test_no_account_is_named_on_the_pages_of_its_unit(as_user, department, member, url):
    for address in (url("units"), url("unit", unit="minzhengju")):
        assert member.name not in as_user(department).get(address).content.decode()


@pytest.mark.parametrize(("name", "elsewhere"), [("area", {"area": 2}), ("indicator", {"indicator": "K07"})])
def test_a_lead_unit_leads_to_its_page(reader, url, pilots, name, elsewhere):
    content = reader.get(url(name, **elsewhere)).content.decode()
    assert f'href="{url("unit", unit="caizhengju")}?quarter=2005Q3"' in content


@pytest.mark.parametrize("address", ["units/", "units/caizhengju/"])
def test_a_page_of_30_pilots_costs_as_many_queries_as_one_of_3_and_at_most_20(client, department, address):
    def cost(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            complete_report(pilot, approved=True, quarter=Quarter(2005, 2))
            complete_report(pilot, approved=True, changes={"K07": {"area": 100}})
        client.force_login(department)
        client.get(f"/{slug}/{address}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/{slug}/{address}").status_code == 200
        return len(queries)

    assert cost(3, "small") == cost(30, "large") <= 20
