"""Pages of the second factor: the code at the login, and the device in a person's own account."""

import io
from base64 import b32encode
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from communities import second_factor
from communities.models import User
from communities.views import person

CODE = "code"


def go_on(request: HttpRequest, user: User, following: str) -> HttpResponse | None:
    """Log in whoever was authenticated, by whatever backend; who has a second factor is led to its code instead."""
    if second_factor.device_of(user) is None:
        login(request, user)
        return None
    second_factor.wait_for_code(request, user, following)
    return redirect("login-code")


class Login(LoginView):
    """Django's; who has a second factor is asked for it before anything opens."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Log in, or go on to the code."""
        return go_on(self.request, form.get_user(), self.get_redirect_url()) or redirect(self.get_success_url())


@method_decorator([never_cache, login_not_required], name="dispatch")
class LoginCode(View):
    """The second step of a login."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the code."""
        return self._page(request) if second_factor.waiting(request) else redirect("login")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Log in whoever gave the right code, for the first time it is given."""
        asked = second_factor.waiting(request)
        if asked is None:
            return redirect("login")
        device = second_factor.device_of(asked.user)
        if second_factor.is_locked(request, asked.user) or device is None:
            vars(request)["axes_locked_out"] = True  # its middleware answers
            return redirect("login")
        if not second_factor.is_right(device, request.POST.get(CODE, "")):
            second_factor.note_wrong(request, asked.user)
            return self._page(request, _("This code is wrong or was used. Wait for the next one and type that."))
        login(request, asked.user, backend=asked.backend)
        request.session[second_factor.VERIFIED] = True
        return redirect(asked.following or resolve_url(settings.LOGIN_REDIRECT_URL))

    def _page(self, request: HttpRequest, fault: str = "") -> HttpResponse:
        return render(request, "registration/code.html", {"fault": fault})


@never_cache
@require_safe
def second(request: HttpRequest) -> HttpResponse:
    """Show whether there is a second factor, and the key of one that was begun."""
    return _page(request)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Make a key, to be scanned and confirmed by a code."""
    second_factor.begin(_account(request))
    return redirect("account-second")


@never_cache
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Let the device count if its code is right."""
    if not second_factor.confirm(_account(request), request.POST.get(CODE, "")):
        return _page(request, _("This code is wrong or was used. Wait for the next one and type that."))
    request.session[second_factor.VERIFIED] = True
    messages.success(request, _("From the next login on you are asked for a code."))
    return redirect("account")


@never_cache
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Take the second factor away, for who still has it: a code is asked for."""
    device = second_factor.device_of(_account(request))
    if device is None or not second_factor.is_right(device, request.POST.get(CODE, "")):
        return _page(request, _("This code is wrong or was used. Wait for the next one and type that."))
    second_factor.remove(_account(request))
    messages.success(request, _("The second factor is taken away."))
    return redirect("account")


@never_cache
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """Draw the key that was begun, for an app to read."""
    device = second_factor.device_of(_account(request), is_confirmed=False)
    if device is None:
        raise Http404
    out = io.BytesIO()
    segno.make(device.config_url, error="m", micro=False).save(out, kind="png", scale=5, border=2)
    return HttpResponse(out.getvalue(), content_type="image/png")


def _account(request: HttpRequest) -> User:
    return User.objects.get(pk=person(request).pk)


def _page(request: HttpRequest, fault: str = "") -> HttpResponse:
    begun = second_factor.device_of(person(request), is_confirmed=False)
    context = {
        "device": second_factor.device_of(person(request)),
        "begun": begun,
        "key": _spelt(begun) if begun else "",
        "is_owed": second_factor.owes_second_factor(request),
        "fault": fault,
    }
    return render(request, "registration/second.html", context, status=422 if fault else 200)


def _spelt(device: Any) -> str:
    """Return a key as apps take it by hand: base32, in groups."""
    key = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))
