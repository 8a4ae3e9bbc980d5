"""Reminders: the page under the bell, 已读, and asking a community for its report 催报."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fengxiang.bilingual import listed
from partybuilding.models import Plan
from partybuilding.notices.actions import mark_read, remind_report
from partybuilding.notices.inbox import load_messages
from partybuilding.reports.access import get_pilot_to
from partybuilding.reports.rules import ReportAct
from partybuilding.shared import access
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, with_plan

PER_PAGE = 30


@require_safe
def notices(request: SignedIn) -> HttpResponse:
    """Show a person's reminders, the newest first."""
    notices_of_user = access.notices_for(request.user).prefetch_related(
        "items__plan__lead_unit",
        "items__pilot__community",
        "items__unit",
        "items__ledger_item__pilot__community",
        "items__meeting",
        "items__urged_by",
    )
    page = Paginator(notices_of_user, PER_PAGE).get_page(request.GET.get("page"))
    inbox = load_messages(request.user, page.object_list)
    return render(
        request,
        "notices/notices.html",
        {
            "plan": access.current_plan(request.user),
            "page": page,
            "inbox": inbox,
            "last": max((message.last for message in inbox), default=0),
            "section": "notices",
        },
    )


@require_POST
def read(request: SignedIn, pk: int) -> HttpResponse:
    """Mark one as read."""
    mark_read(actor=request.user, up_to=_up_to(request), notice=access.get_notice_for(request.user, pk))
    return redirect("notices")


@require_POST
def read_all(request: SignedIn) -> HttpResponse:
    """Mark all as read."""
    mark_read(actor=request.user, up_to=_up_to(request))
    return redirect("notices")


@require_POST
@with_plan(access.get_plan_for)
def remind(request: SignedIn, plan: Plan, pilot: str, quarter: str) -> HttpResponse:
    """Ask the community for its report."""
    chosen = get_pilot_to(ReportAct.REMIND, request.user, plan, pilot)
    try:
        sent = remind_report(pilot=chosen, quarter=access.parse_quarter(plan, quarter), actor=request.user)
    except ActionError as refusal:
        messages.error(request, str(refusal))
    else:
        names = listed(item.notice.recipient for item in sent)
        messages.success(request, _("%(pilot)s was reminded (%(names)s).") % {"pilot": chosen, "names": names})
    return redirect("reports", plan=plan.slug)


def _up_to(request: HttpRequest) -> int:
    """Return the newest matter that stood on the page; without it nothing counts as seen."""
    typed = request.POST.get("up_to", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
