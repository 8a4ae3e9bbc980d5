"""What the views know of a request, and how they answer with a file."""

import io
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django_htmx.middleware import HtmxDetails

from communities.models import User
from fengxiang import clock
from partybuilding.models import Plan
from partybuilding.shared.access import parse_quarter
from partybuilding.shared.file_sums import NotWholeError, whole
from partybuilding.shared.tables import ExportFormat, Table, write
from partybuilding.targets.quarter import Quarter

ONLY_VERIFIED = "verified"

P = ParamSpec("P")
R = TypeVar("R")
V = TypeVar("V", bound=Callable[..., Any])
FileAnswer = TypeVar("FileAnswer", bound=HttpResponseBase)
_allow_own_styles: Callable[[Any], Any] = csp_update({"style-src": [SELF, UNSAFE_INLINE]})


def shows_pictures(view: V) -> V:
    """Let browsers lay out a picture that is opened by itself, as they do with a style of their own."""
    return cast("V", _allow_own_styles(view))


class SignedIn(HttpRequest):
    """A request of somebody who is logged in, as the middleware sees to."""

    user: User
    htmx: HtmxDetails


def with_plan(
    door: Callable[[User, str], Plan],
) -> Callable[[Callable[Concatenate[SignedIn, Plan, P], R]], Callable[..., R]]:
    """Give a view the plan its address names instead of the slug, through a door: 404 or 403 where it does not open."""

    def decorate(view: Callable[Concatenate[SignedIn, Plan, P], R]) -> Callable[..., R]:
        @wraps(view)
        def enter(request: SignedIn, plan: str, *args: P.args, **kwargs: P.kwargs) -> R:
            return view(request, door(request.user, plan), *args, **kwargs)

        return enter

    return decorate


def asked_quarter(request: SignedIn, plan: Plan) -> Quarter:
    """Return the quarter in the address, or the one reports are due for; 404 for one outside the plan."""
    code = request.GET.get("quarter")
    return parse_quarter(plan, code) if code else plan.reporting_quarter(clock.today())


def asks_for_verified(request: SignedIn) -> bool:
    """Return whether only what was verified on site is to be shown: ?truth=verified."""
    return request.GET.get("truth") == ONLY_VERIFIED


def asks_for_current(request: SignedIn) -> bool:
    """Return whether values carried from an earlier quarter are to be left out: ?carried=no."""
    return request.GET.get("carried") == "no"


class ExportFormatConverter:
    """The ending of an exported table's address: xlsx or csv."""

    regex = "|".join(ExportFormat)

    def to_python(self, value: str) -> ExportFormat:
        return ExportFormat(value)

    def to_url(self, value: str) -> str:
        return str(value)


def sent(table: Table, form: ExportFormat, reader: str) -> HttpResponse:
    """Return the answer that sends a table as a file of the form, made for a reader of this name."""
    return download(write(table, form, reader), table.file_name(form), form.content_type)


def download(content: str | bytes, name: str, content_type: str) -> HttpResponse:
    """Return the answer that saves what was just made as a file; its name may be Chinese (RFC 6266)."""
    return _as_file(HttpResponse(content, content_type=content_type), name)


def streamed(pieces: Iterable[bytes], name: str, content_type: str) -> StreamingHttpResponse:
    """Return the answer that saves as a file what is made while it is sent."""
    return _as_file(StreamingHttpResponse(pieces, content_type=content_type), name)


def _as_file(response: FileAnswer, name: str) -> FileAnswer:
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def stored_file(
    request: HttpRequest, file: FieldFile, name: str, content_type: str | None = None, *, is_shown: bool = False
) -> HttpResponseBase:
    """Return the answer that sends a kept file under a name: to be looked at if `is_shown`, else to be saved.

    The browser is told not to guess what it is; without a type, the name says it. A page instead says so if the file is
    gone, or is not what was kept.
    """
    try:
        content = whole(file)
    except NotWholeError as error:
        why = {"is_there": error.is_there, "is_refused": error.is_refused}
        return render(request, "shared/not_whole.html", {"name": name, **why}, status=410)
    response = FileResponse(io.BytesIO(content), as_attachment=not is_shown, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
