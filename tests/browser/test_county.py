"""The county dashboard in Chromium: without a mouse, without script, and with 30 pilots."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from communities.models import Community
from partybuilding.models import Plan
from partybuilding.shared.act import perform
from tests.browser.waiting import fits
from tests.factories import CommunityFactory, PilotFactory

pytestmark = pytest.mark.browser

COUNTY = "/fengxiang-2004/"


def focused(page: Page) -> str:
    """Return the name or class of what the keyboard is on."""
    return str(page.evaluate("document.activeElement.name || document.activeElement.className"))


def test_filters_work_without_script_and_the_quarter_picker_keeps_them(as_user: Callable[..., Page]) -> None:
    page = as_user("minzhengju", language="en", java_script_enabled=False)
    page.goto(COUNTY)
    page.locator(".tools > summary").click()
    page.locator(".filters [name=area]").select_option("2")
    page.locator(".filters [name=kind]").select_option("required")
    page.locator(".filters button").click()
    expect(page.locator(".matrix__area")).to_have_count(1)
    page.select_option("#quarter", "2005Q2")
    page.locator(".picker button").click()
    page.wait_for_url(lambda url: all(part in url for part in ("quarter=2005Q2", "area=2", "kind=required")))
    expect(page.locator(".matrix__area")).to_have_count(1)
    page.locator(".filters__line a").click()
    expect(page.locator(".matrix__area")).to_have_count(6)


def test_the_keyboard_walks_picker_filters_and_matrix_in_this_order(as_user: Callable[..., Page]) -> None:
    page = as_user("minzhengju")
    page.goto(COUNTY)
    page.locator(".tools").evaluate("tools => { tools.open = true; }")
    met = []
    for _ in range(80):
        page.keyboard.press("Tab")
        met.append(focused(page))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", met[-1]
        if met[-1] == "toggle":
            break
    stops = ["skip", "quarter", "area", "pilot", "lamp", "kind", "toggle"]
    assert [name for name in met if name in stops] == stops
    page.locator(".filters [name=lamp]").focus()
    page.keyboard.press("ArrowDown")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**lamp=red**")
    expect(page.locator(".filters__line")).to_be_visible()


def test_thirty_pilots_scroll_in_their_own_box_under_heads_that_stay(as_user: Callable[..., Page]) -> None:
    plan = Plan.objects.get(slug="fengxiang-2004")
    # In an act, as all that is written: else pages of 30 pilots would be kept under the version of three.
    perform("test", None, lambda: [PilotFactory(plan=plan, community=CommunityFactory()) for _ in range(27)])
    page = as_user("minzhengju")
    page.goto(f"{COUNTY}?open=all")
    assert fits(page)
    box = page.locator(".matrix-box")
    box.evaluate("box => box.scrollTo(1500, 900)")
    edges = box.evaluate(
        """box => [box, box.querySelector("thead th:last-child"), box.querySelector("tbody th")]
            .map(each => each.getBoundingClientRect()).map(({x, y}) => [x, y])"""
    )
    assert edges[1][1] == pytest.approx(edges[0][1], abs=1)
    assert edges[2][0] == pytest.approx(edges[0][0], abs=1)
    page.set_viewport_size({"width": 360, "height": 800})
    assert fits(page)


def test_a_long_name_leaves_room_for_what_is_said_of_its_pilot(as_user: Callable[..., Page]) -> None:
    long_name = {
        "name": "东湖路与迎宾大道交汇处新区社区",
        "name_en": "Donghu Road and Yingbin Avenue New District Community",
    }
    perform("test", None, lambda: Community.objects.filter(code="donghulu").update(**long_name))
    for language in ("zh-hans", "en"):
        page = as_user("minzhengju", width=360, language=language)
        page.goto(COUNTY)
        assert fits(page)
        rooms = page.locator(".matrix__area .tallies").evaluate_all("all => all.map(each => each.clientWidth)")
        assert min(rooms) > 140


STRIPED = [
    ("minzhengju", COUNTY, ".lamp--carried .lamp__shape"),
    ("minzhengju", f"{COUNTY}areas/2/", ".lamp--carried .lamp__shape"),
    ("minzhengju", f"{COUNTY}areas/2/", ".cell--old .bullet--red .bullet__bar"),
    ("minzhengju", f"{COUNTY}indicators/K07/", ".lamp--carried .lamp__shape"),
    ("minzhengju", f"{COUNTY}indicators/K07/", ".bars__bar .fill--red-carried"),
    ("minzhengju", f"{COUNTY}pilots/dongguan/K07/", ".lamp--carried .lamp__shape"),
    ("minzhengju", f"{COUNTY}units/weishengju/", ".lamp--carried .lamp__shape"),
    ("zuzhibu", f"{COUNTY}ledger/", ".lamp--carried .lamp__shape"),
    ("zuzhibu", f"{COUNTY}ledger/2005-006/", ".lamp--carried .lamp__shape"),
    ("zuzhibu", f"{COUNTY}meetings/6/preparation/", ".lamp--carried .lamp__shape"),
    ("zuzhibu", f"{COUNTY}wall/", ".lamp--carried .lamp__shape"),
]


@pytest.mark.parametrize("username", ["minzhengju", "zuzhibu"])
def test_what_is_carried_is_striped_on_every_page(as_user: Callable[..., Page], username: str) -> None:
    page = as_user(username)
    for _who, address, shape in (each for each in STRIPED if each[0] == username):
        page.goto(address)
        fill = page.locator(shape).first.evaluate("each => getComputedStyle(each).fill")
        name = re.search(r'url\("#(stripes-\w+)"\)', fill)
        assert name, (address, fill)
        expect(page.locator(f"pattern#{name[1]} rect")).to_have_count(1)
