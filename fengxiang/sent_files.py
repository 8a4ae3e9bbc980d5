"""Files as they arrive: a large one is put aside until its form is read, and the disk may have no room for that.

Then the form is read all the same, and whoever asks what the file holds is told why it is not there: the field it was
chosen in says so, and nothing typed is lost. So it is with a file in which the county's virus scanner finds something:
each goes through here, whatever form it was sent with.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from io import BytesIO
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from fengxiang.kept_files import not_kept
from fengxiang.scanner import ScannerAwayError, found_in

logger = logging.getLogger(__name__)


class UploadPutAside(FileUploadHandler):
    """What Django's TemporaryFileUploadHandler does, but a disk that refuses a file ends no request."""

    _file: TemporaryUploadedFile | None = None
    _refused: OSError | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._file, self._refused = None, None
        with self._told():
            self._file = TemporaryUploadedFile(
                self.file_name or "", self.content_type, 0, self.charset, self.content_type_extra
            )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Put a piece aside; after a refusal the rest is read, and goes nowhere."""
        with self._told():
            if self._file is not None:
                self._file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        with self._told():
            if self._file is not None:
                self._file.seek(0)  # what is in memory yet goes to the disk now
                self._file.size = file_size
        if self._file is None:
            words = str(not_kept(f"the upload {self.file_name!r}", self._refused or OSError()))
            return UploadNotTaken(self.file_name, self.content_type, words)
        return self._file

    def upload_interrupted(self) -> None:
        self._drop()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._refused = error
            self._drop()

    def _drop(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()  # deletes it
            self._file = None


class UploadNotTaken(InMemoryUploadedFile):
    """A file that was sent to its end, and of which nothing but the name is here.

    Every field for files asks for the size first: ValidationError, in the user's words.
    """

    def __init__(self, name: str | None, content_type: str | None, words: str) -> None:
        self.words = words
        super().__init__(BytesIO(), None, name, content_type, None, None)

    @property
    def size(self) -> int:
        self._refuse()

    @size.setter
    def size(self, size: int | None) -> None:
        """Take what Django says of it: nothing."""

    def read(self, *_size: int) -> bytes:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise ValidationError(self.words)


def size_of(file: "UploadedFile[Any]") -> int | None:
    """Return the size of a file that was sent, in bytes; None where it could not be taken."""
    return None if isinstance(file, UploadNotTaken) else file.size


def rewind(request: HttpRequest) -> None:
    """Let a form that was read be read once more: its files were read to their end."""
    for name in request.FILES:
        for file in request.FILES.getlist(name):
            file.seek(0)


# --- what the virus scanner says (settings.CLAMD) ---------------------------------------------------------------------

_are_clean: ContextVar[bool] = ContextVar("are_clean", default=False)


def were_clean() -> bool:
    """Return whether the scanner looked at every file of the request that is answered, and found nothing."""
    return _are_clean.get()


class ScannedFiles:
    """Lets the scanner look at what somebody sends who is logged in, before any view does; there if CLAMD is set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _are_clean.set(False)
        try:
            return self.get_response(request)
        finally:
            _are_clean.reset(token)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Put in the place of a file that is refused one that says why."""
        if request.method != "POST" or not request.FILES or not request.user.is_authenticated:
            return
        looked_at = []
        for name in request.FILES:
            files = [_scanned(file) for file in request.FILES.getlist(name)]
            request.FILES.setlist(name, [file for file, _is_clean in files])
            looked_at += [is_clean for _file, is_clean in files]
        _are_clean.set(all(looked_at))


def _scanned(file: "UploadedFile[Any]") -> tuple["UploadedFile[Any]", bool]:
    """Return a file, or what stands in its place, and whether it was found to be clean."""
    size = size_of(file)
    if size is None or size > settings.EVIDENCE_MAX_BYTES:
        return file, False  # its field refuses it unseen
    try:
        virus = found_in(file.chunks())
    except ScannerAwayError as error:
        logger.warning("The virus scanner is away: %s", error)
        if settings.CLAMD_AWAY == "keep":
            file.seek(0)
            return file, False
        return _instead(file, _("The virus scanner does not answer, and nothing was kept. Send the file again later."))
    if virus:
        logger.warning("The virus scanner found %r in the upload %r.", virus, file.name)
        return _instead(file, _("The virus scanner found something in this file (%s), and nothing was kept.") % virus)
    file.seek(0)
    return file, True


def _instead(file: "UploadedFile[Any]", words: str) -> tuple["UploadedFile[Any]", bool]:
    file.close()  # deletes it, where it was put aside
    return UploadNotTaken(file.name, file.content_type, words), False
