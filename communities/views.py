"""A person's own account: what it is, its password, its sessions."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from communities.models import User
from fengxiang.caching import CLEAR


def person(request: HttpRequest) -> User:
    """Return who asks; nobody gets here without being logged in."""
    return cast("User", request.user)


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show what the site knows of who asks, and the ways to change or end it."""
    return render(request, "registration/account.html", {"account": person(request), "days": settings.PASSWORD_DAYS})


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End every session of who asks but this one."""
    own_account = User.objects.get(pk=person(request).pk)
    own_account.end_sessions()
    update_session_auth_hash(request, own_account)
    messages.success(request, _("You are logged out everywhere else."))
    return redirect("account")


class Logout(LogoutView):
    """Django's; and the browser is told to forget what it kept of the pages, so that "back" shows none of them."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session on the server, and in the browser what it left."""
        answer = super().post(request, *args, **kwargs)
        answer[CLEAR] = '"cache", "storage"'
        return answer
