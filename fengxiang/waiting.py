"""Files that wait for a moment in the site's storage, on a disk or in a bucket, until somebody comes back for them."""

import logging
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

# Workbooks of the report form, and those of the staff pages: no act keeps them, and no backup needs them.
UPLOADS, IMPORTS = "uploads", "imports"

logger = logging.getLogger(__name__)


def names(folder: str) -> list[str]:
    """Return the names of what waits in a folder; none where there is no such folder yet, or none can be read."""
    try:
        return default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return []
    except OSError:
        logger.exception("%s cannot be read", folder)  # whoever keeps something there next is told
        return []


def forget(path: str) -> None:
    """Delete what is done with. What cannot be deleted keeps nobody from going on: it is tried again once it is old."""
    try:
        default_storage.delete(path)
    except OSError:
        logger.exception("%s could not be deleted", path)


def forget_older(folder: str, age: timedelta) -> None:
    """Delete what has waited longer than that: nobody came back for it."""
    for name in names(folder):
        path = f"{folder}/{name}"
        try:
            is_old = timezone.now() - default_storage.get_modified_time(path) > age
        except FileNotFoundError:
            continue  # somebody else was quicker
        if is_old:
            forget(path)
