"""The archive of a backup: a tar whose every byte is vouched for. Pure: no model and no setting.

The parts come first, behind them the manifest with the size and SHA-256 of each, and last a seal of fixed length with
those of the manifest. What stands around them, headers and padding, can be nothing but what they follow from: so there
is no bit that could change without being noticed, and `tar --extract` reads it without us.
"""

import hashlib
import json
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "seal"
_BLOCK = tarfile.BLOCKSIZE
_END = bytes(2 * _BLOCK)
_CHUNK = 1024 * 1024
_SEAL_LENGTH = 2 * _BLOCK + len(_END)


class DamagedError(Exception):
    """An archive is not what was written; `parts` names what of it."""

    def __init__(self, parts: list[str]) -> None:
        super().__init__(", ".join(parts))
        self.parts = parts


@dataclass(frozen=True, slots=True)
class ArchivePart:
    """A part of an archive: its name in it, its size in bytes, its SHA-256 in hexadecimal figures."""

    name: str
    size: int
    sha256: str

    @property
    def length(self) -> int:
        """How many bytes it takes with its header and its padding."""
        return len(_header(self.name, self.size)) + self.size + _padding(self.size)


def _header(name: str, size: int) -> bytes:
    """Return the one header a part can have."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")


def _padding(size: int) -> int:
    return -size % _BLOCK


def _sealed(manifest: bytes) -> bytes:
    """Return what stands behind the parts: it follows from the manifest alone."""
    seal = f"{len(manifest)} {hashlib.sha256(manifest).hexdigest()}\n".encode().ljust(_BLOCK)
    of_manifest = _header(MANIFEST, len(manifest)) + manifest + bytes(_padding(len(manifest)))
    return of_manifest + _header(SEAL, len(seal)) + seal + _END


class ArchiveWriter:
    """Writes an archive from its beginning to its end into a file that is open for writing."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.parts: list[ArchivePart] = []

    def add(self, name: str, size: int, chunks: Iterable[bytes]) -> ArchivePart:
        """Add a part of this many bytes; ValueError if it comes to more or fewer."""
        sha256, length = hashlib.sha256(), 0
        self._out.write(_header(name, size))
        for chunk in chunks:
            self._out.write(chunk)
            sha256.update(chunk)
            length += len(chunk)
        if length != size:
            raise ValueError(f"{name} has {length} bytes, and not {size}.")
        self._out.write(bytes(_padding(size)))
        self.parts.append(ArchivePart(name, size, sha256.hexdigest()))
        return self.parts[-1]

    def close(self, manifest: dict[str, Any]) -> None:
        """End the archive with what is to be said of it."""
        whole = {"format": FORMAT, **manifest, "parts": [asdict(part) for part in self.parts]}
        self._out.write(_sealed(json.dumps(whole, ensure_ascii=False, indent=1).encode()))


class Archive:
    """An archive open for reading, whose seal and manifest are sound; DamagedError, which names them, if not."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        content = _read_manifest(file)
        self.manifest: dict[str, Any] = json.loads(content)
        self.parts = [ArchivePart(**part) for part in self.manifest["parts"]]
        self._places = dict(self._offsets())
        self._end = file.seek(0, 2) - len(_sealed(content))

    def damaged(self) -> list[str]:
        """Return the names of the parts that are not what was written; every byte is read."""
        wrong = [part.name for part, offset in self._places.values() if not self._is_sound(part, offset)]
        if not wrong and sum(part.length for part in self.parts) != self._end:
            wrong.append(MANIFEST)  # more stands here than it names
        return wrong

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield what a part holds; KeyError if there is none of this name."""
        yield from self._content(*self._places[name])

    def _offsets(self) -> Iterator[tuple[str, tuple[ArchivePart, int]]]:
        offset = 0
        for part in self.parts:
            yield part.name, (part, offset)
            offset += part.length

    def _is_sound(self, part: ArchivePart, offset: int) -> bool:
        header = _header(part.name, part.size)
        self._file.seek(offset)
        if self._file.read(len(header)) != header:
            return False
        sha256 = hashlib.sha256()
        for chunk in self._content(part, offset):
            sha256.update(chunk)
        padding = self._file.read(_padding(part.size))
        return sha256.hexdigest() == part.sha256 and padding == bytes(_padding(part.size))

    def _content(self, part: ArchivePart, offset: int) -> Iterator[bytes]:
        self._file.seek(offset + len(_header(part.name, part.size)))
        left = part.size
        while left and (chunk := self._file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _read_manifest(file: BinaryIO) -> bytes:
    """Return an archive's manifest; DamagedError if it, or the seal behind it, is not what was written."""
    length = file.seek(0, 2)
    if length < _SEAL_LENGTH:
        raise DamagedError([SEAL])
    file.seek(-_SEAL_LENGTH, 2)
    seal = file.read()
    try:
        size, sha256 = seal[_BLOCK : 2 * _BLOCK].decode("ascii").split()
        start = length - _SEAL_LENGTH - int(size) - _padding(int(size))
        file.seek(start)
    except (ValueError, OSError) as error:
        raise DamagedError([SEAL]) from error
    content = file.read(int(size))
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DamagedError([MANIFEST, SEAL])  # one of the two: they cannot say which
    whole = _sealed(content)
    if whole[-_SEAL_LENGTH:] != seal:
        raise DamagedError([SEAL])
    header = len(_header(MANIFEST, len(content)))
    file.seek(max(start - header, 0))
    if file.read() != whole:
        raise DamagedError([MANIFEST])
    return content
