"""What differs from reader to reader on a page that is otherwise the same for all who may see the same.

While a page is made to be kept, each such piece is left open: a mark stands in its place, and the piece itself is put
in when the page is sent. Everywhere else it is printed at once.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString


class Piece(StrEnum):
    """What is put in when a page is sent."""

    FORGERY = "forgery"  # the token, masked anew each time
    FORM_KEY = "key"  # each form its own
    NAME = "name"
    UNREAD = "unread"  # how many reminders, as the bell shows it
    MOMENT = "moment"  # in figures alone, and in the two forms that follow
    MOMENT_ISO = "iso"
    MOMENT_LONG = "long"
    MESSAGES = "messages"  # about what was just done


# Nobody who types a text can know it.
_SECRET = secrets.token_hex(16)
_MARK = re.compile(rf"\[{_SECRET}:({'|'.join(Piece)})\]")
_open: ContextVar[bool] = ContextVar("open", default=False)


@contextmanager
def left_open() -> Iterator[None]:
    """Leave the pieces open in all that is drawn until the end."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


def is_left_open() -> bool:
    """Return whether the page that is being drawn is made to be kept."""
    return _open.get()


def mark(piece: Piece) -> SafeString:
    """Return what stands in a piece's place."""
    return SafeString(f"[{_SECRET}:{piece}]")


def split(text: str) -> list[str | Piece]:
    """Return a drawn text in parts: what is alike for everybody, and the pieces left open, by turns."""
    parts = _MARK.split(text)
    return [Piece(part) if number % 2 else part for number, part in enumerate(parts)]


def page(request: HttpRequest) -> dict[str, Any]:
    """Leave token and messages open on a page that is kept (a context processor, after Django's own)."""
    return {"csrf_token": mark(Piece.FORGERY), "messages": ()} if is_left_open() else {}
