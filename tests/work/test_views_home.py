from datetime import date

import pytest
from django.urls import reverse

from fengxiang import clock
from tests.factories import PilotFactory, PlanFactory

pytestmark = pytest.mark.usefixtures("english_pages")


def test_it_leads_readers_to_the_plans_dashboard(as_user, member, town, url):
    for user in (member, town):
        assert as_user(user).get("/").url == url("county")


def test_it_leads_those_who_owe_something_to_their_work(as_user, secretary, department, url):
    for user in (secretary, department):
        assert as_user(user).get("/").url == url("work")


def test_it_leads_to_the_plan_that_is_running(as_user, secretary, url):
    later = PlanFactory(slug="second-round", begins_on=date(2006, 7, 1), ends_on=date(2008, 6, 30))
    PilotFactory(plan=later, community=secretary.community)
    assert as_user(secretary).get("/").url == url("work")
    with clock.set_to(date(2006, 7, 1)):
        assert as_user(secretary).get("/").url == url("work", plan="second-round")


def test_it_leads_the_administrator_to_the_accounts(as_user, sysadmin, plan):
    assert as_user(sysadmin).get("/").url == reverse("admin:index")


def test_who_takes_part_in_no_plan_is_told_so(as_user, stranger, plan):
    response = as_user(stranger).get("/")
    assert response.templates[0].name == "work/no_plan.html"
    assert "loadplan" not in response.content.decode()


def test_the_department_without_a_plan_is_told_how_to_load_one(as_user, department):
    assert "manage.py setup" in as_user(department).get("/", follow=True).content.decode()


def test_who_is_not_logged_in_is_sent_to_the_login_and_back(client, db, url):
    assert client.get(url("reports")).url == f"/login/?next={url('reports')}"
