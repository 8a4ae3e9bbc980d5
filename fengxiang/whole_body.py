"""What is sent is taken whole or not at all.

When a line breaks while a form is being sent, its beginning has arrived. The server hands that on as if it were all of
it, Django reads it so, and fields that never came would be saved as fields left empty.

And whoever sends a beginning and then nothing takes a thread that waits for the rest. So some threads of a worker never
wait for a form: pages are answered whatever is sent. A proxy that takes forms whole before it hands them on
(deploy/nginx) does better: behind it nobody waits.
"""

import time
from collections.abc import Callable
from threading import Condition
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

# The field that ends every form of the site ({% form_end %}): without it, something before it may be missing, too.
# It holds the key the form was drawn with, by which shared/act.py knows one that is sent again.
FORM_END = "form_end"


MOMENT = 0.5  # seconds in which a form arrives that nobody holds back


class Places:
    """Places for forms that are being read, so many at once in a worker.

    All taken, the next waits as long as one of them was taken less than a moment ago; if all wait for somebody who does
    not send, there is no use in waiting, too.
    """

    def __init__(self, number: int) -> None:
        self._number = number
        self._taken: list[float] = []
        self._change = Condition()

    def take(self) -> float | None:
        """Return the place that was taken, None if there was none."""
        with self._change:
            while len(self._taken) >= self._number:
                left = max(self._taken) + MOMENT - time.monotonic()
                if left <= 0:
                    return None
                self._change.wait(left)
            place = time.monotonic()
            self._taken.append(place)
            return place

    def leave(self, place: float) -> None:
        """Make a place free for the next."""
        with self._change:
            self._taken.remove(place)
            self._change.notify()


class WholeBody:
    """Refuses (400) a POST that is shorter than its Content-Length, or without the field that ends every form.

    Asked before a view is, and before the CSRF check, which reads the form, too. The length shows a line that broke on
    its way here; the last field, one that broke before a proxy that gave the rest a length of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.places = Places(settings.FORMS_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Return the refusal, or None where the view may go on."""
        if request.method != "POST":
            return None
        if (place := self.places.take()) is None:
            return _put_off(request)
        try:
            return None if _is_whole(request) else _refuse(request)
        finally:
            self.places.leave(place)


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


def _put_off(request: HttpRequest) -> HttpResponse:
    if "HX-Request" in request.headers:
        message = _("Nothing can be saved at the moment. What you typed stays here and is sent again by itself.")
        response = HttpResponse(message, status=503, content_type="text/plain; charset=utf-8")
    else:
        response = HttpResponse(render_to_string("503.html", {"is_busy": True}), status=503)
    response["Retry-After"] = "5"
    return response
