"""Making a backup, and restoring one into an empty system (docs/operations.md, "Backup")."""

import fcntl
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fengxiang import clock
from fengxiang.bilingual import Sentence
from fengxiang.kept_files import NotKeptError, bring_to_disk
from partybuilding.backup import dumps, files
from partybuilding.backup.archive import Archive, ArchivePart, ArchiveWriter, DamagedError
from partybuilding.backup.commands import ENCRYPTED, CommandFailedError, decrypt, encrypt
from partybuilding.backup.retention import kept
from partybuilding.record.heads import current_head
from partybuilding.shared.file_sums import flawed_names

_NAME = re.compile(r"fengxiang-(\d{4}-\d\d-\d\d-\d{6})\.tar(?:\.gpg)?")
_STAMP = "%Y-%m-%d-%H%M%S"
_WORK = ".work-"  # folders in which an archive is being made, or tried out
_CHUNK = 1024 * 1024


class BackupError(Exception):
    """A backup was not made or not restored; the text says why, and nothing is left by halves."""


@dataclass(frozen=True)
class Backup:
    """An archive that was made: where, of which moment, and what is in it."""

    path: Path
    stamp: datetime
    rows: int
    files: int


@contextmanager
def work_folder() -> Iterator[Path]:
    """Work in a folder beside the archives, one at a time; what is left of one that was killed goes.

    BackupError, with what is in the way, if anything fails.
    """
    place = Path(settings.BACKUP_DIR)
    try:
        place.mkdir(0o700, parents=True, exist_ok=True)
        with (place / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for left in place.glob(f"{_WORK}*"):
                shutil.rmtree(left)
            with tempfile.TemporaryDirectory(prefix=_WORK, dir=place) as folder:
                yield Path(folder)
    except DamagedError as error:
        raise BackupError(Sentence(_("The archive is damaged: %s"), error)) from error
    except (OSError, NotKeptError, CommandFailedError) as error:
        raise BackupError(str(error)) from error


def archives(place: Path) -> dict[datetime, Path]:
    """Return the archives in a folder by the moment in their names, the newest first."""
    named = {path: match for path in place.iterdir() if (match := _NAME.fullmatch(path.name))}
    stamps = {_moment(match[1]): path for path, match in named.items()}
    return dict(sorted(stamps.items(), reverse=True))


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=timezone.get_current_timezone())


def make_backup() -> Backup:
    """Make an archive of the database and, after it, of the files; BackupError if it cannot be done.

    Whatever was acknowledged before its stamp is in it. It has its name only when it is whole and on the disk.
    """
    with work_folder() as work:
        stamp = clock.now()
        dumped, plain = work / dumps.name_of_dump(connection.vendor), work / "archive.tar"
        head = str(current_head())  # before the dump, which has as much of the record at least
        rows = dumps.dump(connection, dumped)
        with plain.open("xb") as out:
            archive = ArchiveWriter(out)
            with dumped.open("rb") as source:
                archive.add(dumped.name, dumped.stat().st_size, iter(lambda: source.read(_CHUNK), b""))
            parts = files.add_files(archive)
            archive.close({**_manifest(stamp, rows, head), **_flaws(parts)})
            out.flush()
            os.fsync(out.fileno())
        whole, name = plain, f"fengxiang-{stamp:{_STAMP}}.tar"
        if settings.BACKUP_KEY_FILE:
            whole, name = work / f"archive.tar{ENCRYPTED}", name + ENCRYPTED
            encrypt(plain, whole, Path(settings.BACKUP_KEY_FILE))
        path = _name(whole, Path(settings.BACKUP_DIR) / name)
        return Backup(path, stamp, sum(rows.values()), len(parts))


def _manifest(stamp: datetime, rows: dict[str, int], head: str) -> dict[str, Any]:
    applied = sorted(".".join(each) for each in MigrationRecorder(connection).applied_migrations())
    versions = {"python": sys.version.split()[0], "django": django.__version__, "database": connection.vendor}
    return {
        "stamp": stamp.isoformat(),
        "versions": versions,
        "migrations": applied,
        "rows": rows,
        "audit_head": head,
    }


def _flaws(parts: list[ArchivePart]) -> dict[str, list[str]]:
    """Return which files are missing, and which are not what was kept: so they will be when this is restored."""
    sums = {part.name.removeprefix(files.FOLDER): part.sha256 for part in parts}
    missing, altered = flawed_names(sums)
    return {"missing": missing, "altered": altered}


def _name(whole: Path, path: Path) -> Path:
    """Give a file in the same file system its name, with its bytes on the disk; FileExistsError if that is taken."""
    whole.chmod(0o600)
    with whole.open("rb") as file:
        os.fsync(file.fileno())
    if path.exists():
        raise FileExistsError(_("There is an archive of this second already: %s") % path)
    whole.replace(path)
    bring_to_disk(path.parent)
    return path


def copy_to_second_place(path: Path) -> Path | None:
    """Copy an archive to the second place and read it again there; None if there is no such place.

    BackupError if it is not there, full, or another archive comes out.
    """
    if not settings.BACKUP_SECOND_DIR:
        return None
    place = Path(settings.BACKUP_SECOND_DIR)
    if not place.is_dir():  # never made: it may be a disk that is not plugged in
        raise BackupError(
            Sentence(_("The second place %s is not there: is its disk plugged in, and its share mounted?"), place)
        )
    aside = place / f".{path.name}.part"
    try:
        shutil.copyfile(path, aside)
        _name(aside, place / path.name)
    except OSError as error:
        raise BackupError(Sentence(_("The second place did not take the archive: %s"), error)) from error
    finally:
        aside.unlink(missing_ok=True)
    if digest(place / path.name) != digest(path):
        raise BackupError(_("The archive in the second place is not the one that was copied there."))
    return place / path.name


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    sums = sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            sums.update(chunk)
    return sums.hexdigest()


def forget_old_archives(*, proven: str = "") -> list[Path]:
    """Delete, in both places, archives that no rule keeps, and return them; the last `proven` one stays."""
    gone = []
    for place in filter(None, (str(settings.BACKUP_DIR), settings.BACKUP_SECOND_DIR)):
        there = archives(Path(place))
        stays = kept(there)
        gone += [path for stamp, path in there.items() if stamp not in stays and path.name != proven]
    for path in gone:
        path.unlink()
    return gone


# --- back -------------------------------------------------------------------------------------------------------------


@contextmanager
def opened(path: Path, work: Path) -> Iterator[Archive]:
    """Open an archive, decrypted if need be, every byte of which was looked at; DamagedError names what is wrong."""
    plain, is_sound = path, True
    if path.suffix == ENCRYPTED:
        if not settings.BACKUP_KEY_FILE:
            raise BackupError(_("The archive is encrypted: name the file of its key in BACKUP_KEY_FILE."))
        plain = work / "decrypted.tar"
        is_sound = decrypt(path, plain, Path(settings.BACKUP_KEY_FILE))
    with plain.open("rb") as file:
        archive = Archive(file)
        damaged = archive.damaged()
        if damaged or not is_sound:
            raise DamagedError(damaged or [str(_("the encryption around it"))])
        yield archive


def restore(path: Path) -> Backup:
    """Restore an archive into an empty system: no table in the database, no file in the folder. BackupError if not.

    Files that a broken restore of the same archive left are no hindrance. The database comes last and all at once, so
    that a system that has one is whole.
    """
    with work_folder() as work:
        require_empty(path)
        with opened(path, work) as archive:
            require_fitting(archive)
            for name in files.in_the_way(archive):
                raise BackupError(
                    Sentence(_("There are files in the site's folder, as %s: nothing was restored."), name)
                )
            number = files.restore_files(archive)
            restore_database(archive, work)
            return Backup(
                path, datetime.fromisoformat(archive.manifest["stamp"]), sum(archive.manifest["rows"].values()), number
            )


def require_empty(path: Path) -> None:
    """Raise BackupError unless the archive is there and the database has no table."""
    if not path.is_file():
        raise BackupError(Sentence(_("There is no archive %s."), path))
    if not dumps.is_empty(connection):
        raise BackupError(_("The database is not empty, and nothing was restored: a backup goes into an empty system."))


def require_fitting(archive: Archive) -> None:
    """Raise BackupError unless this release, and this kind of database, can go on from the archive."""
    vendor = archive.manifest["versions"]["database"]
    if vendor != connection.vendor:
        words = {"made": vendor, "here": connection.vendor}
        raise BackupError(
            Sentence(_("The archive is of a database of the kind %(made)s, and this is %(here)s."), words)
        )
    known = {".".join(each) for each in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if newer := sorted(set(archive.manifest["migrations"]) - known):
        raise BackupError(Sentence(_("The archive is of a newer release, which has %s: install that one."), newer[0]))


def restore_database(archive: Archive, work: Path) -> None:
    """Bring an archive's database back; nothing of it is there unless each table has as many rows as there were."""
    dumped = work / dumps.name_of_dump(connection.vendor)
    with dumped.open("wb") as out:
        out.writelines(archive.chunks(dumped.name))
    dumps.restore(connection, dumped, rows=archive.manifest["rows"])
