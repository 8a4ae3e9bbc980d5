"""Whether the site is alive, for the machine that watches it."""

from django.contrib.sessions.models import Session
from django.db import DatabaseError, connections, router
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when a database answers that pages can be read from, 503 when none does; says nothing else."""
    try:
        with connections[router.db_for_read(Session)].cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
