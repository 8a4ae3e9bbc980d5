"""Uploaded workbooks between the dry run and its end: under a random name, for one person and one report, for a day."""

import logging
import uuid
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from communities.models import User
from fengxiang import waiting
from partybuilding.models import Report

DAY = timedelta(days=1)

logger = logging.getLogger(__name__)


def keep(content: bytes, report: Report, user: User) -> uuid.UUID:
    """Keep a workbook in place of the one the person uploaded before; return its name."""
    for name in waiting.names(waiting.UPLOADS):
        if name.startswith(f"{report.pk}-{user.pk}-"):
            waiting.forget(f"{waiting.UPLOADS}/{name}")
    waiting.forget_older(waiting.UPLOADS, DAY)
    uid = uuid.uuid4()
    default_storage.save(_path(report, user, uid), ContentFile(content))
    return uid


def kept(report: Report, user: User, uid: uuid.UUID) -> bytes | None:
    """Return what the person uploaded for the report under this name; None if it cannot be read."""
    try:
        with default_storage.open(_path(report, user, uid)) as file:
            return bytes(file.read())
    except OSError as error:
        logger.warning("%s cannot be read: %s", uid, error)
        return None


def forget(report: Report, user: User, uid: uuid.UUID) -> None:
    """Delete a workbook that is done with."""
    waiting.forget(_path(report, user, uid))


def _path(report: Report, user: User, uid: uuid.UUID) -> str:
    return f"{waiting.UPLOADS}/{report.pk}-{user.pk}-{uid}.xlsx"
