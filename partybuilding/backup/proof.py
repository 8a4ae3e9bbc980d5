"""Trying a backup out: restored into a scratch place, compared, and looked at as a person would.

It is restored by a process of its own (`manage.py tryout`, scratch.py beside this) with a database and a folder
of its own: the site that runs is not touched.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from fengxiang.bilingual import Sentence
from partybuilding.backup import dumps
from partybuilding.backup.actions import BackupError, archives, digest, opened, require_fitting, work_folder
from partybuilding.backup.commands import CommandFailedError, run
from partybuilding.backup.scratch import SCRATCH

# What the scratch place has for itself, and not from the site.
_ALONE = {
    "MEDIA_BUCKET": "",
    "REPLICA_URLS": "",
    "CACHE_URL": "locmemcache://",
    "SESSIONS": "db",
    "KEPT_PAGES_CACHE": "",
    "EMAIL_URL": "dummymail://",
    "BACKUP_SECOND_DIR": "",
    "DATABASE_STATEMENT_TIMEOUT": "0",
    "LOG_LEVEL": "ERROR",
}


@dataclass(frozen=True)
class Proof:
    """A backup that was restored and found to be what was backed up; `pages` were looked at after a login."""

    archive: str
    stamp: datetime
    rows: int
    files: int
    pages: int


def prove_newest() -> Proof:
    """Restore the newest archive into a scratch place and compare it; BackupError says what is not as it was."""
    with work_folder() as work:
        newest = next(iter(archives(Path(settings.BACKUP_DIR)).values()), None)
        if newest is None:
            raise BackupError(Sentence(_("There is no backup in %s."), settings.BACKUP_DIR))
        _require_copy(newest)
        with opened(newest, work) as archive:
            require_fitting(archive)
            with _scratch_place(work) as place:
                answer = _try_out(newest, place)
            manifest = archive.manifest
        if answer["faults"]:
            raise BackupError("\n".join(answer["faults"]))
        stamp = datetime.fromisoformat(manifest["stamp"])
        return Proof(newest.name, stamp, sum(manifest["rows"].values()), answer["files"], answer["pages"])


def _require_copy(newest: Path) -> None:
    """Raise BackupError unless the second place has the same archive, if there is such a place."""
    if not settings.BACKUP_SECOND_DIR:
        return
    copy = Path(settings.BACKUP_SECOND_DIR) / newest.name
    if not copy.is_file() or digest(copy) != digest(newest):
        raise BackupError(Sentence(_("The second place does not have %s as it was made."), newest.name))


@contextmanager
def _scratch_place(work: Path) -> Iterator[dict[str, str]]:
    """Make an empty system for the time being, and yield its settings."""
    name = f"{SCRATCH}{uuid4().hex[:12]}"
    with ExitStack() as stack:
        if connection.vendor == "sqlite":
            url = f"sqlite:///{work / name}.sqlite3"
        else:
            stack.enter_context(dumps.scratch_database(connection, name))
            parts = urlsplit(os.environ["DATABASE_URL"])
            url = urlunsplit(parts._replace(path=f"{parts.path.rpartition('/')[0]}/{name}"))
        folders = {"MEDIA_ROOT": str(work / "media"), "BACKUP_DIR": str(work / "within")}
        yield {**_ALONE, **folders, "DATABASE_URL": url, "BACKUP_KEY_FILE": settings.BACKUP_KEY_FILE}


def _try_out(path: Path, place: dict[str, str]) -> dict[str, Any]:
    """Restore and look at an archive in a process of its own, and return what that says."""
    try:
        printed = run(sys.executable, str(settings.BASE_DIR / "manage.py"), "tryout", str(path), env=place)
    except CommandFailedError as error:
        raise BackupError(Sentence(_("The backup could not be tried out: %s"), error)) from error
    answer: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return answer
