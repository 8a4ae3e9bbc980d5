"""People at work while the primary is killed: some read the dashboard, some save a field or write down progress.

Each write carries a value of its own. One that was not acknowledged is sent again as it was, as the page's script or
the person would, until it is: with the form's own key, so that it may not be taken twice.
"""

import html
import http.client
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from threading import Event, Thread
from urllib.parse import urlencode
from uuid import uuid4

from bench.failover.clusters import FailoverError
from bench.tour import PASSWORD

PLAN = "fengxiang-2004"
BANNER = 'class="notice notice--error" role="status"'
PAUSE = 0.05  # seconds between two requests of one person


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 if nothing did."""

    status: int
    text: str = ""


class Browser:
    """Somebody's browser: their cookies, and one request at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    def ask(self, path: str, form: dict[str, str] | None = None, *, in_part: bool = False) -> Answer:
        """Send a GET, or a form by POST; a line that breaks is an answer with status 0."""
        headers = {"Cookie": self._cookie()}
        if in_part:
            headers["HX-Request"] = "true"
        body = None
        if form is not None:
            body = urlencode({"csrfmiddlewaretoken": self._cookies.get("csrftoken", ""), **form}).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._send(path, headers, body)

    def upload(self, path: str, form: dict[str, str], field: str, content: bytes) -> Answer:
        """Send a form with a PDF; its last field ends it, behind the file."""
        border = uuid4().hex
        head = f'--{border}\r\nContent-Disposition: form-data; name="'.encode()
        fields = {"csrfmiddlewaretoken": self._cookies.get("csrftoken", ""), **form}
        parts = [head + f'{name}"\r\n\r\n{text}\r\n'.encode() for name, text in fields.items()]
        file = (
            head + f'{field}"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'.encode() + content + b"\r\n"
        )
        body = b"".join([*parts[:-1], file, parts[-1], f"--{border}--\r\n".encode()])
        headers = {"Cookie": self._cookie(), "Content-Type": f"multipart/form-data; boundary={border}"}
        return self._send(path, headers, body)

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def _send(self, path: str, headers: dict[str, str], body: bytes | None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request("GET" if body is None else "POST", path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Answer(response.status, text)

    def log_in(self, username: str) -> None:
        """Log in by the login page; FailoverError if it does not let them in."""
        self.ask("/login/")
        answer = self.ask("/login/", {"username": username, "password": PASSWORD, "form_end": str(uuid4())})
        if answer.status != 302:
            raise FailoverError(f"{username} could not log in: {answer.status} {answer.text[:300]}")


@dataclass
class Reader:
    """Somebody who opens the county dashboard again and again; what came is counted by status, banners apart."""

    username: str
    statuses: Counter[int] = field(default_factory=Counter)
    banners: int = 0
    first_banner: float = 0.0

    def work(self, browser: Browser) -> None:
        answer = browser.ask(f"/{PLAN}/")
        self.statuses[answer.status] += 1
        if BANNER in answer.text:
            self.first_banner = self.first_banner or time.monotonic()
            self.banners += 1


@dataclass(kw_only=True)
class Writer:
    """Somebody who writes one value after the other; `acknowledged` are those the site said it has, and when."""

    username: str
    values: Iterator[str]
    send: Callable[[Browser, str, str], Answer]
    is_taken: Callable[[Answer], bool]
    waiting: tuple[str, str] | None = None  # a value that is not acknowledged yet, with its form's key
    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: dict[str, float] = field(default_factory=dict)
    strange: str = ""  # the last answer that was neither a page nor a refusal

    def work(self, browser: Browser) -> None:
        value, key = self.waiting = self.waiting or (next(self.values), str(uuid4()))
        answer = self.send(browser, value, key)
        self.statuses[answer.status] += 1
        if answer.status not in {200, 302, 503}:
            self.strange = answer.text[:3000]
        if self.is_taken(answer):
            self.acknowledged[value] = time.monotonic()
            self.waiting = None


def progress(username: str, item: str, mark: str) -> Writer:
    """Somebody who writes down how far an action item is: a row of its log each time."""

    def send(browser: Browser, value: str, key: str) -> Answer:
        return browser.ask(f"/{PLAN}/ledger/{item}/progress/", {"progress-text": value, "form_end": key})

    values = (f"{mark}: {username} {item} {number}" for number in range(100_000))
    return Writer(username=username, values=values, send=send, is_taken=lambda answer: answer.status == 302)


def field_saves(username: str, pilot: str, quarter: str) -> Writer:
    """Somebody who changes one figure of a report again and again, as its form's script sends it."""
    path = f"/{PLAN}/reports/{pilot}/{quarter}"
    row: list[str] = []
    base: dict[str, str] = {}

    def open_form(browser: Browser) -> None:
        page = browser.ask(f"{path}/edit/").text
        for name, text in re.findall(r'name="b(\d+)" value="([^"]*)"', page):
            stood = json.loads(html.unescape(text))
            figures = [key for key in stood if key.startswith("v")]
            if len(figures) == 1 and re.fullmatch(r"\d+\.\d+|\d{3,}", stood[figures[0]]):
                row[:] = [name, figures[0]]
                base.update(stood)
                return
        raise FailoverError(f"There is no figure to change in {path}.")

    def send(browser: Browser, value: str, key: str) -> Answer:
        if not row:
            open_form(browser)
        number, figure = row
        form = {f"r{number}": "1", **base, figure: value, f"b{number}": json.dumps(base), "form_end": key}
        answer = browser.ask(f"{path}/save/", form, in_part=True)
        if answer.status == 200:
            base[figure] = value
        return answer

    # The page would be told that 150.10 is kept as 150.1, and send that as what stood there: such values are left out.
    values = (f"{number / 100 + 150:.2f}" for number in range(1, 100_000) if number % 10)
    return Writer(username=username, values=values, send=send, is_taken=lambda answer: answer.status == 200)


class Crowd:
    """All of them, each in a thread of their own, until they are told to stop."""

    def __init__(self, port: int, people: list[Reader | Writer]) -> None:
        self.people = people
        self._over = Event()
        self._faults: list[Exception] = []
        browsers = [Browser(port) for _ in people]
        for person, browser in zip(people, browsers, strict=True):
            browser.log_in(person.username)
        self._threads = [Thread(target=self._run, args=pair) for pair in zip(people, browsers, strict=True)]

    def _run(self, person: Reader | Writer, browser: Browser) -> None:
        while not self._over.wait(PAUSE):
            try:
                person.work(browser)
            except Exception as fault:  # the campaign ends with it
                self._faults.append(fault)
                return

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each finish what is under way; FailoverError if somebody could not go on."""
        self._over.set()
        for thread in self._threads:
            thread.join()
        self.require_well()

    def require_well(self) -> None:
        if self._faults:
            raise FailoverError(f"Somebody could not go on: {self._faults[0]!r}")
