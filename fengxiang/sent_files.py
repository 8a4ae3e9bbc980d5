"""Files as they arrive: a large one is put aside until its form is read, and the disk may have no room for that.

Then the form is read all the same, and whoever asks what the file holds is told why it is not there: the field it was
chosen in says so, and nothing typed is lost.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from fengxiang.kept_files import not_kept


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
            return UploadNotTaken(self.file_name, self.content_type, self._refused or OSError())
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

    def __init__(self, name: str | None, content_type: str | None, error: OSError) -> None:
        self.words = str(not_kept(f"the upload {name!r}", error))
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
