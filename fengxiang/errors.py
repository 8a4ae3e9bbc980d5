"""What is answered when something went wrong that nobody foresaw."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from fengxiang.replicas import PRIMARY, is_broken, refusal
from fengxiang.request_log import current_id, is_away, is_of_database, note_away


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 if the database is gone; else 500, with the number under which the log says what happened.

    Django asks for this page while it handles the exception, and has logged it.
    """
    if _is_without_database(sys.exc_info()[1]):
        note_away()
        return refusal(request, is_certain=False)
    return HttpResponse(render_to_string("500.html", {"number": current_id()}), status=500)


def _is_without_database(error: BaseException | None) -> bool:
    """Say whether the database went away: by what the error says, or by what became of the connection.

    A line that breaks in the middle of a statement or of a transaction shows as errors of all kinds.
    """
    return is_away(error) or (is_of_database(error) and is_broken(PRIMARY))
