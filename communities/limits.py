"""How often a person or an address may do what costs much or guesses: beyond it 429, in words, with Retry-After.

Counts are rows of the database, so that all workers share them and nothing else has to be installed. A kind that pages
are read by (`block` above 1) is counted in the worker's memory first and put down by the block: who reads as people do
costs the database nothing, and a limit is overrun by a block for each worker at most.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

from communities.models import LimitCount
from communities.usernames import asked_name
from fengxiang.forgery import unsent
from fengxiang.replicas import is_read_only
from fengxiang.source_address import source_line


@dataclass(frozen=True)
class Limit:
    """So many within so many seconds, by the clock; `block` of them are counted in memory before they are put down."""

    most: int
    seconds: int
    block: int = 1


KINDS = {
    "login": Limit(300, 600),  # of an address: an office behind one line logs in in the morning
    "account": Limit(10, 60),  # of an account at an address: what several tries at once may overrun the lock by
    "password": Limit(10, 900),  # the old password is asked for: no place to guess it either
    "reset": Limit(30, 600),
    "search": Limit(120, 60, block=20),
    "export": Limit(60, 300, block=10),
    "document": Limit(30, 300, block=5),
    "upload": Limit(200, 600, block=20),
}
_POSTED = {
    "login": "login",
    "login-code": "login",
    "password_change": "password",
    "first-password-make": "reset",
    "start-accounts": "reset",
    "handover-close": "reset",
    "paper-make": "document",
    "meeting-invite": "document",
}
_GOT = {
    "county-login": "login",
    "county-back": "login",
    "search": "search",
    "plan-copy": "document",
    "report-workbook": "document",
    "report-workbook-marked": "document",
    "snapshot-download": "document",
}
_EXPORTS, _EXPORTS_OF_STAFF = "out-", "_export"

_memory: dict[str, tuple[int, int]] = {}  # by key: counted here and not put down yet, and all that was put down
_door = threading.Lock()


def kind_of(method: str, name: str) -> str:
    """Return the kind of what an address does when asked in a way; "" if nothing limits it."""
    if name.startswith(_EXPORTS) or (name.startswith("admin:") and name.endswith(_EXPORTS_OF_STAFF)):
        return "export"
    return (_POSTED if method == "POST" else _GOT).get(name, "")


def spend(kind: str, who: object) -> int:
    """Count one more of a kind; return 0 if that is within the limit, else the seconds until it would be."""
    limit = KINDS[kind]
    span, gone = divmod(int(time.time()), limit.seconds)
    key = f"{kind} {who} {span}"[:120]
    with _door:
        here, before = _memory.get(key, (0, 0))
        is_full = here + 1 >= limit.block
        if limit.block > 1:
            _remember(key, (0 if is_full else here + 1, before))
    total = here + 1 + before
    if is_full:
        total = _put_down(key, here + 1, (span + 1) * limit.seconds)
        if limit.block > 1:
            with _door:
                _remember(key, (_memory.get(key, (0, 0))[0], total))
    return limit.seconds - gone if total > limit.most else 0


def _remember(key: str, counts: tuple[int, int]) -> None:
    if len(_memory) > 10_000:  # spans that ended long ago, most of them
        _memory.clear()
    _memory[key] = counts


def _put_down(key: str, count: int, end: int) -> int:
    rows = LimitCount.objects.filter(key=key)
    if not rows.update(count=F("count") + count):
        LimitCount.objects.filter(ends_at__lt=timezone.now()).delete()
        ends_at = datetime.fromtimestamp(end, UTC)
        LimitCount.objects.bulk_create([LimitCount(key=key, ends_at=ends_at)], ignore_conflicts=True)
        rows.update(count=F("count") + count)
    return rows.values_list("count", flat=True).first() or count


def _asked(request: HttpRequest) -> list[tuple[str, object]]:
    """Return what a request counts as, and for whom."""
    kind = kind_of(request.method or "", request.resolver_match.view_name if request.resolver_match else "")
    line = source_line(request)
    who = line if isinstance(request.user, AnonymousUser) else request.user.pk
    counted: list[tuple[str, object]] = [(kind, who)] if kind else []
    if kind == "login":
        name = asked_name(request)
        counted = [(kind, line), *([("account", f"{name} {line}")] if name else [])]
    if request.method == "POST" and request.FILES:
        counted.append(("upload", who))
    return counted


class Limits:
    """Refuses what was done too often, before its view is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """Return the refusal of what is beyond a limit, None for all else."""
        if not settings.LIMITS or is_read_only():
            return None
        try:
            wait = max((spend(kind, who) for kind, who in _asked(request)), default=0)
        except DatabaseError:
            return None  # its view finds out, too, and says so
        return refused(request, wait) if wait else None


def refused(request: HttpRequest, seconds: int) -> HttpResponse:
    """Say when to try again (429), and keep what was typed for then."""
    minutes = -(-seconds // 60)
    when = ngettext("Try again in a minute.", "Try again in %(count)d minutes.", minutes) % {"count": minutes}
    if "HX-Request" in request.headers:
        answer = HttpResponse(when, status=429, content_type="text/plain; charset=utf-8")
    else:
        answer = render(request, "429.html", {**unsent(request), "when": when}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer
