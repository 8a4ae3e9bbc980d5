"""What is answered to a form whose token is no longer the browser's: it is shown again, to be sent by one more tap."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fengxiang.login import page_before
from fengxiang.whole_body import FORM_END

_NOT_TYPED = {"csrfmiddlewaretoken", FORM_END}
_ASIDE = {"next", "seen"}  # sent along, and nobody's words


def refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse what was sent with a stale token (403), and offer to send it with a fresh one.

    Only what came from a page of this site is offered: another site's form is refused and nothing else. Passwords and
    files are not sent back; then the way leads to the page with the form.
    """
    if "HX-Request" in request.headers:
        message = _("The page was open too long. Reload it and try again.")
        return HttpResponse(message, status=403, content_type="text/plain; charset=utf-8")
    return render(request, "403_csrf.html", unsent(request), status=403)


def unsent(request: HttpRequest) -> dict[str, Any]:
    """Return what a form holds that was refused as a whole, for templates/shared/unsent.html to offer it again."""
    page = page_before(request)
    fields = [(name, text) for name, texts in request.POST.lists() for text in texts if name not in _NOT_TYPED]
    is_offered = bool(page) and not request.FILES and not any("password" in name for name, _text in fields)
    return {
        "page": page,
        "fields": fields if is_offered else [],
        "typed": [text for name, text in fields if name not in _ASIDE and text.strip()] if is_offered else [],
        "is_offered": is_offered,
        "key": request.POST.get(FORM_END, ""),
    }
