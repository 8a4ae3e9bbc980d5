"""Two PostgreSQL clusters of loopback as PostgreSQL ships them: a primary, and its synchronous standby."""

# ruff: noqa: S603 -- it starts PostgreSQL and the site on a developer's machine
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from bench.server import ROOT, BenchError, free_port, production
from bench.tour import PASSWORD

NAME = "fengxiang"
STANDBY = "standby"  # what it calls itself when it connects
PATIENCE = 60  # seconds
# A commit is acknowledged when the standby shows it: nothing is lost with the primary, and nobody reads what is older.
SYNCHRONOUS = f"-c synchronous_standby_names={STANDBY} -c synchronous_commit=remote_apply"


class FailoverError(BenchError):
    """Why the campaign cannot go on, or has failed."""


def binaries() -> Path:
    """Return the folder of the newest PostgreSQL of the machine."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/pg_basebackup")]
    if on_path := shutil.which("pg_basebackup"):
        folders.append(Path(on_path).resolve().parent)
    folders = [folder for folder in folders if (folder / "initdb").exists()]
    if not folders:
        raise FailoverError("There is no PostgreSQL with initdb and pg_basebackup on this machine.")
    return max(folders, key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0)


def run(*command: str | Path, environment: Mapping[str, str] | None = None) -> None:
    """Run a program to its end, in the project's folder; FailoverError with what it said if it fails."""
    done = subprocess.run(
        [str(word) for word in command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise FailoverError(f"{command} failed with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL: its folder and its port."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{NAME}"

    def program(self, name: str, *arguments: str | Path) -> None:
        """Run a program of PostgreSQL, which refuses to be root."""
        owner = ["runuser", "--user", "postgres", "--"] if os.getuid() == 0 else []
        # From a folder that its owner may read.
        run("env", "--chdir=/", *owner, binaries() / name, *arguments)

    def create(self) -> None:
        self.program("initdb", "--pgdata", self.folder, "--username", "postgres", "--auth", "trust", "--no-sync")

    def start(self, options: str = "") -> None:
        loopback = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories= -c max_connections=100"
        )
        log = self.folder.with_suffix(".log")
        self.program(
            "pg_ctl",
            "--pgdata",
            self.folder,
            "--log",
            log,
            "--wait",
            "--silent",
            "start",
            "--options",
            f"{loopback} {options}",
        )

    def stop(self) -> None:
        self.program("pg_ctl", "--pgdata", self.folder, "--mode", "fast", "--wait", "--silent", "stop")

    def promote(self) -> None:
        self.program("pg_ctl", "--pgdata", self.folder, "--wait", "--silent", "promote")

    def kill(self) -> None:
        """Kill all its processes at once, as a power cut would."""
        postmaster = int((self.folder / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for pid in (postmaster, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def copy_from(self, other: "Cluster") -> None:
        """Become the standby of another that runs, by a base backup that is streamed on."""
        source = f"host=127.0.0.1 port={other.port} user=postgres application_name={STANDBY}"
        self.program(
            "pg_basebackup", "--dbname", source, "--pgdata", self.folder, "--wal-method", "stream",
            "--write-recovery-conf", "--checkpoint", "fast", "--no-sync",
        )  # fmt: skip

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what a query gives."""
        connection = psycopg2.connect(host="127.0.0.1", port=self.port, user="postgres", dbname=NAME, connect_timeout=5)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(query)
                return list(cursor.fetchall())
        finally:
            connection.close()


def prepared(folder: Path, day: str) -> Path:
    """Return the data of a cluster that holds the demonstration on a day, stopped, to be copied for each round.

    The static files are collected into the folder, too.
    """
    cluster = Cluster(folder / "prepared", free_port())
    cluster.create()
    cluster.start("-c fsync=off -c autovacuum=off")
    try:
        cluster.program("createdb", "--host", "127.0.0.1", "--port", str(cluster.port), "--username", "postgres", NAME)
        variables = production(folder, cluster.url, day) | {"DEMO_PASSWORD": PASSWORD}
        run(sys.executable, "manage.py", "migrate", "--verbosity", "0", environment=variables)
        run(sys.executable, "manage.py", "demo", environment=variables | {"DEBUG": "1"})
        run(sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0", environment=variables)
    finally:
        cluster.stop()
    return cluster.folder


@contextmanager
def pair(folder: Path, prepared: Path) -> Iterator[tuple[Cluster, Cluster]]:
    """Run a primary with the prepared data and its synchronous standby."""
    primary, standby = Cluster(folder / "primary", free_port()), Cluster(folder / "standby", free_port())
    for cluster in (primary, standby):
        shutil.rmtree(cluster.folder, ignore_errors=True)
    run("cp", "--archive", prepared, primary.folder)
    try:
        primary.start()
        standby.copy_from(primary)
        standby.start()
        primary.stop()
        primary.start(SYNCHRONOUS)
        _wait_until_synchronous(primary)
        yield primary, standby
    finally:
        for cluster in (primary, standby):
            with suppress(FailoverError, OSError, ValueError, IndexError):
                cluster.kill()


def _wait_until_synchronous(primary: Cluster) -> None:
    for _ in range(PATIENCE * 10):
        if primary.rows("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'"):
            return
        time.sleep(0.1)
    raise FailoverError("The standby does not follow.")
