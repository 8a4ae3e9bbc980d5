"""What is done with suggestions 意见建议: somebody sends one, the department answers it."""

from datetime import timedelta

from django.utils.translation import gettext as _

from communities.models import User
from fengxiang import clock
from partybuilding.models import Plan, Suggestion
from partybuilding.shared.act import act
from partybuilding.shared.errors import ActionError
from partybuilding.suggestions.access import can_answer
from partybuilding.targets.working_days import next_working_day

ANSWER_DAYS = 15  # our default: the plan names none


@act
def send_suggestion(*, plan: Plan, text: str, actor: User) -> Suggestion:
    """Put a suggestion into the box; it is to be answered within fifteen days, off a holiday."""
    if not text.strip():
        raise ActionError(_("Say what should be otherwise."))
    return Suggestion.objects.create(
        plan=plan,
        author=actor,
        text=text.strip(),
        sent_at=clock.now(),
        due_on=next_working_day(clock.today() + timedelta(days=ANSWER_DAYS)),
    )


@act
def answer_suggestion(*, suggestion: Suggestion, text: str, actor: User) -> Suggestion:
    """Answer a suggestion, once; an answer is not changed any more, and everybody reads it."""
    if not can_answer(actor):
        raise ActionError(_("The Organisation Department answers suggestions."))
    suggestion = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if not suggestion.is_open:
        raise ActionError(_("This was answered meanwhile."))
    if not text.strip():
        raise ActionError(_("Write an answer."))
    suggestion.answer, suggestion.answered_by, suggestion.answered_at = text.strip(), actor, clock.now()
    suggestion.save(update_fields=["answer", "answered_by", "answered_at"])
    return suggestion
