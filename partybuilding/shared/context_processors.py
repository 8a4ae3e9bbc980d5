"""What every page shows, whichever view made it."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from fengxiang import clock
from partybuilding.models import Plan
from partybuilding.shared import access


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the set day, if any, whether the data are a demonstration, and how many reminders are unread."""

    @cache
    def unread() -> int:
        user = getattr(request, "user", None)
        return access.unread_notices(user).count() if user and user.is_authenticated else 0

    return {
        "set_day": clock.set_day(),
        "is_demo": SimpleLazyObject(lambda: Plan.objects.filter(is_demo=True).exists()),
        # A template calls it where it stands: a page without the bell does not ask.
        "unread": unread,
    }
