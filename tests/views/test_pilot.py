import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.actions.evidence import attach_evidence
from partybuilding.models import Report
from partybuilding.quarter import Quarter
from tests.factories import CadreFactory, RoomFactory
from tests.reporting import complete_report, photo
from tests.sample_plan import ALL_MET, INDICATORS


@pytest.fixture
def show(as_user, member, url):
    """Return qinfenglu's page as a member sees it."""

    def get(**query):
        return as_user(member).get(url("pilot", pilot="qinfenglu"), query)

    return get


def test_every_indicator_of_the_community_is_there(show, pilots):
    complete_report(pilots[0], approved=True)
    content = show().content.decode()
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


def test_a_full_page_costs_as_many_queries_as_an_empty_one(as_user, member, url, pilots):
    browser = as_user(member)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url("pilot", pilot="qinfenglu")).status_code == 200
        return len(queries)

    complete_report(pilots[0], approved=True)
    few = cost()
    for quarter in Quarter(2004, 3).through(Quarter(2005, 2)):
        complete_report(pilots[0], approved=True, quarter=quarter)
        RoomFactory(community=pilots[0].community)
    assert cost() == few <= 30
