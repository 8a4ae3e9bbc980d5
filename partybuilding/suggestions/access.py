"""Who reads which suggestions, and who answers them."""

from django.db.models import Q, QuerySet
from django.http import Http404

from communities.access import require
from communities.models import User
from partybuilding.models import Plan, Suggestion
from partybuilding.shared.access import can_review_reports


def can_answer(user: User) -> bool:
    """Return whether a person answers suggestions: the department does."""
    return can_review_reports(user)


def suggestions_for(user: User, plan: Plan) -> QuerySet[Suggestion]:
    """Return what a person may read: their own, and everybody's once it is answered; the department all."""
    rows = Suggestion.objects.filter(plan=plan).select_related("author__unit", "author__community", "answered_by")
    return rows if can_answer(user) else rows.filter(Q(author=user) | Q(answered_at__isnull=False))


def get_suggestion_to_answer(user: User, plan: Plan, key: int) -> Suggestion:
    """Return a suggestion somebody may answer; 403 for others who take part in the plan."""
    require(can_answer(user))
    row = Suggestion.objects.filter(plan=plan, pk=key).first()
    if row is None:
        raise Http404
    return row
