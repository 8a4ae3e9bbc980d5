"""Where a campaign takes place: a database that can be killed or frozen, a small disk, a site that is started again."""

import os
import shutil
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from resource import RLIMIT_AS, prlimit
from threading import Event, Thread
from urllib.request import urlopen

from bench.failover.clusters import NAME, Cluster, FailoverError, run
from bench.server import BenchError, free_port, launched, production
from bench.tour import PASSWORD

DAY = "2005-11-15"
DISK = {"sqlite": "160m", "postgres": "400m"}
# What is written ahead stays small enough for a small disk.
FRUGAL = "-c max_wal_size=64MB -c min_wal_size=32MB"
BALLAST = "ballast"
PATIENCE = 60  # seconds


@dataclass
class Sqlite:
    """A file. There is nobody to kill but who has it open."""

    folder: Path
    name: str = "sqlite"

    @property
    def file(self) -> Path:
        return self.folder / "db.sqlite3"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    def start(self) -> None:
        """Do nothing: a file needs no server."""

    def stop(self) -> None:
        """Do nothing."""

    def revive(self) -> None:
        """Do nothing: whoever opens the file next puts it right."""

    def freeze(self, seconds: float) -> None:
        """Let somebody hold the write lock for so long."""
        connection = sqlite3.connect(self.file, timeout=60, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        connection.rollback()
        connection.close()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what a query gives."""
        connection = sqlite3.connect(self.file)
        try:
            return list(connection.execute(query))
        finally:
            connection.close()


@dataclass
class Postgres:
    """A cluster as PostgreSQL ships it but for its log's length, its writes brought to the disk."""

    folder: Path
    name: str = "postgres"
    cluster: Cluster = field(init=False)

    def __post_init__(self) -> None:
        self.cluster = Cluster(self.folder / "cluster", free_port())
        self.cluster.create()
        self.start()
        port = str(self.cluster.port)
        self.cluster.program("createdb", "--host", "127.0.0.1", "--port", port, "--username", "postgres", NAME)

    @property
    def url(self) -> str:
        return self.cluster.url

    def start(self) -> None:
        self.cluster.start(FRUGAL)

    def stop(self) -> None:
        self.cluster.stop()

    def go_away(self, seconds: float) -> None:
        """Be shut down for so long, with everybody's lines cut."""
        self.stop()
        time.sleep(seconds)
        self.start()

    def revive(self) -> None:
        """Start it again, as its own service would, if it gave up over a full disk."""
        with suppress(OSError):
            postmaster = (self.cluster.folder / "postmaster.pid").read_text().split()[0]
            if Path(f"/proc/{postmaster}").exists():
                return
        (self.cluster.folder / "postmaster.pid").unlink(missing_ok=True)
        self.start()

    def kill(self) -> None:
        """Kill all its processes, and start it again as its own service would."""
        self.cluster.kill()
        (self.cluster.folder / "postmaster.pid").unlink(missing_ok=True)
        self.start()

    def freeze(self, seconds: float) -> None:
        """Stop its processes for so long."""
        postmaster = int((self.cluster.folder / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        pids = [postmaster, *map(int, children)]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what a query gives."""
        return self.cluster.rows(query)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[bool]:
    """Put a folder on a disk in memory that can be filled, where one may; say whether it was."""
    mounted = False
    with suppress(FailoverError):
        run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder)
        mounted = True
    try:
        yield mounted
    finally:
        if mounted:
            run("umount", "--lazy", folder)


def fill(folder: Path, seconds: float) -> None:
    """Take all room that is left on a disk for so long."""
    ballast = folder / BALLAST
    with suppress(OSError), ballast.open("wb", buffering=0) as out:
        while True:
            out.write(bytes(1 << 16))
    time.sleep(seconds)
    ballast.unlink()


class Site:
    """The production server, started again whenever it has ended, as a service is."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder, self._environment = folder, environment
        self.port = free_port()
        self.killed: Counter[str] = Counter()
        self._over = Event()
        self._start()
        self._keeper = Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def wait_until_it_answers(self) -> None:
        """Wait for its first answer; BenchError if there is none."""
        for _ in range(PATIENCE * 5):
            with suppress(OSError):
                if urlopen(f"http://127.0.0.1:{self.port}/login/", timeout=10).status == 200:
                    return
            time.sleep(0.2)
        raise BenchError(f"The site does not answer:\n{self.server.log.read_text()[-2000:]}")

    def _start(self) -> None:
        self.server = launched(self.port, self._environment, self._folder)

    def _keep(self) -> None:
        while not self._over.wait(0.1):
            if self.server.process.poll() is not None:
                self._start()

    def kill_worker(self) -> None:
        """Kill one worker, as the kernel does with one that has grown too large."""
        if workers := self.workers():
            os.kill(workers[0], signal.SIGKILL)

    def starve_worker(self) -> None:
        """Let a worker have next to no memory left, and kill it a moment later."""
        if workers := self.workers():
            pages = int(Path(f"/proc/{workers[0]}/statm").read_text().split()[0])
            limit = pages * os.sysconf("SC_PAGE_SIZE") + (4 << 20)
            prlimit(workers[0], RLIMIT_AS, (limit, limit))
            time.sleep(1.5)
            with suppress(ProcessLookupError):
                os.kill(workers[0], signal.SIGKILL)

    def kill_server(self) -> None:
        """Kill the server with its workers at once."""
        for pid in (self.server.process.pid, *self.workers()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def workers(self) -> list[int]:
        """Return the workers there are, none while the server starts."""
        try:
            return self.server.workers
        except OSError:
            return []

    def stop(self) -> None:
        """End it for good."""
        self._over.set()
        self._keeper.join()
        self.server.process.terminate()
        self.server.process.wait()


def prepared(folder: Path, url: str) -> dict[str, str]:
    """Put the demonstration into an empty database, and return the environment of the site on it."""
    variables = production(folder, url, DAY) | {"DEMO_PASSWORD": PASSWORD, "MEDIA_ROOT": str(folder / "disk" / "media")}
    run(sys.executable, "manage.py", "migrate", "--verbosity", "0", environment=variables)
    run(sys.executable, "manage.py", "demo", environment=variables | {"DEBUG": "1"})
    run(sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0", environment=variables)
    return variables


def owned_folder(folder: Path) -> None:
    """Let PostgreSQL, which refuses to be root, reach a folder."""
    if os.getuid() == 0:
        with suppress(LookupError):
            shutil.chown(folder, "postgres")
    if not folder.exists():
        raise BenchError(f"{folder} is gone.")
