"""What each page and each act costs beside a bare view and a bare write, on the production server (make bench).

docs/performance.md says how to read it. Only ratios within one run are worth comparing: milliseconds are the machine's.
"""

# ruff: noqa: T201 -- it prints: that is what it is for
import argparse
import json
import math
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench import figures, measures, server
from bench.figures import Row
from bench.measures import Measure
from bench.rounds import Budget, rounds
from bench.server import BenchError
from bench.sites import Place, served

OUT = server.ROOT / "build" / "bench.json"
PAGES = {each.name for each in measures.MEASURES if each.against == "bare"}


@dataclass(frozen=True, kw_only=True)
class Programme:
    """What a run measures."""

    databases: list[str]
    pilots: list[int]
    plans: list[int]
    clients: list[int]
    measures: list[Measure]
    budget: Budget
    port: int

    @property
    def places(self) -> list[Place]:
        """Each database with more pilots in one plan, then with more plans beside it."""
        sizes = [(pilots, self.plans[0]) for pilots in self.pilots]
        sizes += [(self.pilots[0], plans) for plans in self.plans[1:]]
        return [Place(database=each, pilots=pilots, plans=plans) for each in self.databases for pilots, plans in sizes]


@dataclass(frozen=True, kw_only=True)
class Part:
    """What is measured if the environment says nothing else."""

    databases: str = "sqlite"
    pilots: str = "3"
    plans: str = "1"
    clients: str = "8"
    measures: str = ""  # beside the bare ones; empty: all
    seconds: int = 90
    limit: float = math.inf  # seconds after which nothing new is begun


PAGES_THAT_GROW = "dashboard-unchanged dashboard-304 dashboard-after-write dashboard-all-open pilot-page"
PARTS = {
    "all": Part(databases="sqlite postgresql", pilots="3 30 300", plans="1 100 3000", clients="8 1 50", seconds=120),
    "quick": Part(
        clients="8 1",
        seconds=60,
        limit=165,
        measures=" ".join(each.name for each in measures.MEASURES[: measures.QUICK]),
    ),
    "sqlite": Part(),
    "postgresql": Part(databases="postgresql"),
    "pilots": Part(pilots="3 300", measures=PAGES_THAT_GROW, seconds=30),
    "plans": Part(plans="1 3000", measures=PAGES_THAT_GROW, seconds=30),
}


def wanted(arguments: Sequence[str]) -> Programme:
    """Return what is asked for by the command line and the environment."""
    asked = argparse.ArgumentParser(prog="bench")
    asked.add_argument("part", nargs="?", choices=PARTS, default="all")
    part = PARTS[asked.parse_args(arguments).part]
    chosen = _listed("BENCH_MEASURES", part.measures)
    return Programme(
        databases=_listed("BENCH_DATABASES", part.databases),
        pilots=_numbers("BENCH_PILOTS", part.pilots),
        plans=_numbers("BENCH_PLANS", part.plans),
        clients=_numbers("BENCH_CLIENTS", part.clients),
        measures=[each for each in measures.MEASURES if not chosen or each.name in {*chosen, "bare", measures.WRITE}],
        budget=Budget(
            slice=float(os.environ.get("BENCH_SLICE", "1")),
            seconds=float(os.environ.get("BENCH_SECONDS", part.seconds)),
            until=time.monotonic() + part.limit,
        ),
        port=int(os.environ.get("PORT", server.PORT)),
    )


def _listed(name: str, default: str) -> list[str]:
    return os.environ.get(name, default).split()


def _numbers(name: str, default: str) -> list[int]:
    return [int(each) for each in _listed(name, default)]


def measure(programme: Programme, place: Place) -> list[Row]:
    """Make a database, start the server on it, and return the rows of all that is measured there."""
    rows: list[Row] = []
    begun = time.monotonic()
    writers = max(programme.clients) if any(each.sheets for each in programme.measures) else 0
    with served(place, programme.port, writers) as site:
        print(f"{place}: made and served in {time.monotonic() - begun:.0f} s", flush=True)
        for clients in programme.clients:
            if time.monotonic() < programme.budget.until:
                rows += rounds(programme.measures, site, clients, programme.budget)
        memory = round(site.running.pss_mb(), 1)
    for row in rows:
        row.pss_mb = memory
    return rows


def run_all(programme: Programme) -> list[Row]:
    """Return the rows of every place; what was measured is kept after each, should a later one fail.

    What an earlier run measured elsewhere, or with other numbers of clients, stays beside it.
    """
    rows: list[Row] = []
    earlier = json.loads(OUT.read_text()) if OUT.exists() else []
    against = {each.name: each.against for each in [*measures.MEASURES, *measures.GROWN.values()]}
    for place in programme.places:
        if place.database != "sqlite" and not server.has_postgres():
            print(f"{place} left out: no PostgreSQL found (.ci/with-postgres --find)")
            continue
        rows += measure(programme, place)
        figures.compare(rows, against)
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(json.dumps(figures.beside(earlier, figures.as_json(rows)), indent=1) + "\n")
    return rows


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table, and write build/bench.json; 1 if something stood in the way, or queries grew."""
    begun = time.monotonic()
    # Ended from outside, it still ends the server and clears its folder away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: ended"))
    try:
        rows = run_all(wanted(arguments))
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    print(*figures.table(rows), sep="\n")
    print(f"{len(rows)} rows in {OUT.relative_to(server.ROOT)}, measured in {time.monotonic() - begun:.0f} s")
    if grown := figures.grown(row for row in rows if row.measure in PAGES):
        print(f"queries grow with the number of pilots: {', '.join(grown)}")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
