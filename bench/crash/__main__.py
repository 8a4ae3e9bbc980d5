"""`python -m bench.crash sqlite postgres`: KILLS kills (30) under load, and every acknowledged write looked for.

Workers, the whole server and PostgreSQL are killed in turn; the database is frozen, the disk of the files is filled, a
worker is given no more memory. Whoever writes sends again what was not acknowledged, with the form's own key. In the
end everything acknowledged has to be there, once, and nothing may be impossible (partybuilding/office/invariants.py).
"""

import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.crash.places import DISK, Postgres, Site, Sqlite, fill, owned_folder, prepared, small_disk
from bench.crash.writers import crowd
from bench.failover.clusters import FailoverError, run
from bench.failover.people import Crowd, Writer
from bench.server import BenchError

PATIENCE = 90.0
FROZEN, FULL, AWAY = 4.0, 3.0, 20.0  # seconds
ACKNOWLEDGED = 500
# By statement: what was acknowledged has to stand in it, and how often it may.
ONCE = "SELECT text, count(*) FROM partybuilding_ledgerevent GROUP BY text"
SUBMITTED = "SELECT progress, count(*) FROM partybuilding_historicalreport WHERE state = 'submitted' GROUP BY progress"
KNOWN = "SELECT DISTINCT CAST(value AS text) FROM partybuilding_historicalfieldvalue"


def acknowledged(writers: Iterable[Writer]) -> int:
    return sum(len(each.acknowledged) for each in writers)


def wait_for_work(writers: list[Writer], crowd: Crowd) -> float:
    """Wait until everybody was acknowledged something again; return after how many seconds."""
    begun, before = time.monotonic(), [len(each.acknowledged) for each in writers]
    while any(len(each.acknowledged) <= number for each, number in zip(writers, before, strict=True)):
        crowd.require_well()
        if time.monotonic() - begun > PATIENCE:
            raise BenchError(f"Nobody goes on: {[(each.username, each.statuses, each.strange) for each in writers]}")
        time.sleep(0.05)
    return time.monotonic() - begun


def run_full(place: Sqlite | Postgres, disk: Path) -> None:
    """Let files and database have no room for a while; what gave up over it is started again, as a service is."""
    fill(disk, FULL)
    place.revive()


def campaign(place: Sqlite | Postgres, folder: Path, kills: int, *, is_small: bool) -> int:
    """Kill, freeze and fill, and look; return how much was lost, taken twice or impossible."""
    environment = prepared(folder, place.url)
    site = Site(folder, environment)
    blows: list[tuple[str, Callable[[], None]]] = [("worker", site.kill_worker), ("server", site.kill_server)]
    if isinstance(place, Postgres):
        blows.append(("PostgreSQL", place.kill))
    others: list[tuple[str, Callable[[], None]]] = [
        ("database frozen", lambda: place.freeze(FROZEN)),
        ("worker without memory", site.starve_worker),
    ]
    if isinstance(place, Postgres):
        others.append(("database gone and back", lambda: place.go_away(AWAY)))
    if is_small:
        others.append(("disk full", lambda: run_full(place, folder / "disk")))
    writers = crowd(f"{place.name}")
    struck: Counter[str] = Counter()
    longest = 0.0
    try:
        site.wait_until_it_answers()
        people = Crowd(site.port, list(writers))
        people.start()
        wait_for_work(writers, people)
        for number in range(kills):
            turn = [blows[number % len(blows)], *([others[number // 3 % len(others)]] if number % 3 == 2 else [])]
            for name, strike in turn:
                strike()
                struck[name] += 1
                longest = max(longest, wait_for_work(writers, people))
        while acknowledged(writers) < min(ACKNOWLEDGED, 20 * kills):
            wait_for_work(writers, people)
        people.stop()
    finally:
        site.stop()
    bad = judged(place, writers, environment, f"{dict(struck)}; everybody again within {longest:.1f} s")
    # A worker without memory cannot do otherwise than fail, in words if it can.
    faults = [each for each in site.server.log.read_text().split("Traceback")[1:] if "MemoryError" not in each]
    if faults:
        sys.stdout.write(f"  {len(faults)} faults in the log; the first: {faults[0][:3000]}\n")
    return bad + len(faults)


def judged(place: Sqlite | Postgres, writers: list[Writer], environment: dict[str, str], struck: str) -> int:
    """Look for everything that was acknowledged, and at everything there is."""
    times_of: Counter[str] = Counter()
    for text, times in [*place.rows(ONCE), *place.rows(SUBMITTED)]:
        times_of[str(text)] = int(str(times))
    times_of.update(str(value) for (value,) in place.rows(KNOWN))
    values = [value for each in writers for value in each.acknowledged]
    lost = [value for value in values if not times_of[value] and not times_of[_short(value)]]
    twice = [value for value in values if times_of[value] > 1]
    statuses = sum((each.statuses for each in writers), Counter[int]())
    strange = {status for status in statuses if status not in {0, 200, 302, 422, 500, 503}}  # a 500 is in the log
    impossible = ""
    try:
        run(sys.executable, "-m", "bench.crash.look", environment=environment)
    except FailoverError as error:
        impossible = str(error)
    if isinstance(place, Sqlite) and (whole := place.rows("PRAGMA integrity_check")) != [("ok",)]:
        impossible += f"\n{whole}"
    sys.stdout.write(
        f"{place.name}: {len(values)} acknowledged ({', '.join(str(len(each.acknowledged)) for each in writers)}); "
        f"{struck}\n  lost {len(lost)} {lost[:5]}, taken twice {len(twice)} {twice[:5]}; "
        f"answers {dict(statuses)}\n"
        f"  impossible: {impossible or 'nothing'}\n"
    )
    for each in writers:
        if strange and each.strange:
            sys.stdout.write(f"  {each.username}: {each.strange[:300]}\n")
    sys.stdout.flush()
    return len(lost) + len(twice) + bool(impossible) + len(strange)


def _short(value: str) -> str:
    """Return a figure as a database without decimals keeps it."""
    try:
        return f"{float(value):g}"
    except ValueError:
        return value


def main() -> int:
    """Make the campaigns on the named databases; 1 if anything was lost, taken twice or impossible."""
    kills = int(os.environ.get("KILLS", "30"))
    bad = 0
    for name in sys.argv[1:] or ["sqlite", "postgres"]:
        folder = Path(tempfile.mkdtemp(prefix="fengxiang-crash-"))
        owned_folder(folder)
        (folder / "disk").mkdir()
        with small_disk(folder / "disk", DISK[name]) as is_small:
            owned_folder(folder / "disk")
            place = (Sqlite if name == "sqlite" else Postgres)(folder / "disk")
            try:
                bad += campaign(place, folder, kills, is_small=is_small)
            finally:
                place.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
