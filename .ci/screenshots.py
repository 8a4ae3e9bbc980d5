"""Take pictures of every page of the demonstration, in both languages, wide, narrow and printed (make screenshots).

Starts the demonstration on a database of its own, logs in with the account whose page it is, and writes
build/screenshots/LANGUAGE/WIDTH/PAGE.png; WIDTH is 1280, 360, 1920 (a meeting room's projector), 3840 (the wall alone)
or print, where the PDF lies beside a picture of it. The report form is also taken saved, waiting for the network,
with two windows' figures side by side, and with what an earlier visit left behind.
"""

# ruff: noqa: S603, T201 -- it starts the site on a developer's machine, and prints where the pictures are

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "build" / "screenshots"
PASSWORD = secrets.token_urlsafe()
LANGUAGES = {"zh": "zh-hans", "en": "en"}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
SIZES = {"1280": (1280, 900), "360": (360, 780), "1920": (1920, 1080)}
WALL = {"3840": (3840, 1080)}
A4 = {"width": 794, "height": 1123}

PLAN = "/fengxiang-2004"
REPORTS = f"{PLAN}/reports"
EDIT = f"{REPORTS}/dongguan/2005Q3/edit/"
VERIFICATION = f"{PLAN}/verification"
# Each page with the account whose work it is; "" is whoever has not logged in. After an address, the link on it that
# leads to the page: the codes of papers are not known before they are made.
PAGES = {
    "": {"login": "/login/"},
    "minzhengju": {
        "county": f"{PLAN}/",
        "county-open": f"{PLAN}/?open=all",
        "pilot": f"{PLAN}/pilots/dongguan/",
        "pilot-unreported": f"{PLAN}/pilots/donghulu/",
        "area": f"{PLAN}/areas/2/",
        "indicator-at-least": f"{PLAN}/indicators/K07/",
        "indicator-band": f"{PLAN}/indicators/K16/",
        "indicator-share": f"{PLAN}/indicators/K28/",
        "indicator-checklist": f"{PLAN}/indicators/K06/",
        "indicator-frequency": f"{PLAN}/indicators/K30/",
        "indicator-each": f"{PLAN}/indicators/K22/",
        "value-share": f"{PLAN}/pilots/qinfenglu/K28/",
        "value-register": f"{PLAN}/pilots/qinfenglu/K06/",
        "timeline": f"{PLAN}/timeline/",
        "plan-text": f"{PLAN}/plan/",
        "records": f"{PLAN}/records/",
        "units": f"{PLAN}/units/",
        "unit": f"{PLAN}/units/gonganju/",
        "work-of-a-unit": f"{PLAN}/work/",
        "wall": f"{PLAN}/wall/",
        "password": "/password/",
    },
    "zuzhibu": {
        "county-to-come": f"{PLAN}/?quarter=2006Q2",
        "value": f"{PLAN}/pilots/dongguan/K07/",
        "work": f"{PLAN}/work/",
        "notices": "/notices/",
        "reports": f"{REPORTS}/",
        "report": f"{REPORTS}/qinfenglu/2005Q3/",
        "report-returned": f"{REPORTS}/dongguan/2005Q3/",
        "check": f"{REPORTS}/donghulu/2005Q3/check/",
        "verification": f"{VERIFICATION}/2005Q3/",
        "verification-list": f"{VERIFICATION}/2005Q3/lists/1/",
        "verification-value": f"{VERIFICATION}/2005Q3/values/qinfenglu/K07/",
        "burden": f"{PLAN}/burden/",
        "ledger": f"{PLAN}/ledger/",
        "ledger-item": f"{PLAN}/ledger/2005-006/",
        "ledger-new": f"{PLAN}/ledger/new/?source=lamp&kind=supervision&indicator=K38&quarter=2005Q3",
        "meetings": f"{PLAN}/meetings/",
        "meeting-planned": f"{PLAN}/meetings/6/",
        "meeting-ended": f"{PLAN}/meetings/5/",
        "meeting-show": f"{PLAN}/meetings/5/show/",
        "meeting-show-last": f"{PLAN}/meetings/5/show/?step=last",
        "preparation": f"{PLAN}/meetings/6/preparation/",
        "snapshot": f"{PLAN}/snapshots/5/",
        "snapshot-first": f"{PLAN}/snapshots/1/",
        "assessments": f"{PLAN}/assessment/",
        "assessment": f"{PLAN}/assessment/qinfenglu/",
        "papers": f"{PLAN}/papers/",
        "paper": f"{PLAN}/papers/ .papers th a",
        "admin-funding": "/admin/partybuilding/funding/",
        "admin-leader": "/admin/partybuilding/leaderassignment/1/change/",
        "admin-letterhead": "/admin/partybuilding/letterhead/add/",
        "admin": "/admin/",
        "admin-rooms": "/admin/communities/room/",
        "admin-room": "/admin/communities/room/1/change/",
        "admin-room-add": "/admin/communities/room/add/",
        "admin-rooms-import": "/admin/communities/room/import/",
    },
    "weishengju": {
        "unit-of-its-own": f"{PLAN}/units/weishengju/",
        "duty-report": f"{PLAN}/units/weishengju/duties/2005Q3/",
    },
    "chengguan": {"work-of-the-town": f"{PLAN}/work/"},
    "dongguan": {
        "work-of-a-branch": f"{PLAN}/work/",
        "reports-of-a-branch": f"{REPORTS}/",
        "activities": f"{PLAN}/activities/dongguan/",
        "form": EDIT,
    },
    "donghulu": {"form-unchanged": f"{REPORTS}/donghulu/2005Q3/edit/"},
    "admin": {"admin-accounts": "/admin/communities/user/", "system": "/system/", "start": "/start/"},
    "shenji": {"record": "/record/"},
}


def chromium() -> str:
    """Return the browser to use; SystemExit if there is none."""
    browser = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not browser:
        sys.exit("No Chromium found: name one with CHROMIUM=/path/to/chromium")
    return browser


@contextmanager
def demonstration() -> Iterator[str]:
    """Run the demonstration on a free port with a database of its own; yields its address."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        environment = {
            **os.environ,
            "DEBUG": "1",
            "FENGXIANG_TODAY": "2005-11-15",
            "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "DEMO_PASSWORD": PASSWORD,
            "BACKUP_DIR": f"{folder}/backups",
        }
        for command in (["migrate", "--verbosity", "0"], ["demo", "--jobs"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
        server = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    """Return once the address answers; TimeoutError after half a minute."""
    site = urlsplit(address)
    for _ in range(150):
        try:
            with socket.create_connection((site.hostname or "", site.port or 80)):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


def log_in(browser: Browser, site: str, account: str, language: str) -> BrowserContext:
    """Return a browser of the account's own, logged in; without an account one that nobody has logged in from."""
    context = browser.new_context(base_url=site, locale=LOCALES[language])
    context.add_cookies([{"name": "django_language", "value": LANGUAGES[language], "url": site}])
    if account:
        page = context.new_page()
        page.goto("/login/")
        page.fill("[name=username]", account)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda address: "/login/" not in address)
        page.close()
    return context


def go_to(page: Page, address: str) -> Response | None:
    """Open an address, or what the link named after it leads to; return the answer."""
    address, _, link = address.partition(" ")
    answer = page.goto(address)
    return page.goto(page.locator(link).first.get_attribute("href") or "") if link else answer


def take(page: Page, language: str, name: str) -> None:
    """Take the page that is open in each size, and as it is printed."""
    for size, (width, height) in {**SIZES, **(WALL if name == "wall" else {})}.items():
        page.set_viewport_size({"width": width, "height": height})
        if name != "wall":  # as high as the page: what sticks to the edge of the screen would lie across it
            whole = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": max(height, whole)})
        page.screenshot(path=place(language, size, name))
    page.set_viewport_size({"width": A4["width"], "height": A4["height"]})
    page.emulate_media(media="print")
    page.screenshot(path=place(language, "print", name), full_page=True)
    page.pdf(path=place(language, "print", name).with_suffix(".pdf"), prefer_css_page_size=True, print_background=True)
    page.emulate_media(media="screen")


def place(language: str, size: str, name: str) -> Path:
    """Return the file of a picture, its folder made."""
    file = PICTURES / language / size / f"{name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def take_while(page: Page, language: str, name: str, part: str) -> None:
    """Take what can be seen of a page around a part of it, in the widths of a desk and a telephone."""
    for size in ("1280", "360"):
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.locator(part).evaluate("part => part.scrollIntoView({block: 'center', behavior: 'instant'})")
        page.wait_for_timeout(200)
        page.screenshot(path=place(language, size, name))


def type_in(page: Page, row: str, figure: str) -> None:
    """Type a row's figure and leave the field, as the form saves it then."""
    page.locator(f"#row-{row} .figure input").first.fill(figure)
    page.locator(f"#row-{row} .figure input").first.press("Tab")


def take_form_at_work(browser: Browser, site: str, language: str) -> None:
    """Take the report form saved, in conflict with a second window, without a network, and with the offer after it."""
    context, other = (log_in(browser, site, "dongguan", language) for _ in range(2))
    page, elsewhere = context.new_page(), other.new_page()
    page.goto(EDIT)
    elsewhere.goto(EDIT)
    type_in(elsewhere, "K07", "186" if language == "zh" else "187")
    elsewhere.locator("[data-state][data-is=saved], [data-state][data-is=wrong]").wait_for()
    take_while(elsewhere, language, "form-saved", "#row-K07")
    type_in(page, "K07", "190")
    page.locator("#row-K07 [data-mine]").wait_for()
    take_while(page, language, "form-conflict", "#row-K07")
    page.locator("#row-K07 [data-take]").click()
    context.set_offline(True)
    page.locator("[name=progress]").fill("断网时写的话")
    page.locator("[name=progress]").blur()
    page.locator("[data-state][data-is=waiting]").wait_for()
    take_while(page, language, "form-waiting", "[name=progress]")
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(EDIT)
    page.locator("[data-offer]").wait_for()
    take_while(page, language, "form-offer", "[data-offer]")
    page.locator("[data-offer-drop]").click()
    for each in (context, other):
        each.close()


def take_three_taps(browser: Browser, site: str) -> None:
    """Take the form in which nothing changed, in both languages, and what follows once it is sent: it waits then."""
    for language in LANGUAGES:
        with log_in(browser, site, "donghulu", language) as context:
            page = context.new_page()
            page.goto(f"{REPORTS}/donghulu/2005Q3/edit/")
            take(page, language, "form-unchanged")
    with log_in(browser, site, "donghulu", next(iter(LANGUAGES))) as context:
        page = context.new_page()
        page.goto(f"{REPORTS}/donghulu/2005Q3/edit/")
        page.locator("[data-unchanged]").click()
        page.locator(".submit-bar .button--primary").click()
        page.locator(".follows").wait_for()
    for language in LANGUAGES:
        with log_in(browser, site, "donghulu", language) as context:
            page = context.new_page()
            page.goto(f"{REPORTS}/donghulu/2005Q3/")
            take(page, language, "report-sent")


def main(site: str) -> None:
    """Take every page in both languages."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        take_three_taps(browser, site)
        for language in LANGUAGES:
            for account, pages in PAGES.items():
                context = log_in(browser, site, account, language)
                page = context.new_page()
                for name, address in pages.items():
                    answer = go_to(page, address)
                    if not answer or not answer.ok:
                        sys.exit(f"{address} does not answer {account or 'anybody'}")
                    take(page, language, name)
                context.close()
                print(f"{language}: {len(pages)} pages of {account or 'nobody'}")
            take_form_at_work(browser, site, language)
        browser.close()
    print(f"The pictures are in {PICTURES.relative_to(ROOT)}")


if __name__ == "__main__":
    with demonstration() as address:
        main(address)
