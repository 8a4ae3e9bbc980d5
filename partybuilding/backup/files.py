"""The site's files in an archive, and back."""

from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from fengxiang import waiting
from fengxiang.kept_files import ASIDE, Sums, together
from partybuilding.backup.archive import Archive, ArchivePart, ArchiveWriter

FOLDER = "files/"  # where they stand in an archive


def stored_names(folder: str = "") -> Iterator[str]:
    """Yield the names of all files that are kept: without those that wait for an answer or are being written."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return  # nothing was ever kept here
    yield from (f"{folder}{name}" for name in names if not name.endswith(ASIDE))
    for each in folders:
        if folder or each not in {waiting.UPLOADS, waiting.IMPORTS}:
            yield from stored_names(f"{folder}{each}/")


def add_files(archive: ArchiveWriter) -> list[ArchivePart]:
    """Add every file to an archive; one that goes meanwhile is not in it."""
    parts = []
    for name in sorted(stored_names()):
        try:
            file = default_storage.open(name)
        except OSError:
            continue
        with file:
            parts.append(archive.add(FOLDER + name, file.size, file.chunks()))
    return parts


def in_the_way(archive: Archive) -> list[str]:
    """Return the files that are there and are not the archive's own: those are what a broken restore left."""
    sums = {part.name: part for part in archive.parts}
    return [name for name in stored_names() if not _is_the_same(name, sums.get(FOLDER + name))]


def _is_the_same(name: str, part: ArchivePart | None) -> bool:
    if part is None:
        return False
    with default_storage.open(name) as file:
        sums = Sums.of(file.chunks())
    return (sums.size, sums.sha256) == (part.size, part.sha256)


def restore_files(archive: Archive) -> int:
    """Keep an archive's files, all or none, and return how many it has; those that are there already stay."""
    parts = [part for part in archive.parts if part.name.startswith(FOLDER)]
    there = set(stored_names())
    with together():
        for part in parts:
            name = part.name.removeprefix(FOLDER)
            if name not in there and default_storage.save(name, _content(archive, part)) != name:
                raise FileExistsError(name)
    return len(parts)


def _content(archive: Archive, part: ArchivePart) -> "ContentFile[bytes]":
    return ContentFile(b"".join(archive.chunks(part.name)))
