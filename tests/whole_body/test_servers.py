"""A line that breaks while a form is sent to a real server: nothing of it is kept; sent again, all of it."""

import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.browser.waiting import PATIENCE, STARTING, eventually
from tests.whole_body.conftest import NAMES, TOKEN, Filled, kept

SERVERS = {
    "granian": [sys.executable, "-m", "fengxiang.serve", "--port", "{port}"],
    "runserver": [sys.executable, "manage.py", "runserver", "--noreload", "{port}"],
}


@dataclass(frozen=True)
class Server:
    """A server in a process of its own, and what it has written."""

    port: int
    log: Path

    def wait_for_refusal(self, address: str, times: int) -> None:
        """Wait until it has answered 400 there so often, heard or not."""
        said = f"WARNING django.request: Bad Request: {address}"
        eventually(lambda: self.log.read_text().count(said), times)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def database_url() -> str:
    """Return the address of the tests' database for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


@pytest.fixture
def sessions(transactional_db: None, filled: dict[str, Filled]) -> dict[str, str]:
    """Log everybody in who sends a form."""
    found = {}
    for name, form in filled.items():
        browser = Client()
        browser.force_login(form.user, "django.contrib.auth.backends.ModelBackend")
        found[name] = browser.cookies["sessionid"].value
    return found


# A demonstration's server stands on SQLite.
@pytest.fixture(params=["granian", pytest.param("runserver", marks=pytest.mark.alike)])
def server(request: pytest.FixtureRequest, sessions: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """Start a server on the tests' database, as the README and manage.py do."""
    started = Server(free_port(), tmp_path / "server.log")
    env = {**os.environ, "DEBUG": "1", "SECRET_KEY": settings.SECRET_KEY, "DATABASE_URL": database_url()}
    env |= {
        "DJANGO_SETTINGS_MODULE": "fengxiang.settings",
        "FENGXIANG_TODAY": "2005-11-15",
        "MEDIA_ROOT": str(tmp_path),
    }
    command = [each.format(port=started.port) for each in SERVERS[request.param]]
    with started.log.open("w") as out:
        # Nothing in the command comes from outside.
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=out, stderr=out)  # noqa: S603
        try:
            eventually(lambda: answers(started.port), True, seconds=STARTING)
            yield started
        finally:
            process.terminate()
            process.wait(PATIENCE)


def begin(server: Server, form: Filled, session: str) -> tuple[socket.socket, bytes]:
    """Open a line, announce a form, and wait until the server asks for it; return the line and the form's bytes."""
    body = form.body(form.content_type)
    line = socket.create_connection(("127.0.0.1", server.port), PATIENCE)
    head = [f"POST {form.address} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", "Expect: 100-continue"]
    head += [f"Cookie: sessionid={session}; csrftoken={TOKEN}"]
    head += [f"Content-Type: {form.content_type}", f"Content-Length: {len(body)}"]
    line.sendall("\r\n".join([*head, "", ""]).encode())
    assert line.recv(4096).startswith(b"HTTP/1.1 100 ")
    return line, body


def status(line: socket.socket) -> int:
    with line.makefile("rb") as answer:
        return int(answer.readline().split()[1])


def half_close(line: socket.socket) -> None:
    line.shutdown(socket.SHUT_WR)
    assert status(line) == 400


def reset(line: socket.socket) -> None:
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closing it sends no end


def leave(_line: socket.socket) -> None:
    """Do nothing more: the line is closed without a word."""


WAYS = (half_close, reset, leave)  # before the line is closed


def test_a_broken_line_keeps_nothing_and_a_whole_one_all(server, filled, sessions):
    before = kept()
    for name, (times, break_off) in product(NAMES, enumerate(WAYS, 1)):
        line, body = begin(server, filled[name], sessions[name])
        with line:
            line.sendall(body[: len(body) // 2])
            break_off(line)
        server.wait_for_refusal(filled[name].address, times)
        assert kept() == before, (name, break_off)
    for name in NAMES:
        before = kept()
        line, body = begin(server, filled[name], sessions[name])
        with line:
            line.sendall(body)
            assert status(line) == 302, name
        assert kept() != before, name
