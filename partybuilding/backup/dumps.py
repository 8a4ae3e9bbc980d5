"""The database as one file, and back: SQLite by its backup API, PostgreSQL by pg_dump and pg_restore."""

import gzip
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _
from psycopg2.extensions import make_dsn

from fengxiang.kept_files import bring_to_disk
from partybuilding.backup.commands import CommandFailedError, run

_OF_DJANGO = {"cursor_factory", "options", "password"}  # not for libpq; no limits; not for a list of processes
_COUNT = "SELECT count(*) FROM {}"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name"
_BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside its file while it is open


def name_of_dump(vendor: str) -> str:
    """Return what the database is called in an archive."""
    return {"sqlite": "database.sqlite3.gz", "postgresql": "database.dump"}[vendor]


def dump(database: BaseDatabaseWrapper, to: Path) -> dict[str, int]:
    """Write what was committed up to now into a file, and return how many rows each table has in it.

    Nobody who reads or writes meanwhile has to wait. CommandFailedError if it cannot be done.
    """
    database.ensure_connection()
    return _dump_sqlite(database, to) if database.vendor == "sqlite" else _dump_postgresql(database, to)


def is_empty(database: BaseDatabaseWrapper) -> bool:
    """Say whether there is not a table in it."""
    return not database.introspection.table_names()


def restore(database: BaseDatabaseWrapper, dumped: Path, *, rows: Mapping[str, int]) -> None:
    """Bring a dump back into an empty database: all of it, with so many rows in each table, or nothing.

    CommandFailedError if the rows are others: they are counted before anything is final.
    """
    if database.vendor == "sqlite":
        _restore_sqlite(database, dumped, rows)
    else:
        _restore_postgresql(database, dumped, rows)


def _require(rows: Mapping[str, int], counted: Mapping[str, int]) -> None:
    """Raise CommandFailedError, with the first table, unless each has as many rows as it had."""
    for table in sorted(rows.keys() | counted.keys()):
        if rows.get(table) != counted.get(table):
            words = {"table": table, "had": rows.get(table, "—"), "has": counted.get(table, "—")}
            raise CommandFailedError(
                _("The table %(table)s had %(had)s rows and would have %(has)s: nothing was restored.") % words
            )


def count_rows(database: BaseDatabaseWrapper) -> dict[str, int]:
    """Return how many rows each table has."""
    with database.cursor() as cursor:
        tables = database.introspection.table_names(cursor)
        return {table: _count(cursor, database.ops.quote_name(table)) for table in sorted(tables)}


def _count(cursor: Any, table: str) -> int:
    cursor.execute(_COUNT.format(table))
    return int(cursor.fetchone()[0])


def _dump_sqlite(database: BaseDatabaseWrapper, to: Path) -> dict[str, int]:
    plain = to.with_suffix(".plain")
    with closing(sqlite3.connect(plain)) as copy:
        # At one go: a reader sees one moment, while others go on writing.
        database.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        (words,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if words != "ok":
            raise CommandFailedError(_("The database is damaged: %s") % words)
        rows = _rows_of_sqlite(copy)
    with plain.open("rb") as source, gzip.open(to, "wb", compresslevel=6) as target:
        shutil.copyfileobj(source, target, 1024 * 1024)
    plain.unlink()
    return rows


def _rows_of_sqlite(copy: sqlite3.Connection) -> dict[str, int]:
    tables = copy.execute(_TABLES).fetchall()
    return {table: _count(copy.cursor(), f'"{table}"') for (table,) in tables}


def _restore_sqlite(database: BaseDatabaseWrapper, dumped: Path, rows: Mapping[str, int]) -> None:
    place = Path(str(database.settings_dict["NAME"]))
    aside = place.with_name(f".{place.name}.part")
    try:
        with gzip.open(dumped, "rb") as source, aside.open("wb") as target:
            shutil.copyfileobj(source, target, 1024 * 1024)
            target.flush()
            os.fsync(target.fileno())
        with closing(sqlite3.connect(f"file:{aside}?mode=ro", uri=True)) as copy:
            _require(rows, _rows_of_sqlite(copy))
        database.close()
        for ending in _BESIDE:  # of the empty file that is replaced
            place.with_name(place.name + ending).unlink(missing_ok=True)
        aside.replace(place)
        bring_to_disk(place.parent)
    finally:
        aside.unlink(missing_ok=True)


def _restore_postgresql(database: BaseDatabaseWrapper, dumped: Path, rows: Mapping[str, int]) -> None:
    """Restore in one transaction; what came in and is not what it was goes again."""
    database.close()
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    run("pg_restore", *options, "--dbname", _dsn(database), str(dumped), env=_password(database))
    try:
        _require(rows, count_rows(database))
    except CommandFailedError:
        _empty(database)
        raise


def _empty(database: BaseDatabaseWrapper) -> None:
    """Drop all tables of a database that had none: all of them, or none."""
    with database.cursor() as cursor:
        names = [database.ops.quote_name(name) for name in database.introspection.table_names(cursor)]
        cursor.execute(f"DROP TABLE {', '.join(names)} CASCADE")


def _dump_postgresql(database: BaseDatabaseWrapper, to: Path) -> dict[str, int]:
    with _session(database) as session, session.cursor() as cursor:
        # One moment for the rows that are counted and for what pg_dump reads.
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        rows = count_rows(session)
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={to}")
        run("pg_dump", *options, "--dbname", _dsn(database), env=_password(database))
        cursor.execute("COMMIT")
    return rows


@contextmanager
def scratch_database(database: BaseDatabaseWrapper, name: str) -> Iterator[None]:
    """Make an empty PostgreSQL database on the same server, to be dropped after it.

    CommandFailedError if the role may not (`ALTER ROLE … CREATEDB`).
    """
    quoted = database.ops.quote_name(name)
    with _session(database) as session, session.cursor() as cursor:
        try:
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
        except DatabaseError as error:
            raise CommandFailedError(_("There can be no database to try the backup out in: %s") % error) from error
        try:
            yield
        finally:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


@contextmanager
def _session(database: BaseDatabaseWrapper) -> Iterator[BaseDatabaseWrapper]:
    """Open a session of its own, without limits and outside of any transaction."""
    session = database.copy()
    session.settings_dict["OPTIONS"].pop("options", None)
    try:
        yield session
    finally:
        session.close()


def _dsn(database: BaseDatabaseWrapper) -> str:
    parameters = database.get_connection_params()
    return str(make_dsn(**{name: value for name, value in parameters.items() if name not in _OF_DJANGO}))


def _password(database: BaseDatabaseWrapper) -> dict[str, str]:
    return {"PGPASSWORD": password} if (password := database.settings_dict["PASSWORD"]) else {}
