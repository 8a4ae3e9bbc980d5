"""Evidence is handed out here, after the access check, and nowhere else."""

from django.http import Http404, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.models import Plan
from partybuilding.shared import access
from partybuilding.shared.http import SignedIn, shows_pictures, stored_file, with_plan


@shows_pictures
@never_cache
@require_safe
@with_plan(access.get_plan_for)
def evidence(request: SignedIn, plan: Plan, pilot: str, quarter: str, uid: str) -> HttpResponseBase:
    """Send a file under the name it came with: a picture to be looked at, anything else as an attachment.

    Pictures were made anew from their pixels when they came in, and the browser is told not to guess: nothing in them
    can act on the page.
    """
    proof = access.get_evidence_for(request.user, plan, pilot, quarter, uid)
    return stored_file(request, proof.file, proof.name, proof.content_type, is_shown=proof.is_picture)


@never_cache
@require_safe
@with_plan(access.get_plan_for)
def thumbnail(request: SignedIn, plan: Plan, pilot: str, quarter: str, uid: str) -> HttpResponseBase:
    """Send the small picture that stands in lists; 404 for a file that has none."""
    proof = access.get_evidence_for(request.user, plan, pilot, quarter, uid)
    if not proof.thumbnail:
        raise Http404
    return stored_file(request, proof.thumbnail, "thumbnail.jpg", "image/jpeg", is_shown=True)
