"""What is sent is taken whole or not at all.

When a line breaks while a form is being sent, its beginning has arrived. The server hands that on as if it were all of
it, Django reads it so, and fields that never came would be saved as fields left empty.
"""

from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.translation import gettext as _

# The field that ends every form of the site ({% form_end %}): without it, something before it may be missing, too.
# It holds the key the form was drawn with, by which shared/act.py knows one that is sent again.
FORM_END = "form_end"


class WholeBody:
    """Refuses (400) a POST that is shorter than its Content-Length, or without the field that ends every form.

    Asked before a view is, and before the CSRF check, which reads the form, too. The length shows a line that broke on
    its way here; the last field, one that broke before a proxy that gave the rest a length of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Return the refusal, or None where the view may go on."""
        return _refuse(request) if request.method == "POST" and not _is_whole(request) else None


class _Counted:
    """A request's stream that knows how many bytes were read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.taken = 0

    def read(self, *size: int) -> bytes:
        return self._count(self._stream.read(*size))

    def readline(self, *size: int) -> bytes:
        return self._count(self._stream.readline(*size))

    def close(self) -> None:
        self._stream.close()

    def _count(self, data: bytes) -> bytes:
        self.taken += len(data)
        return data


def _is_whole(request: HttpRequest) -> bool:
    body = _Counted(request._stream)
    request._stream = cast("BinaryIO", body)
    try:
        # Reads it all, as Django does: the files of a form go by way of its upload handlers, and not into memory.
        ends = bool(request.POST.get(FORM_END))
    except UnreadablePostError:
        return False  # the line was reset while the server read from it
    return ends and str(body.taken) == request.META.get("CONTENT_LENGTH")


def _refuse(request: HttpRequest) -> HttpResponse:
    if "HX-Request" in request.headers:
        message = _("Not all that was sent arrived, so nothing was saved. Send it once more.")
        return HttpResponse(message, status=400, content_type="text/plain; charset=utf-8")
    return render(request, "400_cut_off.html", status=400)
