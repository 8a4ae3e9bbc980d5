"""What is printed for one reader alone, or left open on a page that is kept."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from fengxiang import clock, personal
from fengxiang.personal import Piece

register = template.Library()
_FORMATS = {Piece.MOMENT: "Y-m-d H:i", Piece.MOMENT_ISO: "c", Piece.MOMENT_LONG: "DATETIME_FORMAT"}


@register.simple_tag(takes_context=True)
def reader_name(context: dict[str, Any]) -> str:
    """Return the name of who reads the page."""
    return personal.mark(Piece.NAME) if personal.is_left_open() else str(context["user"].name)


@register.simple_tag
def made_at(form: str = Piece.MOMENT) -> str:
    """Return the moment a page is made: 2005-11-15 09:30, or as the form `iso` or `long` has it."""
    piece = Piece(form)
    return personal.mark(piece) if personal.is_left_open() else moment(piece)


@register.simple_tag
def unread_count(unread: int) -> SafeString:
    """Return how many reminders are unread, as it stands on the bell; nothing for none."""
    return personal.mark(Piece.UNREAD) if personal.is_left_open() else drawn_unread(unread)


@register.simple_tag(takes_context=True)
def messages_to_reader(context: dict[str, Any]) -> SafeString:
    """Return what the reader is told of what was just done."""
    if personal.is_left_open():
        return personal.mark(Piece.MESSAGES)
    return drawn_messages(context.get("messages"))


def moment(piece: Piece) -> str:
    """Return now in one of its forms."""
    return date_format(clock.now(), _FORMATS[piece])


def drawn_unread(unread: int) -> SafeString:
    """Return the number on the bell as HTML; empty for none."""
    return render_to_string("shared/unread.html", {"unread": unread}) if unread else SafeString()


def drawn_messages(messages: Any) -> SafeString:
    """Return messages as HTML; empty if there are none."""
    return render_to_string("shared/messages.html", {"messages": messages}) if messages else SafeString()
