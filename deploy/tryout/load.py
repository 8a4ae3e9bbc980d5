"""What deploy/try asks of the installed site, through nginx and TLS.

load.py pages SECONDS | half NUMBER | kill | wait
Prints what it measured; exits with 1 if anything failed. Python alone: it runs on the bare machine.
"""

import http.client
import os
import signal
import socket
import ssl
import sys
import threading
import time
import uuid
from pathlib import Path

NAME = os.environ["NAME"]
SESSION = os.environ.get("SESSION", "")
TLS = ssl.create_default_context(cafile="/etc/fengxiang/tls.crt")
PATIENCE = 2.0  # seconds


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Line(http.client.HTTPSConnection):
    """A line to this machine, called by the site's name."""

    def connect(self) -> None:
        self.sock = TLS.wrap_socket(socket.create_connection(("127.0.0.1", 443), self.timeout), server_hostname=NAME)


def ask(path: str, timeout: float = 30, **form: str) -> tuple[int, float]:
    """Return status and seconds of a page, or of a form that is sent; a line of its own each time."""
    begun, line = time.monotonic(), Line(NAME, timeout=timeout)
    headers = {"Cookie": f"__Host-sessionid={SESSION}; __Host-csrftoken={'a' * 32}", "Referer": f"https://{NAME}/"}
    body = None
    if form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        form |= {"csrfmiddlewaretoken": "a" * 32, "form_end": str(uuid.uuid4())}
        body = "&".join(f"{name}={value}" for name, value in form.items())
    try:
        line.request("POST" if form else "GET", path, body, headers)
        answer = line.getresponse()
        answer.read()
        return answer.status, time.monotonic() - begun
    except (OSError, http.client.HTTPException):
        return 0, time.monotonic() - begun
    finally:
        line.close()


def pages(seconds: float) -> bool:
    """Eight readers, two of whom send forms, until a file says that it is enough or the time is over."""
    until, answers, lock = time.monotonic() + seconds, [], threading.Lock()

    def read(number: int) -> None:
        while time.monotonic() < until and not Path("/run/tryout/enough").exists():
            page = ("/start/", "/login/", "/healthz")[number % 3]
            answer = ask("/session/", going="on") if number < 2 else ask(page)
            with lock:
                answers.append(answer)
            time.sleep(0.2)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    failed = [status for status, _seconds in answers if status not in {200, 302}]
    slowest = max(seconds for _status, seconds in answers)
    tell(
        f"{len(answers)} requests, a quarter of them forms: {len(failed)} failed {failed[:9]}, slowest {slowest:.2f} s"
    )
    return not failed


def half(number: int) -> bool:
    """So many forms of which a beginning is sent, held for twenty seconds; meanwhile pages are asked for."""
    start = (
        b"POST /login/ HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 200\r\n\r\nuse"
    )
    lines = []
    for _ in range(number):
        line = TLS.wrap_socket(socket.create_connection(("127.0.0.1", 443), 10), server_hostname=NAME)
        line.sendall(start % NAME.encode())
        lines.append(line)
    until, answers = time.monotonic() + 20, []
    while time.monotonic() < until:
        answers += [ask("/healthz"), ask("/start/"), ask("/session/", going="on")]
        time.sleep(0.2)
    failed = [status for status, seconds in answers if status != 200 or seconds > PATIENCE]
    slowest = max(seconds for _status, seconds in answers)
    tell(f"{number} half-sent forms: {len(answers)} others asked, {len(failed)} failed, slowest {slowest:.3f} s")
    return not failed


def kill() -> bool:
    """Kill a worker ten times and ask at once."""
    slowest, failed = 0.0, []
    for _ in range(10):
        keeper = next(Path("/run/tryout").glob("fengxiang@[12].service")).read_text()
        server = children(keeper)[0]
        os.kill(int(children(server)[0]), signal.SIGKILL)
        answer = ask("/start/")
        slowest = max(slowest, answer[1])
        if answer[0] != 200 or answer[1] > PATIENCE:
            failed.append(answer)
        time.sleep(0.5)
    tell(f"10 workers killed: the next request {len(failed)} times failed, slowest {slowest:.3f} s")
    return not failed


def children(pid: str) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def wait() -> bool:
    """Kill the keeper, and measure how long nobody serves."""
    os.kill(int(next(Path("/run/tryout").glob("fengxiang@[12].service")).read_text()), signal.SIGKILL)
    begun = time.monotonic()
    while ask("/start/", 2)[0] != 200:
        if time.monotonic() - begun > 60:
            return False
        time.sleep(0.05)
    tell(f"everything of the site killed: it serves again after {time.monotonic() - begun:.1f} s")
    return True


what, *more = sys.argv[1:]
sys.exit(0 if {"pages": pages, "half": half, "kill": kill, "wait": wait}[what](*(int(each) for each in more)) else 1)
