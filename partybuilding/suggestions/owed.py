"""What is owed to those who suggested something: an answer."""

from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate

from partybuilding.models import Plan, Suggestion
from partybuilding.shared.owed import DEPARTMENT, About, Owed, OwedKind, OwedState


def find_suggestions(plan: Plan, today: date) -> list[Owed]:
    """Return the suggestions that wait for their answer, the oldest first; in one query."""
    page = reverse("suggestions", args=[plan.slug])
    return [
        Owed(
            kind=OwedKind.SUGGESTION,
            state=OwedState.OPEN,
            about=About(plan=plan, suggestion=row),
            owner=DEPARTMENT,
            since=localdate(row.sent_at),
            due=row.due_on,
            on=today,
            page=f"{page}#s{row.pk}",
        )
        for row in Suggestion.objects.filter(plan=plan, answered_at=None).order_by("sent_at", "pk")
    ]
