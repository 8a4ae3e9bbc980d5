"""A place for backups, and an empty system to restore into."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from partybuilding.backup import actions, dumps


@pytest.fixture(autouse=True)
def places(settings: Settings, tmp_path: Path) -> tuple[Path, Path]:
    """The two places for archives, both there."""
    first, second = tmp_path / "backups", tmp_path / "second"
    settings.BACKUP_DIR, settings.BACKUP_SECOND_DIR = first, str(second)
    for each in (first, second):
        each.mkdir()
    return first, second


@pytest.fixture
def migrated(transactional_db: None, settings: Settings) -> Iterator[None]:
    """Let the database say that it was migrated: the suite makes its tables straight from the models."""
    settings.MIGRATION_MODULES = {}
    recorder = MigrationRecorder(connection)
    was_there = recorder.has_table()
    recorder.ensure_schema()
    known = recorder.applied_migrations()
    for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations:
        if (app, name) not in known:
            recorder.record_applied(app, name)
    yield
    if not was_there:
        with connection.schema_editor() as editor:
            editor.delete_model(recorder.Migration)


@pytest.fixture
def empty_system(transactional_db: None, tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    """An empty database and an empty folder, which `restore` goes into from here on; the database."""
    name = f"fengxiang_test_{uuid4().hex[:12]}"
    with ExitStack() as stack:
        other = connection.copy()
        if connection.vendor == "postgresql":
            stack.enter_context(dumps.scratch_database(connection, name))
            other.settings_dict["NAME"] = name
        else:
            other.settings_dict["NAME"] = str(tmp_path / f"{name}.sqlite3")
        stack.callback(other.close)
        yield other


@pytest.fixture
def wipe_later(
    empty_system: BaseDatabaseWrapper, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], BaseDatabaseWrapper]:
    """A function that goes over to the empty system and returns its database."""

    def wipe() -> BaseDatabaseWrapper:
        monkeypatch.setattr(actions, "connection", empty_system)
        settings.MEDIA_ROOT = tmp_path / "restored"
        return empty_system

    return wipe


def answer_of(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    """Run a command and return what it says, or why it refused."""
    try:
        call_command(*command)
    except CommandError as error:
        return str(error)
    return capsys.readouterr().out
