"""Under load, with two workers: what was acknowledged is in the next page anybody reads, whichever worker answers.

`make never-stale` saves three hundred times, the suite twenty.
"""

import html
import http.client
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings

from communities.models import User
from fengxiang.whole_body import FORM_END
from partybuilding.models import IndicatorField, LedgerItem, Pilot, Plan, PlanVersion
from tests.browser.waiting import PATIENCE, STARTING, eventually
from tests.client import Client
from tests.factories_meeting import LedgerItemFactory
from tests.reports.reporting import complete_report
from tests.whole_body.test_servers import SERVERS, answers, database_url, free_port

SAVES = 300 if "NEVER_STALE_ACTS" in os.environ else 20
TOKEN = "t" * 32  # what a browser holds in its CSRF cookie, and sends back in the form
TURN_LIMIT = 60  # seconds an answer may take on a busy machine
PLAN = "/fengxiang-2004"


@dataclass(frozen=True)
class Browser:
    """Somebody who is logged in, and takes a new line for each request, to any of the workers."""

    port: int
    session: str
    copies: dict[str, tuple[str, str]] = field(default_factory=dict)

    def get(self, address: str) -> str:
        """Return a page: the copy that is held already if the server says that it still holds."""
        etag, copy = self.copies.get(address, ("", ""))
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TURN_LIMIT)
        try:
            line.request("GET", address, headers=self._cookies() | ({"If-None-Match": etag} if etag else {}))
            answer = line.getresponse()
            body = answer.read().decode()
        finally:
            line.close()
        if answer.status == 304:
            return copy
        assert answer.status == 200, (address, answer.status)
        if given := answer.getheader("ETag"):
            self.copies[address] = (given, body)
        return body

    def post(self, address: str, fields: dict[str, str]) -> int:
        """Send a form, and return the status."""
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **fields, FORM_END: str(uuid4())})
        head = self._cookies() | {"Content-Type": "application/x-www-form-urlencoded"}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TURN_LIMIT)
        try:
            line.request("POST", address, body, head)
            answer = line.getresponse()
            answer.read()
        finally:
            line.close()
        return answer.status

    def _cookies(self) -> dict[str, str]:
        return {"Cookie": f"sessionid={self.session}; csrftoken={TOKEN}"}


@pytest.fixture
def port(transactional_db: None, plan: Plan, tmp_path: Path) -> Iterator[int]:
    """Start granian with two workers that keep pages, on the tests' database."""
    PlanVersion.objects.create(plan=plan)
    number = free_port()
    env = {**os.environ, "DEBUG": "1", "SECRET_KEY": settings.SECRET_KEY, "DATABASE_URL": database_url()}
    env |= {"DJANGO_SETTINGS_MODULE": "fengxiang.settings", "FENGXIANG_TODAY": "2005-11-15", "KEPT_PAGES_MB": "32"}
    command = [each.format(port=number) for each in SERVERS["granian"]]
    with (tmp_path / "server.log").open("w") as out:
        # Nothing in the command comes from outside.
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=out, stderr=out)  # noqa: S603
        try:
            eventually(lambda: answers(number), True, seconds=STARTING)
            yield number
        finally:
            process.terminate()
            process.wait(PATIENCE)


@pytest.fixture
def logged_in(port: int) -> Callable[[User], Browser]:
    """Log somebody in."""

    def log_in(user: User) -> Browser:
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return Browser(port, client.cookies["sessionid"].value)

    return log_in


def write_report(writer: Browser, reader: Browser, pilot: str, floor_area: IndicatorField, times: int) -> int:
    """Save a figure of a report so often, each time on the form as it was just read, and look where it is read."""
    own = f"{PLAN}/reports/{pilot}/2005Q3/"
    row, name = floor_area.indicator_id, f"v{floor_area.pk}"
    saved = "210"
    for number in range(times):
        (drawn,) = re.findall(rf'name="b{row}" value="([^"]*)"', writer.get(f"{own}edit/"))
        base = json.loads(html.unescape(drawn))
        assert base[name] == saved, f"{pilot}: saved {saved}, the form says {base[name]}"
        saved = f"{100 + number}.37"
        fields = {f"r{row}": "1", f"b{row}": html.unescape(drawn), **base, name: saved}
        assert writer.post(f"{own}save/", fields) == 302
        assert saved in reader.get(own), f"{pilot}: saved {saved}, the report still says something else"
    return times


def write_item(writer: Browser, reader: Browser, item: str, times: int) -> int:
    """Say so often how far a matter is, and look where that is read."""
    own = f"{PLAN}/ledger/{item}/"
    for number in range(times):
        text = f"已办第{number}步"
        assert writer.post(f"{own}progress/", {"progress-text": text}) == 302
        assert text in reader.get(own), f"saved {text}"
    return times


def read_on(readers: list[Browser], pages: list[str], end: Event) -> int:
    """Read until the end, so that pages are being made and kept while they are written."""
    times = 0
    while not end.is_set():
        for reader in readers:
            for page in pages:
                assert reader.get(page)
                times += 1
    return times


def test_what_was_saved_is_in_everybodys_next_page(
    logged_in,
    plan,
    pilots: list[Pilot],
    secretary,
    other_secretary,
    member,
    department,
    department_colleague,
    town,
    record_property,
):
    floor_area = IndicatorField.objects.get(indicator__plan=plan, indicator__code="K07")
    for pilot in pilots[:2]:
        complete_report(pilot)
    item: LedgerItem = LedgerItemFactory(plan=plan, number=1, responsible=member.unit)
    own = [f"{PLAN}/reports/{pilot.code}/2005Q3/" for pilot in pilots[:2]]
    pages = [*own, f"{PLAN}/ledger/", f"{PLAN}/ledger/{item.code}/"]
    people = [secretary, other_secretary, member, department, department_colleague, town]
    first, second, third, *readers, extra = map(logged_in, people)
    end = Event()
    with ThreadPoolExecutor(4) as threads:
        reading = threads.submit(read_on, [extra, logged_in(department)], pages, end)
        try:
            writing = [
                threads.submit(write_report, first, readers[0], pilots[0].code, floor_area, SAVES // 3),
                threads.submit(write_report, second, readers[1], pilots[1].code, floor_area, SAVES // 3),
                threads.submit(write_item, third, logged_in(town), item.code, SAVES - SAVES // 3 * 2),
            ]
            saved = sum(each.result() for each in writing)
        finally:
            end.set()
        assert saved == SAVES
        assert reading.result() > len(pages)
    record_property("saves", saved)
    record_property("read meanwhile", reading.result())
