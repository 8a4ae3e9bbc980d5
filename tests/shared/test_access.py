"""The one door, both floors: who sees and changes what."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from communities.access import can_view_data, grants, grants_in, own_communities, require
from communities.models import Role
from fengxiang import clock
from partybuilding.models import Plan
from partybuilding.reports.access import get_report_to
from partybuilding.reports.rules import ReportAct
from partybuilding.shared import access
from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory, PilotFactory, PlanFactory, UnitFactory, UserFactory
from tests.reports.reporting import complete_report

STAFF = {"department", "sysadmin"}


@pytest.fixture
def cast(plan, department, town, sysadmin, secretary, other_secretary, member, stranger, inactive):
    return {
        "department": department,
        "town": town,
        "sysadmin": sysadmin,
        "secretary": secretary,
        "other_secretary": other_secretary,
        "member": member,
        "stranger": stranger,
        "inactive": inactive,
    }


# --- ground floor ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("perm", "who"),
    [
        ("communities.change_room", {"department"}),
        ("communities.view_room", {"department"}),
        ("communities.view_historicalroom", {"department"}),
        ("communities.delete_cadre", {"department"}),
        ("communities.add_community", {"department"}),
        ("communities.view_community", {"department", "sysadmin"}),
        ("communities.view_unit", {"department", "sysadmin"}),
        ("communities.change_unit", {"department"}),
        ("communities.view_user", {"sysadmin"}),
        ("communities.change_user", {"sysadmin"}),
        ("communities.view_historicaluser", {"sysadmin"}),
        ("partybuilding.change_plan", {"department"}),
        ("partybuilding.view_report", {"department"}),
        ("axes.view_accessattempt", {"sysadmin"}),
        ("axes.delete_accessattempt", {"sysadmin"}),
        ("axes.delete_accesslog", set()),
        ("axes.change_accessattempt", set()),
        ("auth.add_group", set()),
        ("sessions.view_session", set()),
        ("nonsense", set()),
    ],
)
def test_rights_follow_from_the_role(cast, perm, who):
    assert {name for name, user in cast.items() if grants(user, perm)} == who
    assert {name for name, user in cast.items() if user.has_perm(perm)} == who


def test_several_rights_at_once_need_each_of_them(cast):
    both = ["communities.view_room", "communities.view_user"]
    assert not any(user.has_perms(both) for user in cast.values())
    assert cast["department"].has_perms(["communities.view_room", "communities.change_room"])


@pytest.mark.parametrize(
    ("app", "who"), [("communities", STAFF), ("partybuilding", {"department"}), ("axes", {"sysadmin"}), ("auth", set())]
)
def test_the_admin_lists_an_app_to_who_has_rights_in_it(cast, app, who):
    assert {name for name, user in cast.items() if grants_in(user, app)} == who
    assert {name for name, user in cast.items() if user.has_module_perms(app)} == who


def test_the_admin_lets_in_two_roles(cast):
    assert {name for name, user in cast.items() if user.is_staff} == STAFF


def test_the_administrator_reads_no_business(cast):
    assert {name for name, user in cast.items() if not can_view_data(user)} == {"sysadmin", "inactive"}


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("department", ["donghulu", "dongguan", "far", "qinfenglu"]),
        ("town", ["donghulu", "dongguan", "qinfenglu"]),
        ("secretary", ["qinfenglu"]),
        ("member", []),
        ("sysadmin", []),
    ],
)
def test_everyone_works_for_their_own_communities(cast, who, codes):
    CommunityFactory(code="far", town=UnitFactory(code="far-town", level="town"))
    assert sorted(own_communities(cast[who]).values_list("code", flat=True)) == sorted(codes)


def test_what_is_not_allowed_is_refused():
    require(True)
    with pytest.raises(PermissionDenied):
        require(False)


# --- plans -----------------------------------------------------------------------------------------------------------


def test_a_plan_is_seen_by_who_takes_part_in_it(cast, plan):
    seen = {name for name, user in cast.items() if plan in access.plans_for(user)}
    assert seen == {"department", "town", "secretary", "other_secretary", "member"}


def test_a_plan_is_listed_once(cast, plan):
    assert [access.plans_for(cast[name]).count() for name in ("town", "member", "department")] == [1, 1, 1]


@pytest.mark.parametrize("role", Role.values)
def test_an_account_without_its_place_sees_nothing(plan, role):
    user = UserFactory.build(role=role, unit=None, community=None)
    assert not access.plans_for(user).exists()


def test_another_plan_is_not_there(cast, plan):
    with pytest.raises(Http404):
        access.get_plan_for(cast["stranger"], plan.slug)
    with pytest.raises(Http404):
        access.get_plan_for(cast["member"], "no-such-plan")


@pytest.mark.parametrize(
    ("today", "slug"),
    [
        (date(2000, 1, 1), "earlier"),
        (date(2003, 1, 1), "earlier"),
        (date(2005, 1, 1), "fengxiang-2004"),
        (date(2006, 12, 31), "fengxiang-2004"),
        (date(2007, 1, 1), "later"),
        (date(2010, 1, 1), "later"),
    ],
)
def test_the_current_plan_is_the_running_else_the_last_else_the_next(plan, department, today, slug):
    PlanFactory(slug="earlier", begins_on=date(2001, 1, 1), ends_on=date(2003, 12, 31))
    PlanFactory(slug="later", begins_on=date(2007, 1, 1), ends_on=date(2009, 12, 31))
    with clock.set_to(today):
        assert access.current_plan(department) == Plan.objects.get(slug=slug)


def test_without_a_plan_there_is_no_current_one(department):
    assert access.current_plan(department) is None


def test_a_pilot_of_another_plan_is_not_there(plan, department):
    PilotFactory(plan=PlanFactory(), community=CommunityFactory(code="far"))
    assert access.get_pilot_for(department, plan, "dongguan").code == "dongguan"
    with pytest.raises(Http404):
        access.get_pilot_for(department, plan, "far")


@pytest.mark.parametrize(("code", "quarter"), [("2004Q3", Quarter(2004, 3)), ("2006Q2", Quarter(2006, 2))])
def test_quarters_of_the_plan_are_there(plan, code, quarter):
    assert access.parse_quarter(plan, code) == quarter


@pytest.mark.parametrize("code", ["2004Q2", "2006Q3", "2005Q0", "2005", "", "二〇〇五年"])
def test_other_quarters_are_not(plan, code):
    with pytest.raises(Http404):
        access.parse_quarter(plan, code)


# --- reports ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def reports(pilots, secretary, other_secretary):
    """Have a draft and an approved report of each of two pilots."""
    for pilot, author in zip(pilots, [secretary, other_secretary], strict=False):
        complete_report(pilot)
        complete_report(pilot, approved=True, quarter=Quarter(2005, 2), submitted_by=author)


@pytest.mark.parametrize(
    ("who", "readable"),
    [
        ("department", {("qinfenglu", 3), ("qinfenglu", 2), ("dongguan", 3), ("dongguan", 2)}),
        ("town", {("qinfenglu", 3), ("qinfenglu", 2), ("dongguan", 3), ("dongguan", 2)}),
        ("secretary", {("qinfenglu", 3), ("qinfenglu", 2)}),
        ("other_secretary", {("dongguan", 3), ("dongguan", 2)}),
        ("member", {("qinfenglu", 2), ("dongguan", 2)}),
        ("sysadmin", set()),
    ],
)
def test_who_may_open_which_reports(cast, reports, plan, who, readable):
    found = access.reports_for(cast[who], plan)
    assert {(report.pilot.community.code, report.quarter.number) for report in found} == readable


def test_a_report_of_another_plan_is_not_there(cast, reports):
    other = PlanFactory(slug="elsewhere")
    assert not access.reports_for(cast["department"], other).exists()
    with pytest.raises(Http404):
        access.get_report_for(cast["department"], other, "qinfenglu", "2005Q3")


def test_who_writes_and_who_checks(cast, pilots):
    assert {name for name, user in cast.items() if access.can_write_report(user, pilots[0])} == {"secretary"}
    assert {name for name, user in cast.items() if access.can_review_reports(user)} - {"inactive"} == {"department"}


@pytest.mark.parametrize("who", ["department", "town"])
def test_who_reads_a_draft_cannot_write_in_it(cast, reports, plan, who):
    with pytest.raises(PermissionDenied):
        get_report_to(ReportAct.WRITE, cast[who], plan, "qinfenglu", "2005Q3")


@pytest.mark.parametrize("who", ["town", "secretary", "member"])
def test_who_reads_a_report_cannot_check_it(cast, reports, plan, who):
    with pytest.raises(PermissionDenied):
        get_report_to(ReportAct.APPROVE, cast[who], plan, "qinfenglu", "2005Q2")


def test_nobody_is_nobody(plan):
    assert not AnonymousUser().has_perm("communities.view_room")
    assert Plan.objects.exists()
