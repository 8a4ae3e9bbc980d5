"""What htmx sends for: a dead line, an ended session, a refusal and a failure are said, and tried again by a button.

The report form and the duty report say it in their own line, and try again by themselves.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from partybuilding.models import Meeting
from tests.browser.test_nothing_lost import TOAST, end_session
from tests.browser.test_pages import PLAN
from tests.browser.waiting import eventually
from tests.test_project import ROOT

pytestmark = pytest.mark.browser

STATE = ".submit-bar__state"


def tap_present(page: Page) -> None:
    page.locator(".tap--present").first.click()


def is_present(page: Page) -> Locator:
    return page.locator(".tap--present[aria-pressed=true]").first


def type_a_room(page: Page) -> None:
    form = page.locator("#enter form")
    form.get_by_label("Name", exact=True).fill("二层北")
    form.get_by_label("Gross floor area").fill("18")
    form.get_by_label("Gross floor area").press("Tab")
    form.get_by_label("Clinic").check()


def sees_its_effect(page: Page) -> Locator:
    return page.locator(".entry__effect", has_text="7/7")


# By template: who sends from where, what is done there, and what shows that it was taken.
PLACES = {
    "meetings/attendance_row.html": [
        (f"{PLAN}/meetings/5/", tap_present, is_present),
        (f"{PLAN}/meetings/5/show/", tap_present, is_present),
    ],
    "upkeep/entry_form.html": [(f"{PLAN}/registers/dongguan/", type_a_room, sees_its_effect)],
}
IN_THEIR_OWN_LINE = {"reports/draft.js": (f"{PLAN}/reports/dongguan/2005Q3/edit/", "progress", "dongguan")}
SAID = {"line": "line to the server", "ended": "login has ended", 403: "refused", 500: "could not do this"}


def test_every_place_that_sends_by_htmx_is_tried() -> None:
    def where(folder: Path, pattern: str) -> set[str]:
        files = [each for each in folder.rglob("*.*") if each.suffix in {".html", ".js"}]
        return {str(each.relative_to(folder)) for each in files if re.search(pattern, each.read_text())}

    assert where(ROOT / "templates", r"\bhx-(get|post|put|delete|patch)=") == PLACES.keys()
    assert where(ROOT / "static/js", r"\bhtmx\.ajax\(") == IN_THEIR_OWN_LINE.keys()


def break_it(page: Page, fault: str | int) -> Callable[[], object]:
    """Bring the fault about, as long as what is returned is not called."""
    if fault == "ended":
        return end_session(page)

    def answer(route: Route) -> None:
        if fault == "line":
            route.abort()
        elif route.request.headers.get("hx-request") and not route.request.url.endswith("/session/"):
            route.fulfill(status=int(fault), content_type="text/html", body="")
        else:
            route.continue_()

    page.route("**/*", answer)
    return lambda: page.unroute("**/*", answer)


def in_session() -> None:
    Meeting.objects.filter(number=5).update(state=Meeting.State.OPEN, closed_at=None)
    Meeting.objects.get(number=5).attendance.all().delete()


@pytest.mark.parametrize("fault", SAID)
def test_a_fault_is_said_and_tried_again(as_user: Callable[..., Page], fault: str | int) -> None:
    page = as_user("zuzhibu", language="en", fails=True)
    for address, act, shows in [each for places in PLACES.values() for each in places]:
        in_session()
        page.goto(address)
        # The words for what may go wrong come with the first page.
        eventually(lambda: page.evaluate("Object.keys(localStorage).some(key => key.startsWith('words '))"), True)
        mend = break_it(page, fault)
        act(page)
        expect(page.locator(TOAST), address).to_contain_text(SAID[fault])
        expect(shows(page), address).to_have_count(0)
        page.wait_for_load_state("networkidle")  # what is on its way would arrive once it is mended
        mend()
        page.locator(TOAST).get_by_role("button", name="Try again").click()
        expect(shows(page), address).to_have_count(1)
        expect(page.locator(TOAST), address).to_have_count(0)


@pytest.mark.parametrize(("fault", "state"), [("line", "waiting"), (500, "waiting"), (403, "expired")])
def test_what_saves_by_itself_says_so_and_keeps_the_text(
    as_user: Callable[..., Page], fault: str | int, state: str
) -> None:
    for address, name, username in IN_THEIR_OWN_LINE.values():
        page = as_user(username, fails=True)
        page.goto(address)
        mend = break_it(page, fault)
        page.locator(f"[name={name}]").fill("还在这里")
        page.locator(f"[name={name}]").press("Tab")
        expect(page.locator(STATE)).to_have_attribute("data-is", state)
        expect(page.locator(STATE)).not_to_be_empty()
        expect(page.locator(f"[name={name}]")).to_have_value("还在这里")
        mend()
