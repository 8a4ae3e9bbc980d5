"""Whether a data package reads as its description says: by the description alone, as somebody would in thirty years."""

import csv
import io
import json
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from partybuilding.package.rules import DESCRIPTION, READ_ME

_CHUNK = 1024 * 1024
_UNREADABLE = (BadZipFile, OSError, KeyError, ValueError, EOFError, NotImplementedError, zlib.error)
_READERS: dict[str, Callable[[str], object]] = {
    "integer": int,
    "number": Decimal,
    "boolean": {"true": True, "false": False}.__getitem__,
    "object": json.loads,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "string": str,
}


def flaws_of(path: Path) -> list[str]:
    """Return what is wrong with a package, one line each; empty if it is whole and each value reads as its type."""
    try:
        with ZipFile(path) as package:
            return list(_flaws(package))
    except _UNREADABLE as error:
        return [f"{path.name}: {type(error).__name__}: {error}"]


def _flaws(package: ZipFile) -> Iterator[str]:
    sums = {name: _sum(package, name) for name in package.namelist()}
    if damaged := [name for name, sum_of in sums.items() if sum_of is None]:
        yield from (f"{name}: damaged" for name in damaged)
        return
    resources = json.loads(package.read(DESCRIPTION))["resources"]
    described = {each["path"] for each in resources} | {DESCRIPTION, READ_ME}
    yield from (f"{name}: not described" for name in sorted(sums.keys() - described))
    tables = [each for each in resources if "schema" in each]
    keys: dict[str, set[str]] = {each["name"]: set() for each in tables}
    for each in resources:
        if sums.get(each["path"]) != (each["bytes"], each["hash"]):
            yield f"{each['path']}: not the bytes that are described"
        elif "schema" in each:
            yield from _flaws_of_table(package, each, keys[each["name"]])
    for each in tables:
        yield from _flaws_of_pointers(package, each, keys)


def _sum(package: ZipFile, name: str) -> tuple[int, str] | None:
    """Return a part's size and sum as they are described; None if it cannot be unpacked."""
    digest, size = sha256(), 0
    try:
        with package.open(name) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except _UNREADABLE:
        return None
    return size, f"sha256:{digest.hexdigest()}"


def _rows(package: ZipFile, resource: dict[str, Any]) -> Iterator[list[str]]:
    with package.open(resource["path"]) as file, io.TextIOWrapper(file, resource["encoding"], newline="") as text:
        yield from csv.reader(text)


def _flaws_of_table(package: ZipFile, resource: dict[str, Any], keys: set[str]) -> Iterator[str]:
    """Yield what is wrong with a table's rows, and gather their keys."""
    fields, path = resource["schema"]["fields"], resource["path"]
    names, rows = [each["name"] for each in fields], _rows(package, resource)
    if next(rows) != names:
        yield f"{path}: other columns than described"
        return
    key, number = resource["schema"].get("primaryKey"), 0
    for number, row in enumerate(rows, 1):
        if len(row) != len(fields):
            yield f"{path}, row {number}: {len(row)} values"
            continue
        yield from (
            f"{path}, row {number}, {each['name']}: {value!r} is no {each['type']} of those described"
            for each, value in zip(fields, row, strict=True)
            if not _reads(each, value)
        )
        if key is not None:
            value = row[names.index(key)]
            if value in keys:
                yield f"{path}, row {number}: the key {value} is there twice"
            keys.add(value)
    if number != resource["rows"]:
        yield f"{path}: {number} rows, {resource['rows']} described"


def _reads(field: dict[str, Any], value: str) -> bool:
    constraints = field.get("constraints", {})
    if value == "":
        return not constraints.get("required")
    try:
        _READERS[field["type"]](value)
    except (ValueError, ArithmeticError, KeyError):
        return False
    return "enum" not in constraints or value in constraints["enum"]


def _flaws_of_pointers(package: ZipFile, resource: dict[str, Any], keys: dict[str, set[str]]) -> Iterator[str]:
    """Yield each row that points to one that is not there."""
    pointers = {each["fields"]: each["reference"]["resource"] for each in resource["schema"].get("foreignKeys", ())}
    names = [each["name"] for each in resource["schema"]["fields"]]
    for number, row in enumerate(_rows(package, resource)):
        for name, value in zip(names, row, strict=False) if number else ():
            if name in pointers and value and value not in keys.get(pointers[name], ()):
                yield f"{resource['path']}, row {number}: {name} {value} is not in {pointers[name]}"
