"""How long pages are: the county's first screen, telephones, paper; and what becomes of them at four times the size,
in the dark and in forced colours."""

import re
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import violations

pytestmark = pytest.mark.browser

PLAN = "/fengxiang-2004"
HEADER, MATRIX_TOP, LONGEST = 56, 340, 6_000  # px
IN_ENGLISH = 1.8  # times as long is a page at most: its lines are longer, and break where Chinese ones do not
ZOOMED = 320  # px: 1280 at 400 %
# Each page of the demonstration of which pictures are taken; a screen for a room is no telephone's.
PICTURES = runpy.run_path(str(Path(__file__).parents[2] / ".ci" / "screenshots.py"))["PAGES"]
PAGES = {
    who: [address for name, address in pages.items() if not name.startswith("meeting-show")]
    for who, pages in PICTURES.items()
    if who
}
# What the department reads beside the figures of a pilot's page is not on a member's.
PAGES["zuzhibu"] += [PICTURES["minzhengju"][name] for name in ("pilot", "pilot-unreported")]
# What is cut off: a text wider than the box that hides what hangs over, unless an ellipsis says so.
CUT = """() => [...document.querySelectorAll("main *")].filter(each => {
    const style = getComputedStyle(each);
    return each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1 && style.overflowX === "hidden"
        && style.textOverflow !== "ellipsis" && each.offsetHeight > 1;
}).map(each => each.className || each.tagName)"""


def top_of(page: Page, selector: str) -> float:
    """Return where a part begins, below a header as high as it may be."""
    box, header = page.locator(selector).bounding_box(), page.locator(".site-header").bounding_box()
    assert box
    assert header
    return float(box["y"] - header["height"] + HEADER)


def open_page(page: Page, address: str) -> None:
    """Open an address, or what the link named after it leads to."""
    path, _, link = address.partition(" ")
    page.goto(path)
    if link:
        page.goto(page.locator(link).first.get_attribute("href") or "")


def test_the_matrix_begins_on_the_first_screen_and_its_cells_have_three_lines(as_user: Callable[..., Page]) -> None:
    page = as_user("weishengju")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{PLAN}/")
    assert top_of(page, ".matrix") <= MATRIX_TOP
    expect(page.locator(".matrix__row").first).to_be_visible()
    lines = page.locator(".matrix__row .cell").evaluate_all(
        """cells => cells.map(each =>
            each.getBoundingClientRect().height / parseFloat(getComputedStyle(each).lineHeight))"""
    )
    assert max(lines) < 3.5
    expect(page.locator(".reds__group").first).to_have_text("本单位负责")


def test_a_bar_answers_to_the_pointer_and_the_keyboard(as_user: Callable[..., Page]) -> None:
    page = as_user("minzhengju")
    page.goto(f"{PLAN}/")
    tip = page.locator("[data-chart=K07] .tip").nth(1)
    said = "tip => getComputedStyle(tip, '::after').content"
    assert tip.evaluate(said) in {"none", "normal"}
    for act in (tip.hover, tip.focus):
        act()
        assert re.search("东关社区 186 m² · 2005年第二季度 .*来源", tip.evaluate(said))
        page.mouse.move(0, 0)
        page.locator("h1").click()


@pytest.mark.parametrize("username", PAGES)
def test_no_page_is_endless_on_a_telephone_or_cut_at_four_times_the_size(
    as_user: Callable[..., Page], username: str
) -> None:
    page = as_user(username, width=360)
    faults, long = {}, []
    for address in PAGES[username]:
        page.set_viewport_size({"width": 360, "height": 780})
        open_page(page, address)
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": ZOOMED, "height": 256})
        wide, cut = page.evaluate("document.documentElement.scrollWidth"), page.evaluate(CUT)
        if (height > LONGEST and not address.startswith("/admin/")) or wide > ZOOMED or cut:
            faults[address] = height, wide, cut
        if height > LONGEST / IN_ENGLISH and not address.startswith("/admin/"):
            long.append(address)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": page.url}])
    page.set_viewport_size({"width": 360, "height": 780})
    for address in long:
        open_page(page, address)
        height = page.evaluate("document.documentElement.scrollHeight")
        if height > LONGEST:
            faults[f"{address} in English"] = height
    assert faults == {}


# Of an indicator: items, kinds and figures across the pilots, and every quarter.
NARROW = [
    ("admin", "/system/"),
    ("zuzhibu", f"{PLAN}/reports/"),
    *(("minzhengju", f"{PLAN}/indicators/{code}/") for code in ("K06", "K11", "K22", "K28", "K30")),
]


@pytest.mark.parametrize(("username", "address"), NARROW)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_table_of_these_scrolls_sideways_on_a_telephone(
    as_user: Callable[..., Page], username: str, address: str, language: str
) -> None:
    page = as_user(username, width=360, language=language)
    page.goto(address)
    wide = (
        "boxes => boxes.filter(each => each.scrollWidth > each.parentElement.clientWidth).map(each => each.className)"
    )
    assert page.locator("main .system--jobs, main .board").evaluate_all(wide) == []


def test_no_line_begins_with_a_comma_in_the_ledger(as_user: Callable[..., Page]) -> None:
    page = as_user("zuzhibu", width=360, language="en")
    page.goto(f"{PLAN}/ledger/")
    page.locator("main details").evaluate_all("all => all.forEach(each => { each.open = true; })")
    commas = """cells => cells.flatMap(each => [...each.childNodes]).filter(
        each => each.nodeType === 3 && each.data.startsWith(",")
    ).map((each) => {
        const range = document.createRange();
        range.setStart(each, 0);
        range.setEnd(each, 1);
        return [range.getBoundingClientRect().left, each.parentElement.getBoundingClientRect().left];
    })"""
    places = page.locator("main td[data-label] > span").evaluate_all(commas)
    assert len(places) > 5
    assert [place for place in places if place[0] - place[1] < 2] == []


def test_who_verified_a_value_of_the_matrix_is_said_to_the_keyboard(as_user: Callable[..., Page]) -> None:
    page = as_user("minzhengju", language="en")
    page.goto(f"{PLAN}/?open=all")
    value = page.locator(".matrix .cell__value[data-tip*='visit of']").first
    said = "each => getComputedStyle(each, '::after').content"
    assert value.evaluate(said) == "none"
    value.focus()
    assert "visit of" in value.evaluate(said)


def test_a_tab_opens_the_area_it_leads_to(as_user: Callable[..., Page]) -> None:
    page = as_user("minzhengju", width=360)
    page.goto(f"{PLAN}/pilots/qinfenglu/")
    expect(page.locator("#rows-1")).to_be_hidden()
    page.locator(".jump a").first.click()
    expect(page.locator("#rows-1")).to_be_visible()


QUARTERS = ["2004Q3", "2004Q4", "2005Q1", "2005Q2", "2005Q3", "2005Q4", "2006Q1", "2006Q2"]
# A4 lying: its width in points comes first.
SHEET, LYING = re.compile(rb"/Type\s*/Page\b[^s]"), re.compile(rb"/MediaBox\s*\[0 0 84\d")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_paper_is_saved(as_user: Callable[..., Page], language: str) -> None:
    page = as_user("minzhengju", language=language)
    most = {f"/?quarter={quarter}": 1 for quarter in QUARTERS} | {"/pilots/donghulu/": 3}
    for path, sheets in most.items():
        page.goto(f"{PLAN}{path}")
        paper = page.pdf(prefer_css_page_size=True)
        assert 0 < len(SHEET.findall(paper)) <= sheets, path
        assert bool(LYING.search(paper)) == (sheets == 1), path


def test_paper_begins_with_the_heading(as_user: Callable[..., Page]) -> None:
    page = as_user("minzhengju")
    page.emulate_media(media="print")
    for address in (f"{PLAN}/", f"{PLAN}/indicators/K06/", f"{PLAN}/units/", f"{PLAN}/timeline/"):
        page.goto(address)
        box = page.locator("h1").bounding_box()
        assert box, address
        assert box["y"] >= 0, address
        expect(page.locator(".compared")).to_be_hidden()


def test_dark_pages_are_dark(as_user: Callable[..., Page]) -> None:
    page = as_user("zuzhibu", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
    assert violations(page) == []


@pytest.mark.usefixtures("handed_in")
def test_with_forced_colours_lamps_focus_and_buttons_are_told_apart(as_user: Callable[..., Page]) -> None:
    page = as_user("zuzhibu", forced_colors="active")
    page.goto(f"{PLAN}/?open=all")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for colour, shape in {"green": "circle", "yellow": "path", "red": "rect"}.items():
        drawn = page.locator(f"main .lamp__shape.lamp--{colour} {shape}").first
        assert drawn.evaluate("each => getComputedStyle(each).stroke") != ground, colour
    link = page.locator(".toggle").first
    link.focus()
    assert link.evaluate("each => parseFloat(getComputedStyle(each).outlineWidth)") >= 2
    page.goto(f"{PLAN}/reports/donghulu/2005Q3/check/")
    widths = page.evaluate(
        """() => ['.button--primary', '.button:not(.button--primary)'].map(
            each => parseFloat(getComputedStyle(document.querySelector(`main ${each}`)).borderTopWidth))"""
    )
    assert widths[0] > widths[1] > 0
