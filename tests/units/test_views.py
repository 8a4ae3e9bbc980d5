import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.models import Duty, MemberUnit
from partybuilding.targets.quarter import Quarter
from partybuilding.units.queries import NAMED
from tests.factories import CommunityFactory, MemberUnitFactory, at
from tests.factories_meeting import (
    AttendanceFactory,
    DutyReportFactory,
    LeaderAssignmentFactory,
    LeaderVisitFactory,
    LedgerItemFactory,
    MeetingFactory,
)
from tests.reports.reporting import complete_report
from tests.sample_plan import make_plan

pytestmark = pytest.mark.usefixtures("english_pages")


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


def test_a_unit_without_duties_is_asked_for_its_agenda_alone(reader, url, joint):
    no_duty, agenda = "The plan gives this unit no duty of its own.", "What is left to report is how often the pilots"
    joint.units.clear()
    assert f'<p class="muted">{no_duty}</p>' in reader.get(url("unit", unit="minzhengju")).content.decode()
    sheet = text_of(reader.get(url("duty-report", unit="minzhengju", quarter="2005Q3")))
    assert f"{no_duty} {agenda}" in sheet
    assert "One line for each duty" not in sheet
    joint.units.set(joint.plan.member_units.all())
    sheet = text_of(reader.get(url("duty-report", unit="minzhengju", quarter="2005Q3")))
    assert (no_duty in sheet, "One line for each duty" in sheet) == (False, True)


def test_units_are_named_above_the_table_as_long_as_they_are_few(reader, url, plan):
    for _unit in range(NAMED - 2):
        MemberUnitFactory(plan=plan)
    assert plan.member_units.count() == NAMED + 1
    assert "Duties confirmed 0/5 Duty reports in" in text_of(reader.get(url("units")))
    seat = plan.member_units.first()
    seat.duties_confirmed_on = date(2004, 8, 20)
    seat.save()
    assert "Duties confirmed 1/5 missing:" in text_of(reader.get(url("units")))


def test_a_unit_shows_its_duties_and_the_unit_it_shares_them_with(reader, url, joint):
    content = " ".join(reader.get(url("unit", unit="minzhengju")).content.decode().split())
    assert "cadre pay" in content
    assert f'joint with: <a href="{url("unit", unit="caizhengju")}?quarter=2005Q3" >Finance Bureau</a>' in content


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
    assert ("carried from" in now, "carried from" in before) == (True, False)
    assert "89 m² short" in before


@pytest.mark.parametrize("code", ["shuiliju", "no-such-unit"])
def test_a_unit_that_takes_no_part_is_not_there(reader, url, stranger, code):
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


# --- what a unit did --------------------------------------------------------------------------------------------------


def text_of(response):
    """Return the page's words, blanks drawn together and tags taken out."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def worked(plan, pilots, member):
    """What 民政局 did: an item it answers for, one it supports, a meeting it came to, a leader with two visits."""
    unit = member.unit
    own = LedgerItemFactory(plan=plan, number=12, responsible=unit, matter="扩建社区用房", due_on=date(2005, 11, 1))
    LedgerItemFactory(plan=plan, number=13, matter="培训社区干部").supporting.add(unit)
    LedgerItemFactory(plan=plan, number=14, responsible=unit, matter="配齐文件柜", state="closed")
    AttendanceFactory(meeting=MeetingFactory(plan=plan, number=4, held=True), unit=unit, person="冯某")
    AttendanceFactory(meeting=MeetingFactory(plan=plan, number=5, held=True), unit=unit, status="absent")
    leader = LeaderAssignmentFactory(pilot=pilots[0], unit=unit)
    for day in (date(2005, 8, 8), date(2005, 9, 8)):
        LeaderVisitFactory(assignment=leader, visited_on=day)
    DutyReportFactory(plan=plan, unit=unit, submitted_at=at(date(2005, 10, 4)), submitted_by=member)
    return own


def test_a_unit_shows_its_items_with_their_lamps_the_closed_ones_last(reader, url, worked):
    page = text_of(reader.get(url("unit", unit="minzhengju")))
    assert page.index("扩建社区用房") < page.index("培训社区干部") < page.index("配齐文件柜")
    assert re.search(r"2005-012 扩建社区用房 resolution 1 November 2005 Overdue opened", page)
    assert re.search(r"培训社区干部 resolution · supporting", page)
    assert "1 closed item Number" in page


def test_a_unit_shows_leaders_with_their_visits_and_whether_it_came(reader, url, worked):
    page = text_of(reader.get(url("unit", unit="minzhengju")))
    assert re.search(r"刘某 局长 .*Qinfeng Road Community .* 2 last on 8 September 2005", page)
    assert "Meetings attended 1/2" in page
    assert re.search(r"joint meeting no. 5 .* absent .*joint meeting no. 4 .* present 冯某", page)


def test_another_units_page_shows_nothing_of_it(reader, url, worked):
    page = text_of(reader.get(url("unit", unit="caizhengju")))
    assert "扩建社区用房" not in page
    assert "刘某" not in page
    assert "Meetings attended 0/2" in page


def test_the_list_tells_what_each_unit_did_and_who_is_missing(reader, url, plan, worked):
    MemberUnit.objects.filter(plan=plan, unit__code="minzhengju").update(duties_confirmed_on=date(2004, 9, 1))
    page = text_of(reader.get(url("units")))
    assert re.search(
        r"Duties confirmed 1/3 missing: Organisation Department , Finance Bureau Duty reports in 1/3 ", page
    )
    assert re.search(r"2 Civil Affairs Bureau 0 2004-09-01 submitted Civil Affairs Bureau 1/2 1 1 overdue — —", page)
    assert "Chengguan Town Party Committee missing" in page


def test_many_items_meetings_and_reports_cost_no_more_queries(as_user, department, url, plan, pilots, worked, member):
    client = as_user(department)

    def cost(name, **parts):
        client.get(url(name, **parts))
        with CaptureQueriesContext(connection) as queries:
            client.get(url(name, **parts))
        return len(queries)

    pages = [("units", {}), ("unit", {"unit": "minzhengju"})]
    few = [cost(name, **parts) for name, parts in pages]
    for number in range(20, 29):
        LedgerItemFactory(plan=plan, number=number, responsible=member.unit, pilot=pilots[1])
        AttendanceFactory(meeting=MeetingFactory(plan=plan, number=number, held=True), unit=member.unit)
        LeaderAssignmentFactory(pilot=pilots[number % 3], unit=member.unit)
    for seat in plan.member_units.exclude(unit=member.unit):
        DutyReportFactory(plan=plan, unit=seat.unit)
    assert [cost(name, **parts) for name, parts in pages] == few


@pytest.mark.alike
def test_a_page_of_9_pilots_costs_as_many_queries_as_one_of_3_and_at_most_24(client, department):
    def costs(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            complete_report(pilot, approved=True, quarter=Quarter(2005, 2))
            complete_report(pilot, approved=True, changes={"K07": {"area": 100}})
        client.force_login(department)
        return [cost(f"/{slug}/units/"), cost(f"/{slug}/units/caizhengju/")]

    def cost(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = costs(3, "small")
    assert few == costs(9, "large")
    assert max(few) <= 24


def test_a_meeting_entered_afterwards_stands_by_its_day(reader, url, plan, worked):
    MeetingFactory(plan=plan, number=7, held=True, planned_on=date(2004, 8, 5))
    page = text_of(reader.get(url("unit", unit="minzhengju")))
    assert page.index("joint meeting no. 5") < page.index("joint meeting no. 7")
