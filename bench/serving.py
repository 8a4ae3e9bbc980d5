"""Whether the site goes on serving whatever happens to it, on both databases: python -m bench.serving [DATABASE].

A rush (260 clients at once, a third of whom save), 600 half-sent forms without a proxy, thirty killed workers, and
twenty seconds without PostgreSQL. Behind the proxy: deploy/try.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socket import create_connection
from urllib.parse import urlsplit

from bench import server
from bench.client import Operation, Session, Step, drive
from bench.measures import Run, Steps, save_field
from bench.rounds import tell
from bench.server import BenchError, children_of
from bench.sites import Place, Site, served

CLIENTS, SECONDS = 260, 10
HALF_SENT, HELD = 600, 20  # forms; seconds
KILLS = 30
AWAY, ASKING = 20, 8  # seconds; clients
PATIENCE = 2.0  # seconds in which whoever asks is answered
WRITERS = 50
HALF_A_FORM = (
    b"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 200\r\n\r\nusername="
)


def person(run: Run, number: int) -> Operation:
    """Return what one of the rush does again and again: a page of the plan, and for every third the save of a field."""
    sheet = run.tour.fields[number % len(run.tour.fields)]
    page = run.tour.pages["dashboard-unchanged"].path
    save = save_field(run, number % len(run.tour.fields))

    def operate() -> Steps:
        yield Step(run.sessions[sheet.user].get(page))
        if number % 3 == 0:
            yield from save()

    return operate


def ask(port: int, path: str, session: Session | None = None) -> tuple[int, float]:
    """Return the status of a page on a line of its own, 0 if the line broke, and the seconds it took."""
    begun, line = time.monotonic(), HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", path, headers={"Cookie": session.cookies} if session else {})
        answer = line.getresponse()
        answer.read()
        return answer.status, time.monotonic() - begun
    except (OSError, HTTPException):
        return 0, time.monotonic() - begun
    finally:
        line.close()


def rush(site: Site) -> bool:
    """Let everybody work at once; BenchError if one request fails."""
    tally = drive(site.running.port, [person(site.run, number) for number in range(CLIENTS)], SECONDS)
    seconds = tally.sample.latencies
    tell(f"rush: {CLIENTS} clients at once, {len(seconds)} rounds, 0 errors, the longest {max(seconds):.1f} s")
    return True


def half_sent(site: Site) -> bool:
    """Hold half-sent forms, and ask for pages meanwhile; False if one was not answered in time."""
    port, session = site.running.port, next(iter(site.run.sessions.values()))
    page, answers = site.run.tour.pages["dashboard-unchanged"].path, []
    with ExitStack() as lines:
        for _ in range(HALF_SENT):
            lines.enter_context(create_connection(("127.0.0.1", port), 10)).sendall(HALF_A_FORM)
        until = time.monotonic() + HELD
        while time.monotonic() < until:
            answers += [ask(port, "/healthz"), ask(port, page, session)]
            time.sleep(0.2)
    late = [each for each in answers if each[0] != 200 or each[1] > PATIENCE]
    longest = max(seconds for _status, seconds in answers)
    tell(f"{HALF_SENT} half-sent forms: {len(answers)} asked, {len(late)} not in time, longest {longest:.3f} s")
    return not late


def kills(site: Site) -> bool:
    """Kill a worker, and now and then their server, and ask again until there is an answer; False if it is late."""
    longest, broken = 0.0, 0
    for turn in range(KILLS):
        (parent,) = children_of(site.running.process.pid)
        victim = parent if turn % 10 == 9 else site.running.workers[0]
        os.kill(victim, signal.SIGKILL)
        begun = time.monotonic()
        while ask(site.running.port, "/healthz")[0] != 200 and time.monotonic() - begun < server.PATIENCE:
            broken += 1
        longest = max(longest, time.monotonic() - begun)
        while len(children_of(site.running.process.pid)) != 1 or not site.running.workers:
            time.sleep(0.05)
        time.sleep(0.3)
    tell(f"{KILLS} kills: {broken} tries broke or were refused, somebody answers again after {longest:.3f} s at most")
    return longest < PATIENCE


@contextmanager
def stopped(postmaster: int) -> Iterator[None]:
    """Stop a PostgreSQL and all its connections; it is not started again, for nothing is asked of it after this."""
    os.kill(postmaster, signal.SIGINT)
    while Path(f"/proc/{postmaster}").exists():
        time.sleep(0.05)
    yield


def away(site: Site, database_url: str) -> bool:
    """Ask while there is no database; False if the log has more than a line a second, or a traceback."""
    folder = Path(urlsplit(database_url).path.lstrip("/")).parent
    postmaster = int((Path("/") / folder / "data/postmaster.pid").read_text().split()[0])
    page, session = site.run.tour.pages["dashboard-unchanged"].path, next(iter(site.run.sessions.values()))
    before, statuses = len(site.running.log.read_text()), []
    with stopped(postmaster):
        begun = time.monotonic()
        while time.monotonic() - begun < AWAY:
            statuses += [ask(site.running.port, page, session)[0] for _ in range(ASKING)]
            time.sleep(0.2)
    written = site.running.log.read_text()[before:]
    lines = written.splitlines()
    tell(f"{AWAY} s without a database: {len(statuses)} requests, {set(statuses)}, {len(lines)} lines in the log")
    return set(statuses) == {503} and len(lines) <= AWAY + 2 and "Traceback" not in written


def campaign(kind: str) -> bool:
    """Do all of it on one kind of database."""
    place = Place(database=kind, pilots=3, plans=1)
    with served(place, int(os.environ.get("PORT", server.PORT)), WRITERS) as site:
        tell(f"--- {place}")
        is_well = all([rush(site), half_sent(site), kills(site)])
        return (kind == "sqlite" or away(site, site.database_url)) and is_well


def main() -> int:
    """Return 1 if something failed."""
    try:
        return 0 if min(map(campaign, sys.argv[1:] or ("sqlite", "postgresql"))) else 1
    except BenchError as error:
        tell(f"failed: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
