"""Turns at writing to a file: first come, first served among threads, one after the other among processes.

Only the order depends on it. That no two write at once is the database's own lock, which these merely stand before.
"""

import fcntl
import os
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from threading import Lock

PAUSE = 0.001  # seconds between two looks whether another process is done: one thread of each process looks
AT_THE_DOOR, INSIDE = 0, 1  # the bytes of the file that a process locks


class Queue:
    """A lock handed on to whoever waits longest; one of the standard library goes to whoever snatches it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[Lock] = deque()
        self._is_taken = False

    def take(self, timeout: float) -> bool:
        """Wait for it so many seconds at most, and say whether it came."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=max(timeout, 0)):
            return True
        with self._lock:
            if turn not in self._waiting:
                return True  # handed over at the last moment
            self._waiting.remove(turn)
            return False

    def hand_on(self) -> None:
        """Give it to the next one, or put it back."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


class Turns:
    """Turns at one database file.

    Only the thread at the head of its process's queue asks the other processes. It stands at the door until it is
    inside, so that whoever comes out finds it there and cannot go in again before it. The kernel takes both locks from
    a process that is killed, and gives them to none that is forked.
    """

    def __init__(self, database: str) -> None:
        self._queue = Queue()
        self._file = _beside(database)

    def take(self, timeout: float) -> bool:
        """Wait for a turn so many seconds at most, and say whether it came."""
        until = time.monotonic() + timeout
        if not self._queue.take(timeout):
            return False
        is_inside = False
        try:
            if self._lock(AT_THE_DOOR, until):
                is_inside = self._lock(INSIDE, until)
                self._unlock(AT_THE_DOOR)
        finally:
            if not is_inside:
                self._queue.hand_on()
        return is_inside

    def hand_on(self) -> None:
        """End the turn: to another process if one is at the door, and to the next thread of this one after that."""
        self._unlock(INSIDE)
        self._queue.hand_on()

    def _lock(self, byte: int, until: float) -> bool:
        while True:
            with suppress(BlockingIOError, PermissionError):  # what a lock is refused with depends on the system
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
                return True
            if time.monotonic() >= until:
                return False
            time.sleep(PAUSE)

    def _unlock(self, byte: int) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, byte)


_known: dict[str, Turns] = {}
os.register_at_fork(after_in_child=_known.clear)


def turns_at(database: str) -> Turns:
    """Return this process's turns at a database file. Its lock file stays open: closing it would give up the locks."""
    return _known.get(database) or _known.setdefault(database, Turns(database))


def _beside(database: str) -> int:
    """Open the lock file, for everybody who may write to the database."""
    like = Path(database).stat()
    file = os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with suppress(PermissionError):  # somebody else's, and open to us
        os.fchmod(file, like.st_mode & 0o666)
        os.fchown(file, like.st_uid, like.st_gid)
    return file
