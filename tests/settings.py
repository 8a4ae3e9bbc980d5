"""Settings for the tests: the project's own, with nothing slow and nothing outside the machine."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DEBUG", "1")
os.environ.pop("FENGXIANG_TODAY", None)
os.environ.setdefault("DATABASE_IDLE_TIMEOUT", "0")  # the sample plan stands in a transaction that is never committed

from fengxiang.settings import *  # noqa: F403

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, not memory: in memory all threads would share one connection, and WAL would not be tried at all.
    # What a power cut would do to it does not matter, so nothing waits for the disk.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.mkdtemp(prefix="fengxiang-")) / "test.sqlite3")}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# Behind all others: only the view is watched.
MIDDLEWARE += ["tests.guard.OnlyInActs"]  # noqa: F405
