"""The county's virus scanner, ClamAV's clamd (CLAMD): what it says of bytes, within a time, or that it is away.

Spoken to by its own INSTREAM: pieces with their lengths, then one line. Nothing here is used where CLAMD is not set.
"""

import socket
import struct
import time
from collections.abc import Iterable

from django.conf import settings

_PIECE = 64 * 1024  # bytes
_LONGEST = 1000  # bytes of an answer


class ScannerAwayError(Exception):
    """The scanner did not answer in time, or not as it should: nobody knows what the file holds."""


def found_in(chunks: Iterable[bytes]) -> str:
    """Return the name of what the scanner found in these bytes, "" for nothing. Raises ScannerAwayError.

    All of it takes CLAMD_SECONDS at most, however slowly the scanner listens or answers.
    """
    ends = time.monotonic() + settings.CLAMD_SECONDS
    try:
        with _connected(ends) as line:
            _send(line, ends, b"zINSTREAM\0")
            for chunk in chunks:
                for start in range(0, len(chunk), _PIECE):
                    piece = chunk[start : start + _PIECE]
                    _send(line, ends, struct.pack("!L", len(piece)) + piece)
            _send(line, ends, struct.pack("!L", 0))
            answer = _answer(line, ends)
    except OSError as error:
        raise ScannerAwayError(f"{type(error).__name__}: {error}") from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerAwayError(f"It answered {answer!r}.")


def _connected(ends: float) -> socket.socket:
    if settings.CLAMD.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(_left(ends))
            line.connect(settings.CLAMD)
        except BaseException:
            line.close()
            raise
        return line
    host, _colon, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), _left(ends))


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError("It took too long.")
    return left


def _send(line: socket.socket, ends: float, data: bytes) -> None:
    line.settimeout(_left(ends))
    line.sendall(data)


def _answer(line: socket.socket, ends: float) -> str:
    """Return its one line; it ends with a NUL, or with the connection."""
    got = b""
    while b"\0" not in got and len(got) < _LONGEST:
        line.settimeout(_left(ends))
        if not (more := line.recv(_LONGEST)):
            break
        got += more
    return got.partition(b"\0")[0].decode(errors="replace").strip()
