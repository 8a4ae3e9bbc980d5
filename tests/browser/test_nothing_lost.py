"""Nothing typed is lost, on any form: whatever goes wrong on the way, the text is there afterwards, and one is told.

The report form and the duty report save while one types: tests/browser/test_never_lost.py and test_duties.py.
"""

import json
import os
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.urls import resolve
from playwright.sync_api import Locator, Page, expect

from communities.models import ProjectActivity, User
from partybuilding.models import LedgerEvent, LedgerItem
from partybuilding.shared import act
from tests.browser.test_pages import PLAN
from tests.browser.waiting import eventually, fits

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("handed_in")]

PAGES = {
    "zuzhibu": [
        *(
            "ledger/new/",
            "ledger/standing/",
            "ledger/2005-006/",
            "meetings/",
            "meetings/past/",
            "meetings/5/",
            "papers/",
        ),
        *("reports/donghulu/2005Q3/", "reports/donghulu/2005Q3/check/", "reports/qinfenglu/2005Q3/"),
        *("verification/2005Q3/", "verification/2005Q3/values/qinfenglu/K07/", "units/minzhengju/"),
        *("suggestions/", "registers/dongguan/", "assessment/qinfenglu/"),
    ],
    "weishengju": ["ledger/2005-006/", "units/weishengju/"],
    "chengguan": ["reports/donghulu/2005Q3/"],
    "dongguan": ["activities/dongguan/"],
}
# With FUZZ=1 alone, on the ground of `later`: all forms are of one making.
MORE_PAGES = {
    "zuzhibu": [
        *("ledger/2005-003/", "ledger/2005-011/", "meetings/6/", "verification/2005Q3/lists/1/"),
        *("verification/2005Q3/values/qinfenglu/K06/",),
    ],
    "dongguan": ["activities/dongguan/{activity}/", "assessment/dongguan/"],
    "admin": ["/start/handover/{leaving}/"],
}
# The addresses that these forms are sent to; tests/shared/test_what_is_typed.py has the table of all forms.
SENT_TO = {
    *("ledger-open", "ledger-extend", "ledger-progress", "ledger-ask", "meeting-plan"),
    *("meeting-enter", "meeting-reopen", "paper-make", "report-opinion", "report-return", "report-reopen"),
    *("verification-draw", "verification-verify", "unit-contact", "activity-enter", "suggestion-send"),
    *("suggestion-answer", "entry-enter", "assessment-conclude"),
}
SENT_TO_MORE = {
    *("ledger-reopen", "ledger-close", "ledger-back", "meeting-change", "verification-record", "verification-verify"),
    *("verification-withdraw", "assessment-rate", "ledger-extend", "activity-change", "handover-close"),
}
TYPED = "textarea, input[type=text], input:not([type])"
FORMS = f"main form[method=post]:not([data-report-form], [data-decision]):has({TYPED})"
TOAST = "[role=alert].toast"


def opened(page: Page, path: str, place: int) -> tuple[Locator, Locator]:
    """Return a form of a page and its first field to write in, whatever fold they are in."""
    page.goto(urljoin(f"{PLAN}/", path))
    return unfolded(page, place)


def unfolded(page: Page, place: int) -> tuple[Locator, Locator]:
    """Return the same of the page one is on; a report's row is written in once it is marked as a problem."""
    page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true; })")
    form = page.locator(FORMS).nth(place)
    for mark in form.locator(".flag__box").all()[:1]:
        mark.check(force=True)
    return form, form.locator(TYPED).locator("visible=true").first


def send(form: Locator) -> None:
    form.evaluate("form => form.requestSubmit(form.querySelector('[type=submit]:enabled, button:not([type])'))")


def end_session(page: Page) -> Callable[[], None]:
    """End all sessions; return what logs the person in again, as in another window."""
    sessions, site = list(Session.objects.all()), urljoin(page.url, "/")
    [value] = [each["value"] for each in page.context.cookies() if each["name"] == "sessionid"]
    Session.objects.all().delete()

    def come_back() -> None:
        Session.objects.bulk_create(sessions)
        page.context.add_cookies([{"name": "sessionid", "value": value, "url": site}])

    return come_back


def go_through_the_faults(page: Page, path: str, place: int) -> None:
    """Send one form with the line cut, without a session, with a stale token, and to a server that fails."""
    text = f"not lost {place}"
    form, field = opened(page, path, place)
    field.fill(text)
    page.context.set_offline(True)
    send(form)
    expect(page.locator(TOAST)).to_contain_text("line to the server", timeout=12_000)
    page.context.set_offline(False)

    come_back = end_session(page)
    send(form)
    expect(page.locator(TOAST)).to_contain_text("login has ended")
    expect(field).to_have_value(text)
    page.reload()
    page.wait_for_url("**/login/**")
    come_back()

    form, field = opened(page, path, place)
    expect(field).to_have_value(text)
    page.context.add_cookies([{"name": "csrftoken", "value": "x" * 32, "url": urljoin(page.url, "/")}])
    send(form)
    # The server fails behind the check of the token: it gets there only with a fresh one.
    expect(page.locator(".door__code")).to_have_text("500")
    page.get_by_role("link", name="what you typed is there").click()
    expect(page.locator(".door__code")).to_have_count(0)
    expect(unfolded(page, place)[1]).to_have_value(text)
    page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('typed')).forEach(key => localStorage.removeItem(key))"
    )


def fail(*_args: object, **_more: object) -> None:
    raise RuntimeError("The server fails, as the test wants it to.")


def address_of(form: Locator) -> str:
    """Return the name of the address that a form is sent to."""
    return resolve(urlsplit(form.evaluate("form => form.action")).path).view_name


def later() -> dict[str, int]:
    """Bring the demonstration to a state it does not have, and return the keys that stand in addresses."""
    LedgerItem.objects.filter(year=2005, number=11).update(state=LedgerItem.State.UNDER_CHECK)
    return {
        "activity": ProjectActivity.objects.filter(community__code="dongguan").earliest("pk").pk,
        "leaving": User.objects.get(username="xuanchuanbu").pk,
    }


@pytest.mark.parametrize(
    ("pages", "addresses"),
    [(PAGES, SENT_TO), *([(MORE_PAGES, SENT_TO_MORE)] if os.environ.get("FUZZ") else [])],
    ids=["in the suite", "the rest"][: 2 if os.environ.get("FUZZ") else 1],
)
def test_every_form_outlives_a_cut_line_a_lost_session_a_stale_token_and_a_failure(
    as_user: Callable[..., Page],
    monkeypatch: pytest.MonkeyPatch,
    pages: dict[str, list[str]],
    addresses: set[str],
) -> None:
    monkeypatch.setattr(act, "_led_before", fail)
    tried = set()
    keys = later() if pages is MORE_PAGES else {}
    for username, paths in pages.items():
        page = as_user(username, language="en", fails=True)
        for each in paths:
            path = urljoin(f"{PLAN}/", each.format(**keys))
            page.goto(path)
            for place in range(page.locator(FORMS).count()):
                tried.add(address_of(page.locator(FORMS).nth(place)))
                go_through_the_faults(page, path, place)
    assert tried == addresses


def test_what_was_taken_is_forgotten_and_the_rest_is_offered(as_user: Callable[..., Page]) -> None:
    page = as_user("weishengju", language="en")
    form, field = opened(page, "ledger/2005-006/", 0)
    field.fill("half a sen")
    page.reload()
    expect(page.locator(".toast")).to_contain_text("here again")
    expect(field).to_have_value("half a sen")
    page.get_by_role("button", name="Throw it away").click()
    expect(field).to_have_value("")
    field.fill("the rooms are cleared")
    send(form)
    expect(page.locator(".notices")).to_be_visible()
    assert LedgerEvent.objects.filter(text="the rooms are cleared").count() == 1
    eventually(lambda: [key for key in page.evaluate("Object.keys(localStorage)") if key.startswith("typed")], [])


def test_the_end_of_the_session_is_announced_and_put_off(as_user: Callable[..., Page]) -> None:
    page = as_user("minzhengju", language="en")
    [known] = [each for each in page.context.cookies() if each["name"] == "session_ends"]
    account = known["value"].partition(".")[0]
    soon = page.evaluate("Math.floor(Date.now() / 1000) + 100")
    page.evaluate(f"document.cookie = 'session_ends={account}.{soon}; path=/'")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(".toast")).to_contain_text("two minutes")
    page.get_by_role("button", name="Stay logged in").click()
    expect(page.locator(".toast")).to_have_count(0)
    [known] = [each for each in page.context.cookies() if each["name"] == "session_ends"]
    assert int(known["value"].partition(".")[2]) > soon + 1500  # half an hour after the last page
    assert json.loads(page.context.request.get("/session/").text())["token"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_header_is_one_row_and_its_menus_open(as_user: Callable[..., Page], language: str) -> None:
    for username in ("zuzhibu", "minzhengju", "dongguan", "admin"):
        page = as_user(username, language=language, fails=username == "admin")
        for path in ("/password/", f"{PLAN}/ledger/2005-006/"):
            page.goto(path)
            for width in (1280, 360):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.locator(".site-header").evaluate("each => each.offsetHeight") <= 56, (username, path)
                assert fits(page), (username, path, width)
        if username != "admin":
            page.locator(".burger summary").click()
            expect(page.locator(".site-nav > div > a")).to_have_count(5)
            expect(page.locator(".site-nav > div > a").last).to_be_visible()


def test_search_answers_to_a_key_and_to_initials(as_user: Callable[..., Page]) -> None:
    page = as_user("minzhengju", language="en")
    page.keyboard.press("/")
    page.wait_for_url("**/search/")
    page.locator("#id_q").type("dhl")
    expect(page.locator("[data-hits]")).to_contain_text("Donghu Road Community")
    page.locator("#id_q").fill("k07")
    page.keyboard.press("Enter")
    page.wait_for_url("**/indicators/K07/")
