"""Values that wait for the check, on county dashboard and pilot page: who sees them, and that none is judged."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.models import Indicator, Report
from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory, UnitFactory, UserFactory
from tests.reports.reporting import complete_report
from tests.sample_plan import make_plan

pytestmark = pytest.mark.usefixtures("english_pages")

WORD = "Waiting for the check"


@pytest.fixture
def waiting(pilots):
    """The first pilot's floor area: 210 m² is approved, 777.77 m² waits for the check."""
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2))
    return complete_report(pilots[0], submitted=True, changes={"K07": {"area": 777.77}})


@pytest.fixture
def shown(as_user, url):
    """Return what a person sees of both pages."""

    def shown(user, **query):
        client = as_user(user)
        county = client.get(url("county"), {"open": "all", **query}).content.decode()
        return county, client.get(url("pilot", pilot="qinfenglu"), query).content.decode()

    return shown


@pytest.mark.parametrize("who", ["department", "town", "secretary"])
def test_who_may_open_the_report_sees_its_values_marked(request, shown, waiting, who):
    for page in shown(request.getfixturevalue(who)):
        assert f'<span class="pending__word">{WORD}:</span> 777.77 m²' in page
        assert "they are neither judged nor counted" in page


@pytest.mark.parametrize("who", ["other_secretary", "member"])
def test_nobody_else_sees_anything_of_them(request, shown, waiting, who):
    for page in shown(request.getfixturevalue(who)):
        assert "777.77" not in page
        assert WORD not in page
        assert "carried from 2005Q2" in page


def test_a_town_sees_those_of_its_own_communities_alone(shown, waiting, pilots):
    other = UnitFactory(code="nanguan", level="town")
    pilots[0].community.town = other
    pilots[0].community.save()
    assert "777.77" not in "".join(shown(UserFactory(town=True)))
    assert "777.77" in shown(UserFactory(role="town", unit=other))[0]


@pytest.mark.parametrize("state", [Report.State.DRAFT, Report.State.RETURNED])
def test_what_is_not_submitted_does_not_wait(shown, waiting, department, state):
    Report.objects.filter(pk=waiting.pk).update(state=state)
    for page in shown(department):
        assert "777.77" not in page


def test_once_approved_it_waits_no_longer(shown, waiting, department):
    Report.objects.filter(pk=waiting.pk).update(state=Report.State.APPROVED)
    for page in shown(department):
        assert re.search(r'class="cell__value"[^>]*>(<a [^>]*>)?777.77 m²', page)
        assert WORD not in page


def test_it_is_shown_in_its_own_quarter_alone(shown, waiting, department):
    for page in shown(department, quarter="2005Q4") + shown(department, quarter="2005Q2"):
        assert "777.77" not in page


def test_it_is_left_out_where_only_verified_values_are_shown(shown, waiting, department):
    for page in shown(department, truth="verified"):
        assert "777.77" not in page


def test_a_value_that_waits_is_neither_judged_nor_counted(as_user, department, member, url, pilots):
    complete_report(pilots[0], submitted=True, changes={"K07": {"area": 5}})
    for_member = as_user(member).get(url("county")).context["board"]
    for_department = as_user(department).get(url("county")).context["board"]
    (cell,) = [
        cell
        for block in for_department.blocks
        for row in block.rows
        for cell in row.cells
        if cell.pilot == pilots[0] and cell.indicator.code == "K07"
    ]
    assert (cell.pending, cell.text, cell.lamp, cell.is_known) == ("5 m²", "—", "not_approved", False)
    assert for_department.tally.counts == for_member.tally.counts
    assert for_department.reds == for_member.reds == []


def test_a_value_with_a_figure_missing_is_not_shown(shown, waiting, department, plan):
    waiting.entries.get(indicator__code="K10").values.filter(field__key="known").update(value=None)
    county, _pilot = shown(department)
    assert county.count('class="pending"') == 9  # of the ten indicators a community reports on


@pytest.mark.alike
def test_9_pilots_that_wait_cost_as_many_queries_as_3_and_at_most_15_on_the_dashboard(client, department):
    def costs(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            complete_report(pilot, approved=True, quarter=Quarter(2005, 2))
            complete_report(pilot, submitted=True, changes={"K07": {"area": 777.77}})
        code = plan.pilots.earliest("order").code
        client.force_login(department)
        return cost(f"/{slug}/", count), cost(f"/{slug}/pilots/{code}/", 1)

    def cost(page, waiting):
        client.get(page, {"open": "all"})
        with CaptureQueriesContext(connection) as queries:
            content = client.get(page, {"open": "all"}).content.decode()
        assert content.count(f"{WORD}:</span> 777.77 m²") == waiting
        return len(queries)

    few = dashboard, pilot = costs(3, "small")
    assert few == costs(9, "large")
    assert (dashboard <= 15, pilot <= 40) == (True, True)


@pytest.mark.parametrize(
    ("quarter", "lamp"), [("2005Q3", "Not reported"), ("2005Q4", "Not due"), ("2006Q2", "Not due")]
)
def test_a_report_is_missing_only_once_its_quarter_is_over(shown, pilots, department, quarter, lamp):
    Indicator.objects.filter(scope="plan").delete()
    Indicator.objects.update(is_flow=True)
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2))
    for page in shown(department, quarter=quarter):
        assert ("Not reported" in page) == (lamp == "Not reported")
        assert f"{lamp}</span>" in page
        assert "not reported this quarter; second quarter of 2005: " in page


def test_every_quarter_of_the_plan_can_be_picked(shown, department, plan):
    for page in shown(department):
        assert [f'value="{quarter}"' in page for quarter in plan.quarters] == [True] * 8
