"""How files are kept: whole or not at all, and only with the act they belong to.

A file is written aside, brought to the disk, and only then gets its name. What an act keeps goes again if the act does
not come to be; a workbook that waits for an answer belongs to none. A disk that is full is told in words.
"""

import errno
import hashlib
import logging
import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage
from django.db import transaction
from django.utils.translation import gettext as _

from fengxiang.waiting import IMPORTS, UPLOADS

ASIDE = ".part"  # the ending of what is being written
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

logger = logging.getLogger(__name__)


class NotKeptError(Exception):
    """A file could not be kept, and nothing of it was; the text says why, in the user's words."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What a file's bytes come to: their number, and their digests in hexadecimal figures."""

    size: int
    sha256: str
    sm3: str

    @classmethod
    def of(cls, chunks: Iterable[bytes]) -> "Sums":
        """Return the sums of bytes that come in pieces; no SM3 where the machine's OpenSSL has none."""
        size, sha256, sm3 = 0, hashlib.sha256(), None
        with suppress(ValueError):
            sm3 = hashlib.new("sm3")
        for chunk in chunks:
            size += len(chunk)
            sha256.update(chunk)
            if sm3 is not None:
                sm3.update(chunk)
        return cls(size, sha256.hexdigest(), sm3.hexdigest() if sm3 is not None else "")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was kept: where, and what its bytes come to."""

    storage: Storage
    name: str
    sums: Sums


_kept: ContextVar[list[Kept] | None] = ContextVar("kept", default=None)


@contextmanager
def together() -> Iterator[list[Kept]]:
    """Keep all files that are kept within, or none; the list tells which, when it is done.

    It stands around the transaction. If nobody can say whether that was kept, because the database is gone, the files
    stay: `checkfiles --sweep` takes those that no row knows.
    """
    files: list[Kept] = []
    token = _kept.set(files)
    try:
        yield files
    except BaseException:
        if files and transaction.get_connection().is_usable():
            for each in files:
                _take_back(each)
        raise
    finally:
        _kept.reset(token)
    if (around := _kept.get()) is not None:
        around += files


def _take_back(file: Kept) -> None:
    try:
        file.storage.delete(file.name)
    except OSError:
        logger.exception("%s could not be taken back", file.name)


class Noted(ABC, Storage):
    """A storage that tells `together` what it keeps, and says in words what it could not keep."""

    failures: tuple[type[Exception], ...] = (OSError,)

    def _save(self, name: str, content: "File[Any]") -> str:
        sums = Sums.of(content.chunks())
        try:
            kept_as = self._keep(name, content)
        except self.failures as error:
            raise not_kept(name, error) from error
        if (files := _kept.get()) is not None and name.split("/")[0] not in {UPLOADS, IMPORTS}:
            files.append(Kept(self, kept_as, sums))
        return kept_as

    @abstractmethod
    def _keep(self, name: str, content: "File[Any]") -> str:
        """Keep a file as a whole under this name, or the next that is free, and return it."""


def not_kept(name: str, error: Exception) -> NotKeptError:
    """Return in words what a disk said of a file, and write it into the log."""
    logger.error("%s was not kept: %s", name, error)
    return NotKeptError(_in_words(error))


def _in_words(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return _("The server's disk is full, and nothing was kept. Tell the administrator, and send it again later.")
    return _("The server cannot keep files just now, and nothing was kept. Tell the administrator, and send it again.")


class KeptOnDisk(Noted, FileSystemStorage):
    """A folder on one machine in which a name stands for a whole file."""

    def _keep(self, name: str, content: "File[Any]") -> str:
        folder = Path(self.path(name)).parent
        for each in (Path(self.location), folder):
            each.mkdir(self.directory_permissions_mode or 0o777, parents=True, exist_ok=True)
        aside = folder / f".{uuid4().hex}{ASIDE}"
        try:
            with aside.open("xb") as out:
                aside.chmod(self.file_permissions_mode or 0o600)
                for chunk in content.chunks():
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            name = self._named(aside, name)
        finally:
            _clear_away(aside)
        try:
            bring_to_disk(folder)
        except OSError:
            self.delete(name)
            raise
        return name

    def _named(self, aside: Path, name: str) -> str:
        """Give a file its name, or the next that is free: a link, unlike a move, never takes another file's place."""
        while True:
            try:
                os.link(aside, self.path(name))
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name.replace("\\", "/")


def _clear_away(aside: Path) -> None:
    """Delete what was written aside; where the disk refuses, the file has its name all the same, and a sweep is due."""
    try:
        aside.unlink(missing_ok=True)
    except OSError:
        logger.exception("%s could not be deleted", aside)


def bring_to_disk(folder: Path) -> None:
    """Let a folder's list of names be on the disk, and not in memory alone."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
