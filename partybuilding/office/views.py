"""The first day: what is still empty; accounts on a sheet that is shown once; a hand-over."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from communities.models import User
from fengxiang import clock
from partybuilding.office.access import (
    get_account_of_another,
    get_account_to_hand_over,
    require_account_keeper,
    require_staff,
)
from partybuilding.office.actions import FirstLogin, hand_over, open_accounts, set_first_password
from partybuilding.office.forms import HandOverForm
from partybuilding.office.queries import load_checklist, load_seats, new_colleagues, plan_at_hand
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn
from partybuilding.work.counts import count_work

UNPROCESSABLE = 422


@never_cache
@require_safe
def start(request: SignedIn) -> HttpResponse:
    """Show what is still empty, and to who keeps the accounts whose they are."""
    require_staff(request.user)
    today = clock.today()
    plan = plan_at_hand(today)
    steps = load_checklist(plan, today)
    seats = load_seats(plan) if plan and request.user.keeps_accounts else []
    context = {
        "steps": steps,
        "done": sum(not each.missing for each in steps),
        "colleagues": new_colleagues(request.user) if request.user.is_department else [],
        "seats": seats,
        "lacks_accounts": not all(each.accounts for each in seats),
    }
    return render(request, "office/start.html", context)


@never_cache
@require_POST
def accounts(request: SignedIn) -> HttpResponse:
    """Open the accounts that are missing, and show them with their first passwords, once."""
    require_account_keeper(request.user)
    plan = plan_at_hand(clock.today())
    return _sheet(request, open_accounts(plan=plan, actor=request.user) if plan else [])


@never_cache
@require_safe
def first_password_of(request: SignedIn, account: int) -> HttpResponse:
    """Show the button that gives somebody a new first password."""
    return render(request, "office/password.html", {"account": get_account_of_another(request.user, account)})


@never_cache
@require_POST
def make_first_password(request: SignedIn, account: int) -> HttpResponse:
    """Give somebody a new first password, and show it, once."""
    other = get_account_of_another(request.user, account)
    return _sheet(request, [set_first_password(account=other, actor=request.user)])


@never_cache
@require_safe
def handover(request: SignedIn, account: int) -> HttpResponse:
    """Show the form that hands an account over, and how much goes over with it."""
    return _handover(request, get_account_to_hand_over(request.user, account), HandOverForm())


@never_cache
@require_POST
def close_and_open(request: SignedIn, account: int) -> HttpResponse:
    """Hand an account over to the next person: the old one is closed, the new one begins with a first password."""
    before = get_account_to_hand_over(request.user, account)
    form = HandOverForm(request.POST)
    if form.is_valid():
        try:
            return _sheet(request, [hand_over(account=before, actor=request.user, **form.cleaned_data)])
        except ActionError as refusal:
            form.add_error(None, str(refusal))
    return _handover(request, before, form, UNPROCESSABLE)


def _handover(request: SignedIn, account: User, form: HandOverForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "account": account, "open_matters": _open_matters(account)}
    return render(request, "office/handover.html", context, status=status)


def _open_matters(account: User) -> int:
    """Return how much waits for whoever works at a place: a number, as who keeps accounts reads no business data."""
    today = clock.today()
    plan = plan_at_hand(today)
    return count_work(account, plan, today).owed if plan else 0


def _sheet(request: SignedIn, logins: list[FirstLogin]) -> HttpResponse:
    address = request.build_absolute_uri("/")
    rows = [(each, _open_matters(each.account)) for each in logins]
    return render(request, "office/sheet.html", {"rows": rows, "address": address})
