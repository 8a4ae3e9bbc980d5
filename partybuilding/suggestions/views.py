"""The suggestion box 意见建议: one page to send, to answer and to read."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partybuilding.models import Plan, Suggestion
from partybuilding.shared import access
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, with_plan
from partybuilding.shared.kept_pages import by_person, kept
from partybuilding.suggestions.access import can_answer, get_suggestion_to_answer, suggestions_for
from partybuilding.suggestions.actions import answer_suggestion, send_suggestion
from partybuilding.suggestions.forms import AnswerForm, SuggestionForm

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    """One suggestion as the page shows it; `form` for who answers it."""

    suggestion: Suggestion
    days_late: int
    is_own: bool
    form: AnswerForm | None


@require_safe
@kept(access.get_plan_for, audience=by_person, shows_drafts=False)
def suggestions(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show what was suggested and answered, what waits for its answer first."""
    return _page(request, plan, SuggestionForm())


@require_POST
@with_plan(access.get_plan_for)
def send(request: SignedIn, plan: Plan) -> HttpResponse:
    """Put one into the box."""
    form = SuggestionForm(request.POST)
    if form.is_valid():
        try:
            sent = send_suggestion(plan=plan, text=form.cleaned_data["text"], actor=request.user)
        except ActionError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Sent. It is answered by %(day)s.") % {"day": date_format(sent.due_on)})
            return redirect("suggestions", plan=plan.slug)
    return _page(request, plan, form, status=UNPROCESSABLE)


@require_POST
@with_plan(access.get_plan_for)
def answer(request: SignedIn, plan: Plan, suggestion: int) -> HttpResponse:
    """Answer one."""
    row = get_suggestion_to_answer(request.user, plan, suggestion)
    form = AnswerForm(request.POST, auto_id=f"id_%s_{row.pk}")
    if form.is_valid():
        try:
            answer_suggestion(suggestion=row, text=form.cleaned_data["answer"], actor=request.user)
        except ActionError as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        return _page(request, plan, SuggestionForm(), answering=(row.pk, form), status=UNPROCESSABLE)
    messages.success(request, _("Answered."))
    return redirect("suggestions", plan=plan.slug)


def _page(
    request: SignedIn,
    plan: Plan,
    form: SuggestionForm,
    *,
    answering: tuple[int, AnswerForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    answers = can_answer(request.user)

    def line(row: Suggestion) -> SuggestionLine:
        is_typed = answering is not None and answering[0] == row.pk
        blank = AnswerForm(auto_id=f"id_%s_{row.pk}") if answers and row.is_open else None
        return SuggestionLine(
            suggestion=row,
            days_late=row.days_late(plan.today),
            is_own=row.author_id == request.user.pk,
            form=answering[1] if answering and is_typed else blank,
        )

    rows = sorted(suggestions_for(request.user, plan), key=lambda row: not row.is_open)
    context = {
        "plan": plan,
        "form": form,
        "lines": [line(row) for row in rows],
        "answers": answers,
        "section": "suggestions",
    }
    return render(request, "suggestions/suggestions.html", context, status=status)
