"""What an address may hold at all, and how it may be asked for: looked at once, before any view."""

import re
from collections.abc import Callable
from copy import copy

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.views.defaults import page_not_found

METHODS = ["GET", "HEAD", "POST"]
LONGEST_PATH = 1000  # characters
LONGEST_QUERY = 8000  # characters as it is sent: room for a search of several hundred Chinese letters
MOST_WORDS = 100  # in one value: the database nests a condition for each
MOST_VALUES = 200
_IN_CAPITALS = re.compile(r"[a-z]\d+|\d{4}q[1-4]", re.IGNORECASE)
# Names of addresses above others at which something is only sent, too; and of what is no address.
_ONLY_SENT = {"", "meeting-attend-all"}


class WithinBounds:
    """Answers 405 to methods nothing here knows, 400 to an address that no database could be asked with.

    Where something is only sent, and somebody comes by a link or from the login, the way leads to the page it is sent
    from; where the letters alone are wrong, to the right address. A page in the reader's language goes with other 405s.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return _in_words(HttpResponseNotAllowed(METHODS))
        _refuse_what_is_out_of_bounds(request)
        answer = self.get_response(request)
        if answer.status_code in {404, 405} and request.method != "POST":
            if page := _page_above(request.path_info) if answer.status_code == 405 else self._in_our_letters(request):
                return HttpResponseRedirect(page)
            if answer.status_code == 404 and settings.DEBUG:
                return page_not_found(request, Http404())  # Django would show its own to developers
        return _in_words(answer) if isinstance(answer, HttpResponseNotAllowed) else answer

    def _in_our_letters(self, request: HttpRequest) -> str:
        """Return the address of the page this one means, if there is one that only the letters' case keeps it from."""
        page = _spelt(request.path_info)
        if page == request.path_info or not _name_of(page):
            return ""
        meant = copy(request)
        meant.path = meant.path_info = page
        answer = self.get_response(meant)
        if isinstance(answer, FileResponse) and answer.file_to_stream:
            answer.file_to_stream.close()  # nobody reads it
        return page if answer.status_code != 404 else ""


def _page_above(path: str) -> str:
    """Return the page an address belongs to at which something is only sent: the nearest above it.

    A report that is begun at its address may not be there yet: above that one is the list.
    """
    parts = path.strip("/").split("/")
    if _name_of(path) == "report-start":
        parts = parts[:3]
    while parts := parts[:-1]:
        if _name_of(above := f"/{'/'.join(parts)}/") not in _ONLY_SENT:
            return above
    return "/"


def _spelt(path: str) -> str:
    """Return an address as this site spells it: in small letters, but for K07 and 2005Q3."""
    return "/".join(part.upper() if _IN_CAPITALS.fullmatch(part) else part.lower() for part in path.split("/"))


def _name_of(path: str) -> str:
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def _in_words(answer: HttpResponseNotAllowed) -> HttpResponseNotAllowed:
    answer.content = render_to_string("405.html")
    return answer


def _refuse_what_is_out_of_bounds(request: HttpRequest) -> None:
    if len(request.path_info) > LONGEST_PATH or len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        raise BadRequest("The address is too long.")
    typed = [text for name, values in request.GET.lists() for text in (name, *values)]
    if any("\0" in text for text in (request.path_info, *typed, *request.COOKIES.values())):
        raise BadRequest("There is a NUL in the address or in a cookie.")
    if len(typed) > MOST_VALUES or any(len(text.split()) > MOST_WORDS for text in typed):
        raise BadRequest("There are too many values or words in the address.")
