"""The help page: each role's own steps, the lamps in the plan's points, whom to ask; no link leads to a refusal."""

import re

import pytest

from communities.models import Role
from partybuilding.models import MemberUnit
from partybuilding.plan.views_help import ELSEWHERE, PLACES, STEPS
from tests.pages import text_of
from tests.permissions import LINES

READERS = ["department", "town", "secretary", "member"]


def test_every_role_that_reads_a_plan_has_its_steps():
    assert STEPS.keys() == set(Role) - {Role.SYSADMIN}


@pytest.mark.parametrize("reader", READERS)
def test_every_part_a_page_asks_help_of_is_there_for_each_reader(as_user, request, url, plan, reader):
    page = as_user(request.getfixturevalue(reader)).get(url("help")).content.decode()
    parts = set(re.findall(r'<section class="help" id="(\w+)"', page))
    assert {*PLACES.values(), ELSEWHERE} == parts
    assert 'help-here"' not in page


def test_every_page_that_has_its_own_part_of_the_help_is_one():
    assert PLACES.keys() <= {line.name for line in LINES if line.method == "GET"}


@pytest.mark.alike
@pytest.mark.parametrize("reader", READERS)
def test_no_link_of_the_page_leads_its_reader_to_a_refusal(as_user, request, url, plan, reader):
    client = as_user(request.getfixturevalue(reader))
    page = client.get(url("help"))
    links = set(re.findall(r'href="(/[^"#?]+)', page.content.decode().split("<main")[1].split("</main")[0]))
    assert len(links) >= 4
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_each_role_reads_its_own_part(as_user, secretary, member, url, english_pages):
    assert "Submit. Until the Organisation Department" in text_of(as_user(secretary).get(url("help")))
    assert "Submit. Until the Organisation Department" not in text_of(as_user(member).get(url("help")))


def test_the_lamps_are_told_in_the_plan_s_own_points(as_user, member, plan, url, english_pages):
    plan.yellow_points, plan.red_points, plan.checklist_percent, plan.warn_days = 7, 23, 61, 1
    plan.save()
    page = text_of(as_user(member).get(url("help")))
    assert "less than 7 points are missing" in page
    assert "From 7 to 23 points below" in page
    assert "fewer than 61 % of the items" in page
    assert "yellow 1 day before its date" in page


def test_the_lead_unit_s_contact_comes_first(as_user, member, plan, url, english_pages):
    seats = list(plan.member_units.order_by("order"))
    assert "No unit has named anybody yet." in text_of(as_user(member).get(url("help")))
    lead = plan.member_units.filter(unit=plan.lead_unit).first() or MemberUnit.objects.create(
        plan=plan, unit=plan.lead_unit, order=99
    )
    other = next(seat for seat in seats if seat != lead)
    for seat, contact in ((other, "Zhao, office"), (lead, "Zhou, section")):
        seat.contact = contact
        seat.save()
    plan.member_units.filter(pk=seats[-1].pk).update(telephone="0917-7210000")
    page = text_of(as_user(member).get(url("help")))
    assert page.index("Zhou, section") < page.index("Zhao, office")
    assert "0917-7210000" in page
    assert "No unit has named anybody yet." not in page
