import pytest
from django.db import OperationalError, connection


def test_it_is_well_when_the_database_answers(client, db):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_it_is_not_when_the_database_does_not_answer(client, db, monkeypatch):
    def broken():
        raise OperationalError("secret-host refused the connection")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", broken)
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"database")


def test_the_answer_is_never_kept(client, db):
    assert "no-store" in client.get("/healthz")["Cache-Control"]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_asked(client, db, method):
    assert getattr(client, method)("/healthz").status_code == 405


def test_nobody_has_to_log_in_or_be_counted(client, db):
    response = client.get("/healthz")
    assert not response.cookies
