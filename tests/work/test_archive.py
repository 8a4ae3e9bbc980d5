"""A plan that is over for good, and the way from one plan to another."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from partybuilding.models import MemberUnit
from partybuilding.work.counts import count_work
from partybuilding.work.owed import find_owed
from partybuilding.work.queries import load_work
from tests.factories import PlanFactory
from tests.factories_meeting import LedgerItemFactory, MeetingFactory
from tests.pages import text_of

LONG_AFTER = date(2026, 11, 28)
PAGES = ["county", "work", "reports", "timeline", "units", "ledger", "meetings", "burden"]


@pytest.fixture
def item(plan, pilots, member):
    return LedgerItemFactory(plan=plan, number=1, pilot=pilots[0], responsible=member.unit)


@pytest.fixture
def successor(plan):
    return PlanFactory(slug="next", name="下一轮示范点建设", begins_on=date(2006, 7, 1), ends_on=date(2009, 6, 30))


@pytest.mark.parametrize(("archived_on", "last"), [(None, date(2007, 6, 30)), (date(2006, 9, 1), date(2006, 9, 1))])
def test_nothing_is_owed_in_an_archive(plan, item, department, archived_on, last):
    plan.archived_on = archived_on
    assert plan.last_open_day == last
    assert find_owed(plan, last)
    assert count_work(department, plan, last).owed == len(load_work(department, plan, last).lines) > 0
    after = last + timedelta(days=1)
    assert find_owed(plan, after) == []
    assert load_work(department, plan, after).lines == []
    assert count_work(department, plan, after).owed == 0


@pytest.mark.usefixtures("item", "successor")
def test_no_page_counts_thousands_of_days_and_each_says_where_it_goes_on(as_user, plan, department, settings):
    settings.FENGXIANG_TODAY = LONG_AFTER
    MeetingFactory(plan=plan, number=1)
    client = as_user(department)
    texts = {name: text_of(client.get(reverse(name, args=[plan.slug]))) for name in PAGES}
    assert {name: re.findall(r"\d{4,} ?天", text) for name, text in texts.items()} == {name: [] for name in PAGES}
    assert [name for name, text in texts.items() if "已于2006年6月30日结束并归档" not in text] == []
    assert "本期应报" not in texts["reports"]
    assert [name for name, text in texts.items() if "后续方案： 下一轮示范点建设" not in text] == []


def test_the_plan_that_follows_is_a_link_for_those_who_take_part_in_it(
    as_user, plan, successor, member, town, settings
):
    settings.FENGXIANG_TODAY = LONG_AFTER
    link = f'href="{reverse("county", args=[successor.slug])}"'
    here = reverse("county", args=[plan.slug])
    assert [link in as_user(user).get(here).content.decode() for user in (member, town)] == [False, False]
    MemberUnit.objects.create(plan=successor, unit=member.unit, order=1)
    assert [link in as_user(user).get(here).content.decode() for user in (member, town)] == [True, False]


def test_a_plan_that_is_open_is_no_archive(as_user, plan, department):
    assert "归档" not in text_of(as_user(department).get(reverse("county", args=[plan.slug])))
    assert plan.today == date(2005, 11, 15)


def test_a_plan_is_not_archived_before_it_ends(plan):
    plan.archived_on = plan.ends_on - timedelta(days=1)
    with pytest.raises(ValidationError) as caught:
        plan.clean()
    assert set(caught.value.message_dict) == {"archived_on"}


def test_who_takes_part_in_several_plans_goes_from_one_to_the_other(as_user, plan, successor, member, town):
    there, others = reverse("county", args=[plan.slug]), reverse("plans")
    assert others not in as_user(member).get(there).content.decode()
    MemberUnit.objects.create(plan=successor, unit=member.unit, order=1)
    assert others in as_user(member).get(there).content.decode()
    listed = as_user(member).get(others).content.decode().split("<main")[1]
    assert listed.index(reverse("county", args=[successor.slug])) < listed.index(there)
    assert reverse("county", args=[successor.slug]) not in as_user(town).get(others).content.decode()
