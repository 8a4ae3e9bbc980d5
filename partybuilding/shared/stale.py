"""A decision is made on what a page showed: if something was done since, it is refused, and told what.

A page carries the mark of the trail it showed (`shared/seen.html`); the act holds the row and asks the trail by it.
Each room says which steps a decision depends on, and puts them in words: `trail_of` in its `access.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from communities.models import User
from fengxiang.bilingual import joined
from partybuilding.shared.errors import ActionError

SEEN = "seen"  # the field of a form that carries the mark
TOLD_AT_MOST = 5  # of many steps the last ones
_DIGITS = 18  # of a key: more is no key


class StaleError(ActionError):
    """Something was done after the page was drawn on which this was decided; the text says by whom, when and what."""


@dataclass(frozen=True)
class TrailStep:
    """One thing that was done; `what` follows the name: "returned the report"."""

    who: User | None
    at: datetime
    what: str | Promise

    def __str__(self) -> str:
        when = date_format(localtime(self.at), "SHORT_DATETIME_FORMAT")
        return _("%(who)s %(what)s at %(when)s") % {"who": self.who or "—", "what": self.what, "when": when}


@dataclass(frozen=True, eq=False)
class Trail:
    """Where a thing stands, and the rows its steps are kept in, each kind with the words for one."""

    state: str
    kept: tuple[tuple["QuerySet[Any]", Callable[[Any], TrailStep]], ...]

    @property
    def mark(self) -> str:
        """What a page carries: the state and the last row of each kind. To be read before anything that is shown."""
        return mark(self.state, *(rows.aggregate(last=Max("pk"))["last"] for rows, _told in self.kept))

    def require(self, seen: str | None) -> None:
        """Refuse what was decided on an older page, with what was done since; None: it was decided on no page."""
        if seen is None or seen == self.mark:
            return
        steps = self._since(seen)
        if not steps:
            raise StaleError(_("This page is no longer up to date. Nothing was done: look at it as it is now."))
        done = joined(str(step) for step in steps[-TOLD_AT_MOST:])
        raise StaleError(
            _("After you opened the page: %(steps)s. Nothing was done: look at it as it is now, then decide again.")
            % {"steps": done}
        )

    def _since(self, seen: str) -> list[TrailStep]:
        _state, *keys = seen.split(".")
        if len(keys) != len(self.kept) or not all(key.isdecimal() and len(key) <= _DIGITS for key in keys):
            return []
        steps = [
            told_as(row)
            for (rows, told_as), key in zip(self.kept, keys, strict=True)
            for row in rows.filter(pk__gt=int(key)).order_by("pk")
        ]
        return sorted(steps, key=lambda step: step.at)


def mark(state: str, *last: int | None) -> str:
    """Return what a page carries that shows a thing in a state, after these last rows of its trail."""
    return ".".join([state, *(str(pk or 0) for pk in last)])


def seen_by(request: HttpRequest) -> str | None:
    """Return the mark of the page a form was sent from; None if it carries none."""
    return request.POST.get(SEEN)
