"""Pages that were made before and still hold: kept by the plan's data version, and sent without being made again.

What a page shows follows from the plan's data (their version), the day, who may see what (the audience), the language,
the appearance and the address. All of it is the key, so that nothing has to be thrown away: a page of an older version
is never asked for again. What is one reader's alone (fengxiang/personal.py) is left open and put in on sending.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec
from uuid import uuid4
from weakref import WeakValueDictionary

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.db.models import Model
from django.http import HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.utils.cache import patch_cache_control
from django.utils.html import escape
from django.utils.http import parse_etags
from django.utils.translation import get_language

from communities.access import can_view_data
from communities.models import User
from fengxiang import clock, personal
from fengxiang.appearance import CHOICES
from fengxiang.personal import Piece
from fengxiang.replicas import is_read_only
from fengxiang.templatetags.personal import drawn_messages, drawn_unread, moment
from partybuilding.models import Plan
from partybuilding.shared.http import SignedIn, sent, with_plan
from partybuilding.shared.tables import ExportFormat, Table
from partybuilding.shared.versions import DataVersion, read_version

P = ParamSpec("P")

Audience = Callable[[User], tuple[Hashable, ...]]


def by_seat(user: User) -> tuple[Hashable, ...]:
    """Return what decides who sees what: the role, and the unit or the community it is held for.

    With all that is known of these: they are read with the account, before the version. A page with a unit's old name
    would else be kept as of after the change.
    """
    return (user.role, *(_as_read(each) for each in (user.unit, user.community)))


def _as_read(row: Model | None) -> tuple[Hashable, ...]:
    return tuple(getattr(row, each.attname) for each in row._meta.concrete_fields) if row else ()


def by_person(user: User) -> tuple[Hashable, ...]:
    """Return the same for a page that also asks what this very person did: who submitted does not approve."""
    return (*by_seat(user), user.pk)


def kept(
    door: Callable[[User, str], Plan], *, audience: Audience = by_seat, shows_drafts: bool = True
) -> Callable[[Callable[Concatenate[SignedIn, Plan, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Give a view the plan its address names, through a door, and keep the page it makes.

    Without `shows_drafts`, figures typed into a report that is being written leave the page as it is.
    """

    def decorate(view: Callable[Concatenate[SignedIn, Plan, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        make: Callable[..., HttpResponseBase] = with_plan(door)(view)

        @wraps(view)
        def answer(request: SignedIn, plan: str, **kwargs: Any) -> HttpResponseBase:
            place = _Place.of(request, plan, audience, shows_drafts=shows_drafts)
            if place is None or "HX-Request" in request.headers:
                return make(request, plan=plan, **kwargs)
            etag = "" if len(get_messages(request)) else _etag(request, place)
            if etag and _is_known(request, etag):
                return HttpResponseNotModified(headers={"ETag": etag})
            if not isinstance(page := place.kept(), KeptPage):
                with _alone_with(place.key):
                    if not isinstance(page := place.kept(), KeptPage):
                        with personal.left_open():
                            response = make(request, plan=plan, **kwargs)
                        if (page := KeptPage.of(response)) is None:
                            return response
                        place.keep(page)
            return page.answer(request, place.unread, etag)

        return answer

    return decorate


def exported(
    door: Callable[[User, str], Plan], *, audience: Audience = by_seat
) -> Callable[[Callable[Concatenate[SignedIn, Plan, P], Table]], Callable[..., HttpResponse]]:
    """Give a view its plan, keep the table it makes, and send that as the file the address asks for.

    Who takes it along and when is written into the file on sending.
    """

    def decorate(view: Callable[Concatenate[SignedIn, Plan, P], Table]) -> Callable[..., HttpResponse]:
        make: Callable[..., Table] = with_plan(door)(view)

        @wraps(view)
        def answer(request: SignedIn, plan: str, form: ExportFormat, **kwargs: Any) -> HttpResponse:
            place = _Place.of(request, plan, audience, shows_drafts=True)
            if place is None:
                return sent(make(request, plan=plan, **kwargs), form, request.user.name)
            if not isinstance(table := place.kept(), Table):
                with _alone_with(place.key):
                    if not isinstance(table := place.kept(), Table):
                        table = make(request, plan=plan, **kwargs)
                        place.keep(table)
            return sent(table, form, request.user.name)

        return answer

    return decorate


@dataclass(frozen=True)
class _Place:
    """Where a page is kept, by all that decides how it looks; and what is read with the version in one query."""

    key: str
    plan: str
    reader: int
    version: DataVersion
    unread: int

    @classmethod
    def of(cls, request: SignedIn, plan: str, audience: Audience, *, shows_drafts: bool) -> "_Place | None":
        """Return the place of what is asked for; None where nothing is kept."""
        if not settings.KEPT_PAGES_BYTES or not can_view_data(request.user):
            return None
        read = read_version(plan, request.user.pk)
        if read is None:
            return None
        key = _key(request, read[0], audience(request.user), shows_drafts=shows_drafts)
        return cls(key, plan, request.user.pk, *read)

    def kept(self) -> "KeptPage | Table | None":
        return store().get(self.key)

    def keep(self, page: "KeptPage | Table") -> None:
        """Keep what was made, unless something was written meanwhile: half of that may be in it."""
        read = read_version(self.plan, self.reader)
        if read is not None and read[0] == self.version:
            store().put(self.key, page)


def _key(request: SignedIn, version: DataVersion, audience: tuple[Hashable, ...], *, shows_drafts: bool) -> str:
    """Return everything that decides how a page looks, in two lines: which page it is for whom, and as of when."""
    page = (
        request.get_full_path(),
        request.scheme,
        request.get_host(),
        version.plan,
        audience,
        get_language(),
        [choice.of(request) for choice in CHOICES],
        is_read_only(),  # then it has a banner
    )
    as_of = (version.number, version.drafts if shows_drafts else 0, clock.today(), clock.set_day())
    return f"{page!r}\n{as_of!r}"


def _etag(request: SignedIn, place: _Place) -> str:
    """Return the tag of what one reader is sent; the forgery token's secret is in it, as the page holds a token."""
    if "CSRF_COOKIE" not in request.META:
        get_token(request)  # the first page a browser asks for begins with a secret
    reader = request.user
    text = repr((release(), place.key, reader.pk, reader.name, place.unread, request.META["CSRF_COOKIE"]))
    return f'"{hashlib.blake2b(text.encode(), digest_size=16).hexdigest()}"'


def _is_known(request: SignedIn, etag: str) -> bool:
    asked = request.headers.get("If-None-Match")
    return bool(asked) and etag in {each.removeprefix("W/") for each in parse_etags(asked or "")}


@cache
def release() -> str:
    """Return the digest of all that makes pages: a new release of the site knows none of what browsers have kept."""
    digest = hashlib.blake2b(digest_size=16)
    for folder in ("fengxiang", "communities", "partybuilding", "templates", "static", "locale"):
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".mo", ".toml"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()


# --- what is kept -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KeptPage:
    """A page as it is sent to everybody who may see it, with the pieces left open that are one reader's."""

    parts: tuple[bytes | Piece, ...]
    headers: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, response: HttpResponseBase) -> "KeptPage | None":
        """Return an answer as it can be kept; None for files, refusals, and what sets a cookie."""
        if not isinstance(response, HttpResponse) or response.status_code != 200 or response.cookies:
            return None
        if not response["Content-Type"].startswith("text/"):
            return None
        parts = personal.split(response.content.decode())
        encoded = tuple(part if isinstance(part, Piece) else part.encode() for part in parts)
        return cls(encoded, tuple(response.items()))

    @property
    def size(self) -> int:
        """How many bytes it takes, about."""
        return sum(len(part) + 50 for part in self.parts) + 500

    def answer(self, request: SignedIn, unread: int, etag: str) -> HttpResponse:
        """Return the page for one reader; without an etag the browser asks for it anew each time."""
        known: dict[Piece, bytes] = {}
        sent = []
        for part in self.parts:
            if not isinstance(part, Piece):
                sent.append(part)
            elif part is Piece.FORM_KEY:
                sent.append(str(uuid4()).encode())
            else:
                if part not in known:
                    known[part] = _drawn(part, request, unread).encode()
                sent.append(known[part])
        response = HttpResponse(b"".join(sent), headers=dict(self.headers))
        if etag:
            response["ETag"] = etag
        patch_cache_control(response, private=True, **({"no_cache": True} if etag else {"no_store": True}))
        return response


def _drawn(piece: Piece, request: SignedIn, unread: int) -> str:
    """Return a piece for who asks, as HTML."""
    match piece:
        case Piece.FORGERY:
            return get_token(request)
        case Piece.NAME:
            return escape(request.user.name)
        case Piece.UNREAD:
            return drawn_unread(unread)
        case Piece.MESSAGES:
            return drawn_messages(get_messages(request))
        case _:
            return moment(piece)


Kept = KeptPage | Table


# --- where it is kept -------------------------------------------------------------------------------------------------


class MemoryStore:
    """A worker's own memory, bounded in bytes.

    A page makes room for a later one of its own; then that goes which was not asked for the longest.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._latest: dict[str, str] = {}  # by the first line of a key, the key
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> Kept | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: Kept) -> None:
        """Keep a page; one larger than an eighth of all there is room for is not kept."""
        if page.size > self._most // 8:
            return
        with self._lock:
            self._drop(self._latest.get(_first_line(key), key))
            self._pages[key] = page
            self._latest[_first_line(key)] = key
            self._size += page.size
            while self._size > self._most:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._latest.clear()
            self._size = 0

    def _drop(self, key: str) -> None:
        if (page := self._pages.pop(key, None)) is not None:
            del self._latest[_first_line(key)]
            self._size -= page.size


def _first_line(key: str) -> str:
    return key.partition("\n")[0]


class CacheStore:
    """One of Django's caches, which several machines may share."""

    def __init__(self, alias: str) -> None:
        self._cache = caches[alias]

    def get(self, key: str) -> Kept | None:
        page: Kept | None = self._cache.get(self._digest(key))
        return page

    def put(self, key: str, page: Kept) -> None:
        self._cache.set(self._digest(key), page)

    def clear(self) -> None:
        self._cache.clear()

    def _digest(self, key: str) -> str:
        return hashlib.blake2b(f"{release()}{key}".encode(), digest_size=20).hexdigest()


_making: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
_noting = threading.Lock()


@contextmanager
def _alone_with(key: str) -> Iterator[None]:
    """Let one thread make a page while others that ask for the same wait: after a write many ask at once."""
    with _noting:
        if (lock := _making.get(key)) is None:
            lock = _making[key] = threading.Lock()
    with lock:
        yield


@cache
def store() -> MemoryStore | CacheStore:
    """Return where pages are kept: in the cache that is named in the settings, else in memory."""
    alias = settings.KEPT_PAGES_CACHE
    return CacheStore(alias) if alias else MemoryStore(settings.KEPT_PAGES_BYTES)
