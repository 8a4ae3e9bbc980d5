"""How long pages are: the county's first screen, telephones, paper; and the dark colours of all this."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import violations

pytestmark = pytest.mark.browser

PLAN = "/fengxiang-2004"
HEADER, MATRIX_TOP, LONGEST = 56, 340, 6_000  # px
# Pages that used to be longer than this on a telephone.
LONG = [
    "/",
    "/pilots/qinfenglu/",
    "/pilots/dongguan/",
    "/pilots/donghulu/",
    "/areas/2/",
    "/indicators/K06/",
    "/indicators/K16/",
    "/timeline/",
    "/ledger/",
    "/units/zuzhibu/",
    "/units/minzhengju/",
    "/plan/",
    "/wall/",
]


def top_of(page: Page, selector: str) -> float:
    """Return where a part begins, below a header as high as it may be."""
    box, header = page.locator(selector).bounding_box(), page.locator(".site-header").bounding_box()
    assert box
    assert header
    return float(box["y"] - header["height"] + HEADER)


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


def test_no_page_is_endless_on_a_telephone(as_user: Callable[..., Page]) -> None:
    page = as_user("zuzhibu", width=360)
    heights = {}
    for path in LONG:
        page.goto(f"{PLAN}{path}")
        heights[path] = page.evaluate("document.documentElement.scrollHeight")
    assert {path: height for path, height in heights.items() if height > LONGEST} == {}


def test_a_tab_opens_the_area_it_leads_to(as_user: Callable[..., Page]) -> None:
    page = as_user("minzhengju", width=360)
    page.goto(f"{PLAN}/pilots/qinfenglu/")
    expect(page.locator("#rows-1")).to_be_hidden()
    page.locator(".jump a").first.click()
    expect(page.locator("#rows-1")).to_be_visible()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("path", "most"), [("/", 1), ("/pilots/donghulu/", 3)])
def test_paper_is_saved(as_user: Callable[..., Page], language: str, path: str, most: int) -> None:
    page = as_user("minzhengju", language=language)
    page.goto(f"{PLAN}{path}")
    sheets = re.findall(rb"/Type\s*/Page\b[^s]", page.pdf(prefer_css_page_size=True))
    assert 0 < len(sheets) <= most


def test_dark_pages_pass_axe(as_user: Callable[..., Page]) -> None:
    page = as_user("zuzhibu", color_scheme="dark")
    for path in (
        "/",
        "/work/",
        "/pilots/dongguan/",
        "/areas/2/",
        "/indicators/K07/",
        "/timeline/",
        "/ledger/",
        "/reports/",
        "/meetings/5/",
    ):
        page.goto(f"{PLAN}{path}")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
        assert violations(page) == [], path
