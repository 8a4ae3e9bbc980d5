"""One line in the log for each request, and its number on every line that is written meanwhile.

The number goes out with the answer (`X-Request-Id`) and stands on the page that says something went wrong: whoever is
told it over the telephone finds the line. Each line has the time with its zone, the request, who asked (the account's
number, if the answer had to know) and, at its end, how long it took.
"""

import json
import logging
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, Error, InterfaceError, OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from fengxiang.measured import measured

REQUEST_ID = "X-Request-Id"
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that sounds or looks like another
_WATCHED = ("/healthz", "/readyz", "/metrics")  # machines ask for them all the time
_AWAY = "the database does not answer"
# It can be reached and cannot keep anything: the disk is full, read-only or faulty, there is no memory, no connection
# left. By SQLite's name of the error, and by PostgreSQL's class of it.
_UNFIT = ("SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY")
_UNFIT_CLASSES = ("53", "57P", "58")

logger = logging.getLogger("fengxiang.request")


def new_number() -> str:
    """Return a number to tell a request by, such as k7m2-9xqf: of 31 to the 8th."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


@dataclass
class _Asked:
    """The request that is answered."""

    request: HttpRequest
    id: str = field(default_factory=new_number)
    is_away: bool = False  # the database was gone

    @property
    def user(self) -> int | None:
        """The account's key if the answer asked for it; it is not asked for here."""
        return getattr(getattr(self.request, "_cached_user", None), "pk", None)


_asked: ContextVar[_Asked | None] = ContextVar("asked", default=None)


def current_id() -> str:
    """Return the number of the request that is answered, "" in a command."""
    asked = _asked.get()
    return asked.id if asked else ""


def note_away() -> None:
    """Note that the request is answered without a database."""
    if asked := _asked.get():
        asked.is_away = True


class RequestLog:
    """Numbers, measures and logs each request; outside of everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = _Asked(request)
        token = _asked.set(asked)
        begun = time.perf_counter()
        try:
            response = self.get_response(request)
            response[REQUEST_ID] = asked.id
            seconds = time.perf_counter() - begun
            if request.path not in _WATCHED and not request.path.startswith(settings.STATIC_URL):
                code = response.status_code
                if request.resolver_match is not None:
                    measured.add(request.resolver_match.view_name, seconds, has_failed=code >= 500)
                more = {"milliseconds": round(seconds * 1000), "is_away": asked.is_away}
                logger.info("%s %s %d", request.method, quote(request.path), code, extra=more)
            return response
        finally:
            _asked.reset(token)


# --- what a line is --------------------------------------------------------------------------------------------------


def is_away(error: BaseException | None) -> bool:
    """Say whether an error, or what led to it, means that the database is gone or unfit, and not that it refused."""
    while error is not None:
        if isinstance(error, InterfaceError):
            return True  # the connection is closed already
        if isinstance(error, OperationalError):
            cause = error.__cause__
            name = getattr(cause, "sqlite_errorname", "")
            state = "" if name else getattr(cause, "pgcode", "")
            if (cause is not None and state is None) or name.startswith(_UNFIT) or state.startswith(_UNFIT_CLASSES):
                return True
        error = error.__cause__ or (error.__context__ if isinstance(error, DatabaseError) else None)
    return False


def is_of_database(error: BaseException | None) -> bool:
    """Say whether an error is of the database, or came while one of its was handled."""
    while error is not None:
        if isinstance(error, Error):
            return True
        error = error.__cause__ or error.__context__
    return False


class OneLineWhileAway(logging.Filter):
    """While the database is gone one line a second says so, without a traceback: the others would say the same."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a line pass, shortened if it is about that; or not, if one was written less than a second ago."""
        error = record.exc_info[1] if record.exc_info else None
        asked = _asked.get()
        is_noted = error is not None and asked is not None and asked.is_away
        if not getattr(record, "is_away", False) and not is_noted and not is_away(error):
            return True
        left_out = measured.may_tell()
        if left_out is None:
            return False
        why = str(error).strip().splitlines()[0] if error and str(error).strip() else ""
        record.msg, record.args = "%s%s (%d more such lines)", (_AWAY, f": {why}" if why else "", left_out)
        record.levelno, record.levelname = logging.ERROR, "ERROR"
        record.exc_info = record.exc_text = record.stack_info = None
        return True


class _Told(logging.Formatter):
    """Knows when a line was written, with the zone, and for which request."""

    def when(self, record: logging.LogRecord) -> str:
        """Return the site's time: 2026-11-29T14:26:27.604+08:00."""
        zone = timezone.get_default_timezone()
        return datetime.fromtimestamp(record.created, zone).isoformat(timespec="milliseconds")

    def known(self, record: logging.LogRecord) -> dict[str, Any]:
        """Return what is known of the request, and what is not left out."""
        asked = _asked.get()
        known = {
            "request": asked.id if asked else None,
            "user": asked.user if asked else None,
            "ms": getattr(record, "milliseconds", None),
        }
        return {name: value for name, value in known.items() if value is not None}


class Line(_Told):
    """A line for people: when, how grave, who writes, what, and in brackets what is known of the request."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with the traceback under it if there is one."""
        known = " ".join(f"{name}={value}" for name, value in self.known(record).items())
        line = (
            f"{self.when(record)} {record.levelname} {record.name}: {record.getMessage()}{f' [{known}]' * bool(known)}"
        )
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class Json(_Told):
    """A line for machines: one object, with the traceback in it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object."""
        line = {
            "time": self.when(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **self.known(record),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
