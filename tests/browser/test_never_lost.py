"""The report form while the line, the server, the session or a second window is in the way: nothing typed is lost."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from partybuilding.management.commands.demo import DEFAULT_PASSWORD
from partybuilding.models import FieldValue, Report, ReportEntry
from tests.browser.line import Line

pytestmark = pytest.mark.browser

EDIT = "/fengxiang-2004/reports/dongguan/2005Q3/edit/"
STATE = ".submit-bar__state"


@pytest.fixture
def line(live_server: LiveServer) -> Iterator[Line]:
    """A line to the server that can be cut."""
    line = Line(live_server.url)
    yield line
    line.end()


def figures(page: Page) -> list[str]:
    """Return the names of the first ten figures that can be seen."""
    names: list[str] = page.eval_on_selector_all(
        "[data-row] .figure input", "all => all.filter(each => each.offsetParent).map(each => each.name)"
    )
    return names[:10]


def unfold(page: Page) -> None:
    page.goto(EDIT)
    folds = page.locator("details.folded > summary")
    for number in range(folds.count()):
        folds.nth(number).click()


def leave(page: Page, name: str, text: str) -> None:
    page.locator(f"[name={name}]").fill(text)
    page.locator(f"[name={name}]").press("Tab")


def report() -> Report:
    return Report.objects.get(quarter="2005Q3", pilot__community__code="dongguan")


def stored(name: str) -> Decimal | None:
    return FieldValue.objects.get(
        entry__report__quarter="2005Q3", entry__report__pilot__community__code="dongguan", field=int(name[1:])
    ).value


def test_ten_fields_with_the_server_stopped_in_the_middle(as_user: Callable[..., Page], line: Line) -> None:
    page = as_user("dongguan", fails=True, base_url=line.url)
    context = page.context
    unfold(page)
    names = figures(page)
    assert len(names) == 10
    for place, name in enumerate(names):
        if place == 5:
            expect(page.locator(STATE)).to_have_attribute("data-is", re.compile("saved|wrong"))
            line.cut()
        leave(page, name, str(place + 1))
    expect(page.locator(STATE)).to_have_attribute("data-is", "waiting")
    line.close(page)

    line.mend()
    page = context.new_page()
    unfold(page)
    expect(page.locator("[data-offer]")).to_be_visible()
    page.locator("[data-offer-take]").click()
    expect(page.locator(STATE)).to_have_attribute("data-is", re.compile("saved|wrong"))
    page.reload()
    for place, name in enumerate(names):
        expect(page.locator(f"[name={name}]")).to_have_value(str(place + 1))
    assert page.evaluate("Object.keys(localStorage)") == []
    assert [stored(name) for name in names] == list(range(1, 11))


def test_it_catches_up_by_itself_when_the_line_is_back(as_user: Callable[..., Page], line: Line) -> None:
    page = as_user("dongguan", fails=True, base_url=line.url)
    page.goto(EDIT)
    line.cut()
    page.locator("[name=progress]").fill("断网时写的话")
    page.locator("[name=progress]").blur()
    expect(page.locator(STATE)).to_contain_text("等待网络")
    with page.expect_event("requestfailed"):
        page.locator(".submit-bar .button--primary").click()
    # That was the button's try, or one the form was at already; then this is: the line must not be mended before it.
    page.wait_for_event("requestfailed")
    expect(page).to_have_url(re.compile(f"{EDIT}$"))
    line.mend()
    expect(page.locator(STATE)).to_have_attribute("data-is", "saved", timeout=40_000)
    assert report().progress == "断网时写的话"


def test_what_is_thrown_away_does_not_come_back(as_user: Callable[..., Page], line: Line) -> None:
    page = as_user("dongguan", fails=True, base_url=line.url)
    page.goto(EDIT)
    line.cut()
    page.locator("[name=progress]").fill("写了一半")
    context = page.context
    line.close(page)
    line.mend()
    page = context.new_page()
    page.goto(EDIT)
    page.locator("[data-offer-drop]").click()
    page.reload()
    expect(page.locator("[data-offer]")).not_to_be_visible()
    expect(page.locator("[name=progress]")).not_to_have_value("写了一半")


def test_two_windows_on_one_draft(as_user: Callable[..., Page]) -> None:
    here, there = as_user("dongguan"), as_user("dongguan")
    here.goto(EDIT)
    there.goto(EDIT)
    name = here.locator("#row-K07 .figure input").get_attribute("name")
    assert name
    leave(here, name, "186")
    expect(here.locator(STATE)).to_have_attribute("data-is", "saved")

    leave(there, name, "190")
    message = there.locator(f"#id_{name}-error")
    expect(message).to_contain_text("186")
    expect(there.locator(f"[name={name}]")).to_have_value("190")
    assert stored(name) == 186
    # Another field of the same row is saved, and the choice stays open.
    there.locator("#row-K07 textarea").fill("以实测为准")
    there.locator("#row-K07 textarea").blur()
    expect(there.locator(STATE)).to_have_attribute("data-is", "wrong")
    assert stored(name) == 186
    message.locator("[data-mine]").click()
    expect(there.locator(STATE)).to_have_attribute("data-is", "saved")
    assert stored(name) == 190


def test_the_other_window_s_figure_can_be_taken(as_user: Callable[..., Page]) -> None:
    here, there = as_user("dongguan"), as_user("dongguan")
    here.goto(EDIT)
    there.goto(EDIT)
    name = here.locator("#row-K07 .figure input").get_attribute("name")
    assert name
    leave(here, name, "186")
    expect(here.locator(STATE)).to_have_attribute("data-is", "saved")
    leave(there, name, "190")
    there.locator(f"#id_{name}-error [data-take]").click()
    expect(there.locator(f"[name={name}]")).to_have_value("186")
    assert stored(name) == 186


def test_fields_changed_elsewhere_come_along_with_the_row(as_user: Callable[..., Page]) -> None:
    here, there = as_user("dongguan"), as_user("dongguan")
    here.goto(EDIT)
    there.goto(EDIT)
    name = here.locator("#row-K07 .figure input").get_attribute("name")
    assert name
    leave(here, name, "186")
    expect(here.locator(STATE)).to_have_attribute("data-is", "saved")
    there.locator("#row-K07 textarea").fill("以实测为准")
    there.locator("#row-K07 textarea").blur()
    expect(there.locator(f"[name={name}]")).to_have_value("186")
    entry = ReportEntry.objects.get(
        report__quarter="2005Q3", report__pilot__community__code="dongguan", indicator__code="K07"
    )
    assert (entry.note, stored(name)) == ("以实测为准", Decimal(186))


def test_a_session_that_ends_in_mid_typing(as_user: Callable[..., Page]) -> None:
    page = as_user("dongguan", fails=True)
    page.goto(EDIT)
    name = page.locator("#row-K07 .figure input").get_attribute("name")
    assert name
    Session.objects.all().delete()
    page.locator(f"[name={name}]").fill("186")
    page.locator("[name=progress]").focus()
    page.keyboard.type("写到一半")
    expect(page).to_have_url(re.compile("/login/"))
    page.fill("[name=username]", "dongguan")
    page.fill("[name=password]", DEFAULT_PASSWORD)
    page.locator("main form [type=submit]").click()
    expect(page).to_have_url(re.compile(re.escape(EDIT)))
    expect(page.locator(STATE)).to_have_attribute("data-is", "saved")
    expect(page.locator(f"[name={name}]")).to_have_value("186")
    assert stored(name) == 186


def test_through_login_back_to_the_field_one_was_in(as_user: Callable[..., Page]) -> None:
    page = as_user("dongguan", fails=True)
    page.goto(EDIT)
    Session.objects.all().delete()
    text = page.locator("[name=progress]")
    text.fill("")
    text.type("写到一半")
    page.evaluate("document.querySelector('[name=progress]').dispatchEvent(new Event('change', {bubbles: true}))")
    expect(page).to_have_url(re.compile("/login/"))
    page.fill("[name=username]", "dongguan")
    page.fill("[name=password]", DEFAULT_PASSWORD)
    page.locator("main form [type=submit]").click()
    expect(page.locator("[name=progress]")).to_be_focused()
    expect(page.locator("[name=progress]")).to_have_value("写到一半")


def test_a_row_that_saves_moves_nothing(as_user: Callable[..., Page]) -> None:
    page = as_user("dongguan")
    unfold(page)
    page.evaluate(
        """() => { window.shift = 0; new PerformanceObserver(list => {
            for (const entry of list.getEntries()) window.shift += entry.value;
        }).observe({type: 'layout-shift', buffered: false}); }"""
    )
    tops = "[...document.querySelectorAll('[data-row]')].map(row => row.offsetTop)"
    before = page.evaluate(tops)
    # The first is the returned one: its note stands open, and says one reason more.
    for name in figures(page)[1:6]:
        leave(page, name, "3")
    page.locator("#area-4 [data-confirm]").first.uncheck()
    page.locator("#area-4 [data-confirm]").first.check()
    expect(page.locator(STATE)).to_have_attribute("data-is", re.compile("saved|wrong"))
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") == 0
    assert page.evaluate(tops) == before
