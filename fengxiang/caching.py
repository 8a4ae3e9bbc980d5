"""What a browser may keep of an answer: nothing that it shows again unasked, unless the answer says so."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

CLEAR = "Clear-Site-Data"


class NotReadableLater:
    """Says `private, no-cache` on every answer that says nothing itself: it is asked for anew each time.

    Who is not logged in is led to the login then, whatever tag is sent along (shared/kept_pages.py). Not `no-store`:
    with that, browsers throw away what was typed when somebody goes back to a form that was refused. What was kept is
    cleared when a session ends, by the button (communities/views.py) or, here, by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        if not answer.has_header("Cache-Control"):
            patch_cache_control(answer, private=True, no_cache=True)
        if getattr(request, "has_ended", False):
            answer[CLEAR] = '"cache"'  # and not what was typed and waits for the next login
        return answer
