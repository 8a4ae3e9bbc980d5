"""What the views know of a request, and how they answer with a file."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django_htmx.middleware import HtmxDetails

from communities.models import User
from fengxiang import clock
from partybuilding.models import Plan
from partybuilding.shared.access import parse_quarter
from partybuilding.shared.tables import ExportFormat, Table, write
from partybuilding.targets.quarter import Quarter

ONLY_VERIFIED = "verified"


class SignedIn(HttpRequest):
    """A request of somebody who is logged in, as the middleware sees to."""

    user: User
    htmx: HtmxDetails


def asked_quarter(request: SignedIn, plan: Plan) -> Quarter:
    """Return the quarter in the address, or the one reports are due for; 404 for one outside the plan."""
    code = request.GET.get("quarter")
    return parse_quarter(plan, code) if code else plan.reporting_quarter(clock.today())


def asks_for_verified(request: SignedIn) -> bool:
    """Return whether only what was verified on site is to be shown: ?evidence_level=verified."""
    return request.GET.get("truth") == ONLY_VERIFIED


class ExportFormatConverter:
    """The ending of an exported table's address: xlsx or csv."""

    regex = "|".join(ExportFormat)

    def to_python(self, value: str) -> ExportFormat:
        return ExportFormat(value)

    def to_url(self, value: str) -> str:
        return str(value)


def sent(table: Table, form: ExportFormat) -> HttpResponse:
    """Return the answer that sends a table as a file of the form."""
    response = HttpResponse(write(table, form), content_type=form.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=table.file_name(form))
    response["Content-Disposition"] = disposition or "attachment"
    return response
