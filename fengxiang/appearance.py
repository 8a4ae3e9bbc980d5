"""How the pages look to one reader: colours and text size, kept in two cookies of the browser, before login too.

A cookie holds one word of a short list and nothing else; who has not chosen has no cookie.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

_A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class DisplayChoice:
    """One thing a reader may choose; the first option is what everybody gets by default."""

    name: str  # of the cookie and of the form's button
    label: Promise
    options: Mapping[str, Promise]

    @property
    def default(self) -> str:
        return next(iter(self.options))

    def of(self, request: HttpRequest) -> str:
        """Return what the reader has chosen; a cookie that holds anything else counts as none."""
        asked = request.COOKIES.get(self.name, "")
        return asked if asked in self.options else self.default


COLOURS = DisplayChoice(
    "colours",
    _("Colours"),
    {"standard": pgettext_lazy("colours", "Standard"), "aid": pgettext_lazy("colours", "Colour aid")},
)
TEXT_SIZE = DisplayChoice(
    "text_size",
    _("Text size"),
    {
        "normal": pgettext_lazy("text size", "Normal"),
        "large": pgettext_lazy("text size", "Large"),
        "largest": pgettext_lazy("text size", "Largest"),
    },
)
CHOICES = (COLOURS, TEXT_SIZE)


@dataclass(frozen=True)
class Button:
    """One option as a button of the form."""

    value: str
    label: Promise
    is_chosen: bool


@dataclass(frozen=True)
class Appearance:
    """What a page needs to look as its reader chose; empty for the default."""

    colours: str
    text_size: str


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the reader's choice for every page (a context processor)."""
    chosen = {choice.name: choice.of(request) for choice in CHOICES}
    return {
        "appearance": Appearance(
            **{choice.name: "" if chosen[choice.name] == choice.default else chosen[choice.name] for choice in CHOICES}
        )
    }


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Show the choices; keep what the reader chose for a year, and lead back to the page they came from.

    What is not on the list changes nothing.
    """
    if request.method != "POST":
        groups = [(choice, _buttons(choice, choice.of(request))) for choice in CHOICES]
        back = _within_the_site(request, request.headers.get("Referer", ""))
        return render(request, "shared/preferences.html", {"groups": groups, "back": back})
    answer = HttpResponseRedirect(_within_the_site(request, request.POST.get("next", "")))
    for choice in CHOICES:
        value = request.POST.get(choice.name, "")
        if value == choice.default:
            answer.delete_cookie(choice.name, samesite="Lax")
        elif value in choice.options:
            answer.set_cookie(
                choice.name,
                value,
                max_age=_A_YEAR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
    return answer


def _buttons(choice: DisplayChoice, chosen: str) -> list[Button]:
    return [Button(value, label, value == chosen) for value, label in choice.options.items()]


def _within_the_site(request: HttpRequest, url: str) -> str:
    """Return the address if it is one of this site's, else the first page."""
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else "/"
