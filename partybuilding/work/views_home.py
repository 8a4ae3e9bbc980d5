"""The way in: from the site's root to the page that is useful to this person."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from partybuilding.models import Plan
from partybuilding.shared.access import current_plan, plans_for
from partybuilding.shared.http import SignedIn
from partybuilding.work.queries import has_work


@require_safe
def home(request: SignedIn) -> HttpResponse:
    """Lead to what the person owes in the current plan, readers to its dashboard, administrators to the accounts.

    Who takes part in no plan is told so; who keeps a site without any plan is led to what it needs first.
    """
    plan = current_plan(request.user)
    if plan is not None:
        return redirect("work" if has_work(request.user) else "county", plan=plan.slug)
    if request.user.is_staff and not Plan.objects.exists():
        return redirect("start")
    if request.user.is_auditor:
        return redirect("record")
    if request.user.is_staff and not request.user.has_perm("partybuilding.view_plan"):
        return redirect("admin:index")
    return render(request, "work/no_plan.html")


@require_safe
def plans(request: SignedIn) -> HttpResponse:
    """List the plans the person takes part in, the latest first, to go over to another."""
    return render(request, "work/plans.html", {"plans": plans_for(request.user).order_by("-begins_on", "slug")})
