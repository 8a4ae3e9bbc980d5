"""Login is asked for on every page; a part of a page that is fetched alone is told so instead of sent elsewhere.

Who logs in with a password that somebody else set, or that has grown old, is led to choose one, before any other page.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

# What somebody may do with a password that is not their own yet.
_OPEN = frozenset({"password_change", "password_change_done", "logout", "admin:logout"})

_OPEN_FOR_SECOND = frozenset(
    {"account", *(f"account-second{step}" for step in ("", "-begin", "-confirm", "-remove", "-picture"))}
)


_COUNTY = "communities.county.CountyBackend"


def _has_given_password(request: HttpRequest) -> bool:
    match = request.resolver_match
    is_open = match is not None and match.view_name in _OPEN
    owes = not is_open and request.user.is_authenticated and getattr(request.user, "owes_password", False)
    # Whom the county vouched for gave no password of this site, and may not know one.
    return owes and request.session.get(BACKEND_SESSION_KEY) != _COUNTY


class LoginRequired(LoginRequiredMiddleware):
    """Answers 401 to htmx: a redirect would swap the login page into the middle of a form."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        refusal = super().process_view(request, view_func, view_args, view_kwargs)
        if refusal is None and getattr(view_func, "login_required", True):
            refusal = self._led_first(request)
        return HttpResponse(status=401) if refusal is not None and HtmxDetails(request) else refusal

    def _led_first(self, request: HttpRequest) -> HttpResponse | None:
        """Return the way to what has to be done before anything opens; None if nothing has."""
        if _has_given_password(request):
            return redirect("password_change")
        # Inside, because the models come later than the settings that name this.
        from communities.second_factor import owes_second_factor

        match = request.resolver_match
        is_open = match is not None and match.view_name in _OPEN | _OPEN_FOR_SECOND
        return redirect("account-second") if not is_open and owes_second_factor(request) else None

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """Lead to the login, and from there back: what is sent is sent from a page, and that is where one was."""
        if request.method == "POST" and (page := page_before(request)):
            return redirect_to_login(page, self.get_login_url(view_func), self.get_redirect_field_name(view_func))
        return super().handle_no_permission(request, view_func)


def page_before(request: HttpRequest) -> str:
    """Return the path of this site's page that a request came from; nothing if it came from elsewhere."""
    url = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
        return ""  # also what is no address, and could not be taken apart
    parts = urlsplit(url)
    return urlunsplit(("", "", parts.path, parts.query, "")) if parts.path else ""
