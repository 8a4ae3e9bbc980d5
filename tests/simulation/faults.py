"""Faults at any statement, commit, file call, mail and reading of the clock: one an act, at a place drawn by lot.

They come in where the product meets the outside: an execute wrapper, the connection's commit, Python's audit hook, a
mail backend, the clock. After a `Killed` nothing goes out any more, as from a process that is gone.
"""

import errno
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections

from fengxiang import clock, kept_files
from partybuilding.shared.act import current
from tests.guard import business_tables

SHANGHAI = ZoneInfo("Asia/Shanghai")
_WRITE = re.compile(r"\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
_FILE_CALLS = {"open", "os.link", "os.remove", "os.mkdir", "os.chmod"}
_FULL = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT)
# What a claim to be e-mailed is given back by, after the act: one statement, of its own.
_AFTER_ACTS = {"partybuilding_noticeitem"}


class Killed(BaseException):
    """The process is gone. No `except Exception` hears of it."""


class Kind(StrEnum):
    """What goes wrong."""

    STATEMENT = "a statement fails"
    COMMIT = "the commit fails"
    LOST = "the commit is made and its answer lost"
    KILLED = "the process is killed"
    FILE = "a file call fails"
    MAIL = "the mail server refuses"
    HANGS = "the mail server hangs"
    CLOCK = "the clock steps"


@dataclass
class World:
    """The outside as the product meets it in one act, and what it was seen doing there."""

    now: datetime = datetime(2004, 7, 27, 9, tzinfo=SHANGHAI)
    kind: Kind | None = None
    place: int = 0  # how many times it goes well before
    choice: int = 0  # for what else a kind leaves open
    is_on: bool = False
    has_struck: bool = False
    is_dead: bool = False
    could_not_delete: bool = False  # what a sweep has to take
    statements: int = 0
    own_writes: int = 0  # of the first window
    commits: int = 0
    waited: float = 0.0  # seconds a mail server kept us
    tables: set[str] = field(default_factory=set)  # written in the act
    own_tables: set[str] = field(default_factory=set)  # by the first window
    wrong: list[str] = field(default_factory=list)
    outbox: list[str] = field(default_factory=list)  # the addresses written to since everything was looked at
    lost_mail: bool = False  # a claim may be left without its message

    def begin(self, kind: Kind | None, place: int, choice: int) -> None:
        """Begin an act, with a fault that is to come or without."""
        self.kind, self.place, self.choice = kind, place, choice
        self.is_on, self.has_struck, self.is_dead = True, False, False
        self.statements, self.own_writes, self.commits, self.waited = 0, 0, 0, 0.0
        self.tables, self.own_tables, self.wrong, self.could_not_delete = set(), set(), [], False

    def end(self) -> None:
        self.is_on = False

    def strikes(self, *kinds: Kind) -> bool:
        """Say whether the fault comes now, if it is of these kinds."""
        if not self.is_on or self.has_struck or self.kind not in kinds:
            return False
        self.place -= 1
        if self.place >= 0:
            return False
        self.has_struck = True
        self.is_dead = self.kind == Kind.KILLED
        return True

    def require_alive(self) -> None:
        if self.is_on and self.is_dead:
            raise Killed

    # --- the database -------------------------------------------------------------------------------------------------

    def execute(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run a statement (an execute_wrapper), or let it fail before or after it was run."""
        self.require_alive()
        self.statements += self.is_on
        if (written := _WRITE.match(sql)) and written[1] in _business():
            self.tables.add(written[1])
            self.own_writes += self.is_on
            self.own_tables |= {written[1]} if self.is_on else set()
            if current() is None or not (connection.in_atomic_block or written[1] in _AFTER_ACTS):
                self.wrong.append(f"written outside of an act's transaction: {sql[:120]}")
        if not self.strikes(Kind.STATEMENT, Kind.KILLED):
            return execute(sql, params, many, context)
        if self.choice % 2 and not sql.startswith("BEGIN"):  # no line to a file breaks while its answer is on the way
            execute(sql, params, many, context)
        self._note_mail()
        if self.kind == Kind.KILLED:
            raise Killed
        raise OperationalError("simulated: the statement failed")

    def commit(self, commit: Callable[[], None]) -> None:
        """Commit, or fail to, or fail to hear that it was done."""
        self.require_alive()
        if self.strikes(Kind.COMMIT):
            raise OperationalError("simulated: the commit failed")
        is_lost = self.strikes(Kind.LOST)
        commit()
        self.commits += self.is_on
        if is_lost:
            self._note_mail()
            self.is_dead = connection.vendor == "sqlite"  # a file has no line to lose: only the process can go
            if self.is_dead:
                raise Killed
            connection.connection.close()
            raise OperationalError("simulated: the connection was lost")

    def roll_back(self, roll_back: Callable[[], None]) -> None:
        """Take back what was written, and forget that it was."""
        self.own_tables.clear()
        roll_back()

    def _note_mail(self) -> None:
        self.lost_mail = True

    # --- files, clock -------------------------------------------------------------------------------------------------

    def audit(self, event: str, args: tuple[Any, ...]) -> None:
        """Let a call for a file of the site fail (sys.addaudithook)."""
        if not self.is_on or event not in _FILE_CALLS or not isinstance(args[0], str | Path):
            return
        if str(args[0]).startswith(str(settings.MEDIA_ROOT)):
            had_struck = self.has_struck
            try:
                self.file_call()
            finally:
                self.could_not_delete |= event == "os.remove" and self.has_struck and not had_struck

    def file_call(self) -> None:
        self.require_alive()
        if self.strikes(Kind.FILE):
            raise OSError(_FULL[self.choice % len(_FULL)], "simulated")
        if self.strikes(Kind.KILLED):
            self._note_mail()
            raise Killed

    def fsync(self, file: int) -> None:
        """What stands for os.fsync where files are kept: the disk may be full only now."""
        if self.is_on:
            self.file_call()

    def tell_time(self) -> datetime:
        """Return the moment it is: a second later each time, unless the clock steps."""
        if self.strikes(Kind.CLOCK):
            self.now += timedelta(hours=(-26, -1, 1, 26)[self.choice % 4])
        self.now += timedelta(seconds=1)
        return self.now


_tables: set[str] = set()


def _business() -> set[str]:
    if not _tables:
        _tables.update(business_tables() - {"partybuilding_oncekey", "partybuilding_planversion"})
    return _tables


world = World()


class MailServer(BaseEmailBackend):
    """A mail server that takes a message, refuses it, or lets one wait as long as the site is ready to."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        """Take messages; what is sent inside a transaction would keep everybody else waiting."""
        world.require_alive()
        if connection.in_atomic_block:
            world.wrong.append("a mail was sent inside a transaction")
        if world.is_on and world.kind == Kind.HANGS:
            world.has_struck = True
            world.waited += settings.EMAIL_TIMEOUT or float("inf")
            raise TimeoutError("simulated: the mail server hangs")
        if world.strikes(Kind.MAIL):
            who = dict.fromkeys(messages[0].to, (550, b"no such person"))
            raise SMTPRecipientsRefused(who) if world.choice % 2 else SMTPServerDisconnected("simulated")
        world.outbox += [address for message in messages for address in message.to]
        return len(messages)


class _Os:
    """The operating system as `kept_files` knows it, with a disk that can be full at the last moment."""

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def fsync(self, file: int) -> None:
        world.fsync(file)


def install() -> None:
    """Put the world between the product and the outside, for the rest of the process."""
    sys.addaudithook(world.audit)
    vars(kept_files)["os"] = _Os()
    vars(clock)["now"] = world.tell_time
    vars(clock)["set_day"] = lambda: world.now.date()
    settings.EMAIL_BACKEND = "tests.simulation.faults.MailServer"


def watch_connection() -> None:
    """Put the world around a connection that was just opened."""
    opened: Any = connections[DEFAULT_DB_ALIAS]
    own = opened._commit
    vars(opened)["_commit"] = lambda: world.commit(own)
    back = opened._rollback
    vars(opened)["_rollback"] = lambda: world.roll_back(back)
    opened.execute_wrappers.append(world.execute)
