"""The report form as a secretary meets it: how many taps, without a mouse, how many bytes."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from partybuilding.models import Report

pytestmark = pytest.mark.browser

EDIT = "/fengxiang-2004/reports/dongguan/2005Q3/edit/"
KILOBYTES = 100


def count_taps(page: Page) -> None:
    """Let every page of this browser count its taps on what can be pressed."""
    page.context.add_init_script(
        """document.addEventListener('click', event => {
            if (event.isTrusted) sessionStorage.setItem('taps', 1 + Number(sessionStorage.getItem('taps')));
        }, true);"""
    )


@pytest.mark.parametrize("width", [1280, 360])
def test_a_report_in_which_nothing_changed_takes_three_taps(as_user: Callable[..., Page], width: int) -> None:
    page = as_user("donghulu", width=width)
    count_taps(page)
    page.goto("/fengxiang-2004/work/")
    page.locator("main .button--primary").first.click()
    page.wait_for_url("**/donghulu/2005Q3/edit/")
    page.locator("[data-unchanged]").click()
    expect(page.locator("[data-left]")).to_have_text("各项均已确认")
    page.locator(".submit-bar .button--primary").click()
    expect(page.locator(".page-head .state")).to_have_text("已报送")
    follows = page.locator(".follows")
    expect(follows).to_contain_text("组织部在2005年11月18日前审核；审核开始前可以撤回")
    expect(follows).to_contain_text("下次联席会议定于2005年11月22日召开")
    expect(follows).to_contain_text("下次报送：2005年第四季度")
    assert page.evaluate("Number(sessionStorage.getItem('taps'))") == 3
    report = Report.objects.get(pilot__community__code="donghulu", quarter="2005Q3")
    assert report.state == Report.State.SUBMITTED
    assert report.entries.filter(is_confirmed=True).count() == report.entries.count() > 30


def test_what_was_returned_takes_three_taps_on_a_telephone(as_user: Callable[..., Page]) -> None:
    page = as_user("dongguan", width=360)
    count_taps(page)
    page.goto("/fengxiang-2004/work/")
    page.locator("main a[href$='/dongguan/2005Q3/edit/'], main a[href$='/dongguan/2005Q3/']").first.click()
    page.wait_for_url("**/2005Q3/edit/")
    turn, bar = page.locator("#turn-K07"), page.locator(".submit-bar")
    above, below = turn.bounding_box(), page.locator("#area-1").bounding_box()
    assert above
    assert below
    assert above["y"] < below["y"]
    expect(bar).to_have_class("submit-bar submit-bar--waiting")
    page.get_by_role("button", name="采用台账 186 m²").click()
    expect(turn).to_contain_text("已改 1/1")
    expect(bar).to_have_class("submit-bar")
    page.get_by_role("button", name="重新报送").click()
    expect(page.locator(".page-head .state")).to_have_text("已报送")
    assert page.evaluate("Number(sessionStorage.getItem('taps'))") == 3
    report = Report.objects.get(pilot__community__code="dongguan", quarter="2005Q3")
    assert report.entries.get(indicator__code="K07").values.get().value == 186


def test_without_a_mouse(as_user: Callable[..., Page]) -> None:
    page = as_user("dongguan")
    page.goto(EDIT)
    figure = page.locator("#row-K07 .figure input")
    for _stop in range(200):
        page.keyboard.press("Tab")
        if figure.evaluate("each => each === document.activeElement"):
            break
    page.keyboard.type("186")
    page.keyboard.press("Tab")
    expect(page.locator("[data-state]")).to_have_attribute("data-is", "saved")
    # The tick beside it has the focus now: a space takes it away and gives it back.
    page.keyboard.press("Space")
    expect(page.locator("#row-K07 [data-confirm]")).not_to_be_checked()
    page.keyboard.press("Space")
    expect(page.locator("#row-K07 [data-confirm]")).to_be_checked()
    submit = page.locator(".submit-bar .button--primary")
    for _stop in range(400):
        page.keyboard.press("Tab")
        if submit.evaluate("each => each === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".page-head .state")).to_have_text("已报送")


def test_the_whole_form_weighs_little(as_user: Callable[..., Page]) -> None:
    page = as_user("dongguan")
    page.wait_for_url("**/work/")
    page.wait_for_load_state("networkidle")  # what belongs to the page before is not weighed
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(EDIT)
    page.wait_for_load_state("networkidle")
    weights = {
        answer.url: len(gzip.compress(answer.body()))
        for answer in answers
        if answer.request.resource_type in {"document", "stylesheet", "script"}
    }
    assert [url for url in weights if url.endswith(EDIT)]
    assert [url for url in weights if url.endswith("reports/report.js")]  # htmx is in it
    assert sum(weights.values()) <= KILOBYTES * 1000
