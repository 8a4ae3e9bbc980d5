"""When a login is not even tried: the lock by account and address, and two wider ones that nobody is shut out by.

Five failures lock an account for one address (axes' own rule, settings.py). A limit for each address stops one password
from being tried on all accounts; a limit for each account stops many addresses from trying one. Neither counts for an
account at an address it logged in from before: its owner is not locked out by others behind the same proxy, or by
whoever knows the name. All is counted in the database: for all workers, and beyond a restart.
"""

from datetime import timedelta
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

MOST_OF_ADDRESS = 30  # failures within AXES_COOLOFF_TIME, whatever the account
MOST_OF_ACCOUNT = 50  # failures within it, whatever the address
KNOWN = timedelta(days=90)  # since an account last logged in from an address


def _failures(request: HttpRequest, **of: Any) -> int:
    recent = AccessAttempt.objects.filter(**of, attempt_time__gte=get_cool_off_threshold(request))
    return int(recent.aggregate(sum=Sum("failures_since_start"))["sum"] or 0)


def is_known(username: str | None, address: str | None) -> bool:
    """Return whether an account logged in from an address not long ago."""
    since = timezone.now() - KNOWN
    return bool(AccessLog.objects.filter(username=username, ip_address=address, attempt_time__gte=since).exists())


def forget_old_logins() -> int:
    """Delete what is no longer asked for of logins, and return how many; that they were stands in the record."""
    return int(AccessLog.objects.filter(attempt_time__lt=timezone.now() - KNOWN).delete()[0])


class LockHandler(AxesDatabaseHandler):
    """Axes' own, with the two wider limits."""

    def is_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        """Return whether this account is locked for this address."""
        if super().is_locked(request, credentials):
            return True
        username, address = get_client_username(request, credentials), request.axes_ip_address
        is_too_much = (
            _failures(request, ip_address=address) >= MOST_OF_ADDRESS
            or _failures(request, username=username) >= MOST_OF_ACCOUNT
        )
        return bool(is_too_much and not is_known(username, address))


def locked(request: HttpRequest, *_more: Any) -> HttpResponse:
    """Say that a login is locked, for how long, and who can lift it (429)."""
    answer = render(request, "registration/locked.html", status=429)
    answer["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return answer
