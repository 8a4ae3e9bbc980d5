"""The ledger: the list of everything that is owed, and the forms that enter items in it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls.converters import StringConverter
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partybuilding.ledger import access as access_ledger
from partybuilding.ledger import actions
from partybuilding.ledger.exports import ledger_table
from partybuilding.ledger.forms import OpenForm, StandingForm, prefilled
from partybuilding.ledger.queries import LedgerPage, load_ledger
from partybuilding.ledger.unlisted import load_unlisted
from partybuilding.models import Plan
from partybuilding.shared import access
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, with_plan
from partybuilding.shared.kept_pages import exported, kept
from partybuilding.shared.tables import Table

UNPROCESSABLE = 422
CLOSED_ON_A_PAGE = 25


class ItemConverter(StringConverter):
    """An item's number in its address: 2005-012."""

    regex = r"[0-9]{4}-(?:[0-9]{3}|[1-9][0-9]{3,4})"


@require_safe
@kept(access.get_plan_for, shows_drafts=False)
def ledger(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show the ledger as the address asks for it, and what is owed without being in it."""
    page = _page(request, plan)
    opens = access_ledger.can_open_items(request.user, plan)
    open_lines = [line for line in page.lines if line.item.is_open]
    closed_lines = [line for line in page.lines if not line.item.is_open]
    asked = request.GET.get("closed")
    return render(
        request,
        "ledger/ledger.html",
        {
            "plan": plan,
            "page": page,
            "open_lines": open_lines,
            "closed": Paginator(closed_lines, CLOSED_ON_A_PAGE).get_page(asked),
            "closed_is_open": bool(asked) or not open_lines,
            "opens": opens,
            "section": "ledger",
        },
    )


@never_cache
@require_safe
@exported(access.get_plan_for)
def export(request: SignedIn, plan: Plan) -> Table:
    """Send the ledger as the page shows it."""
    return ledger_table(_page(request, plan))


def _page(request: SignedIn, plan: Plan) -> LedgerPage:
    today = plan.today
    unlisted = [] if plan.is_archive else load_unlisted(plan, access.reports_for(request.user, plan), today)
    return load_ledger(plan, today, unlisted, request.GET)


# --- opening ----------------------------------------------------------------------------------------------------------


@require_safe
@kept(access_ledger.get_plan_to_open_items, shows_drafts=False)
def new(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show the form that enters an item, filled in with what the address says."""
    return _form(request, plan, OpenForm(plan, initial=prefilled(request.GET)))


@require_POST
@with_plan(access_ledger.get_plan_to_open_items)
def create_item(request: SignedIn, plan: Plan) -> HttpResponse:
    """Enter an item in the ledger."""
    form = OpenForm(plan, request.POST)
    if not form.is_valid():
        return _form(request, plan, form, UNPROCESSABLE)
    try:
        item = actions.create_item(plan=plan, actor=request.user, new=form.item())
    except ActionError as refusal:
        form.add_error(None, str(refusal))
        return _form(request, plan, form, UNPROCESSABLE)
    messages.success(request, _("It is entered under no. %(code)s.") % {"code": item.code})
    return redirect("ledger-item", plan=plan.slug, item=item.code)


def _form(request: SignedIn, plan: Plan, form: OpenForm, status: int = 200) -> HttpResponse:
    return render(request, "ledger/ledger_new.html", {"plan": plan, "form": form, "section": "ledger"}, status=status)


@require_safe
@kept(access_ledger.get_plan_to_open_items, shows_drafts=False)
def standing(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show which difficulties and standing problems are not in the ledger, and ask who answers for each."""
    return _standing(request, plan, StandingForm(plan))


@require_POST
@with_plan(access_ledger.get_plan_to_open_items)
def create_standing(request: SignedIn, plan: Plan) -> HttpResponse:
    """Enter the difficulties and standing problems that are missing."""
    form = StandingForm(plan, request.POST)
    if not form.is_valid():
        return _standing(request, plan, form, UNPROCESSABLE)
    try:
        opened = actions.create_standing_items(
            plan=plan, actor=request.user, responsible=form.responsible(), due_on=form.cleaned_data["due_on"]
        )
    except ActionError as refusal:
        form.add_error(None, str(refusal))
        return _standing(request, plan, form, UNPROCESSABLE)
    message = ngettext("%(n)d item is entered.", "%(n)d items are entered.", len(opened))
    messages.success(request, message % {"n": len(opened)})
    return redirect("ledger", plan=plan.slug)


def _standing(request: SignedIn, plan: Plan, form: StandingForm, status: int = 200) -> HttpResponse:
    return render(
        request, "ledger/ledger_standing.html", {"plan": plan, "form": form, "section": "ledger"}, status=status
    )
