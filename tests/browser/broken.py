"""The site's addresses, and below /broken/ each answer it gives instead of a page, as whoever meets it gets it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from communities.limits import refused
from communities.locks import locked
from fengxiang.errors import server_error
from fengxiang.forgery import refuse
from fengxiang.replicas import refusal
from fengxiang.urls import handler500
from fengxiang.urls import urlpatterns as addresses

__all__ = ["handler500"]

ANSWERS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "not-understood": lambda request: render(request, "400.html", status=400),
    "cut-off": lambda request: render(request, "400_cut_off.html", status=400),
    "forged": refuse,
    "not-like-this": lambda request: render(request, "405.html", status=405),
    "not-whole": lambda request: render(request, "shared/not_whole.html", {"name": "平面图.png"}, status=410),
    "too-often": lambda request: refused(request, 120),
    "locked": locked,
    "failed": server_error,
    "no-database": lambda request: refusal(request, is_certain=False),
    "read-only": lambda request: refusal(request, is_certain=True),
}


@csrf_exempt
def answer(request: HttpRequest, name: str) -> HttpResponse:
    """Give the answer of this name."""
    return ANSWERS[name](request)


urlpatterns = [*addresses, path("broken/<slug:name>/", answer)]
