import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.models import Compound
from partybuilding.models import Report
from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.targets.quarter import Quarter
from tests.factories import CadreFactory, CommunityFactory
from tests.reports.reporting import complete_report, photo
from tests.sample_plan import INDICATORS, make_plan

pytestmark = pytest.mark.usefixtures("english_pages")

Q2 = Quarter(2005, 2)
COMMUNITYS = [spec["code"] for spec in INDICATORS if spec["code"] != "K30"]


def page(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def url(url):
    """Return the address of a page, of the first pilot unless said otherwise."""
    where = {"value": {"pilot": "qinfenglu"}, "verification-value": {"pilot": "qinfenglu", "quarter": "2005Q3"}}
    return lambda name, **parts: url(name, **(where.get(name, {}) | parts))


@pytest.fixture
def member_reads(as_user, member):
    return as_user(member)


@pytest.mark.parametrize("code", COMMUNITYS)
@pytest.mark.parametrize("quarter", ["2004Q3", "2005Q2", "2005Q4", "2006Q2"])
def test_every_value_of_every_quarter_has_its_page(member_reads, url, pilots, code, quarter):
    complete_report(pilots[0], approved=True, quarter=Q2)
    content = page(member_reads, url("value", code=code), quarter=quarter)
    spec = next(spec for spec in INDICATORS if spec["code"] == code)
    assert spec["name_en"] in content


def test_value_target_lamp_gap_and_change_are_shown(member_reads, url, pilots):
    complete_report(pilots[0], approved=True, quarter=Q2, changes={"K07": {"area": 120}})
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 162}})
    content = page(member_reads, url("value", code="K07"))
    for part in ("162 m²", "≥ 200 m²", "+42 against 2005Q2", "Overdue", "38 m² short", "120 m²"):
        assert part in content


def test_who_submitted_and_approved_is_told_with_the_note(member_reads, url, pilots, secretary, department):
    report = complete_report(pilots[0], approved=True, submitted_by=secretary, decision__by=department)
    report.entries.filter(indicator__code="K07").update(note="以产权证为准")
    content = page(member_reads, url("value", code="K07"))
    for part in ("submitted by 王某", "approved by 周某", "以产权证为准", url("report")):
        assert part in content


@pytest.mark.parametrize(
    ("reader", "sees"), [("department", True), ("town", True), ("secretary", True), ("other_secretary", False)]
)
def test_what_is_pending_is_for_who_may_open_the_report(request, as_user, url, pilots, reader, sees):
    complete_report(pilots[0], submitted=True, changes={"K07": {"area": 777.77}})
    content = page(as_user(request.getfixturevalue(reader)), url("value", code="K07"))
    assert ("777.77 m²" in content, "not approved yet" in content, "以实地核对为准" in content) == (sees, sees, sees)


def test_a_member_sees_nothing_of_what_is_pending(member_reads, url, pilots):
    complete_report(pilots[0], submitted=True, changes={"K07": {"area": 777.77}})
    assert "777.77" not in page(member_reads, url("value", code="K07"))


@pytest.mark.parametrize(
    ("reader", "sees"),
    [("department", True), ("town", True), ("secretary", True), ("other_secretary", False), ("member", False)],
)
def test_cadres_are_named_to_those_who_work_for_the_community(request, as_user, url, pilots, reader, sees):
    CadreFactory(community=pilots[0].community, name="李某某", since=date(2005, 8, 1), remark="换届当选")
    complete_report(pilots[0], approved=True)
    content = page(as_user(request.getfixturevalue(reader)), url("value", code="K16"))
    assert ("李某某" in content, "换届当选" in content) == (sees, sees)
    assert "from 1 entry" in content


def test_evidence_and_visits_hang_on_the_value(as_user, department, url, pilots, secretary):
    report = complete_report(pilots[0])
    proof = attach_evidence(
        report=report, file=photo("产权证.jpg"), actor=secretary, indicator=report.pilot.plan.indicators.get(code="K07")
    )
    Report.objects.filter(pk=report.pk).update(
        state="approved", submitted_by=secretary, submitted_at="2005-10-03T01:00Z"
    )
    content = page(as_user(department), url("value", code="K07"))
    assert str(proof.uid) in content
    assert "产权证.jpg" in content
    assert url("verification-value", code="K07") in content
    assert "产权证.jpg" not in page(as_user(department), url("value", code="K06"))


def test_every_quarter_is_one_link_away(member_reads, url, pilots):
    complete_report(pilots[0], approved=True, quarter=Q2)
    content = page(member_reads, url("value", code="K07"))
    assert f'href="{url("value", code="K07")}?quarter=2005Q2"' in content
    assert "carried from 2005Q2" in content


def test_a_red_value_leads_to_who_got_there(member_reads, url, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 100}})
    complete_report(pilots[1], approved=True, quarter=Q2, changes={"K07": {"area": 130}})
    complete_report(pilots[1], approved=True)
    content = page(member_reads, url("value", code="K07"))
    assert f'href="{url("value", pilot="dongguan", code="K07")}?quarter=2005Q3"' in content


@pytest.mark.parametrize("code", ["K99", "K30", "x07"])
def test_what_is_no_value_of_a_community_is_not_there(member_reads, url, code):
    assert member_reads.get(url("value", code=code)).status_code == 404


def test_thousands_of_entries_are_read_a_hundred_at_a_time_and_taken_along_whole(as_user, secretary, url, pilots):
    since = date(2005, 8, 1)
    its = {"community": pilots[0].community, "level": "county", "since": since, "certified_since": since}
    Compound.objects.bulk_create(Compound(name=f"小区{number:03}", **its) for number in range(250))
    reader, where = as_user(secretary), url("value", code="K28")
    first, last = (page(reader, where, quarter="2005Q3", page=number) for number in ("", 3))
    assert [text.count('data-label="Counts as"') for text in (first, last)] == [100, 50]
    assert ("Entries 1 to 100 of 250" in first, "Entries 201 to 250 of 250" in last) == (True, True)
    assert ("小区249" in first.split("entries-title")[1], "小区249" in last) == (False, True)
    assert '?quarter=2005Q3&amp;page=2#entries-title"' in first
    assert "and 200 further entries" in first  # of those that joined the register
    taken_along = reader.get(url("out-entries", pilot="qinfenglu", code="K28", form="csv"), {"quarter": "2005Q3"})
    assert taken_along.content.decode().count("小区") == 250


def test_names_are_not_kept_by_the_browser(member_reads, url):
    assert "no-store" in member_reads.get(url("value", code="K16"))["Cache-Control"]


@pytest.mark.alike
def test_a_plan_of_9_pilots_costs_as_many_queries_as_one_of_3(client, department):
    def cost(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        first, *others = plan.pilots.select_related("plan", "community")
        complete_report(first, approved=True, changes={"K07": {"area": 100}})
        for pilot in others:
            complete_report(pilot, approved=True, quarter=Q2, changes={"K07": {"area": 90}})
            complete_report(pilot, approved=True)
        client.force_login(department)
        client.get(f"/{slug}/pilots/{first.code}/K07/")  # the first of all begins the record
        with CaptureQueriesContext(connection) as queries:
            content = page(client, f"/{slug}/pilots/{first.code}/K07/")
        assert "Who got there" in content
        return len(queries)

    small = cost(3, "small")
    assert small == cost(9, "large")
    assert small <= 30
