"""A virus scanner on this machine that a test starts: clamd's INSTREAM, and what it may do wrong."""

import socketserver
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# The string that scanners are tried with, put together here so that no scanner takes this file for it.
EICAR = b"X5O!P%@AP[4" + b"\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!" + b"$H+H*"


class ScannerServer(socketserver.ThreadingTCPServer):
    """Finds the EICAR string, or what it is told to."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"127.0.0.1:{self.server_address[1]}"
        self.answer: bytes | None = None  # instead of one that is right
        self.waits = 0.0  # seconds before each byte of the answer
        self.hangs_up_after: int | None = None  # bytes
        self.looked_at: list[bytes] = []


class _Handler(socketserver.StreamRequestHandler):
    server: ScannerServer

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if self.server.hangs_up_after is not None and len(content) >= self.server.hangs_up_after:
                return
        self.server.looked_at.append(content)
        right = b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        answer = self.server.answer if self.server.answer is not None else right
        if not self.server.waits:
            self.wfile.write(answer)
            return
        for place in range(len(answer)):
            time.sleep(self.server.waits)
            self.wfile.write(answer[place : place + 1])


@contextmanager
def scanner_server() -> Iterator[ScannerServer]:
    """Let a scanner answer on a free port of this machine."""
    server = ScannerServer()
    server.handle_error = lambda *_args: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def set_scanner(settings: Any, address: str, away: str = "keep") -> None:
    """Set the site as a county would that has this scanner."""
    middleware = list(settings.MIDDLEWARE)
    middleware.insert(middleware.index("communities.limits.Limits") + 1, "fengxiang.sent_files.ScannedFiles")
    settings.MIDDLEWARE = middleware
    settings.CLAMD, settings.CLAMD_AWAY, settings.CLAMD_SECONDS = address, away, 2.0
