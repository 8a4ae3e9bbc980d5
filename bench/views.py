"""What every page and every write is measured against: Django behind the site's own middleware, and nothing more."""

import os
from functools import cache
from pathlib import Path
from typing import cast
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from partybuilding.models import OnceKey
from partybuilding.shared.http import SignedIn

BODY = "body.html"  # in BENCH_FOLDER: the county dashboard, drawn once before the server starts
ACT = "bench"


@cache
def prebuilt() -> bytes:
    return Path(os.environ["BENCH_FOLDER"], BODY).read_bytes()


@require_safe
def bare(request: HttpRequest) -> HttpResponse:
    """Answer with a page that is there already, as large as the county dashboard."""
    return HttpResponse(prebuilt())


@require_POST
def bare_write(request: HttpRequest) -> HttpResponse:
    """Change one row and insert one, in one transaction."""
    user, now = cast("SignedIn", request).user.pk, timezone.now()
    with transaction.atomic():
        OnceKey.objects.filter(user=user, key="", act=ACT, turn=0).update(taken_at=now)
        OnceKey.objects.create(user_id=user, key=str(uuid4()), act=ACT, turn=1, digest="", taken_at=now)
    return redirect("bare")
