"""What every page shows, whichever view made it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from fengxiang import clock
from partybuilding.models import Plan


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the set day, if any, and whether the data are a demonstration."""
    return {
        "set_day": clock.set_day(),
        "is_demo": SimpleLazyObject(lambda: Plan.objects.filter(is_demo=True).exists()),
    }
