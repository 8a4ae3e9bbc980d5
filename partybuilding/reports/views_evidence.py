"""Evidence is handed out here, after the access check, and nowhere else."""

from django.http import Http404, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding.shared import access
from partybuilding.shared.http import SignedIn, shows_pictures, stored_file


@shows_pictures
@never_cache
@require_safe
def evidence(request: SignedIn, plan: str, pilot: str, quarter: str, uid: str) -> HttpResponseBase:
    """Send a file under the name it came with: a picture to be looked at, anything else as an attachment.

    Pictures were made anew from their pixels when they came in, and the browser is told not to guess: nothing in them
    can act on the page.
    """
    own = access.get_plan_for(request.user, plan)
    found = access.get_evidence_for(request.user, own, pilot, quarter, uid)
    return stored_file(found.file, found.name, found.content_type, is_shown=found.is_picture)


@never_cache
@require_safe
def thumbnail(request: SignedIn, plan: str, pilot: str, quarter: str, uid: str) -> HttpResponseBase:
    """Send the small picture that stands in lists; 404 for a file that has none."""
    own = access.get_plan_for(request.user, plan)
    found = access.get_evidence_for(request.user, own, pilot, quarter, uid)
    if not found.thumbnail:
        raise Http404
    return stored_file(found.thumbnail, "thumbnail.jpg", "image/jpeg", is_shown=True)
