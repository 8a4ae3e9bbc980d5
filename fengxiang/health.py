"""Whether the site is alive, and whether it is fit to serve, for the machines that watch it.

Each question has a short time to be answered in. What does not answer is left to itself, and not asked again as long as
it is silent: a disk or a database that hangs takes one thread, and not one for each question.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock, Thread

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

SECONDS = 2.0  # that long a question may take
KEPT = 1.0  # seconds an answer holds: asking all the time costs nothing
OK, LATE, SILENT = "ok", "late", "no answer"
_MB = 1024 * 1024


class Watch:
    """Answers the machines that watch the site before anything is done for a reader, by whatever name they call it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        view = {"/healthz": healthz, "/readyz": readyz}.get(request.get_full_path(), self.get_response)
        return view(request)


class NotFitError(Exception):
    """What is wrong, in a few words that may be read by everybody."""


class Watched:
    """Questions, each with its own limit; what hangs is asked once."""

    def __init__(self) -> None:
        self._silent: set[str] = set()
        self._lock = Lock()

    def ask(self, name: str, question: Callable[[], None]) -> str:
        """Return OK, what is wrong, or SILENT."""
        with self._lock:
            if name in self._silent:
                return SILENT
            self._silent.add(name)
        answers: list[str] = []
        thread = Thread(target=self._answer, args=(name, question, answers), daemon=True, name=f"readyz {name}")
        thread.start()
        thread.join(SECONDS)
        return answers[0] if answers else SILENT

    def _answer(self, name: str, question: Callable[[], None], answers: list[str]) -> None:
        try:
            question()
            answer = OK
        except NotFitError as error:
            answer = str(error)
        except Exception as error:  # whatever it is, it is what the question is about
            answer = type(error).__name__
        with self._lock:
            self._silent.discard(name)
        answers.append(answer)


watched = Watched()


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200: this process answers. Nothing else is asked, so that nothing else gets it started anew."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 if pages can be served and acts be kept, 503 if not; a line for each question, and its answer."""
    answers = _fitness()
    is_ready = all(answer == OK for answer in answers.values())
    text = "".join(f"{name}: {answer}\n" for name, answer in answers.items())
    return HttpResponse(text, status=200 if is_ready else 503, content_type="text/plain")


_kept: list[tuple[float, dict[str, str]]] = []


def _fitness() -> dict[str, str]:
    for at, answers in _kept:
        if time.monotonic() - at < KEPT:
            return answers
    questions = {"database": _database(), "files": files_can_be_kept, "disk": disk_has_room}
    answers = {name: watched.ask(name, question) for name, question in questions.items()}
    if answers["database"] == SILENT:
        # The thread that waits has it: the next request of this one takes another.
        del connections[DEFAULT_DB_ALIAS]
    _kept[:] = [(time.monotonic(), answers)]
    return answers


def _database() -> Callable[[], None]:
    connection = connections[DEFAULT_DB_ALIAS]
    connection.inc_thread_sharing()

    def question() -> None:
        try:
            applied = MigrationRecorder(connection).applied_migrations()
        finally:
            connection.dec_thread_sharing()
        if missing := sum(each not in applied for each in _migrations()):
            raise NotFitError(f"{missing} migrations not applied")

    return question


@cache
def _migrations() -> list[tuple[str, str]]:
    """Return the last migrations of each application, as this process' code has them."""
    return list(MigrationLoader(None).graph.leaf_nodes())


def files_can_be_kept() -> None:
    """Write a file where files are kept, and delete it."""
    if isinstance(default_storage, FileSystemStorage):
        folder = Path(settings.MEDIA_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".readyz-", suffix=".part") as file:
            file.write(b"ready")
            file.flush()
    else:
        default_storage.delete(default_storage.save("readyz", ContentFile(b"ready")))


def disk_has_room() -> None:
    """Raise NotFitError if a disk that is written to is nearly full."""
    for folder in folders_written_to():
        if (free := shutil.disk_usage(folder).free // _MB) < settings.DISK_FREE_MB:
            raise NotFitError(f"{free} MB free")


def folders_written_to() -> list[Path]:
    """Return the folders of this machine in which the site keeps something, in full: its files', and SQLite's."""
    folders = [Path(settings.MEDIA_ROOT)] if isinstance(default_storage, FileSystemStorage) else []
    database = connections[DEFAULT_DB_ALIAS].settings_dict
    if "sqlite3" in database["ENGINE"] and Path(database["NAME"]).parent.exists():
        folders.append(Path(database["NAME"]).parent)
    return [folder.resolve() for folder in folders]
