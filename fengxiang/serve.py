"""The web server: `python -m fengxiang.serve`, and granian's options where GUARDS are not what is wanted.

Three kinds of process. The keeper loads the site and starts the server anew whenever that ends untold; the server
(granian) starts a worker anew whenever one ends; the workers answer. What is loaded before they part ways is one piece
of memory for all of them, and who is started anew answers at once. So nothing before that may open a connection or
start a thread: neither outlives the parting.
"""

import ctypes
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from types import FrameType

from django.conf import settings
from django.urls import resolve, reverse
from django.utils import translation
from granian.cli import cli, entrypoint

TARGET = "fengxiang.wsgi:application"
# What stands unless an option or the environment says otherwise; each named as granian reads it from there.
GUARDS = {
    "GRANIAN_INTERFACE": "wsgi",
    "GRANIAN_WORKERS": "2",
    "GRANIAN_RESPAWN_FAILED_WORKERS": "true",
    # Threads that answer, in each worker: each keeps a connection to the database, and all share one interpreter.
    "GRANIAN_BLOCKING_THREADS": "8",
    # Lines that are open, in each worker. They cost little, and who holds them without a word keeps others out.
    "GRANIAN_BACKLOG": "2048",
    "GRANIAN_BACKPRESSURE": "1024",
    "GRANIAN_HTTP": "1",
    "GRANIAN_HTTP1_BUFFER_SIZE": "65536",  # bytes, of each line
    "GRANIAN_HTTP1_HEADER_READ_TIMEOUT": "10000",  # milliseconds: a head that is sent drop by drop is not waited for
    "GRANIAN_WORKERS_MAX_RSS": "500",  # MiB: a worker that grew beyond gives way to a new one, when it has answered
    # Seconds a worker has to end in: told so in the moment before it listens, one in some dozens does not hear it.
    "GRANIAN_WORKERS_KILL_TIMEOUT": "10",
}
TRIES = 3  # servers that never served, and somebody has to look
_PARENT_DEATH_SIGNAL = 1  # prctl's word for it
_ENDS = (signal.SIGTERM, signal.SIGINT)

_children: list[int] = []  # the server's number, while there is one
_told: list[int] = []  # the signals that told the keeper to end
_parent: list[int] = []  # who parted last


def load() -> None:
    """Load the site and all its views, and let the collector never look at what is loaded: looking would copy it."""
    import_module("fengxiang.wsgi")  # sets the site up
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            resolve(reverse("home"))  # loads the addresses, and with them all views and the staff pages
    gc.collect()
    gc.freeze()


def heed_ends() -> None:
    """Let every process that parts from this one end when it is told to, and when its parent is no more.

    It parts with its parent's way of hearing the signals, by which it would only tell itself, and sets up its own some
    time later: told in between it would serve on, and its parent would wait for it for ever. So nothing is heard from
    before the parting until the child has laid that way aside. One whose parent was killed is killed, too, even if that
    happened before it could ask for it: it would keep the port, and lines that nobody answers.
    """
    os.register_at_fork(before=_before_parting, after_in_parent=_hear_again, after_in_child=_begin_as_child)


def _before_parting() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
    _parent[:] = [os.getpid()]


def _hear_again() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)


def _begin_as_child() -> None:
    for number in _ENDS:
        signal.signal(number, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != _parent[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    _hear_again()


def is_taken(host: str, port: int) -> bool:
    """Say whether somebody listens there. The server itself would not: it would share the port."""
    family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what was answered a moment ago is nobody
        try:
            door.bind(address)
        except OSError:
            return True
    return False


def answers(host: str, port: int) -> bool:
    """Say whether a line can be opened there."""
    try:
        socket.create_connection((host, port), 1).close()
    except OSError:
        return False
    return True


def keep(serve: Callable[[], None], is_up: Callable[[], bool]) -> int:
    """Run a server in a process of its own, anew whenever it ends untold; return what to exit with once told to end.

    1 if TRIES in a row ended before they served: then it is not the server that has to be started again.
    """
    in_vain = 0
    while in_vain < TRIES:
        if (child := os.fork()) == 0:
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
            serve()
            os._exit(os.EX_OK)
        _children[:] = [child]
        if _told:  # in the moment before
            os.kill(child, signal.SIGTERM)
        served, status = _wait_for(child, is_up)
        _children.clear()
        if _told:
            return 0
        sys.stderr.write(f"The server ended with {status}: it is started again.\n")
        in_vain = 0 if served else in_vain + 1
    return 1


def _wait_for(child: int, is_up: Callable[[], bool]) -> tuple[bool, int]:
    """Wait for a child's end; tell systemd as soon as it serves. Return whether it did, and the child's status."""
    while not (served := is_up()):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return False, os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    notify("READY=1")
    return served, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def notify(state: str) -> None:
    """Tell systemd, if it started this process and waits to be told (sd_notify(3))."""
    if address := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)


def pass_on(number: int, _frame: FrameType | None) -> None:
    """Let the server hear what the keeper was told; its end is then an end that was asked for."""
    if number != signal.SIGHUP:
        _told.append(number)
    for child in _children:
        os.kill(child, number)


def main(arguments: Sequence[str]) -> int:
    """Keep a server running with these options; return what to exit with."""
    for name, value in GUARDS.items():
        os.environ.setdefault(name, value)
    sys.argv[1:] = [*arguments, *([] if TARGET in arguments else [TARGET])]
    options = cli.make_context("fengxiang.serve", sys.argv[1:], auto_envvar_prefix="GRANIAN").params
    host, port = options["host"], options["port"]
    if not options["uds"] and is_taken(host, port):
        sys.stderr.write(f"{host}:{port} is taken: another server runs there. Stop it, or set --port.\n")
        return 1
    load()
    heed_ends()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, pass_on)
    return keep(entrypoint, lambda: bool(options["uds"]) or answers(host, port))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
