"""What a page costs with 3 pilots and with 30: queries, milliseconds, and how they grow (make bench).

Sets up the plan of 2004 in a database of its own, asks for each page ROUNDS times through the whole stack, makes a
bulletin PAPERS times, and prints medians and ratios. Only ratios within one run are worth comparing: milliseconds are
the machine's.
"""

# ruff: noqa: T201 -- it prints: that is what it is for

import os
import statistics
import sys
import time
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from partybuilding.models import Plan

FEW, MANY = 3, 30
ROUNDS = 15
PAPERS = 5  # rounds of a bulletin, which takes longer
BULLETIN_SECONDS = {FEW: 1, MANY: 5}
DAY = date(2005, 11, 15)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one page took: database queries, and the median of the rounds in milliseconds."""

    queries: int
    milliseconds: float


def cost_of(username: str, path: str) -> Cost:
    """Return what a page costs a person; RuntimeError if it does not answer 200."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from communities.models import User

    client = Client()
    client.force_login(User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    for _ in range(2):  # templates are compiled and caches filled on the first request
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code} to {username}")
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    queries = len(captured)  # now: the next request begins its own count
    rounds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        client.get(path)
        rounds.append(time.perf_counter() - begun)
    return Cost(queries, statistics.median(rounds) * 1000)


def cost_of_bulletin(plan: "Plan") -> Cost:
    """Return what a bulletin with its annex costs: its data collected, its sentences written, its file laid out."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench import county
    from partybuilding.papers.queries import Subject, content_of, render

    subject = Subject(kind="bulletin", plan=plan, quarter=county.APPROVED[-1])
    address = "https://dangjian.example/fengxiang-2004/papers/7K3M-Q2XR/"
    render(content_of(subject, DAY, 12), "7K3M-Q2XR", address)
    with CaptureQueriesContext(connection) as captured:
        content_of(subject, DAY, 12)
    queries = len(captured)
    rounds = []
    for _ in range(PAPERS):
        begun = time.perf_counter()
        render(content_of(subject, DAY, 12), "7K3M-Q2XR", address)
        rounds.append(time.perf_counter() - begun)
    return Cost(queries, statistics.median(rounds) * 1000)


def print_bulletins(costs: dict[int, Cost]) -> None:
    """Say how long a bulletin took, and what was asked for."""
    for pilots, cost in costs.items():
        limit = BULLETIN_SECONDS[pilots]
        word = "under" if cost.milliseconds < limit * 1000 else "NOT under"
        print(f"bulletin with annex, {pilots} pilots: {cost.milliseconds:.0f} ms, {word} the {limit} s asked for")


def print_table(few: dict[str, Cost], many: dict[str, Cost]) -> None:
    print(f"{'':32}{FEW:>9} pilots {MANY:>9} pilots     ratio")
    for page, before in few.items():
        after = many[page]
        ratio = after.queries / before.queries
        print(f"{page:24}queries {before.queries:>16} {after.queries:>16} {ratio:>9.2f}")
        ratio = after.milliseconds / before.milliseconds
        print(f"{'':24}ms      {before.milliseconds:>16.1f} {after.milliseconds:>16.1f} {ratio:>9.2f}")


def main() -> int:
    """Measure at FEW and at MANY pilots; 1 if the dashboard's queries grew."""
    from django.db import connection
    from django.test.utils import setup_test_environment

    from bench import county
    from fengxiang import clock

    setup_test_environment(debug=False)
    own_name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0)
    try:
        with clock.set_to(DAY):
            plan = county.load()
            county.grow(plan, FEW)
            few = {page: cost_of(username, path) for page, (username, path) in county.pages(plan).items()}
            few["bulletin"] = cost_of_bulletin(plan)
            county.grow(plan, MANY)
            many = {page: cost_of(username, path) for page, (username, path) in county.pages(plan).items()}
            many["bulletin"] = cost_of_bulletin(plan)
    finally:
        connection.creation.destroy_test_db(own_name, verbosity=0)
    print_table(few, many)
    print_bulletins({FEW: few["bulletin"], MANY: many["bulletin"]})
    grown = [page for page in few if many[page].queries > few[page].queries]
    if grown:
        print(f"queries grow with the number of pilots: {', '.join(grown)}")
    return 1 if grown else 0


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    # Always SQLite, whatever database the developer works with.
    os.environ["DATABASE_URL"] = "sqlite://:memory:"
    os.environ["LOG_LEVEL"] = "WARNING"
    django.setup()
    sys.exit(main())
