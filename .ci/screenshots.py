"""Take pictures of the demonstration's pages, wide, narrow and as printed (make screenshots).

Starts the demonstration on a database of its own, logs in with each account, and follows the links of the first page
and of the list of reports one step. The pictures go to build/screenshots/ACCOUNT/.
"""

# ruff: noqa: S603, T201 -- it starts the site on a developer's machine, and prints where the pictures are

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "build" / "screenshots"
ACCOUNTS = ["minzhengju", "zuzhibu", "dongguan", "chengguan", "admin"]
PASSWORD = "Tea-2005-hot!"  # noqa: S105 -- of a database that is thrown away a minute later
PAGES_OF_AN_ACCOUNT = 14
WIDTHS = {"wide": 1280, "narrow": 360}
# One picture of these is enough of their kind; files are no pages.
LEFT_OUT = re.compile(r"^/(language|logout|static|jsi18n)/|/evidence/|/(add|history|delete)/")


def chromium() -> str:
    """Return the browser to use; SystemExit if there is none."""
    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not found:
        sys.exit("No Chromium found: name one with CHROMIUM=/path/to/chromium")
    return found


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
        }
        for command in (["migrate", "--verbosity", "0"], ["demo"]):
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
    for _ in range(150):
        try:
            with urllib.request.urlopen(address):  # noqa: S310 -- our own server
                return
        except urllib.error.URLError:
            time.sleep(0.2)
    raise TimeoutError(address)


def links_of(page: Page) -> list[str]:
    """Return the site's own addresses that this page links to."""
    found: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    own = [address.partition("#")[0] for address in found if address.startswith("/")]
    return [address for address in own if address and not LEFT_OUT.search(address)]


def addresses_of(page: Page, site: str) -> list[str]:
    """Return the addresses to take for whoever is logged in: the first page, its links, and those to reports."""
    first = ["/", *links_of(page)]
    reports = next((address for address in first if address.endswith("/reports/")), None)
    if reports:
        page.goto(site + reports)
        first += links_of(page)
    return list(dict.fromkeys(first))[:PAGES_OF_AN_ACCOUNT]


def take(page: Page, address: str, folder: Path) -> None:
    """Take a page in each width, and as it is printed."""
    page.goto(address)
    name = re.sub(r"[^\w-]+", "_", address.split("/", 3)[3]).strip("_") or "home"
    for kind, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{kind}.png", full_page=True)
    page.pdf(path=folder / f"{name}.pdf", format="A4", print_background=True)


def main() -> None:
    """Take the login page, and what each account gets to see."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    with demonstration() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for account in ACCOUNTS:
            folder = PICTURES / account
            folder.mkdir(parents=True)
            page = browser.new_context(locale="zh-CN").new_page()
            page.goto(f"{site}/login/")
            page.fill("[name=username]", account)
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda address: "/login/" not in address)
            addresses = addresses_of(page, site)
            for address in addresses:
                take(page, site + address, folder)
            print(f"{account}: {len(addresses)} pages in {folder.relative_to(ROOT)}")
        browser.close()


if __name__ == "__main__":
    main()
