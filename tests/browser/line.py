"""The line between a browser and the server, which a test can cut: every connection drops, and every new one."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit

from playwright.sync_api import Page

# Nothing this page tries from now on leaves it; one more try, which fails as those before it did, comes after them.
SILENCE = """async () => {
    const { fetch } = window;
    XMLHttpRequest.prototype.send = window.fetch = navigator.sendBeacon = () => {};
    await fetch("/healthz", { cache: "no-store" }).catch(() => {});
}"""


class Line:
    """Hands bytes on, both ways, while it holds."""

    def __init__(self, server: str) -> None:
        self._server = (urlsplit(server).hostname, urlsplit(server).port)
        self._open: set[socket.socket] = set()
        self._holds = True
        self._turn = threading.Lock()  # a connection is handed on before a cut, or dropped after it
        self._door = socket.create_server(("localhost", 0))
        threading.Thread(target=self._take, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://localhost:{self._door.getsockname()[1]}"

    def mend(self) -> None:
        """Hand on again what comes from now on."""
        self._holds = True

    def cut(self) -> None:
        """Drop every connection, and each that is tried until the line is mended."""
        with self._turn:
            self._holds = False
            for each in self._open:
                _drop(each)
            self._open.clear()

    def close(self, page: Page) -> None:
        """Close a page whose line is cut as if its computer died: no last try may be saved once the line is mended."""
        page.evaluate(SILENCE)
        page.close()

    def end(self) -> None:
        """Take the line away."""
        self.cut()
        _drop(self._door)

    def _take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self._door.accept()
                with self._turn:
                    if not self._holds:
                        _drop(near)
                        continue
                    far = socket.create_connection(self._server)
                    self._open |= {near, far}
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._hand_on, args=pair, daemon=True).start()

    def _hand_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


def _drop(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
