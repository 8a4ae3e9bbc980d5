"""People who left long ago: of each, name, posts and term stay, and nothing else (manage.py reduceleavers).

Who is in post when a plan begins, or later, stays whole until the plan is an archive: its figures are computed of them.
What a report said stays as it was said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet

from communities.models import Cadre, User
from fengxiang import clock
from partybuilding.models import LeaderAssignment, Plan
from partybuilding.record.changes import note_change
from partybuilding.shared.act import act

# What is taken away of whom, and what stands there then.
_TAKEN: dict[type[Model], Mapping[str, Any]] = {
    Cadre: {
        **dict.fromkeys(("birth_year", "birth_month", "education", "heads_unit", "waiver_approved_on")),
        **dict.fromkeys(("sex", "channel", "source", "waiver_reason", "waiver_approved_by", "remark"), ""),
    },
    LeaderAssignment: {"remark": ""},
    User: {"email": ""},
}


@dataclass(frozen=True)
class LeaversOf:
    """The keys of the entries of a model that are to be reduced, and of rows of their history."""

    model: type[Any]
    entries: list[int]
    history: list[int]


def latest_end(today: date | None = None) -> date:
    """Return the day before which somebody has to have left: LEAVER_YEARS ago, and before any plan that goes on."""
    today = today or clock.today()
    going_on = [min(plan.begins_on, plan.published_on) for plan in Plan.objects.all() if not plan.is_archive]
    return min([today - timedelta(days=round(365.25 * settings.LEAVER_YEARS)), *going_on])


def load_leavers(before: date) -> list[LeaversOf]:
    """Return who left before a day and is not reduced yet; nothing is changed."""
    return [_leavers_of(model, taken, before) for model, taken in _TAKEN.items()]


def _leavers_of(model: Any, taken: Mapping[str, Any], before: date) -> LeaversOf:
    left = model.objects.filter(_left(model, before))
    history = model.history.model.objects
    # Of who was deleted, nothing but the history is there.
    deleted = history.filter(history_type="-", history_date__date__lt=before).exclude(id__in=model.objects.values("pk"))
    rows = history.filter(Q(id__in=left.values("pk")) | Q(id__in=deleted.values("id")))
    return LeaversOf(model, _keys(left.filter(_has(taken))), _keys(rows.filter(_has(taken))))


def _left(model: Any, before: date) -> Q:
    if model is User:  # a closed account that nobody logged in to since; one that waits for its second person is none
        unused = Q(last_login__date__lt=before) | Q(last_login=None, created_at__date__lt=before)
        return Q(is_active=False) & unused & (Q(opened_by=None) | Q(switched_on_at__isnull=False))
    return Q(until__lt=before)


def _has(taken: Mapping[str, Any]) -> Q:
    """Return the condition that something is there that is to be taken away."""
    some = Q()
    for name, value in taken.items():
        some |= Q(**{f"{name}__isnull": False}) if value is None else ~Q(**{name: value})
    return some


def _keys(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


@act(once=False)
def reduce_leavers(*, before: date) -> int:
    """Take away of who left before a day all but name, posts and term, from the history, too; return of how many.

    The record tells whom it was done to, and nothing of what stood there.
    """
    number = 0
    for leavers in load_leavers(before):
        taken = _TAKEN[leavers.model]
        rows = leavers.model.objects.filter(pk__in=leavers.entries)
        for row in rows:
            note_change(row, {}, {"reduced to": "name, posts, term"})
        number += rows.update(**taken)
        history = leavers.model.history.model.objects.filter(pk__in=leavers.history)
        history.update(**taken, history_change_reason=None)
    return number
