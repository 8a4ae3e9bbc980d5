"""The record's pages: looked through, and taken along. Both are themselves in it."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.audit.access import require_auditor
from partybuilding.audit.forms import WantedForm
from partybuilding.audit.queries import load_page, people_of
from partybuilding.record.heads import current_head
from partybuilding.record.lines import lines
from partybuilding.shared.http import SignedIn, streamed


@never_cache
@require_safe
def record(request: SignedIn) -> HttpResponse:
    """Show what was done, the latest first, as far as it is looked for."""
    require_auditor(request.user)
    form = WantedForm(request.GET)
    wanted = form.wanted()
    page = load_page(wanted, _position(request.GET.get("before")))
    community = form.cleaned_data.get("people_of")
    people = people_of(community) if community else ()
    asked: Any = request.GET.copy()
    asked["before"] = page.next_before
    return render(
        request,
        "audit/record.html",
        {
            "form": form,
            "page": page,
            "head": current_head(),
            "people": people,
            "seen": wanted.seen,
            "next": asked.urlencode() if page.next_before else "",
        },
    )


def _position(text: str | None) -> int | None:
    """Return the position in an address; None for anything else, and for what no database counts to."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


@never_cache
@require_safe
def export(request: SignedIn) -> HttpResponseBase:
    """Send the record as a file that can be proved without the site, entry by entry as it is read."""
    require_auditor(request.user)
    return streamed(lines(), f"record-{current_head().size}.txt", "text/plain; charset=us-ascii")
