"""One action item, and everything that is done with it; its evidence is handed out here and nowhere else."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partybuilding.ledger import access as access_ledger
from partybuilding.ledger import actions
from partybuilding.ledger.forms import FORMS
from partybuilding.ledger.queries import load_item, topic_of
from partybuilding.ledger.rules import ItemAct
from partybuilding.models import LedgerItem, Plan
from partybuilding.shared import access
from partybuilding.shared.access import reports_for
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, shows_pictures, stored_file, with_plan
from partybuilding.shared.kept_pages import by_person, kept
from partybuilding.shared.stale import seen_by

UNPROCESSABLE = 422

_ACTIONS: dict[ItemAct, Callable[..., LedgerItem]] = {
    ItemAct.PROGRESS: actions.add_progress,
    ItemAct.REQUEST_CLOSURE: actions.request_closure,
    ItemAct.START_CHECK: actions.start_check,
    ItemAct.CLOSE: actions.close_item,
    ItemAct.REJECT_CLOSURE: actions.reject_closure,
    ItemAct.EXTEND: actions.extend,
    ItemAct.REOPEN: actions.reopen,
}
_DONE: dict[ItemAct, Promise] = {
    ItemAct.PROGRESS: _("It is written down."),
    ItemAct.REQUEST_CLOSURE: _("Closure is requested."),
    ItemAct.START_CHECK: _("The check has begun."),
    ItemAct.CLOSE: _("The item is closed."),
    ItemAct.REJECT_CLOSURE: _("The item is sent back to its unit."),
    ItemAct.EXTEND: _("The due date is put off; the old one stays in the history."),
    ItemAct.REOPEN: _("The item is open again."),
}


@require_safe
@kept(access.get_plan_for, audience=by_person, shows_drafts=False)
def item_page(request: SignedIn, plan: Plan, item: str) -> HttpResponse:
    """Show everything of an item, and the forms of what this person may do with it now."""
    return _page(request, access_ledger.get_item_for(request.user, plan, item))


@require_POST
@with_plan(access.get_plan_for)
def remind(request: SignedIn, plan: Plan, item: str) -> HttpResponse:
    """Remind the responsible unit of it."""
    ledger_item = access_ledger.get_item_to(ItemAct.REMIND, request.user, plan, item)
    try:
        reminded = actions.remind_item(item=ledger_item, actor=request.user)
    except ActionError as refusal:
        messages.error(request, str(refusal))
    else:
        message = ngettext("%(n)d person is reminded.", "%(n)d people are reminded.", len(reminded))
        messages.success(request, message % {"n": len(reminded)})
    return redirect("ledger-item", plan=plan.slug, item=item)


@require_POST
@with_plan(access.get_plan_for)
def step(request: SignedIn, plan: Plan, item: str, act: ItemAct) -> HttpResponse:
    """Do this with what was typed; if that is not in order or refused, show it again beside the reason."""
    ledger_item = access_ledger.get_item_to(act, request.user, plan, item)
    form = FORMS[act](request.POST, request.FILES, prefix=act)
    if not form.is_valid():
        return _page(request, ledger_item, act, form, seen_by(request))
    typed: dict[str, Any] = dict(form.cleaned_data)
    if act != ItemAct.PROGRESS:  # what is added to the rest decides nothing
        typed["seen"] = seen_by(request)
    if "evidence" in typed:
        typed["files"] = typed.pop("evidence")
    try:
        _ACTIONS[act](item=ledger_item, actor=request.user, **typed)
    except ActionError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, access_ledger.get_item_for(request.user, plan, item), act, form)
    messages.success(request, str(_DONE[act]))
    return redirect("ledger-item", plan=plan.slug, item=item)


def _page(
    request: SignedIn, item: LedgerItem, tried: ItemAct | None = None, form: Any = None, seen: str | None = None
) -> HttpResponse:
    """Return the item's page; a form that was not in order comes back with what was typed and the mark it came with."""
    page = load_item(item, request.user, item.plan.today)
    forms = {act.value: FORMS[act](prefix=act) for act in FORMS if act in page.acts}
    if tried is not None:
        forms[tried.value] = form
    report = item.report
    context = {
        "plan": item.plan,
        "item": item,
        "topic": topic_of(item),
        "page": page,
        "forms": forms,
        "seen": seen or page.seen,
        "tried": tried,
        "opens": access_ledger.can_open_items(request.user, item.plan),
        "reads_report": report is not None and reports_for(request.user, item.plan).filter(pk=report.pk).exists(),
        "section": "ledger",
    }
    return render(request, "ledger/ledger_item.html", context, status=200 if tried is None else UNPROCESSABLE)


@shows_pictures
@never_cache
@require_safe
@with_plan(access.get_plan_for)
def file(request: SignedIn, plan: Plan, item: str, uid: str) -> HttpResponseBase:
    """Send a file under the name it came with: a picture to be looked at, anything else as an attachment."""
    ledger_file = access_ledger.get_ledger_file_for(request.user, plan, item, uid)
    return stored_file(
        request, ledger_file.file, ledger_file.name, ledger_file.content_type, is_shown=ledger_file.is_picture
    )
