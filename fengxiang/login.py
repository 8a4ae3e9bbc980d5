"""Login is asked for on every page; a part of a page that is fetched alone is told so instead of sent elsewhere."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxDetails


class LoginRequired(LoginRequiredMiddleware):
    """Answers 401 to htmx: a redirect would swap the login page into the middle of a form."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        refusal = super().process_view(request, view_func, view_args, view_kwargs)
        return HttpResponse(status=401) if refusal is not None and HtmxDetails(request) else refusal
