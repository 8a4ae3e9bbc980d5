"""Writing a plan's data package, and looking at it before it counts (docs/operations.md, "A finished plan")."""

import csv
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from fengxiang import clock
from fengxiang.kept_files import Sums, bring_to_disk
from partybuilding.models import Plan
from partybuilding.package.proof import flaws_of
from partybuilding.package.queries import NamedFile, PlanReading
from partybuilding.package.rules import DESCRIPTION, FILES, READ_ME, PackageTable, read_me


class PackageError(Exception):
    """No package was made; the text says why, and nothing is left by halves."""


@dataclass(frozen=True)
class Package:
    """A package that was made and read again: tables, rows, files; and the kept files that are missing or altered."""

    tables: int
    rows: int
    files: int
    missing: list[str]
    altered: list[str]


def make_package(plan: Plan, path: Path) -> Package:
    """Write a plan's tables and files to a new file, a ZIP; PackageError if it cannot be, or does not read as it says.

    The tables are of one moment. A kept file that is missing, or is not what was kept, is named in the description.
    """
    if path.exists():
        raise PackageError(_("%s is there already.") % path)
    aside = path.with_name(f".{path.name}.part")
    try:
        with tempfile.TemporaryDirectory() as folder:
            package = _write(plan, aside, Path(folder))
        if flaws := flaws_of(aside):
            raise PackageError(_("What was written does not read as it should: %s") % "; ".join(flaws[:3]))
        aside.replace(path)
        bring_to_disk(path.parent)
    except OSError as error:
        raise PackageError(str(error)) from error
    finally:
        aside.unlink(missing_ok=True)
    return package


def _write(plan: Plan, path: Path, folder: Path) -> Package:
    with _one_moment():
        reading = PlanReading(plan)
        tables = {table: _write_rows(table, rows, folder) for table, rows in reading.tables()}
        named = list(reading.files())
    with path.open("xb") as out:
        path.chmod(0o600)
        with ZipFile(out, "w", ZIP_DEFLATED) as package:
            resources = [table.described(rows, *_add(package, table, folder)) for table, rows in tables.items()]
            kept, missing, altered = _add_files(package, named)
            package.writestr(READ_ME, read_me(plan.name, tables))
            about = _description(plan, [*resources, *kept], {"missing": missing, "altered": altered})
            package.writestr(DESCRIPTION, json.dumps(about, ensure_ascii=False, indent=1))
        out.flush()
        os.fsync(out.fileno())
    return Package(len(tables), sum(tables.values()), len(kept), missing, altered)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Let everything that is read be of one moment."""
    is_first = not connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and is_first:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _write_rows(table: PackageTable, rows: Iterable[list[str]], folder: Path) -> int:
    """Write a table into a folder, and return its number of rows."""
    number = 0
    with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([each.name for each in table.columns])
        for row in rows:
            writer.writerow(row)
            number += 1
    return number


def _add(package: ZipFile, table: PackageTable, folder: Path) -> tuple[int, str]:
    """Add a table to the package; return its size in bytes and its SHA-256."""
    content = (folder / f"{table.name}.csv").read_bytes()
    package.writestr(table.path, content)
    return len(content), sha256(content).hexdigest()


def _add_files(package: ZipFile, named: Iterable[NamedFile]) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    """Add the kept files as they are; return their resources, and which are missing and altered."""
    resources, missing, altered = [], [], []
    for number, each in enumerate(named, 1):
        try:
            file = default_storage.open(each.name)
        except OSError:
            missing.append(each.name)
            continue
        with file, package.open(f"{FILES}{each.name}", "w", force_zip64=True) as out:
            sums = Sums.of(_copied(file.chunks(), out))
        if each.sha256 not in ("", sums.sha256):
            altered.append(each.name)
        about = {"path": f"{FILES}{each.name}", "bytes": sums.size, "hash": f"sha256:{sums.sha256}"}
        resources.append({"name": f"file-{number}", "title": each.title, **about})
    return resources, missing, altered


def _copied(chunks: Iterable[bytes], out: IO[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        out.write(chunk)
        yield chunk


def _description(plan: Plan, resources: list[dict[str, Any]], flaws: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": plan.slug,
        "title": plan.name,
        "description": plan.name_en,
        "created": clock.now().isoformat(),
        "begins": plan.begins_on.isoformat(),
        "ends": plan.ends_on.isoformat(),
        "flaws": flaws,
        "resources": resources,
    }
