"""The system administrator's page on the site itself, and the same for a machine that watches it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.office.access import require_account_keeper
from partybuilding.office.metrics import CONTENT_TYPE, metrics_text
from partybuilding.office.system import load_system
from partybuilding.shared.http import SignedIn


@never_cache
@require_safe
def system(request: SignedIn) -> HttpResponse:
    """Show how the site is to who keeps it: no business data."""
    require_account_keeper(request.user)
    return render(request, "office/system.html", {"state": load_system()})


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer Prometheus, which has no account but the token of the settings; 404 for everybody else."""
    sent = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(sent, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    return HttpResponse(metrics_text(), content_type=CONTENT_TYPE)
