"""The production server ends when it is told to and not before, has its port to itself, and always has somebody to ask.

What happens under load and behind a proxy: `make serving`, `deploy/try`.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPException
from socket import create_connection

import pytest
from django.conf import settings

from bench.server import children_of, workers_of
from tests.browser.waiting import PATIENCE, STARTING, eventually
from tests.whole_body.test_servers import SERVERS, answers, free_port

pytestmark = pytest.mark.alike
# A child that is slow to begin, and a parent that in the meantime tells it to end, or is killed.
PARTING = """
import os, signal, time
from fengxiang import serve
os.register_at_fork(after_in_child=lambda: time.sleep(0.5))
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, serve.pass_on)
serve.heed_ends()
if (child := os.fork()) == 0:
    time.sleep(60)
print(child, flush=True)
os.kill(*{whom})
os.waitpid(child, 0)
"""
HALF_A_FORM = (
    b"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 200\r\n\r\nusername="
)
Start = Callable[[int], subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start the server on a port, on a database it does not ask before it is asked itself."""
    started: list[subprocess.Popen[str]] = []

    def start(port: int) -> subprocess.Popen[str]:
        env = {**os.environ, "DEBUG": "1", "SECRET_KEY": settings.SECRET_KEY, "DATABASE_URL": "sqlite://:memory:"}
        env |= {"DJANGO_SETTINGS_MODULE": "fengxiang.settings"}
        command = [each.format(port=port) for each in SERVERS["granian"]]
        # Nothing in the command comes from outside.
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stderr=subprocess.PIPE, text=True)  # noqa: S603
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()  # the others end with it
        process.communicate(timeout=PATIENCE)


def ask(port: int) -> int | None:
    """Return what /healthz answers within two seconds, None if nothing."""
    line = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        line.close()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_ends_while_its_workers_are_starting(start):
    process = start(free_port())
    eventually(lambda: bool(children_of(process.pid)), True, seconds=STARTING)
    process.terminate()
    assert process.wait(PATIENCE) == 0


@pytest.mark.parametrize("whom", ["(child, signal.SIGTERM)", "(child, signal.SIGINT)", "(os.getpid(), signal.SIGKILL)"])
def test_a_child_that_has_hardly_begun_ends_when_it_is_told_to_and_with_its_parent(whom):
    command = [sys.executable, "-c", PARTING.format(whom=whom)]
    child = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=settings.BASE_DIR)  # noqa: S603
    assert not child.stderr
    eventually(lambda: is_alive(int(child.stdout)), False)


def test_killed_workers_and_servers_are_started_again_and_all_end_together(start):
    port = free_port()
    process = start(port)
    eventually(lambda: ask(port), 200, seconds=STARTING)
    first = set(workers_of(process.pid))
    eventually(lambda: len(workers_of(process.pid)), 2)
    for victim in (workers_of(process.pid)[0], workers_of(process.pid)[1], children_of(process.pid)[0]):
        os.kill(victim, signal.SIGKILL)
        until = time.monotonic() + 2
        while ask(port) != 200:  # a line that was open to the dead one is lost; whoever asks again is answered
            assert time.monotonic() < until
        eventually(lambda: len(workers_of(process.pid)), 2)
    left = [process.pid, *children_of(process.pid), *workers_of(process.pid)]
    assert first.isdisjoint(left)
    process.terminate()
    assert process.wait(PATIENCE) == 0
    eventually(lambda: [pid for pid in left if is_alive(pid)], [])
    assert not answers(port)


def test_a_second_server_on_a_taken_port_refuses_to_start_and_half_sent_forms_do_not_take_all_threads(start):
    port = free_port()
    first = start(port)
    eventually(lambda: ask(port), 200, seconds=STARTING)
    second = start(port)
    _out, words = second.communicate(timeout=PATIENCE)
    assert (second.returncode, f"127.0.0.1:{port} is taken" in words) == (1, True)
    with ExitStack() as lines:
        for _ in range(3 * settings.FORMS_AT_ONCE):
            lines.enter_context(create_connection(("127.0.0.1", port), 2)).sendall(HALF_A_FORM)
        assert [ask(port) for _ in range(10)] == [200] * 10
        assert first.poll() is None


def test_without_the_keeper_nobody_serves_on(start):
    port = free_port()
    process = start(port)
    eventually(lambda: answers(port), True, seconds=STARTING)
    left = [*children_of(process.pid), *workers_of(process.pid)]
    process.kill()
    eventually(lambda: [pid for pid in left if is_alive(pid)], [])
