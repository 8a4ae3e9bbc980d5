"""One spelling of a user name, made before anything looks at it: account, login and lock agree on who is meant."""

import unicodedata
from typing import Any

from django.db import models
from django.http import HttpRequest

from communities.fields import ReadTextField

LONGEST = 50  # characters of a name, folded
_ONE_TOO_MANY = LONGEST + 1
_MOST_PARTS = 4  # code points that may come together to one character


def folded(typed: str) -> str:
    """Return a user name as it is kept, however it was typed: in capitals, full width, with spaces around it.

    What is too long comes back cut to one character more than a name can have, and so is nobody's.
    """
    start = typed.strip()[: _MOST_PARTS * _ONE_TOO_MANY]
    one_width = unicodedata.normalize("NFKC", start).casefold()
    return unicodedata.normalize("NFKC", one_width).strip()[:_ONE_TOO_MANY]


def asked_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """Return the name that somebody tries to log in with, for axes to count and lock by; None if none was sent."""
    typed = (credentials or request.POST).get("username")
    return None if typed is None else folded(typed)


class UserNameField(ReadTextField):
    """A user name: folded wherever it is cleaned, compared for being the same, or stored."""

    def to_python(self, value: Any) -> Any:
        name = super().to_python(value)
        return folded(name) if isinstance(name, str) else name

    def get_prep_value(self, value: Any) -> Any:
        name = super().get_prep_value(value)
        return folded(name) if isinstance(name, str) else name

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Leave the account with the name under which it is stored."""
        name = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, name)
        return name
