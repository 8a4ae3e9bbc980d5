from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.models import Milestone, Report
from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.targets.quarter import Quarter
from tests.factories import CadreFactory, RoomFactory
from tests.factories_meeting import (
    ExperienceItemFactory,
    FundingFactory,
    LeaderAssignmentFactory,
    LeaderVisitFactory,
    MilestoneRecordFactory,
)
from tests.reports.reporting import complete_report, photo
from tests.sample_plan import ALL_MET, INDICATORS

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def show(as_user, member, url):
    """Return qinfenglu's page as a member sees it."""

    def get(**query):
        return as_user(member).get(url("pilot", pilot="qinfenglu"), query)

    return get


def test_every_indicator_of_the_community_is_there(show, pilots):
    complete_report(pilots[0], approved=True)
    content = show().content.decode().split("<main", 1)[1]
    for spec in INDICATORS:
        assert (spec["name_en"] in content) is (spec["code"] in ALL_MET)


def test_a_draft_is_not_shown(show, pilots):
    complete_report(pilots[0], changes={"K07": {"area": "217.25"}})
    assert "217.25" not in show().content.decode()


def test_no_name_or_birthday_of_a_cadre_is_shown(show, pilots):
    CadreFactory(community=pilots[0].community, name="冯某某", birth_year=1951)
    content = show().content.decode()
    assert "冯某某" not in content
    assert "1951" not in content


@pytest.mark.parametrize("address", ["/fengxiang-2004/pilots/nowhere/", "/elsewhere/pilots/qinfenglu/"])
def test_what_is_not_there_is_not_there(as_user, member, plan, address):
    assert as_user(member).get(address).status_code == 404


@pytest.mark.parametrize("code", ["2005Q5", "2006Q3", "x"])
def test_a_quarter_outside_the_plan_is_not_there(show, code):
    assert show(quarter=code).status_code == 404


def test_evidence_can_be_opened_by_whoever_may_read_the_report(as_user, show, url, pilots, secretary):
    report = complete_report(pilots[0])
    proof = attach_evidence(report=report, file=photo(), actor=secretary, indicator=pilots[0].plan.indicators.first())
    address = url("evidence", uid=proof.uid)
    assert address not in show().content.decode()
    Report.objects.filter(pk=report.pk).update(
        state="approved", submitted_by=secretary, submitted_at=proof.uploaded_at, decided_at=proof.uploaded_at
    )
    assert address in show().content.decode()


@pytest.mark.alike
def test_a_full_page_costs_as_many_queries_as_an_empty_one(as_user, member, url, pilots):
    browser = as_user(member)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url("pilot", pilot="qinfenglu")).status_code == 200
        return len(queries)

    complete_report(pilots[0], approved=True)
    LeaderVisitFactory(assignment=LeaderAssignmentFactory(pilot=pilots[0]))
    few = cost()
    for quarter in Quarter(2004, 3).through(Quarter(2005, 2)):
        complete_report(pilots[0], approved=True, quarter=quarter)
        RoomFactory(community=pilots[0].community)
        LeaderVisitFactory(assignment=LeaderAssignmentFactory(pilot=pilots[0]))
        FundingFactory(plan=pilots[0].plan, pilot=pilots[0])
        ExperienceItemFactory(plan=pilots[0].plan, pilot=pilots[0])
    assert cost() == few <= 35


def test_what_the_county_did_for_it_stands_beside(show, pilots, url):
    pilot = pilots[0]
    leader = LeaderAssignmentFactory(pilot=pilot, name="刘某")
    LeaderVisitFactory(assignment=leader, visited_on=date(2005, 9, 8), findings="商定用房")
    LeaderVisitFactory(assignment=leader, visited_on=date(2005, 10, 8), findings="十月再议")
    FundingFactory(plan=pilot.plan, pilot=pilot, planned=80000, planned_on=date(2005, 1, 5), paid=50000)
    FundingFactory(plan=pilot.plan, pilot=pilots[1], paid=77777)
    ExperienceItemFactory(plan=pilot.plan, pilot=pilot, title="一室多用", how="签订协议。")
    milestone = Milestone.objects.create(phase=pilot.plan.phases.first(), code="m", scope="pilot", order=1, name="大会")
    proof = MilestoneRecordFactory(milestone=milestone, pilot=pilot, document="milestones/a.pdf", remark="到会 132 人")
    side = show(quarter="2005Q3").content.decode().split('<aside class="columns__side">')[1]
    for text in (
        "刘某",
        "1 visit, on 8 September 2005",
        "商定用房",
        "80,000",
        "50,000",
        "一室多用",
        "签订协议。",
        "到会 132 人",
    ):
        assert text in side
    assert url("milestone-document", record=proof.pk) in side
    assert "十月再议" not in side  # after the quarter
    assert "77,777" not in side


def test_a_red_value_names_the_assigned_leader(show, pilots):
    LeaderAssignmentFactory(pilot=pilots[0], name="刘某", unit__name_en="Finance Bureau")
    LeaderAssignmentFactory(pilot=pilots[0], name="许某", since=date(2005, 2, 1))
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 100}})
    content = show(quarter="2005Q3").content.decode()
    assert content.count("Finance Bureau 刘某 and 1 more") == 1
