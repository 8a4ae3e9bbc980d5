"""What one request took inside the server: the processor time of its thread, or its queries, told in a header."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASKED = "X-Bench"  # "cpu" or "queries"
TOLD = "X-Bench-Told"  # microseconds, or how many


class Meter:
    """Measures the requests that ask for it; outside of all other middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match request.headers.get(ASKED):
            case "cpu":
                begun = time.thread_time_ns()
                response = self.get_response(request)
                response[TOLD] = str((time.thread_time_ns() - begun) // 1000)
            case "queries":
                queries = Queries()
                with connection.execute_wrapper(queries):
                    response = self.get_response(request)
                response[TOLD] = str(queries.number)
            case _:
                response = self.get_response(request)
        return response


class Queries:
    """Counts what is asked of the database."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.number += 1
        return execute(*args)
