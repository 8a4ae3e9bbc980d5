"""The county's own login (COUNTY_LOGIN): it vouches for a name, and the account of that name is opened.

It opens accounts that are there and makes none; what somebody may do follows from the account alone, whatever else the
county says of him. The libraries are read in once it is set, and not before. Why these: docs/decisions.md.
"""

from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from communities.models import User

PATIENCE = 10  # seconds that the county's login has for an answer


class NotVouchedError(Exception):
    """What came back is no proof of who somebody is: forged, repeated, too old, not begun here, or refused there."""


class CountyAwayError(Exception):
    """The county's login does not answer, or not as it should."""


class CountyProtocol(Protocol):
    """How the county's login is spoken to: communities/county_oidc.py, communities/county_cas.py."""

    def way_out(self, request: HttpRequest, back: str) -> str:
        """Return the county's page to log in on; `back` is where it leads from there. Raises CountyAwayError."""

    def name_of(self, request: HttpRequest, back: str) -> str:
        """Return for whom it vouched, "" without a name. Raises NotVouchedError, CountyAwayError."""


def protocol() -> CountyProtocol:
    """Return how the county's login is spoken to."""
    return cast("CountyProtocol", import_module(f"communities.county_{settings.COUNTY_LOGIN}"))


class CountyBackend(ModelBackend):
    """Opens the account of a name that the county vouched for, if it is not closed."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **more: Any,
    ) -> User | None:
        """Return the account; None for what was typed, for a name nobody has, and for a closed account."""
        user = User.objects.filter(username=username).first() if more.get("is_vouched") and username else None
        return user if user is not None and self.user_can_authenticate(user) else None
