"""Fifty people read and save at the same time, on SQLite: python -m bench.mixed.

Each of them opens the county dashboard, a pilot page and the report form in turn, and saves one field of a report after
each page; five share a report, each with a row of their own. No request may fail, and nobody's save may wait much
longer than the others': the 95th percentile is held against the median.
"""

# ruff: noqa: S603, T201 -- it starts the site on a developer's machine and prints what it measured

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from html import unescape
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from threading import Thread
from urllib.parse import urlencode
from uuid import uuid4

import django

ROOT = Path(__file__).resolve().parent.parent
USERS, PILOTS, SECONDS = 50, 10, 60
TOKEN = "t" * 32
HTMX = {"HX-Request": "true"}
WAYS = (("1", "2"), ("2", "1"))  # what stood in the field, and what is typed
OK = 200
PATIENCE = 120  # seconds until an answer has to be there
MOST = 5  # times the median: so long may a save at the 95th percentile take
SERVER = "--interface wsgi --host 127.0.0.1 --workers 2 --blocking-threads 8 --backpressure 256 --no-log"


class Person(Thread):
    """One of the fifty: a session, a row of a report, and how long each request took."""

    def __init__(self, port: int, session: str, pages: list[str], save: str, row: tuple[str, str]) -> None:
        super().__init__(daemon=True)
        self.port, self.session, self.pages, self.save, self.row = port, session, pages, save, row
        self.until = 0.0
        self.saves: list[float] = []
        self.reads: list[float] = []
        self.failures: list[str] = []

    def run(self) -> None:
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        for page, ways in zip(cycle(self.pages), cycle(WAYS)):
            if time.monotonic() >= self.until:
                break
            self.reads.append(self.ask(line, "GET", page))
            whole = {"csrfmiddlewaretoken": TOKEN, **typed(self.row, *ways)}
            self.saves.append(self.ask(line, "POST", self.save, urlencode(whole)))
        line.close()

    def ask(self, line: HTTPConnection, method: str, address: str, body: str = "") -> float:
        """Send a request, note what is wrong with the answer, and return how many seconds it took."""
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={TOKEN}", "Accept-Encoding": "gzip"}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", **HTMX}
        begun = time.monotonic()
        try:
            line.request(method, address, body or None, headers)
            answer = line.getresponse()
            answer.read()
        except OSError as error:
            self.failures.append(f"{method} {address}: {error!r}")
            line.close()
        else:
            if answer.status != OK:
                self.failures.append(f"{method} {address}: {answer.status}")
        return time.monotonic() - begun


def people(port: int) -> list[Person]:
    """Fill the database with a county, and make its fifty secretaries."""
    from django.test import Client
    from django.urls import reverse

    from bench import county
    from tests.factories import UserFactory

    plan = county.load(PILOTS)
    pilots = list(plan.pilots.select_related("community"))
    present: list[Person] = []
    rows: list[tuple[str, str]] = []
    for number in range(USERS):
        pilot = pilots[number % PILOTS]
        client = Client(SERVER_NAME="127.0.0.1")
        user = UserFactory(secretary=True, username=f"secretary-{number}", community=pilot.community)
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        of_report = [plan.slug, pilot.code, county.OPEN[0]]
        form, save = reverse("report-edit", args=of_report), reverse("report-save", args=of_report)
        # All pilots are asked the same.
        rows = rows or [
            each
            for each in rows_of(client.get(form).content.decode())
            if all(client.post(save, typed(each, *ways), headers=HTMX).status_code == OK for ways in WAYS)
        ]
        pages = [reverse("county", args=[plan.slug]), reverse("pilot", args=of_report[:2]), form]
        present.append(Person(port, client.cookies["sessionid"].value, pages, save, rows[number // PILOTS]))
    return present


def typed(row: tuple[str, str], was: str, now: str) -> dict[str, str]:
    """Return a field of a report as it is sent when it is left."""
    number, figure = row
    base = json.dumps({figure: was})
    return {f"r{number}": "1", f"b{number}": base, figure: now, f"c{number}": "on", "form_end": str(uuid4())}


def rows_of(page: str) -> list[tuple[str, str]]:
    """Return the rows of a report form that ask for a single figure and hold 1: their number and the figure's name."""
    rows = []
    for row, text in re.findall(r'name="b(\d+)" value="([^"]*)"', page):
        figures = {name: typed for name, typed in json.loads(unescape(text)).items() if name.startswith("v")}
        if list(figures.values()) == ["1"]:
            rows.append((row, next(iter(figures))))
    return rows


def report_times(name: str, seconds: list[float]) -> float:
    """Print how long requests took; return how many times the median the 95th percentile is."""
    cuts = quantiles(seconds, n=100)
    p50, p95, p99 = cuts[49], cuts[94], cuts[98]
    print(
        f"{name:6} {len(seconds):6}  p50 {p50 * 1000:7.0f} ms  p95 {p95 * 1000:7.0f} ms  p99 {p99 * 1000:7.0f} ms",
        end="",
    )
    print(f"               longest {max(seconds) * 1000:7.0f} ms  p95/p50 {p95 / p50:5.2f}")
    return p95 / p50


def main() -> int:
    """Serve, let fifty people work, and say how it went; 1 if a request failed or a save waited too long."""
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    django.setup()
    everybody = people(port)
    command = [str(Path(sys.executable).with_name("granian")), *SERVER.split(), "--port", str(port)]
    server = subprocess.Popen([*command, "fengxiang.wsgi:application"], cwd=ROOT)
    try:
        wait_for(port)
        for person in everybody:
            person.until = time.monotonic() + SECONDS
            person.start()
        for person in everybody:
            person.join(SECONDS + PATIENCE)
    finally:
        server.terminate()
        server.wait()
    failures = [failure for person in everybody for failure in person.failures]
    report_times("reads", [each for person in everybody for each in person.reads])
    ratio = report_times("saves", [each for person in everybody for each in person.saves])
    print(f"failed: {len(failures)}", *failures[:10], sep="\n  ")
    return int(bool(failures) or ratio > MOST)


def wait_for(port: int) -> None:
    """Return once the server answers; TimeoutError after a minute."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"Nobody answers on port {port}.")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "fengxiang.settings",
            "DEBUG": "1",
            "HTTPS": "0",
            "LOG_LEVEL": "CRITICAL",
            "FENGXIANG_TODAY": "2005-11-15",
            "DATABASE_URL": f"sqlite:///{folder}/mixed.sqlite3",
            "MEDIA_ROOT": folder,
        }
        sys.exit(main())
