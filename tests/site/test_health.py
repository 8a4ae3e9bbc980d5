import shutil
import threading
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from fengxiang import health


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch, settings, tmp_path):
    """Nothing is kept from the test before; the tables of the tests come straight from the models."""
    settings.MEDIA_ROOT, settings.DISK_FREE_MB = tmp_path / "media", 1
    monkeypatch.setattr(health, "KEPT", 0)
    monkeypatch.setattr(health, "_migrations", lambda: [("a", "0001_one"), ("b", "0002_two")])
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda self: dict.fromkeys(health._migrations()))


def lines(answer):
    return dict(line.split(": ", 1) for line in answer.content.decode().splitlines())


def test_the_process_answers_without_the_database_and_by_any_name(client, settings):
    settings.ALLOWED_HOSTS = ["dangjian.example.gov.cn"]
    response = client.get("/healthz", headers={"host": "10.0.0.1"})  # a test without a database: asking it would fail
    assert (response.status_code, response.content) == (200, b"ok")


def test_it_is_ready_when_everything_answers(client, db):
    response = client.get("/readyz")
    assert lines(response) == {"database": "ok", "files": "ok", "disk": "ok"}
    assert response.status_code == 200


def test_it_is_not_ready_without_the_database_and_gives_nothing_away(client, db, monkeypatch):
    def broken(self):
        raise OperationalError("secret-host refused the connection")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", broken)
    response = client.get("/readyz")
    assert (response.status_code, lines(response)["database"]) == (503, "OperationalError")


def test_it_is_not_ready_while_a_migration_is_missing(client, db, monkeypatch):
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda self: {("a", "0001_one"): None})
    response = client.get("/readyz")
    assert (response.status_code, lines(response)["database"]) == (503, "1 migrations not applied")


def test_it_is_not_ready_where_no_file_can_be_written(client, db, settings, tmp_path):
    (tmp_path / "media").write_text("a file where the folder should be")
    response = client.get("/readyz")
    assert (response.status_code, lines(response)["files"]) == (503, "FileExistsError")


def test_it_is_not_ready_on_a_full_disk(client, db, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=1000))
    response = client.get("/readyz")
    assert (response.status_code, lines(response)["disk"]) == (503, "0 MB free")


def test_what_hangs_is_not_waited_for_and_asked_once(client, db, monkeypatch):
    release, asked = threading.Event(), []

    def hanging():
        asked.append(1)
        release.wait(10)

    monkeypatch.setattr(health, "SECONDS", 0.05)
    monkeypatch.setattr(health, "files_can_be_kept", hanging)
    try:
        assert [lines(client.get("/readyz"))["files"] for _ in range(3)] == ["no answer"] * 3
        assert asked == [1]
    finally:
        release.set()
        for thread in threading.enumerate():
            if thread.name.startswith("readyz"):
                thread.join()
    monkeypatch.setattr(health, "files_can_be_kept", lambda: None)
    assert lines(client.get("/readyz"))["files"] == "ok"


def test_the_connection_goes_on_after_it_was_asked(client, db):
    client.get("/readyz")
    assert not connection.allow_thread_sharing
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_the_answer_is_never_kept_and_nobody_is_counted(client, db, address):
    response = client.get(address)
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_asked(client, db, method, address):
    assert getattr(client, method)(address).status_code == 405
