"""Evidence is handed out here, after the access check, and nowhere else."""

from django.http import FileResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partybuilding import access
from partybuilding.views.request import SignedIn


@never_cache
@require_safe
def evidence(request: SignedIn, plan: str, pilot: str, quarter: str, uid: str) -> HttpResponseBase:
    """Send a file as an attachment, under the name it came with."""
    own = access.get_plan_for(request.user, plan)
    found = access.get_evidence_for(request.user, own, pilot, quarter, uid)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type)
