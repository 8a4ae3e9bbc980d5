"""What all workers of a server measured together: how often each page was asked for, how long it took, what failed.

One piece of memory that is made before the workers part ways (fengxiang/serve.py), so what one counts all can tell, and
what a killed one has counted stays. It begins anew with the service. In a process of its own, a command or a
developer's server, it is that process's own.
"""

import fcntl
import mmap
import os
import struct
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

_HEAD = struct.Struct("=ddQ")  # since when; when a line about the database was last written, how many were not since
_ROW = struct.Struct("=64sQQdd")  # the page's name, how often, how often with 5xx, seconds together, the longest
ROWS = 1024  # more pages than there are; one that finds no row is not measured
_TELL_EVERY = 1.0  # seconds


@dataclass(frozen=True, kw_only=True)
class Page:
    """What was measured of a page; times in seconds."""

    name: str
    times: int
    failed: int
    seconds: float
    longest: float

    @property
    def mean(self) -> float:
        """Return how long one took on average."""
        return self.seconds / self.times


class Measured:
    """The shared memory, with a lock that a process loses with its life."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _HEAD.size + ROWS * _ROW.size)
        self._file, path = tempfile.mkstemp()  # open as long as the process is
        os.unlink(path)
        self._lock = Lock()  # between threads, for the file's lock is between processes alone
        _HEAD.pack_into(self._memory, 0, time.time(), 0.0, 0)

    @property
    def since(self) -> float:
        """Return since when it is measured, in seconds since 1970."""
        return float(_HEAD.unpack_from(self._memory, 0)[0])

    def add(self, name: str, seconds: float, *, has_failed: bool) -> None:
        """Count a page that was answered."""
        key = name.encode()[:64]
        with self._alone():
            for row in range(ROWS):
                at = _HEAD.size + row * _ROW.size
                known, times, failed, together, longest = _ROW.unpack_from(self._memory, at)
                if not times or known.rstrip(b"\0") == key:
                    sums = (times + 1, failed + has_failed, together + seconds, max(longest, seconds))
                    _ROW.pack_into(self._memory, at, key, *sums)
                    return

    def pages(self) -> list[Page]:
        """Return what was measured, the slowest on average first."""
        pages = []
        with self._alone():
            for row in range(ROWS):
                name, times, failed, seconds, longest = _ROW.unpack_from(self._memory, _HEAD.size + row * _ROW.size)
                if not times:
                    break
                text = name.rstrip(b"\0").decode(errors="replace")
                pages.append(Page(name=text, times=times, failed=failed, seconds=seconds, longest=longest))
        return sorted(pages, key=lambda page: (-page.mean, page.name))

    def may_tell(self) -> int | None:
        """Say whether a line about the missing database is due, one a second of all workers together.

        Return how many were left out since the last one, None if this one is to be left out.
        """
        with self._alone():
            since, last, left_out = _HEAD.unpack_from(self._memory, 0)
            now = time.monotonic()
            is_due = not last or now - last >= _TELL_EVERY
            _HEAD.pack_into(self._memory, 0, since, now if is_due else last, 0 if is_due else left_out + 1)
        return left_out if is_due else None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


measured = Measured()
