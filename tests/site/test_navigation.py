"""Finding one's way: no link leads its reader to a refusal, and what belongs to one's role can be reached."""

import re

import pytest

from fengxiang.appearance import CHOICES
from tests.site.crawling import crawl, refused

pytestmark = pytest.mark.usefixtures("english_pages")

ROLES = ["department", "secretary", "town", "member", "sysadmin", "stranger"]
BUSINESS = {"department", "secretary", "other_secretary", "town", "member"}


@pytest.mark.alike
@pytest.mark.parametrize("role", ROLES)
def test_no_link_leads_its_reader_to_a_refusal(request, as_user, report_in, role):
    report_in("approved")
    answers = crawl(as_user(request.getfixturevalue(role)), "/")
    assert refused(answers) == {}
    assert len(answers) > (40 if role in BUSINESS else 3)


def header(client, address):
    content = client.get(address).content.decode()
    return re.sub(r"\s+", " ", content[content.index("<header") : content.index("<main")])


REACHED = {
    "department": ["/fengxiang-2004/burden/", "/fengxiang-2004/verification/2005Q3/", "/admin/"],
    "secretary": ["/fengxiang-2004/activities/qinfenglu/", "/fengxiang-2004/pilots/qinfenglu/"],
    "town": ["/fengxiang-2004/pilots/dongguan/", "/fengxiang-2004/records/"],
    "member": ["/fengxiang-2004/units/minzhengju/", "/fengxiang-2004/pilots/donghulu/", "/fengxiang-2004/papers/"],
}


@pytest.mark.parametrize("role", REACHED)
def test_the_header_reaches_what_belongs_to_the_role(request, as_user, plan, role):
    browser = as_user(request.getfixturevalue(role))
    shown = header(browser, "/fengxiang-2004/")
    assert [each for each in REACHED[role] if f'href="{each}"' not in shown] == []
    if role != "department":
        assert ("/burden/" in shown) == (role == "secretary")
        assert "/verification/" not in shown


@pytest.mark.parametrize(
    ("address", "group", "above"),
    [
        ("/fengxiang-2004/", "/fengxiang-2004/", []),
        ("/fengxiang-2004/work/", "/fengxiang-2004/work/", []),
        ("/fengxiang-2004/timeline/", "/fengxiang-2004/", ["Dashboard"]),
        ("/fengxiang-2004/pilots/dongguan/", "/fengxiang-2004/", ["Dashboard"]),
        ("/fengxiang-2004/pilots/dongguan/K07/", "/fengxiang-2004/", ["Dashboard", "Dongguan Community"]),
        ("/fengxiang-2004/burden/", "/fengxiang-2004/reports/", ["Quarterly reports"]),
        ("/fengxiang-2004/ledger/new/", "/fengxiang-2004/meetings/", ["Joint meetings", "Action items"]),
        (
            "/fengxiang-2004/units/minzhengju/duties/2005Q3/",
            "/fengxiang-2004/meetings/",
            ["Joint meetings", "Member units", "Civil Affairs Bureau"],
        ),
        ("/fengxiang-2004/activities/dongguan/", "/fengxiang-2004/registers/", ["Registers"]),
    ],
)
def test_a_page_says_where_it_stands(as_user, department, plan, address, group, above):
    shown = header(as_user(department), address)
    crumbs = shown.partition('<nav class="crumbs"')[2]
    assert re.findall(r"<a [^>]*>([^<]+)</a>", crumbs) == above
    [current] = re.findall(r'<div> <a href="([^"]+)" aria-current', shown)
    assert current == group


@pytest.mark.parametrize("address", ["/notices/", "/account/", "/password/"])
def test_a_page_of_no_plan_leads_into_the_one_that_runs_and_stands_in_no_group(as_user, member, plan, address):
    shown = header(as_user(member), address)
    assert 'href="/fengxiang-2004/ledger/"' in shown
    assert re.findall(r'<div> <a href="([^"]+)" aria-current', shown) == []


def test_a_member_sees_its_own_unit_on_the_first_page_and_others_do_not(as_user, member, town, plan):
    content = as_user(member).get("/fengxiang-2004/").content.decode()
    strip = re.sub(r"\s+", " ", content[content.index('class="strip ') : content.index("Own unit's page")])
    assert "Civil Affairs Bureau" in strip
    assert re.search(r"\d dut(y|ies), duty report: \w+", strip)
    assert re.search(r"\d red lamps? to close", strip)
    assert re.search(r"\d open action items?", strip)
    assert 'class="strip ' not in as_user(town).get("/fengxiang-2004/").content.decode()


def test_the_display_can_be_chosen_before_login(client, db):
    content = client.get("/preferences/").content.decode()
    assert all(f'name="{choice.name}" value="{value}"' in content for choice in CHOICES for value in choice.options)
