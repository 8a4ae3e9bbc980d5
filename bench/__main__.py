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
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import figures, measures, server
from bench.client import log_in
from bench.figures import Row
from bench.measures import Measure, Run
from bench.rounds import Budget, Place, Site, rounds
from bench.server import BenchError
from bench.tour import PASSWORD, TODAY, Tour

OUT = server.ROOT / "build" / "bench.json"
QUICK_LIMIT = 165  # seconds after which nothing new is begun
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


def wanted(arguments: Sequence[str]) -> Programme:
    """Return what is asked for by the command line and the environment."""
    asked = argparse.ArgumentParser(prog="bench")
    asked.add_argument("--quick", action="store_true", help="the first nine measures on SQLite, within three minutes")
    is_quick = asked.parse_args(arguments).quick
    chosen = measures.MEASURES[: measures.QUICK] if is_quick else measures.MEASURES
    if named := _listed("BENCH_MEASURES", ""):
        chosen = [each for each in measures.MEASURES if each.name in {*named, "bare", measures.WRITE}]
    return Programme(
        databases=_listed("BENCH_DATABASES", "sqlite" if is_quick else "sqlite postgresql"),
        pilots=_numbers("BENCH_PILOTS", "3" if is_quick else "3 30 300"),
        plans=_numbers("BENCH_PLANS", "1" if is_quick else "1 100 3000"),
        clients=_numbers("BENCH_CLIENTS", "8 1" if is_quick else "8 1 50"),
        measures=chosen,
        budget=Budget(
            slice=float(os.environ.get("BENCH_SLICE", "1")),
            seconds=float(os.environ.get("BENCH_SECONDS", "60" if is_quick else "120")),
            until=time.monotonic() + QUICK_LIMIT if is_quick else math.inf,
        ),
        port=int(os.environ.get("PORT", "8765")),
    )


def _listed(name: str, default: str) -> list[str]:
    return os.environ.get(name, default).split()


def _numbers(name: str, default: str) -> list[int]:
    return [int(each) for each in _listed(name, default)]


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Yield the DATABASE_URL of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/db.sqlite3"
    else:
        with server.throwaway_postgres() as url:
            yield url


def measure(programme: Programme, place: Place) -> list[Row]:
    """Make a database, start the server on it, and return the rows of all that is measured there."""
    server.require_free(programme.port)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="fengxiang-bench-") as name, database(place.database, Path(name)) as url:
        begun, folder = time.monotonic(), Path(name)
        environment = server.production(folder, url, TODAY)
        writers = max(programme.clients) if any(each.sheets for each in programme.measures) else 0
        sizes = [f"--pilots={place.pilots}", f"--plans={place.plans}", f"--writers={writers}"]
        server.run_module("bench.prepare", *sizes, environment=environment)
        print(f"{place}: made in {time.monotonic() - begun:.0f} s", flush=True)
        with server.serving(programme.port, environment, folder) as running:
            tour = Tour.read(folder)
            sessions = {user: log_in(programme.port, user, PASSWORD) for user in sorted(tour.users)}
            site = Site(place, running, Run(tour, sessions))
            for clients in programme.clients:
                if time.monotonic() < programme.budget.until:
                    rows += rounds(programme.measures, site, clients, programme.budget)
            memory = round(running.pss_mb(), 1)
    for row in rows:
        row.pss_mb = memory
    return rows


def run_all(programme: Programme) -> list[Row]:
    """Return the rows of every place; what was measured is kept after each, should a later one fail."""
    rows: list[Row] = []
    against = {each.name: each.against for each in [*measures.MEASURES, *measures.GROWN.values()]}
    for place in programme.places:
        if place.database != "sqlite" and not server.has_postgres():
            print(f"{place} left out: no PostgreSQL found (.ci/with-postgres --find)")
            continue
        rows += measure(programme, place)
        figures.compare(rows, against)
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(json.dumps(figures.as_json(rows), indent=1) + "\n")
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
