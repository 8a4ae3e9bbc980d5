"""The production server ends when it is told to, also while its workers are only starting."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.browser.waiting import PATIENCE, STARTING, eventually
from tests.whole_body.test_servers import SERVERS, answers, free_port

pytestmark = pytest.mark.alike


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[int], subprocess.Popen[bytes]]]:
    """Start the server on a port, on a database it does not ask before it is asked itself."""
    started: list[subprocess.Popen[bytes]] = []

    def start(port: int) -> subprocess.Popen[bytes]:
        env = {**os.environ, "DEBUG": "1", "SECRET_KEY": settings.SECRET_KEY, "DATABASE_URL": "sqlite://:memory:"}
        env |= {"DJANGO_SETTINGS_MODULE": "fengxiang.settings"}
        command = [each.format(port=port) for each in SERVERS["granian"]]
        # Nothing in the command comes from outside.
        started.append(subprocess.Popen(command, cwd=settings.BASE_DIR, env=env))  # noqa: S603
        return started[0]

    yield start
    for process in started:
        for pid in [*workers(process), process.pid] if process.poll() is None else []:
            os.kill(pid, signal.SIGKILL)
        process.wait(PATIENCE)


def workers(process: subprocess.Popen[bytes]) -> list[int]:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in children]


def test_it_ends_while_its_workers_are_starting(start):
    process = start(free_port())
    eventually(lambda: bool(workers(process)), True, seconds=STARTING)
    process.terminate()
    process.wait(PATIENCE)


def test_it_ends_while_it_serves(start):
    port = free_port()
    process = start(port)
    eventually(lambda: answers(port), True, seconds=STARTING)
    process.terminate()
    process.wait(PATIENCE)
