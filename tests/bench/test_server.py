"""The measured server is the documented one, and has its port to itself."""

import os
import socket

import pytest

from bench.server import COMMAND, BenchError, cpu_of, pss_kb, require_free
from tests.test_project import ROOT

pytestmark = pytest.mark.alike


def listening():
    """Return a socket that listens as the production server does: others may share its port."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    door.bind(("127.0.0.1", 0))
    door.listen()
    return door


def test_a_port_that_is_taken_stops_the_run():
    with listening() as door:
        port = door.getsockname()[1]
        with pytest.raises(BenchError, match=f"Port {port} of 127.0.0.1 is taken"):
            require_free(port)
    require_free(port)


def test_it_is_started_as_the_readme_says():
    commands = " ".join((ROOT / "README.md").read_text().replace("\\\n", "").split())
    assert f".venv/bin/{COMMAND.format(port=8000)} " in commands


def test_time_and_memory_of_a_process_are_read_in_seconds_and_kilobytes():
    before = cpu_of(os.getpid())
    while cpu_of(os.getpid()) == before:
        sum(range(100_000))
    assert 0 < cpu_of(os.getpid()) - before < 1
    assert 10_000 < pss_kb(os.getpid()) < 4_000_000
