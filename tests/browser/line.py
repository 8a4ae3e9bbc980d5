"""The line between a browser and the server, which a test can cut: every connection drops, none is taken."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class Line:
    """Hands bytes on, both ways, while it holds."""

    def __init__(self, server: str) -> None:
        self._server = (urlsplit(server).hostname, urlsplit(server).port)
        self._port = 0
        self._open: set[socket.socket] = set()
        self.mend()

    @property
    def url(self) -> str:
        return f"http://localhost:{self._port}"

    def mend(self) -> None:
        """Take connections, on the same port as before."""
        self._door = socket.create_server(("localhost", self._port))
        self._port = self._door.getsockname()[1]
        threading.Thread(target=self._take, args=(self._door,), daemon=True).start()

    def cut(self) -> None:
        """Drop every connection, and take no more."""
        for each in [self._door, *self._open]:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open.clear()

    def _take(self, door: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = door.accept()
                far = socket.create_connection(self._server)
                self._open |= {near, far}
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._hand_on, args=pair, daemon=True).start()

    def _hand_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
