"""Every page in both languages, wide and narrow: no sideways scroll, nothing on the console, nothing from elsewhere."""

import os
import re
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.waiting import fits

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("handed_in")]

PLAN = "/fengxiang-2004"
PAGES = {
    "zuzhibu": [
        f"{PLAN}/?open=all",
        f"{PLAN}/work/",
        f"{PLAN}/pilots/dongguan/",
        f"{PLAN}/areas/2/",
        f"{PLAN}/indicators/K06/",
        f"{PLAN}/indicators/K16/",
        f"{PLAN}/indicators/K28/",
        f"{PLAN}/timeline/",
        f"{PLAN}/records/",
        f"{PLAN}/units/",
        f"{PLAN}/units/gonganju/",
        f"{PLAN}/units/minzhengju/",
        f"{PLAN}/units/caizhengju/duties/2005Q3/",
        f"{PLAN}/meetings/6/preparation/",
        f"{PLAN}/reports/",
        f"{PLAN}/burden/",
        f"{PLAN}/reports/qinfenglu/2005Q3/",
        f"{PLAN}/reports/donghulu/2005Q3/check/",
        f"{PLAN}/pilots/dongguan/K28/?quarter=2005Q2",
        f"{PLAN}/verification/2005Q3/",
        f"{PLAN}/verification/2005Q3/lists/1/",
        f"{PLAN}/verification/2005Q3/values/qinfenglu/K10/",
        f"{PLAN}/?open=2&truth=verified",
        f"{PLAN}/wall/?quarter=2005Q2",
        f"{PLAN}/meetings/",
        f"{PLAN}/meetings/5/",
        f"{PLAN}/meetings/6/",
        f"{PLAN}/snapshots/5/",
        f"{PLAN}/papers/",
        f"{PLAN}/assessment/",
        f"{PLAN}/assessment/qinfenglu/",
        "/notices/",
        "/password/",
    ],
    "weishengju": [f"{PLAN}/units/weishengju/", f"{PLAN}/units/weishengju/duties/2005Q3/", "/notices/"],
    "dongguan": [
        f"{PLAN}/",
        f"{PLAN}/work/",
        f"{PLAN}/reports/",
        f"{PLAN}/reports/dongguan/2005Q3/edit/",
        f"{PLAN}/activities/dongguan/",
    ],
}
ADMIN = [
    "/admin/",
    "/admin/communities/room/",
    "/admin/communities/room/1/change/",
    "/admin/communities/room/import/",
    "/admin/communities/cadre/add/",
    "/admin/partybuilding/indicator/",
    "/admin/partybuilding/indicator/7/change/",
    "/admin/partybuilding/plan/1/change/",
    "/admin/partybuilding/funding/",
    "/admin/partybuilding/leaderassignment/1/change/",
    "/admin/partybuilding/milestonerecord/1/change/",
    "/admin/partybuilding/letterhead/add/",
]


# A few pages to a test, so that two workers share them evenly.
VISITS = [(who, paths[at : at + 8]) for who, paths in PAGES.items() for at in range(0, len(paths), 8)]
# Each language, each width and each of the two colourings; that a page fits is seen at both widths each time.
# axe, which takes longer than the rest, looks at a page in one way and at the next in the other, at dark colours
# the other way round; with FUZZ=1 at all in both.
WAYS = [("zh-hans", 1280, ""), ("en", 360, "aid")]
WIDTHS = (1280, 360)
WCAG: dict[str, object] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],  # to tell of all that is right takes longer than to look at it
}
# Dark colours change nothing but colours.
CONTRAST: dict[str, object] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}


def share(paths: list[str], way: int) -> list[str]:
    """Return the pages axe looks at in the way of this number."""
    return paths if os.environ.get("FUZZ") else paths[way :: len(WAYS)]


@pytest.mark.parametrize("way", range(len(WAYS)), ids=lambda way: WAYS[way][0])
@pytest.mark.parametrize(("username", "paths"), VISITS)
def test_pages_fit_and_pass_axe(as_user: Callable[..., Page], username: str, paths: list[str], way: int) -> None:
    language, width, colours = WAYS[way]
    page = as_user(username, width=width, language=language)
    if colours:
        page.context.add_cookies([{"name": "colours", "value": colours, "url": urljoin(page.url, "/")}])
    for path in paths:
        page.goto(path)
        for each in (*(other for other in WIDTHS if other != width), width):
            page.set_viewport_size({"width": each, "height": 900})
            assert fits(page), (path, each)
        if path in share(paths, way):
            assert violations(page) == [], path
        if path in share(paths, 1 - way):
            page.emulate_media(color_scheme="dark")
            assert violations(page, CONTRAST) == [], (path, "dark")
            page.emulate_media(color_scheme="light")


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 1280), ("en", 360)])
def test_a_paper_s_own_page_fits_and_passes_axe(as_user: Callable[..., Page], language: str, width: int) -> None:
    page = as_user("zuzhibu", language=language, width=width)
    page.goto(f"{PLAN}/papers/")
    page.locator(".papers th a").first.click()
    expect(page.locator("dl.paper")).to_be_visible()
    assert fits(page)
    assert violations(page) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_pages_fit_and_pass_axe_as_their_reader_wants_them(as_user: Callable[..., Page], width: int) -> None:
    page = as_user("minzhengju", width=width, language="en")
    chosen = {"colours": "aid", "text_size": "largest"}
    page.context.add_cookies([{"name": k, "value": v, "url": urljoin(page.url, "/")} for k, v in chosen.items()])
    for path in (f"{PLAN}/?open=all", f"{PLAN}/pilots/dongguan/?quarter=2005Q2", f"{PLAN}/reports/"):
        page.goto(path)
        assert fits(page), path
        assert violations(page) == [], path


def test_display_and_text_size_are_chosen_without_script_and_stay(as_user: Callable[..., Page]) -> None:
    page = as_user("minzhengju", java_script_enabled=False)
    page.goto(f"{PLAN}/?quarter=2005Q2")
    page.locator("footer a[href='/preferences/']").click()
    page.locator("button[name=colours][value=aid]").click()
    expect(page.locator("html")).to_have_attribute("data-colours", "aid")
    page.goto("/preferences/")
    page.locator("button[name=text_size][value=large]").click()
    expect(page.locator("html")).to_have_attribute("data-text", "large")
    page.goto("/password/")
    expect(page.locator("html[data-colours=aid][data-text=large]")).to_have_count(1)


def violations(page: Page, rules: dict[str, object] = WCAG) -> list[str]:
    """Return what axe finds against WCAG 2.2, levels A and AA, of whatever impact, or against some rules alone."""
    if page.locator(".submit-bar").count():
        # What lies half under the bar that sticks to the edge would count as a small target: let the bar go along.
        page.set_viewport_size({"width": page.viewport_size["width"], "height": 16_000})  # type: ignore[index]
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("way", range(len(WAYS)), ids=lambda way: WAYS[way][0])
def test_the_admin_passes_axe(as_user: Callable[..., Page], way: int) -> None:
    language, width, _colours = WAYS[way]
    # Without the policy: axe itself tries styles out on these pages.
    page = as_user("zuzhibu", language=language, width=width, bypass_csp=True)
    # axe looks for what a style sheet imports beside the page, where the admin has nothing of that name.
    stray = re.compile(r"/admin/(?!css/).*widgets\.css")
    page.route(stray, lambda route: route.fulfill(content_type="text/css", body=""))
    for path in ADMIN:
        page.goto(path)
        if path in share(ADMIN, way):
            assert violations(page) == [], path
        if path in share(ADMIN, 1 - way):
            page.emulate_media(color_scheme="dark")
            assert violations(page, CONTRAST) == [], (path, "dark")
            page.emulate_media(color_scheme="light")


def test_the_admin_works_under_the_strict_policy(as_user: Callable[..., Page]) -> None:
    page = as_user("zuzhibu")
    for path in ADMIN:
        answer = page.goto(path)
        assert answer, path
        assert answer.ok, path
    page.goto("/admin/communities/room/add/")
    page.locator(".field-community .select2-selection").click()
    expect(page.locator(".select2-results__option").first).to_have_text(re.compile("社区"))


def test_the_dashboard_works_without_script(as_user: Callable[..., Page]) -> None:
    page = as_user("minzhengju", java_script_enabled=False)
    page.goto(f"{PLAN}/?open=none")
    expect(page.locator(".matrix__row")).to_have_count(0)
    page.locator("#area-2 .toggle").click()
    expect(page.locator("#area-2 .matrix__row").nth(3)).to_be_visible()
    page.select_option("#quarter", "2005Q1")
    page.locator(".picker button").click()
    expect(page).to_have_url(re.compile("2005Q1"))


def test_keyboard_reaches_the_matrix(as_user: Callable[..., Page]) -> None:
    page = as_user("minzhengju")
    page.goto(f"{PLAN}/?open=none")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#area-1 .toggle").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**open=1**")
    expect(page.locator("#area-1 .matrix__row").first).to_be_visible()
