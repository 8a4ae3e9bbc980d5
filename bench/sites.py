"""A county to measure, made, served, and everybody logged in."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import server
from bench.client import log_in
from bench.measures import Run
from bench.server import Server
from bench.tour import PASSWORD, TODAY, Tour


@dataclass(frozen=True, kw_only=True)
class Place:
    """One database of one size."""

    database: str
    pilots: int
    plans: int

    def __str__(self) -> str:
        return f"{self.database}, {self.pilots} pilots, plans: {self.plans}"


@dataclass(frozen=True)
class Site:
    """The running server, where it stands, and what there is to ask of it."""

    place: Place
    running: Server
    run: Run
    database_url: str


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Yield the DATABASE_URL of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/db.sqlite3"
    else:
        with server.throwaway_postgres() as url:
            yield url


@contextmanager
def served(place: Place, port: int, writers: int) -> Iterator[Site]:
    """Make a place with forms for so many who write, serve it, log everybody in; BenchError if the port is taken."""
    server.require_free(port)
    with tempfile.TemporaryDirectory(prefix="fengxiang-bench-") as name, database(place.database, Path(name)) as url:
        folder = Path(name)
        environment = server.production(folder, url, TODAY)
        sizes = [f"--pilots={place.pilots}", f"--plans={place.plans}", f"--writers={writers}"]
        server.run_module("bench.prepare", *sizes, environment=environment)
        with server.serving(port, environment, folder) as running:
            tour = Tour.read(folder)
            sessions = {user: log_in(port, user, PASSWORD) for user in sorted(tour.users)}
            yield Site(place, running, Run(tour, sessions), url)
