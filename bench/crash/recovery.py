"""`python -m bench.crash.recovery sqlite postgres`: back up under writes, wipe, restore by the documented commands.

Says how long each step took, and looks for every write that was acknowledged before the backup's stamp.
"""

import re
import shutil
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.crash.__main__ import ONCE, SUBMITTED, wait_for_work
from bench.crash.places import Postgres, Site, Sqlite, owned_folder, prepared
from bench.crash.writers import crowd
from bench.failover.clusters import NAME, run
from bench.failover.people import Crowd, Writer

WORK = 20  # rounds of everybody before the backup, and after it
SHANGHAI = ZoneInfo("Asia/Shanghai")


def manage(environment: dict[str, str], *command: str) -> float:
    """Run a command of the site, and return how many seconds it took."""
    begun = time.monotonic()
    run(sys.executable, "manage.py", *command, environment=environment)
    return time.monotonic() - begun


def wipe(place: Sqlite | Postgres, folder: Path) -> None:
    """Take everything away: the database and the files."""
    shutil.rmtree(folder / "disk")
    (folder / "disk").mkdir()
    if isinstance(place, Postgres):
        access = ("--host", "127.0.0.1", "--port", str(place.cluster.port), "--username", "postgres")
        place.cluster.program("dropdb", "--force", *access, NAME)
        place.cluster.program("createdb", *access, NAME)


def recovered(place: Sqlite | Postgres, folder: Path) -> int:
    """Back up, wipe and restore one database; return how many writes of before the stamp are lost."""
    environment = prepared(folder, place.url) | {"BACKUP_DIR": str(folder / "backups")}
    environment["FENGXIANG_TODAY"] = ""  # the stamp is of the machine's clock
    site = Site(folder, environment | {"FENGXIANG_TODAY": "2005-11-15"})
    writers = crowd(place.name)[2:]  # whose values stand in one column each
    try:
        site.wait_until_it_answers()
        people = Crowd(site.port, list(writers))
        people.start()
        for _ in range(WORK):
            wait_for_work(writers, people)
        took = {"backup": manage(environment, "backup")}
        archive = next((folder / "backups").glob("fengxiang-*.tar"))
        stamp = _moment(archive)
        for _ in range(WORK):
            wait_for_work(writers, people)
        people.stop()
    finally:
        site.stop()
    wipe(place, folder)
    for command in (["restore", str(archive)], ["migrate", "--verbosity", "0"], ["checkfiles"], ["checkdata"]):
        took[command[0]] = manage(environment, *command)
    begun = time.monotonic()
    site = Site(folder, environment)
    try:
        site.wait_until_it_answers()
        took["start"] = time.monotonic() - begun
    finally:
        site.stop()
    return judged(place, writers, stamp, took)


def _moment(archive: Path) -> float:
    """Return when an archive was begun, on the clock that the writers have."""
    match = re.search(r"\d{4}-\d\d-\d\d-\d{6}", archive.name)
    stamp = datetime.strptime(match[0] if match else "", "%Y-%m-%d-%H%M%S").replace(tzinfo=SHANGHAI)
    return time.monotonic() - (time.time() - stamp.timestamp())


def judged(place: Sqlite | Postgres, writers: list[Writer], stamp: float, took: dict[str, float]) -> int:
    """Say what came back and how long it took."""
    there = {str(text) for query in (ONCE, SUBMITTED) for text, _times in place.rows(query)}
    written = {value: at for each in writers for value, at in each.acknowledged.items()}
    before = {value for value, at in written.items() if at <= stamp}
    lost = before - there
    steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in took.items())
    sys.stdout.write(
        f"{place.name}: {len(written)} acknowledged, {len(before)} before the stamp, {len(lost)} of these lost; "
        f"{len(written.keys() & there)} came back\n  {steps}; all after the wipe "
        f"{sum(seconds for name, seconds in took.items() if name != 'backup'):.0f} s\n"
    )
    sys.stdout.flush()
    return len(lost) + (not before)


def main() -> int:
    """Measure on the named databases; 1 if anything is lost that may not be."""
    bad = 0
    for name in sys.argv[1:] or ["sqlite", "postgres"]:
        folder = Path(tempfile.mkdtemp(prefix="fengxiang-recovery-"))
        owned_folder(folder)
        (folder / "disk").mkdir()
        place: Sqlite | Postgres = Sqlite(folder / "disk") if name == "sqlite" else Postgres(folder)
        try:
            bad += recovered(place, folder)
        finally:
            place.stop()
            shutil.rmtree(folder, ignore_errors=True)
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
