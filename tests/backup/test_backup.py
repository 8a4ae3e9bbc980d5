"""Backup, wipe, restore: what was acknowledged before the stamp is there, and nothing is done by halves."""

import errno
import os
import shutil
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from fengxiang import clock
from partybuilding.backup import actions, dumps
from partybuilding.backup.actions import archives, make_backup
from partybuilding.backup.archive import Archive
from partybuilding.models import JobKind, JobRun
from partybuilding.shared import jobs
from tests.backup.conftest import answer_of
from tests.backup.test_archive import flipped
from tests.site.test_kept_files import files, keep

pytestmark = pytest.mark.usefixtures("english")


class Writer(Thread):
    """Writes one row after the other, each for itself, and remembers when each was acknowledged."""

    def __init__(self) -> None:
        super().__init__()
        self.acknowledged: dict[str, datetime] = {}
        self.ends = Event()

    def run(self) -> None:
        while not self.ends.wait(0.001):
            key = f"row{len(self.acknowledged)}"
            Session.objects.create(session_key=key, session_data="", expire_date=timezone.now())
            self.acknowledged[key] = clock.now()
        connection.close()


def sessions(database) -> set[str]:
    with database.cursor() as cursor:
        cursor.execute("SELECT session_key FROM django_session")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize(
    "is_encrypted",
    [pytest.param(False, id="plain"), pytest.param(True, id="encrypted", marks=pytest.mark.alike)],
)
def test_every_write_that_was_acknowledged_before_the_stamp_comes_back(
    wipe_later, settings, tmp_path, media_root, is_encrypted
):
    if is_encrypted:
        settings.BACKUP_KEY_FILE = str(tmp_path / "key")
        Path(settings.BACKUP_KEY_FILE).write_text("four words of one's own\n")
    keep()
    writer = Writer()
    writer.start()
    try:
        while len(writer.acknowledged) < 20:
            pass
        backup = make_backup()
    finally:
        writer.ends.set()
        writer.join()
    before = {key for key, at in writer.acknowledged.items() if at <= backup.stamp}
    database = wipe_later()
    assert actions.restore(backup.path).rows == backup.rows
    assert before <= sessions(database) <= writer.acknowledged.keys()
    assert len(before) >= 20
    assert files(settings.MEDIA_ROOT) == files(media_root) == {"plans/a.pdf": b"abc"}


@pytest.fixture
def archive(transactional_db, media_root) -> Path:
    keep()
    return make_backup().path


def test_a_backup_goes_into_an_empty_system_only(archive, capsys, wipe_later, media_root):
    assert "The database is not empty" in answer_of(capsys, "restore", str(archive))
    database = wipe_later()
    keep("plans/b.pdf")
    assert "as plans/b.pdf" in answer_of(capsys, "restore", str(archive))
    assert dumps.is_empty(database)
    default_storage.delete("plans/b.pdf")
    assert "There is no archive" in answer_of(capsys, "restore", "nowhere.tar")


@pytest.mark.alike
def test_what_a_broken_restore_left_is_no_hindrance(archive, wipe_later, settings):
    wipe_later()
    keep()
    assert actions.restore(archive).files == 1
    assert files(settings.MEDIA_ROOT) == {"plans/a.pdf": b"abc"}


@pytest.mark.parametrize("step", [pytest.param("files", marks=pytest.mark.alike), "database"])
def test_a_restore_that_fails_leaves_the_system_empty(archive, wipe_later, settings, capsys, monkeypatch, step):
    database = wipe_later()
    with monkeypatch.context() as patch:
        if step == "files":
            patch.setattr(os, "fsync", failing)
        else:
            patch.setattr(dumps, "restore", failing)
        assert answer_of(capsys, "restore", str(archive))
    assert dumps.is_empty(database)
    assert actions.restore(archive).files == 1  # and can be tried again


@pytest.mark.parametrize("changed", [{"partybuilding_plan": 7}, {"no_such_table": 0}], ids=["rows", "table"])
def test_a_restore_that_would_come_to_other_rows_leaves_the_system_empty(
    archive, wipe_later, capsys, monkeypatch, changed
):
    database = wipe_later()
    with monkeypatch.context() as patch:
        real = actions.require_fitting
        patch.setattr(actions, "require_fitting", lambda each: (real(each), each.manifest["rows"].update(changed)))
        answer = answer_of(capsys, "restore", str(archive))
    assert answer.startswith(f"The table {next(iter(changed))} had {next(iter(changed.values()))} rows")
    assert dumps.is_empty(database)
    assert actions.restore(archive).files == 1  # and can be tried again


def failing(*_args: object, **_more: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.alike
def test_a_damaged_archive_is_refused_and_its_part_named(archive, wipe_later, capsys):
    database = wipe_later()
    content = archive.read_bytes()
    archive.write_bytes(flipped(content, 8 * 2_000))
    assert (
        answer_of(capsys, "restore", str(archive)) == f"The archive is damaged: {dumps.name_of_dump(connection.vendor)}"
    )
    assert dumps.is_empty(database)


@pytest.mark.alike
def test_an_encrypted_archive_that_is_damaged_is_refused_and_its_part_named(
    wipe_later, settings, tmp_path, capsys, transactional_db
):
    settings.BACKUP_KEY_FILE = str(tmp_path / "key")
    Path(settings.BACKUP_KEY_FILE).write_text("four words of one's own\n")
    path = make_backup().path
    wipe_later()
    content = path.read_bytes()
    path.write_bytes(flipped(content, 8 * 2_000))
    assert "The archive is damaged: database" in answer_of(capsys, "restore", str(path))
    Path(settings.BACKUP_KEY_FILE).write_text("another\n")
    assert "gpg failed" in answer_of(capsys, "restore", str(path))
    settings.BACKUP_KEY_FILE = ""
    assert "BACKUP_KEY_FILE" in answer_of(capsys, "restore", str(path))


@pytest.mark.alike
def test_a_newer_release_and_another_database_are_named(archive, wipe_later, capsys, monkeypatch):
    wipe_later()
    for changed, words in (
        ({"migrations": ["partybuilding.9999_far"]}, "partybuilding.9999_far"),
        ({"versions": {"database": "oracle"}}, "oracle"),
    ):
        monkeypatch.setattr(Archive, "__init__", opened_as(Archive.__init__, changed))
        assert words in answer_of(capsys, "restore", str(archive))


def opened_as(real, changed):
    def init(self, file) -> None:
        real(self, file)
        self.manifest = {**self.manifest, **changed}

    return init


# --- the places -------------------------------------------------------------------------------------------------------


@pytest.mark.alike
def test_the_command_writes_its_run_down_and_copies_to_the_second_place(transactional_db, places, capsys):
    assert "rows, 0 files." in answer_of(capsys, "backup")
    run = JobRun.objects.get()
    first, second = (list(archives(place).values()) for place in places)
    assert [path.name for path in first] == [path.name for path in second] == [run.details["archive"]]
    assert first[0].read_bytes() == second[0].read_bytes()
    assert (run.kind, run.is_well) == (JobKind.BACKUP, True)


@pytest.mark.alike
@pytest.mark.parametrize("place", ["missing", "full"])
def test_a_second_place_that_fails_is_told_and_the_first_has_its_archive(
    transactional_db, places, capsys, settings, monkeypatch, place
):
    if place == "missing":
        places[1].rmdir()
    else:
        monkeypatch.setattr(shutil, "copyfile", failing)
    assert "second place" in answer_of(capsys, "backup")
    assert not JobRun.objects.get().is_well
    assert len(archives(places[0])) == 1
    assert not places[1].exists() or not any(places[1].iterdir())


@pytest.mark.alike
def test_a_full_disk_leaves_no_archive_and_is_told(transactional_db, places, capsys, monkeypatch):
    monkeypatch.setattr(os, "fsync", failing)
    assert "No space left" in answer_of(capsys, "backup")
    monkeypatch.undo()
    assert [path.name for path in places[0].iterdir()] == [".lock"]


@pytest.mark.alike
def test_what_a_backup_left_that_was_killed_goes_with_the_next(transactional_db, places):
    left = places[0] / ".work-abc"
    left.mkdir()
    (left / "archive.tar").write_bytes(b"half")
    make_backup()
    assert not left.exists()


@pytest.mark.alike
def test_old_archives_go_from_both_places_and_the_proven_one_and_strangers_stay(places):
    for place in places:
        for day in range(1, 29):
            (place / f"fengxiang-2005-02-{day:02}-020000.tar").touch()
        (place / "notes.txt").touch()
    gone = actions.forget_old_archives(proven="fengxiang-2005-02-02-020000.tar")
    assert len(gone) == 2 * (28 - 7 - 3 - 1)
    for place in places:
        assert (place / "notes.txt").exists()
        assert (place / "fengxiang-2005-02-02-020000.tar").exists()


@pytest.mark.alike
def test_the_lamp_goes_by_the_stamp_of_what_was_proven(transactional_db):
    with jobs.recorded(JobKind.PROOF) as outcome:
        outcome.details = {"archive": "", "stamp": clock.now() - jobs.PROVEN_FOR}
    assert jobs.proof_is_due()
