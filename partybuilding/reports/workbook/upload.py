"""Uploaded workbooks between the dry run and its end: under a random name, for one person and one report, for a day."""

import os
import time
import uuid
from pathlib import Path

from django.conf import settings

from communities.models import User
from partybuilding.models import Report

DAY = 24 * 60 * 60


def keep(content: bytes, report: Report, user: User) -> uuid.UUID:
    """Keep a workbook in place of the one the person uploaded before; return its name."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in folder.glob(f"{report.pk}-{user.pk}-*.xlsx"):
        old.unlink(missing_ok=True)
    _forget_old(folder)
    uid = uuid.uuid4()
    with os.fdopen(os.open(_path(report, user, uid), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    return uid


def kept(report: Report, user: User, uid: uuid.UUID) -> bytes | None:
    """Return what the person uploaded for the report under this name; None if it is no longer there."""
    try:
        return _path(report, user, uid).read_bytes()
    except FileNotFoundError:
        return None


def forget(report: Report, user: User, uid: uuid.UUID) -> None:
    """Delete a workbook that is done with."""
    _path(report, user, uid).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads"


def _path(report: Report, user: User, uid: uuid.UUID) -> Path:
    return _folder() / f"{report.pk}-{user.pk}-{uid}.xlsx"


def _forget_old(folder: Path) -> None:
    """Delete what nobody came back for."""
    limit = time.time() - DAY
    for path in folder.glob("*.xlsx"):
        try:
            if path.stat().st_mtime < limit:
                path.unlink()
        except FileNotFoundError:
            continue  # another upload was quicker
