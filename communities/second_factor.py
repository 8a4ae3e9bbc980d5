"""The second factor: six digits from an app that shares a key with the site (TOTP, RFC 6238), by django-otp.

Optional for everybody, asked of the roles in SECOND_FACTOR_FOR. A login with a confirmed device has two steps: the
password opens nothing but the page that asks for the code. A code is good once; wrong ones count like wrong passwords.
"""

import time
from dataclasses import dataclass
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from communities.models import User

VERIFIED = "second_factor"  # in a session: its login had a code, or the device was confirmed in it
_WAITING = "waits_for_second_step"  # in the session of somebody who was authenticated and gave no code yet
_PATIENCE = 300  # seconds to type the code in


@dataclass(frozen=True)
class Waiting:
    """Somebody whose password was right, or for whom the county vouched; where he wants to, and what let him so far."""

    user: User
    following: str
    backend: str


def device_of(user: User, *, is_confirmed: bool = True) -> Any:
    """Return a person's device; one that was begun and not confirmed is none yet. None if there is none."""
    return TOTPDevice.objects.filter(user=user, confirmed=is_confirmed).first()


def begin(user: User) -> Any:
    """Make a new key for a person, to be confirmed by a code; one begun before is forgotten."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name=user.username, confirmed=False)


def is_right(device: Any, code: str) -> bool:
    """Return whether a code is the device's, now and for the first time; tries at once are one after another."""
    with transaction.atomic():
        locked = TOTPDevice.objects.select_for_update().get(pk=device.pk)
        return bool(locked.verify_token("".join(code.split())))


def confirm(user: User, code: str) -> bool:
    """Let the device that was begun count from now on, if the code is its; the one before it goes."""
    device = device_of(user, is_confirmed=False)
    if device is None or not is_right(device, code):
        return False
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    return True


def remove(user: User) -> int:
    """Take a person's devices away, and say how many there were."""
    return int(TOTPDevice.objects.filter(user=user).delete()[0])


def owes_second_factor(request: HttpRequest) -> bool:
    """Return whether somebody's role asks for a second factor and this session had none."""
    role = getattr(request.user, "role", "")
    return role in settings.SECOND_FACTOR_FOR and not request.session.get(VERIFIED)


# --- between password and code ----------------------------------------------------------------------------------------


def wait_for_code(request: HttpRequest, user: Any, following: str) -> None:
    """Remember whom a backend has just authenticated; nobody is logged in by that."""
    request.session.cycle_key()
    request.session[_WAITING] = [user.pk, user.session_number, int(time.time()), following, user.backend]


def waiting(request: HttpRequest) -> Waiting | None:
    """Return whose password was right in this browser a moment ago; None for nobody."""
    kept = request.session.get(_WAITING)
    if kept is None or kept[2] + _PATIENCE < time.time():
        return None
    user = User.objects.filter(pk=kept[0], session_number=kept[1], is_active=True).first()
    return Waiting(user, *kept[3:]) if user is not None else None


def is_locked(request: HttpRequest, user: User) -> bool:
    """Return whether too many passwords or codes were wrong."""
    return not AxesProxyHandler.is_allowed(request, {"username": user.username})


def note_wrong(request: HttpRequest, user: User) -> None:
    """Count a wrong code like a wrong password."""
    user_login_failed.send(sender=__name__, credentials={"username": user.username}, request=request)
