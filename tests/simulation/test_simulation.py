"""The simulation plays a seed the same way twice, and finds what is planted: `make simulate PLANTED=all` plants all."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.simulation.planted import PLANTED

ROOT = Path(__file__).parents[2]
# What the first seed finds within ten acts; docs/reliability.md has the others.
SOON = (
    *("no_transaction", "versions_stay", "steps_by_the_machines_clock", "files_go_with_a_lost_line"),
    *("who_worked_closes", "item_as_the_page_had_it", "checks_of_items_lie_with_nobody"),
)
pytestmark = pytest.mark.alike


def simulate(*asked: str, **variables: str) -> str:
    command = [sys.executable, "-m", "tests.simulation", *asked]
    environment = {**os.environ, "DATABASE_URL": "sqlite:///unused.sqlite3", **variables}
    given: dict[str, Any] = {"cwd": ROOT, "env": environment, "capture_output": True, "text": True, "check": False}
    done = subprocess.run(command, **given)  # noqa: S603 - the simulation itself
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


def test_a_seed_is_played_the_same_way_twice():
    first, second = (simulate("--seeds", "5", "--acts", "12", "--show", PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert first.splitlines()[-1] == second.splitlines()[-1]
    assert first.splitlines()[:12] == second.splitlines()[:12]


def test_a_run_may_last_longer_than_a_session():
    assert "failed: none" in simulate("--seeds", "1", "--acts", "10", SESSION_IDLE_MINUTES="0")


def test_what_is_planted_is_found_by_the_seed_that_is_known_to():
    assert "missed: none" in simulate("--planted", ",".join(SOON), "--seeds", "1")


def test_there_are_twenty_of_them():
    assert len(PLANTED) == 20
