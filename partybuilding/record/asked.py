"""For which request something is done, and from where: what entries of the record say of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from fengxiang.request_log import current_id
from fengxiang.source_address import source_address


@dataclass
class RecordedRequest:
    """The request that is answered, how many entries were written for it, and what was heard of its login."""

    source: str
    request: str
    entries: int = 0
    heard: dict[str, Any] = field(default_factory=dict)


_asked: ContextVar[RecordedRequest | None] = ContextVar("asked_for_record", default=None)


@contextmanager
def answering(request: HttpRequest) -> Iterator[RecordedRequest]:
    """Let what is written meanwhile be written for this request."""
    asked = RecordedRequest(source_address(request), current_id())
    token = _asked.set(asked)
    try:
        yield asked
    finally:
        _asked.reset(token)


def asked_now() -> RecordedRequest | None:
    """Return the request that is answered, None in a command."""
    return _asked.get()


def note_repeated() -> None:
    """Note that the request sends a form that was taken already."""
    if asked := _asked.get():
        asked.heard["repeated"] = True
