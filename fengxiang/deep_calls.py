"""Room for deep calls, taken once for a request.

Python keeps the variables of running functions in pieces of 16 KB, takes the next piece from the system when one is
full and gives it back as soon as the function that needed it returns. Whoever calls again and again from just below
the edge of a piece, as a loop in a template does, fetches and returns one each time. A function that claims more than
a piece gets one that is large enough for it, and all it calls lives behind it.

Measured: a field saved and a report handed in take 8 to 11 per cent less of the processor, pages 3 to 6; the tests,
whose calls begin deeper, a quarter (docs/performance.md).
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# What the function below claims, in words of 8 bytes: 129 KB, for which Python takes 256. Of these only what is used
# becomes memory: the deepest of our pages uses a quarter of the half that is left.
CLAIMED = 16_500


def room_for_deep_calls(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Return the middleware that answers as the next one does; the first of all, whose calls are all others."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    answer.__code__ = answer.__code__.replace(co_stacksize=CLAIMED)
    return answer
