"""The production server in processes of its own, and what its workers cost."""

# ruff: noqa: S603 -- it starts the site on a developer's machine
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# As the README starts it; tests/bench/test_server.py holds the two together.
COMMAND = "python -m fengxiang.serve --host 127.0.0.1 --port {port}"
NAME = "granian"
PORT = "8765"
PATIENCE = 60  # seconds
TICKS = os.sysconf("SC_CLK_TCK")


class BenchError(Exception):
    """Why nothing can be measured, or why what was measured counts for nothing."""


@dataclass(frozen=True)
class Server:
    """A running server: a keeper, which has started the server, which has started the workers."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def workers(self) -> list[int]:
        return workers_of(self.process.pid)

    def cpu(self) -> float:
        """Return the processor time the workers have used, in seconds."""
        return sum(cpu_of(pid) for pid in self.workers)

    def pss_mb(self) -> float:
        """Return the workers' memory, what they share counted once, in MB."""
        return sum(pss_kb(pid) for pid in self.workers) / 1024


def children_of(pid: int) -> list[int]:
    """Return the processes one has started and not yet heard the end of."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def workers_of(keeper: int) -> list[int]:
    """Return a site's workers by its keeper (fengxiang/serve.py)."""
    workers = [each for server in children_of(keeper) for each in children_of(server)]
    return [each for each in workers if b"resource_tracker" not in Path(f"/proc/{each}/cmdline").read_bytes()]


def cpu_of(pid: int) -> float:
    """Return the processor time a process has used, in seconds."""
    # The name in the second field may hold blanks; user and system time are the 12th and 13th behind it.
    after = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after[11]) + int(after[12])) / TICKS


def pss_kb(pid: int) -> int:
    """Return a process's memory, what it shares with others divided among them, in kB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def require_free(port: int) -> None:
    """Do nothing if the port of loopback is free; BenchError if somebody listens there.

    The server itself would not say so: it shares the port, and half of the requests go to the other one.
    """
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
        except OSError as error:
            raise BenchError(f"Port {port} of 127.0.0.1 is taken: stop what listens there, or set PORT.") from error


def free_port() -> int:
    """Return a port of loopback where nobody listens."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def production(folder: Path, database_url: str, today: str) -> dict[str, str]:
    """Return the environment of a site as it runs in production, on this machine, with everything in a folder."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "BENCH_FOLDER": str(folder),
        "DEBUG": "0",
        "LIMITS": "0",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "0",
        "DATABASE_URL": database_url,
        "MEDIA_ROOT": str(folder / "media"),
        "FENGXIANG_TODAY": today,
        "MALLOC_ARENA_MAX": "1",  # as docs/operations.md has it
    }


def run_module(name: str, *arguments: str, environment: Mapping[str, str]) -> None:
    """Run a module of Python in a process of its own; BenchError if it fails."""
    done = subprocess.run([sys.executable, "-m", name, *arguments], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        raise BenchError(f"{name} {' '.join(arguments)} failed with {done.returncode}.")


@dataclass(frozen=True)
class Run:
    """What a command took: seconds, and MB of memory at most; what it printed, and how it ended."""

    seconds: float
    memory_mb: float
    printed: str
    exit_code: int


def measured(command: list[str], environment: Mapping[str, str]) -> Run:
    """Run a command to its end, whatever it is."""
    begun = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    printed = process.stdout.read().decode() if process.stdout else ""
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(time.monotonic() - begun, usage.ru_maxrss / 1024, printed, process.returncode)


@contextmanager
def serving(port: int, environment: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """Run the production server on a free port; BenchError if it is taken or the server does not answer."""
    require_free(port)
    server = launched(port, environment, folder)
    try:
        _wait_for(server)
        yield server
    finally:
        server.process.terminate()
        server.process.wait()


def launched(port: int, environment: Mapping[str, str], folder: Path) -> Server:
    """Return the production server, which begins to start; what it says is added to its log in the folder."""
    program, *arguments = COMMAND.format(port=port).split()
    log = folder / "server.log"
    with log.open("ab") as out:
        command = [str(Path(sys.executable).parent / program), *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    return Server(process, port, log)


def _wait_for(server: Server) -> None:
    for _ in range(PATIENCE * 5):
        if server.process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", server.port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise BenchError(f"The server does not answer:\n{server.log.read_text()[-2000:]}")


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Run a PostgreSQL of its own (.ci/with-postgres) and yield its DATABASE_URL."""
    command = ["/bin/bash", ".ci/with-postgres", "sh", "-c", 'echo "$DATABASE_URL"; cat']
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        lines = iter(process.stdout or ())
        url = next((line.decode().strip() for line in lines if line.startswith(b"postgres://")), "")
        if not url:
            raise BenchError("PostgreSQL did not start.")
        yield url
    finally:
        if process.stdin:
            process.stdin.close()  # what it waits for: it ends, and takes its folder along
        process.wait()


def has_postgres() -> bool:
    """Return whether there is a PostgreSQL to start."""
    command = ["/bin/bash", ".ci/with-postgres", "--find"]
    return subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode == 0
