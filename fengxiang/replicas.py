"""Reading from copies of the database: a request is answered by the primary, or by a streaming replica of it.

Only where REPLICA_URLS names one. The database is chosen once, before anything is read, so that all a page shows is of
one piece. What may write (POST) is done wholly on the primary. A page is read from a replica that has replayed what
this browser wrote, and what the primary had at the last look: so nobody sees what is older than `LOOK_EVERY`, and
nobody misses what was typed a moment ago. With `synchronous_commit=remote_apply` on the primary nothing is ever older.

While the primary is away, pages go on from a replica under a banner, and what would write is refused (503).
"""

import logging
import random
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections, models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from fengxiang.language import chosen_language

PRIMARY = DEFAULT_DB_ALIAS
LOOK_EVERY = 2.0  # seconds between two looks at the primary, of one process
LOOK_WHILE_AWAY = 0.5
COOKIE = "written"  # how far the primary's log was when this browser had written
RETRY_AFTER = 5  # seconds

_WRITTEN = "SELECT pg_current_wal_lsn()"  # an error on a standby: it is no primary
_REPLAYED = "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END"

logger = logging.getLogger(__name__)


@dataclass
class _Chosen:
    """What a request reads from; None before the first request of a thread, and in commands."""

    alias: str
    is_read_only: bool
    has_written: bool = False


_chosen: ContextVar[_Chosen | None] = ContextVar("database", default=None)


def replicas() -> list[str]:
    """Return the names of the replicas among the databases."""
    return [alias for alias in settings.DATABASES if alias.startswith("replica")]


def is_read_only() -> bool:
    """Say whether the request is answered while the primary is away; a page made now must not be kept for later."""
    chosen = _chosen.get()
    return chosen is not None and chosen.is_read_only


def page(request: HttpRequest) -> dict[str, Any]:
    """Tell every page whether to show the banner (a context processor)."""
    return {"is_read_only": is_read_only()}


class Router:
    """Leads what is read to the database that was chosen for the request, and what is written to the primary."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        """Return the request's database; inside a transaction of the primary, the primary."""
        chosen = _chosen.get()
        return PRIMARY if chosen is None or connections[PRIMARY].in_atomic_block else chosen.alias

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        """Return the primary; from here on, this request reads there, too."""
        if chosen := _chosen.get():
            chosen.alias, chosen.has_written = PRIMARY, True
        return PRIMARY

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool:
        """Say that rows of two copies of one database belong together."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Let tables be made on the primary alone: the copies follow."""
        return db == PRIMARY


# --- what the databases say -------------------------------------------------------------------------------------------


def as_number(position: str) -> int:
    """Return a position in the log as a number: they are compared. "16/B374D848" is 32 bits and 32 bits."""
    high, low = position.split("/")
    return int(high, 16) << 32 | int(low, 16)


def position(alias: str) -> int | None:
    """Return how far a database is: what the primary has written, a replica replayed. None if it does not answer.

    The only place that asks one. A connection kept from an earlier request may be broken: it is opened once more.
    """
    connection = connections[alias]
    for _attempt in range(1 if connection.connection is None else 2):
        try:
            with connection.cursor() as cursor:
                cursor.execute(_WRITTEN if alias == PRIMARY else _REPLAYED)
                (text,) = cursor.fetchone()
            return as_number(text) if text else None
        except Error:
            connection.close()
    return None


def is_broken(alias: str) -> bool:
    """Say whether the connection with which a request was answered is lost."""
    connection = connections[alias]
    return connection.connection is None or not connection.is_usable()


class Primary:
    """What this process knows of the primary, by a look every few seconds; one thread looks, the others go on."""

    def __init__(self) -> None:
        self.position = 0  # what it had written at the last look
        self.is_away = False
        self._next_look = 0.0
        self._looking = Lock()

    def look(self) -> None:
        """Ask the primary if it is time; while one thread does, the others go by what is known."""
        if time.monotonic() < self._next_look or not self._looking.acquire(blocking=False):
            return
        try:
            self.ask()
        finally:
            self._looking.release()

    def ask(self) -> None:
        """Ask the primary now."""
        written = position(PRIMARY)
        if self.is_away is not (written is None):
            logger.warning("the primary is away" if written is None else "the primary is back")
        self.is_away = written is None
        self.position = written or 0
        self._next_look = time.monotonic() + (LOOK_WHILE_AWAY if self.is_away else LOOK_EVERY)


class Replicas:
    """The replicas; one that did not answer is left alone for a while, so that nobody waits for it again."""

    def __init__(self) -> None:
        self._resting: dict[str, float] = {}

    def one(self, at_least: int) -> str | None:
        """Return one that has come as far as that, any of them; None if none has."""
        names = replicas()
        for alias in random.sample(names, len(names)):
            if time.monotonic() < self._resting.get(alias, 0):
                continue
            replayed = position(alias)
            if replayed is None:
                self._resting[alias] = time.monotonic() + LOOK_EVERY
            elif replayed >= at_least:
                return alias
        return None


# --- the request ------------------------------------------------------------------------------------------------------


class ReplicasMiddleware:
    """Chooses the database of each request, before the session is read; a lost one is answered with 503, not 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.primary = Primary()
        self.replicas = Replicas()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_reading = request.method in {"GET", "HEAD"}
        self.primary.look()
        alias = self._for_reading(request) if is_reading else self._for_writing()
        if alias is None:
            return refusal(request, is_certain=True)
        # Not taken back at the end: an answer that is streamed reads on, and the next request chooses anew.
        chosen = _Chosen(alias, is_read_only=self.primary.is_away)
        _chosen.set(chosen)
        if chosen.is_read_only:
            # The page has a banner now: "what you have is still right" would be wrong.
            for condition in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
                request.META.pop(condition, None)
        response = self.get_response(request)
        if response.status_code >= 500 and (lost := self._lost(alias, chosen)):
            logger.warning("%s was lost while a request was answered", " and ".join(lost))
            return refusal(request, is_certain=False)
        if not is_reading or chosen.has_written:
            self._remember(response)
        if chosen.is_read_only:
            for name in ("ETag", "Last-Modified"):
                response.headers.pop(name, None)
        return response

    def _for_reading(self, request: HttpRequest) -> str | None:
        if not self.primary.is_away:
            if alias := self.replicas.one(max(self.primary.position, _written(request))):
                return alias
            self.primary.ask()  # before a request leans on it: since the last look it may have gone
        # Better what the replica has than nothing: the banner says so.
        return self.replicas.one(0) if self.primary.is_away else PRIMARY

    def _for_writing(self) -> str | None:
        if not self.primary.is_away:
            self.primary.ask()
        return None if self.primary.is_away else PRIMARY

    def _lost(self, alias: str, chosen: _Chosen) -> list[str]:
        lost = [each for each in sorted({alias, chosen.alias}) if is_broken(each)]
        if PRIMARY in lost:
            self.primary.ask()
        return lost

    def _remember(self, response: HttpResponseBase) -> None:
        """Let this browser read what it wrote: the cookie costs no row, and only a replica that is behind minds it."""
        written = position(PRIMARY)
        if written is not None:
            secure = settings.SESSION_COOKIE_SECURE
            response.set_signed_cookie(COOKIE, str(written), secure=secure, httponly=True, samesite="Lax")


def _written(request: HttpRequest) -> int:
    text = request.get_signed_cookie(COOKIE, "0", max_age=None) if COOKIE in request.COOKIES else "0"
    return int(text or 0)


def refusal(request: HttpRequest, *, is_certain: bool) -> HttpResponse:
    """Answer 503, without a database, in the reader's language; `is_certain` if nothing can have been saved."""
    with translation.override(chosen_language(request)):
        if HtmxDetails(request):
            message = _("Nothing can be saved at the moment. What you typed stays here and is sent again by itself.")
            response = HttpResponse(message, status=503, content_type="text/plain; charset=utf-8")
        else:
            is_sent = request.method == "POST"
            page = render_to_string("503.html", {"is_sent": is_sent, "is_certain": is_certain})
            response = HttpResponse(page, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response
