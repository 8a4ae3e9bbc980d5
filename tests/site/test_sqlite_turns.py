"""Writers of SQLite are served in the order they came: threads of this process, and other processes."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Thread

import pytest

from fengxiang.sqlite3.base import Connection, Cursor
from fengxiang.sqlite3.turns import AT_THE_DOOR, Turns, turns_at
from tests.browser.waiting import PATIENCE, eventually

ROOT = Path(__file__).resolve().parent.parent.parent
IMMEDIATE = "BEGIN IMMEDIATE"

# Another process: writes its name, or takes the turn and never gives it back.
WRITER = """
import sys
from fengxiang.sqlite3.base import Connection, Cursor
connection = Connection(sys.argv[1], timeout=60, isolation_level=None)
connection.cursor(factory=Cursor).execute("INSERT INTO line (name) VALUES ('other process')")
"""
KEEPER = """
import os, sys
from fengxiang.sqlite3.base import Connection, Cursor
connection = Connection(sys.argv[1], timeout=60, isolation_level=None)
connection.cursor(factory=Cursor).execute("BEGIN IMMEDIATE")
if os.fork():
    print("inside", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return a database with a table in which each writer leaves its name."""
    path = tmp_path / "line.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE line (place INTEGER PRIMARY KEY, name TEXT UNIQUE)")
    return path


@pytest.fixture
def cursor(database: Path) -> Iterator[Callable[..., Cursor]]:
    """Return a cursor of a new connection; all are closed at the end."""
    with ExitStack() as stack:

        def connect(timeout: float = PATIENCE, path: str | Path = database) -> Cursor:
            connection = Connection(str(path), timeout=timeout, isolation_level=None, check_same_thread=False)
            stack.callback(connection.close)
            return connection.cursor(factory=Cursor)

        yield connect


@pytest.fixture
def started(database: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Return a function that runs code in another process, which does not outlive the test."""
    with ExitStack() as stack:

        def start(code: str) -> subprocess.Popen[str]:
            command = [sys.executable, "-c", code, str(database)]
            pipe = subprocess.PIPE
            process = subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe)  # noqa: S603 -- our own
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield start


def names(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM line ORDER BY place")]


def write(cursor: Cursor, name: str) -> None:
    cursor.execute("INSERT INTO line (name) VALUES (%s)", (name,))


def line_up(writers: list[Thread], turns: Turns) -> None:
    """Start one after the other, each once the one before it waits."""
    for waiting, writer in enumerate(writers, 1):
        writer.start()
        eventually(lambda: len(turns._queue._waiting), waiting)


def test_threads_write_in_the_order_they_came_also_outside_of_a_transaction(database, cursor):
    first = cursor()
    first.execute(IMMEDIATE)
    expected = [f"thread {number}" for number in range(8)]
    writers = [Thread(target=write, args=(cursor(), name)) for name in expected]
    line_up(writers, turns_at(str(database)))
    first.connection.commit()
    for writer in writers:
        writer.join(PATIENCE)
    assert names(database) == expected


def test_another_process_goes_before_what_came_here_after_it(database, cursor, started):
    first = cursor()
    first.execute(IMMEDIATE)
    turns = turns_at(str(database))
    other = started(WRITER)

    def is_another_at_the_door() -> bool:
        if is_free := turns._lock(AT_THE_DOOR, 0):
            turns._unlock(AT_THE_DOOR)
        return not is_free

    eventually(is_another_at_the_door, True)
    writers = [Thread(target=write, args=(cursor(), f"thread {number}")) for number in range(2)]
    line_up(writers, turns)
    write(first, "first")
    first.connection.commit()
    for writer in writers:
        writer.join(PATIENCE)
    assert other.wait(PATIENCE) == 0
    assert names(database) == ["first", "other process", "thread 0", "thread 1"]


def test_a_killed_process_gives_its_turn_up_even_while_a_child_of_it_lives(database, cursor, started):
    keeper = started(KEEPER)
    assert keeper.stdout.readline() == "inside\n"
    with pytest.raises(sqlite3.OperationalError, match=r"no turn to write within 0\.1 s"):
        write(cursor(0.1), "too early")
    keeper.kill()
    write(cursor(), "after it")
    assert names(database) == ["after it"]


ENDS = {
    "commit": lambda cursor: cursor.connection.commit(),
    "rollback": lambda cursor: cursor.connection.rollback(),
    "close": lambda cursor: cursor.connection.close(),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_turn_ends_with_its_transaction_and_not_before(database, cursor, end):
    first = cursor()
    first.execute(IMMEDIATE)
    write(first, "first")
    with pytest.raises(sqlite3.OperationalError, match="no turn"):
        write(cursor(0), "too early")
    ENDS[end](first)
    write(cursor(0), "second")
    assert names(database) == ["first", "second"][end != "commit" :]


def test_a_turn_goes_on_when_a_transaction_begins_with_what_it_writes(cursor):
    """A plain BEGIN takes no lock: what reads in a transaction keeps nobody waiting."""
    first = cursor()
    first.execute("BEGIN")
    write(cursor(0), "meanwhile")
    write(first, "first")
    with pytest.raises(sqlite3.OperationalError, match="no turn"):
        write(cursor(0), "too early")


def test_a_statement_that_fails_gives_its_turn_up(database, cursor):
    write(cursor(), "first")
    with pytest.raises(sqlite3.IntegrityError):
        write(cursor(), "first")
    with pytest.raises(sqlite3.IntegrityError):
        cursor().executemany("INSERT INTO line (name) VALUES (%s)", [("second",), ("first",)])
    write(cursor(0), "third")
    assert "third" in names(database)


def test_who_gave_up_waiting_is_not_called(database, cursor):
    first = cursor()
    first.execute(IMMEDIATE)
    with pytest.raises(sqlite3.OperationalError, match=r"database is locked: no turn to write within 0\.05 s"):
        write(cursor(0.05), "impatient")
    first.connection.commit()
    write(cursor(0), "second")
    assert names(database) == ["second"]


def test_reading_needs_no_turn_and_leaves_no_file(database, cursor):
    cursor().execute("SELECT name FROM line").fetchall()
    lock_file = Path(f"{database}-turn")
    assert not lock_file.exists()
    write(cursor(), "first")
    assert lock_file.stat().st_mode == database.stat().st_mode


def test_in_memory_nobody_waits(cursor):
    """Each of these is a database of its own."""
    for each in (cursor(0, ":memory:"), cursor(0, ":memory:")):
        each.execute(IMMEDIATE)
        each.execute("CREATE TABLE line (name TEXT)")
        write(each, "alone")
