"""However deep a call begins, what it calls again and again costs no memory each time."""

import mmap
import resource
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from fengxiang.deep_calls import room_for_deep_calls

CALLS = 50
DEPTHS = range(400)  # Python allows a thousand


def faults(act: Callable[[], object]) -> int:
    """Return how often the system had to give this thread a page of memory."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    act()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def at_depth(depth: int, act: Callable[[], int]) -> int:
    return at_depth(depth - 1, act) if depth else act()


def again_and_again() -> int:
    """Return what a loop costs that calls one function deeper, and two, and three."""
    return faults(lambda: [at_depth(deeper, int) for _ in range(CALLS) for deeper in (1, 2, 3)])


def test_no_loop_fetches_memory_with_each_call():
    costs: dict[int, int] = {}

    def look(_request: HttpRequest) -> HttpResponse:
        costs.update({depth: at_depth(depth, again_and_again) for depth in DEPTHS})
        return HttpResponse()

    room_for_deep_calls(look)(HttpRequest())
    assert {depth: cost for depth, cost in costs.items() if cost > CALLS // 2} == {}


def test_memory_that_is_fetched_would_be_seen():
    def fetch() -> None:
        for _ in range(CALLS):
            with mmap.mmap(-1, 16_384) as piece:
                piece[0] = 1

    assert faults(fetch) >= CALLS


def test_it_comes_before_all_others():
    assert settings.MIDDLEWARE[0] == f"{room_for_deep_calls.__module__}.{room_for_deep_calls.__name__}"
