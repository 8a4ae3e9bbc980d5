"""Fifty people read and save at the same time, on SQLite, for a minute: python -m bench.mixed.

Each of them opens the county dashboard, a pilot page and the form of a report in turn, and saves one field of that
report after each page; several share a report, each with a field of their own. No request may fail, and nobody's save
may wait much longer than the others': the 95th percentile is held against the median.
"""

import os
import sys
import time

from bench import server
from bench.client import Operation, Step, drive
from bench.figures import percentile
from bench.measures import Run, Steps, save_field
from bench.rounds import tell
from bench.server import BenchError
from bench.sites import Place, served

PLACE, USERS, SECONDS = Place(database="sqlite", pilots=10, plans=1), 50, 60
MOST = 5  # times the median: so long may a save at the 95th percentile take


def person(run: Run, number: int, reads: list[float], saves: list[float]) -> Operation:
    """Return what one of them does again and again, noting the seconds each page and each save took."""
    sheet = run.tour.fields[number]
    session = run.sessions[sheet.user]
    pages = [run.tour.pages["dashboard-unchanged"].path, run.tour.pages["pilot-page"].path]
    pages.append(sheet.path.replace("/save/", "/edit/"))
    save = save_field(run, number)

    def operate() -> Steps:
        for page in pages:
            begun = time.perf_counter()
            yield Step(session.get(page))
            reads.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            yield from save()
            saves.append(time.perf_counter() - begun)

    return operate


def line(name: str, seconds: list[float]) -> str:
    """Return how long requests took."""
    cuts = {f"p{share}": percentile(seconds, share) for share in (50, 95, 99)} | {"longest": max(seconds)}
    times = "  ".join(f"{cut} {each * 1000:6.0f} ms" for cut, each in cuts.items())
    return f"{name:6}{len(seconds):6}  {times}  p95/p50 {cuts['p95'] / cuts['p50']:5.2f}"


def main() -> int:
    """Let everybody work, and say how it went; 1 if a request failed or a save waited too long."""
    reads: list[float] = []
    saves: list[float] = []
    try:
        with served(PLACE, int(os.environ.get("PORT", server.PORT)), USERS) as site:
            drive(site.running.port, [person(site.run, number, reads, saves) for number in range(USERS)], SECONDS)
    except BenchError as error:
        tell(f"failed: {error}")
        return 1
    tell(line("reads", reads))
    tell(line("saves", saves))
    return int(percentile(saves, 95) > MOST * percentile(saves, 50))


if __name__ == "__main__":
    sys.exit(main())
