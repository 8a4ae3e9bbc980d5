"""Values verified on site: what was found in a quarter, the lists drawn, and one value with all its visits."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partybuilding.models import Indicator, Plan, Report, VerificationDraw
from partybuilding.shared import access
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, with_plan
from partybuilding.shared.kept_pages import by_person, exported, kept
from partybuilding.shared.tables import Table
from partybuilding.targets.quarter import Quarter
from partybuilding.verification.actions import Visit, draw_list, verify_values, withdraw_verification
from partybuilding.verification.exports import verification_table
from partybuilding.verification.forms import DrawForm, VerificationForm, WithdrawForm
from partybuilding.verification.queries import load_list, load_value, load_verification_page, reported_values

UNPROCESSABLE = 422


@require_safe
@kept(access.get_plan_to_verify)
def quarter_page(request: SignedIn, plan: Plan, quarter: str) -> HttpResponse:
    """Show how far the values of a quarter are borne out, the lists drawn, and what was found."""
    return _quarter_page(request, plan, access.parse_quarter(plan, quarter), DrawForm())


@require_POST
@with_plan(access.get_plan_to_verify)
def draw(request: SignedIn, plan: Plan, quarter: str) -> HttpResponse:
    """Draw a list of values to be verified on site."""
    chosen = access.parse_quarter(plan, quarter)
    form = DrawForm(request.POST)
    if not form.is_valid():
        return _quarter_page(request, plan, chosen, form, UNPROCESSABLE)
    try:
        drawn = draw_list(plan=plan, quarter=chosen, size=form.cleaned_data["size"], actor=request.user)
    except ActionError as refusal:
        form.add_error("size", str(refusal))
        return _quarter_page(request, plan, chosen, form, UNPROCESSABLE)
    return redirect("verification-list", plan=plan.slug, quarter=quarter, number=drawn.number)


def _quarter_page(request: SignedIn, plan: Plan, quarter: Quarter, form: DrawForm, status: int = 200) -> HttpResponse:
    page = load_verification_page(plan, quarter)
    context = {"plan": plan, "quarter": quarter, "page": page, "form": form, "section": "verification"}
    return render(request, "verification/verification.html", context, status=status)


@require_safe
@kept(access.get_plan_to_verify, audience=by_person)
def drawn_list(request: SignedIn, plan: Plan, quarter: str, number: int) -> HttpResponse:
    """Show a list drawn, to take along on paper and to fill in afterwards."""
    drawn = access.get_draw_of(plan, quarter, number)
    return _list_page(request, drawn, [VerificationForm(row) for row in load_list(drawn)])


@require_POST
@with_plan(access.get_plan_to_verify)
def record(request: SignedIn, plan: Plan, quarter: str, number: int) -> HttpResponse:
    """Write down what was found of the values of a list: all that was typed, or nothing if any of it is wrong."""
    drawn = access.get_draw_of(plan, quarter, number)
    forms = [VerificationForm(row, request.POST) for row in load_list(drawn)]
    typed = [form for form in forms if form.row.can_be_verified and form.is_typed]
    if not typed:
        messages.error(request, _("Nothing was filled in."))
        return _list_page(request, drawn, forms, UNPROCESSABLE)
    # Every form is looked at, so that all messages come at once.
    in_order = [form.is_valid() for form in typed]
    if not all(in_order) or not _keep(request, typed):
        return _list_page(request, drawn, forms, UNPROCESSABLE)
    message = ngettext("%(n)d value is written down.", "%(n)d values are written down.", len(typed))
    messages.success(request, message % {"n": len(typed)})
    return redirect("verification-list", plan=plan.slug, quarter=quarter, number=number)


def _keep(request: SignedIn, forms: list[VerificationForm]) -> bool:
    """Write down all of it; if one is refused, none, with the reason beside that one."""
    looked_at = forms[:1]

    def values() -> Iterator[tuple[Report, Indicator, Visit]]:
        for form in forms:
            looked_at[0] = form
            yield form.row.report, form.row.indicator, form.visit()

    try:
        verify_values(values=values(), actor=request.user)
    except ActionError as refusal:
        looked_at[0].add_error(None, str(refusal))
        return False
    return True


def _list_page(
    request: SignedIn, drawn: VerificationDraw, forms: list[VerificationForm], status: int = 200
) -> HttpResponse:
    context = {
        "plan": drawn.plan,
        "quarter": drawn.quarter,
        "draw": drawn,
        "forms": forms,
        "wrong": [form for form in forms if form.is_bound and form.is_typed and form.errors],
        "can_record": any(form.row.can_be_verified for form in forms),
        "section": "verification",
    }
    return render(request, "verification/verification_list.html", context, status=status)


@require_safe
@kept(access.get_plan_for, audience=by_person, shows_drafts=False)
def value(request: SignedIn, plan: Plan, quarter: str, pilot: str, code: str) -> HttpResponse:
    """Show one value, what bears it out, and who found what on site."""
    report, indicator = access.get_value_for(request.user, plan, quarter, pilot, code)
    return _value_page(request, plan, report, indicator)


@require_POST
@with_plan(access.get_plan_for)
def verify(request: SignedIn, plan: Plan, quarter: str, pilot: str, code: str) -> HttpResponse:
    """Write down what was found on site of one value."""
    report, indicator = access.get_value_to_verify(request.user, plan, quarter, pilot, code)
    form = VerificationForm(load_value(report, indicator), request.POST)
    if not form.is_valid() or not _keep(request, [form]):
        return _value_page(request, plan, report, indicator, visit=form)
    messages.success(request, _("It is written down."))
    return redirect("verification-value", plan=plan.slug, quarter=quarter, pilot=pilot, code=code)


@require_POST
@with_plan(access.get_plan_for)
def withdraw(request: SignedIn, plan: Plan, quarter: str, pilot: str, code: str, visit: int) -> HttpResponse:
    """Take back a verification that was a mistake."""
    report, indicator = access.get_value_for(request.user, plan, quarter, pilot, code)
    verification = access.get_verification_to_withdraw(request.user, report, indicator, visit)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _value_page(request, plan, report, indicator, withdrawal=form, of=visit)
    try:
        withdraw_verification(verification=verification, reason=form.cleaned_data["reason"], actor=request.user)
    except ActionError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is withdrawn; the reason stands beside it."))
    return redirect("verification-value", plan=plan.slug, quarter=quarter, pilot=pilot, code=code)


def _value_page(
    request: SignedIn,
    plan: Plan,
    report: Report,
    indicator: Indicator,
    *,
    visit: VerificationForm | None = None,
    withdrawal: WithdrawForm | None = None,
    of: int | None = None,
) -> HttpResponse:
    """Return the value's page; a form that was not in order comes back with what was typed, `of` says which visit's."""
    row = visit.row if visit else load_value(report, indicator)
    verifies = access.can_verify(request.user)
    context = {
        "plan": plan,
        "quarter": report.quarter,
        "report": report,
        "row": row,
        "form": (visit or VerificationForm(row)) if verifies and row.can_be_verified else None,
        "can_verify": verifies,
        "withdrawal": withdrawal or WithdrawForm(),
        "of": of,
        "section": "verification",
    }
    return render(
        request, "verification/verification_value.html", context, status=UNPROCESSABLE if visit or withdrawal else 200
    )


@never_cache
@require_safe
@exported(access.get_plan_to_verify)
def export_values(request: SignedIn, plan: Plan, quarter: str) -> Table:
    """Send the values of a quarter with what bears them out, to those who verify them."""
    chosen = access.parse_quarter(plan, quarter)
    return verification_table(plan, reported_values(plan, chosen), chosen)
