"""A load generator of sockets and nothing else: it shares the machine with what it measures, and has to cost little.

So many clients keep one connection each and always wait for an answer before they ask again. What they ask is bytes
made beforehand, and of an answer no more is read than its status, its length and what the meter says.
"""

import gzip
import re
import selectors
import socket
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import uuid4

from bench.figures import Sample
from bench.server import BenchError
from fengxiang.whole_body import FORM_END

LONGEST_WAIT = 120  # seconds for one answer
CHUNK = 1 << 18
URLENCODED = "application/x-www-form-urlencoded"
_STATED = re.compile(rb"\r\n(content-length|x-bench-told): *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; the body as it was sent, compressed or not."""

    status: int
    head: bytes
    body: bytes
    metered: int  # what the meter told: microseconds or queries

    def header(self, name: str) -> str:
        """Return a header's value, empty if it was not sent."""
        match = re.search(rb"\r\n%s: *([^\r]*)" % name.encode(), self.head, re.IGNORECASE)
        return match[1].decode("latin-1") if match else ""

    @property
    def text(self) -> str:
        is_packed = self.header("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if is_packed else self.body).decode("utf-8", "replace")

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return len(self.head) + len(self.body) + 4


@dataclass(frozen=True, slots=True)
class Step:
    """One request of an operation, how it has to be answered, and whether its time counts."""

    request: bytes
    statuses: tuple[int, ...] = (200,)
    mark: str = ""  # has to stand in the page
    counts: bool = True


# One thing a client does, again and again: it yields its steps and is given their answers.
Operation = Callable[[], Generator[Step, Answer, None]]


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is logged in."""

    cookies: str
    csrf: str

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> bytes:
        return _request("GET", path, {"Cookie": self.cookies, **(headers or {})})

    def post(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> bytes:
        """Return a form sent to its end, as of a page just drawn."""
        form = {"csrfmiddlewaretoken": self.csrf, **fields, FORM_END: str(uuid4())}
        named = {"Cookie": self.cookies, "Content-Type": URLENCODED, **(headers or {})}
        return _request("POST", path, named, urlencode(form).encode())

    def upload(self, path: str, field: str, name: str, content: bytes) -> bytes:
        """Return a form with one file, sent to its end."""
        border = uuid4().hex
        parts = [
            (f'name="csrfmiddlewaretoken"\r\n\r\n{self.csrf}').encode(),
            f'name="{field}"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode() + content,
            (f'name="{FORM_END}"\r\n\r\n{uuid4()}').encode(),
        ]
        head = f"--{border}\r\nContent-Disposition: form-data; ".encode()
        body = b"".join(head + part + b"\r\n" for part in parts) + f"--{border}--\r\n".encode()
        named = {"Cookie": self.cookies, "Content-Type": f"multipart/form-data; boundary={border}"}
        return _request("POST", path, named, body)


def _request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    stated = {"Host": "127.0.0.1", "Accept-Encoding": "gzip", "X-Bench": "cpu", **headers}
    if method == "POST":
        stated["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in stated.items()), "", ""]
    return "\r\n".join(lines).encode() + body


# --- one connection ---------------------------------------------------------------------------------------------------


class Line:
    """A connection that is kept, and what has come of the answer so far."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), LONGEST_WAIT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._come = b""

    def send(self, request: bytes) -> None:
        self.socket.sendall(request)

    def receive(self) -> Answer | None:
        """Take what has come; return the answer once it is whole. BenchError if the server hung up."""
        chunk = self.socket.recv(CHUNK)
        if not chunk:
            raise BenchError("The server closed the connection before it had answered.")
        self._come += chunk
        head, end, body = self._come.partition(b"\r\n\r\n")
        if not end:
            return None
        stated = {name.lower(): int(number) for name, number in _STATED.findall(head)}
        status = int(head[9:12])
        length = stated.get(b"content-length", 0)
        if b"content-length" not in stated and status not in {204, 304}:
            raise BenchError(f"An answer of no stated length cannot be measured: {head.decode('latin-1')}")
        if status in {204, 304}:
            length = 0
        if len(body) < length:
            return None
        self._come = b""
        return Answer(status, head, body, stated.get(b"x-bench-told", 0))

    def ask(self, request: bytes) -> Answer:
        """Send a request and wait for the whole answer."""
        self.send(request)
        while (answer := self.receive()) is None:
            pass
        return answer

    def close(self) -> None:
        self.socket.close()


def log_in(port: int, username: str, password: str) -> Session:
    """Log in through the login page; BenchError if it does not let them in."""
    line = Line(port)
    try:
        page = line.ask(_request("GET", "/login/", {}))
        csrf = _cookies(page)["csrftoken"]
        fields = {"username": username, "password": password, "next": ""}
        answer = line.ask(Session(f"csrftoken={csrf}", csrf).post("/login/", fields))
    finally:
        line.close()
    given = _cookies(answer)
    if answer.status != 302 or "sessionid" not in given:
        raise BenchError(f"{username} could not log in: {answer.status} {answer.text[:500]}")
    return Session(f"sessionid={given['sessionid']}; csrftoken={given['csrftoken']}", given["csrftoken"])


def _cookies(answer: Answer) -> dict[str, str]:
    jar = SimpleCookie()
    for line in answer.head.decode("latin-1").split("\r\n"):
        name, _, value = line.partition(":")
        if name.lower() == "set-cookie":
            jar.load(value.strip())
    return {name: morsel.value for name, morsel in jar.items()}


# --- many clients -----------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Tally:
    """What a slice of time brought: the sample, and the threads' processor time of all and of what counts."""

    sample: Sample
    busy: int = 0  # microseconds, uncounted steps included
    busy_counted: int = 0

    @property
    def share(self) -> float:
        """How much of the server's work was for what counts."""
        return self.busy_counted / self.busy if self.busy else 1


class _Client:
    """Does one operation after the other until its time is up, and the last one to its end."""

    def __init__(self, line: Line, operation: Operation, tally: Tally) -> None:
        self.line, self.operation, self.tally = line, operation, tally
        self.begin()

    def begin(self) -> None:
        self.steps, self.taken = self.operation(), 0.0
        self._send(next(self.steps))

    def _send(self, step: Step) -> None:
        self.step, self.sent = step, time.perf_counter()
        self.line.send(step.request)

    def go_on(self, until: float) -> bool:
        """Take what has come, and ask on; False once this client is done."""
        answer = self.line.receive()
        if answer is None:
            return True
        taken = time.perf_counter() - self.sent
        check(self.step, answer)
        self.tally.busy += answer.metered
        if self.step.counts:
            self.taken += taken
            self.tally.busy_counted += answer.metered
        try:
            self._send(self.steps.send(answer))
        except StopIteration:
            self.tally.sample.latencies.append(self.taken)
            if time.perf_counter() >= until:
                return False
            self.begin()
        return True


def check(step: Step, answer: Answer) -> None:
    """Do nothing if the answer is the one that was wanted; BenchError if it is another."""
    if answer.status in step.statuses and (not step.mark or answer.status == 304 or step.mark in answer.text):
        return
    asked = step.request.partition(b"\r\n")[0].decode()
    raise BenchError(
        f"{asked} was answered {answer.status} (wanted: {step.statuses} {step.mark}):\n{answer.text[:2000]}"
    )


def drive(port: int, operations: Sequence[Operation], seconds: float) -> Tally:
    """Let one client for each operation work for so long, all at once."""
    tally = Tally(sample=Sample())
    lines = [Line(port) for _ in operations]
    try:
        with selectors.DefaultSelector() as waiting:
            until = time.perf_counter() + seconds
            for line, operation in zip(lines, operations, strict=True):
                waiting.register(line.socket, selectors.EVENT_READ, _Client(line, operation, tally))
            while waiting.get_map():
                ready = waiting.select(LONGEST_WAIT)
                if not ready:
                    raise BenchError(f"No answer for {LONGEST_WAIT} seconds.")
                for key, _events in ready:
                    if not key.data.go_on(until):
                        waiting.unregister(key.fileobj)
    finally:
        for line in lines:
            line.close()
    return tally
