"""What an address may hold at all, and how it may be asked for: looked at once, before any view."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

METHODS = ["GET", "HEAD", "POST"]
LONGEST_PATH = 1000  # characters
LONGEST_QUERY = 8000  # characters as it is sent: room for a search of several hundred Chinese letters
MOST_WORDS = 100  # in one value: the database nests a condition for each
MOST_VALUES = 200


class WithinBounds:
    """Answers 405 to methods nothing here knows, 400 to an address that no database could be asked with.

    A page that says so, in the reader's language, goes with every 405: somebody may have come there by a link.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return _in_words(HttpResponseNotAllowed(METHODS))
        _refuse_what_is_out_of_bounds(request)
        answer = self.get_response(request)
        return _in_words(answer) if isinstance(answer, HttpResponseNotAllowed) else answer


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
