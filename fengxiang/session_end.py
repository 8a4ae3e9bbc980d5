"""When a session ends, so that a page can say so before, and what was typed is known to be whose.

A session ends so long after its person last did something (SESSION_COOKIE_AGE): once half of that has gone by, the next
page renews it. Whatever is done, it ends SESSION_LIFE after its login: what saves or renews it does not put that off.
The browser knows of it by a cookie that its scripts read: the account's key and the last second.
"""

import time
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fengxiang.replicas import is_read_only

COOKIE = "session_ends"
_ENDS, _BEGUN = "ends", "begun"  # in the session: its last second, and that of its login


class Authentication(AuthenticationMiddleware):
    """Django's, for sessions that have not ended: it is asked once somebody asks who is logged in."""

    def process_request(self, request: HttpRequest) -> None:
        """Give the request its user: nobody, if the session is over."""
        super().process_request(request)
        request.user = cast("Any", SimpleLazyObject(lambda: _user(request)))


def _user(request: HttpRequest) -> Any:
    if SESSION_KEY in request.session and not is_read_only() and _left(request.session) <= 0:
        request.session.flush()
        vars(request)["has_ended"] = True
    return get_user(request)


class SessionEnds:
    """Renews a session that is used, and tells the browser until when it lasts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        known = request.COOKIES.get(COOKIE)
        cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if (not cookie or "\0" in cookie) and not request.session.modified:
            account = None  # a session is not asked for where none can be
        else:
            account = request.session.get(SESSION_KEY)
        if account is None:
            if known is not None:
                response.delete_cookie(COOKIE, samesite="Lax")
            return response
        if 0 < _left(request.session) < settings.SESSION_COOKIE_AGE / 2 and not is_read_only():
            renew(request.session)
        value = f"{account}.{request.session.get(_ENDS, 0)}"
        if known != value:
            response.set_cookie(COOKIE, value, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
        return response


def renew(session: SessionBase) -> None:
    """Let a session last as long from now on as a new one would, and no longer than SESSION_LIFE from its login."""
    now = int(time.time())
    begun = session.setdefault(_BEGUN, now)
    ends = min(now + settings.SESSION_COOKIE_AGE, begun + settings.SESSION_LIFE)
    if ends != session.get(_ENDS):  # near its end there is nothing to keep anew with each page
        session[_ENDS] = ends


def _left(session: SessionBase) -> float:
    return float(session.get(_ENDS, 0)) - time.time()


def begin(request: HttpRequest, **_more: object) -> None:
    """Count a session's time from the login (communities/apps.py)."""
    request.session[_BEGUN] = int(time.time())
    renew(request.session)


@never_cache
@require_http_methods(["GET", "POST"])
def session_end(request: HttpRequest) -> HttpResponse:
    """Say that the session lasts, with a fresh token for forms and the words of what may go wrong; a POST renews it."""
    if request.method == "POST":
        renew(request.session)
    words = {
        "line": _("The line to the server is down. What you typed is kept here; nothing was sent."),
        "again": _("Try again"),
        "ended": _("Your login has ended. What you typed is kept here. Log in in the new window, then try again."),
        "log_in": _("Log in"),
        "failed": _("The server could not do this just now. What you typed is kept here."),
        "refused": _("This was refused: your account may not do it, or no longer."),
        "put_back": _("What you typed before and did not send is here again."),
        "drop": _("Throw it away"),
        "ends": _("Your login ends in two minutes unless you go on."),
        "stay": _("Stay logged in"),
        "close": _("Close"),
    }
    return JsonResponse({"token": get_token(request), "words": words})
