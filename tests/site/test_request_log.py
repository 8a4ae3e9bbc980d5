"""What the log says of a request, and that a page that says something went wrong names the line."""

import json
import logging
import os
import re
import sqlite3
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, transaction
from django.db.transaction import TransactionManagementError
from django.test import Client
from django.utils import translation

from fengxiang import request_log
from fengxiang.measured import Measured
from fengxiang.request_log import Json, Line, OneLineWhileAway, is_away, new_number

pytestmark = pytest.mark.alike


def caused(error, **cause):
    error.__cause__ = type("Cause", (Exception,), cause)()
    return error


AWAY = [
    caused(OperationalError("could not connect"), pgcode=None),
    caused(OperationalError("terminating connection"), pgcode="57P01"),
    InterfaceError("connection already closed"),
    caused(OperationalError("could not extend file: No space left on device"), pgcode="53100"),
    caused(OperationalError("could not read block"), pgcode="58030"),
    caused(OperationalError("disk I/O error"), sqlite_errorname="SQLITE_IOERR_WRITE"),
    caused(OperationalError("attempt to write a readonly database"), sqlite_errorname="SQLITE_READONLY"),
    caused(ValueError("while a page was made")),
]
AWAY[-1].__cause__ = AWAY[0]
# What Django and psycopg2 make of a line that breaks in the middle of a statement, or of an act.
LOST_IN_BETWEEN = [
    caused(DatabaseError("error with status PGRES_TUPLES_OK and no message from the libpq"), pgcode=None),
    TransactionManagementError("You can't execute queries until the end of the 'atomic' block."),
    caused(InternalError("terminating connection due to idle-in-transaction timeout"), pgcode="25P03"),
]
THERE = [
    caused(OperationalError("canceling statement due to statement timeout"), pgcode="57014"),
    OperationalError("database is locked: no turn to write within 60 s"),
    caused(OperationalError("no such table: nothing"), sqlite_errorname="SQLITE_ERROR"),
    ValueError("something else"),
    None,
]


@pytest.fixture
def log(monkeypatch):
    """Return the lines that the console would show; nothing was left out before."""
    monkeypatch.setattr(request_log, "measured", Measured())
    lines = []

    class Kept(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Kept()
    handler.addFilter(OneLineWhileAway())
    handler.setFormatter(Line())
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def browser(settings):
    settings.DEBUG = False
    return Client(raise_request_exception=False)


def break_with(monkeypatch, error):
    def broken(*_arguments, **_more):
        raise error

    monkeypatch.setattr("django.contrib.auth.views.LoginView.get", broken)


def test_a_request_is_one_line_with_number_time_zone_user_and_duration(as_user, department, plan, log):
    answer = as_user(department).get("/plans/")
    (line,) = [line for line in log if "fengxiang.request:" in line]
    number = answer["X-Request-Id"]
    form = r"\d{4}-\d\d-\d\dT[\d:.]{12}\+08:00 INFO fengxiang.request: GET /plans/ 200 "
    assert re.fullmatch(rf"{form}\[request={number} user={department.pk} ms=\d+\]", line), line


def test_machines_that_watch_and_what_is_static_are_not_logged(client, db, log):
    client.get("/healthz")
    client.get("/static/css/shared/no-such.css")
    assert [line for line in log if "fengxiang.request:" in line] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_number_on_the_page_is_found_in_the_log(browser, db, monkeypatch, log, language):
    break_with(monkeypatch, ValueError("the reason"))
    browser.cookies["django_language"] = language
    page = browser.get("/login/")
    (number,) = re.findall(r"<strong>(\S{4}-\S{4})</strong>", page.content.decode())
    assert (page.status_code, page["X-Request-Id"]) == (500, number)
    (error,) = [line for line in log if " ERROR " in line]
    assert f"[request={number}]" in error.splitlines()[0]
    assert "ValueError: the reason" in error


def test_twenty_requests_without_a_database_are_one_line_and_no_traceback(browser, db, monkeypatch, log):
    break_with(monkeypatch, AWAY[0])
    monkeypatch.setattr("fengxiang.measured.time", SimpleNamespace(time=lambda: 0, monotonic=lambda: 100.0))
    pages = [browser.get("/login/") for _ in range(20)]
    assert {page.status_code for page in pages} == {503}
    with translation.override("zh-hans"):
        assert "数据库" in pages[0].content.decode()
    (line,) = [line for line in log if "database" in line]
    assert "the database does not answer: could not connect (0 more such lines) [request=" in line
    assert "Traceback" not in "".join(log)


@pytest.mark.parametrize("error", LOST_IN_BETWEEN)
@pytest.mark.parametrize(("is_usable", "code"), [(False, 503), (True, 500)])
def test_a_line_that_broke_in_between_is_told_by_the_connection(browser, db, monkeypatch, log, error, is_usable, code):
    break_with(monkeypatch, error)
    monkeypatch.setattr(transaction.get_connection(), "is_usable", lambda: is_usable)
    assert browser.get("/login/").status_code == code
    assert ("Traceback" in "".join(log)) is is_usable


def test_a_fault_that_is_not_the_databases_is_told_as_one_whatever_the_connection_is(browser, db, monkeypatch):
    break_with(monkeypatch, ValueError("the reason"))
    monkeypatch.setattr(transaction.get_connection(), "is_usable", lambda: False)
    assert browser.get("/login/").status_code == 500


def test_a_second_later_it_says_how_many_were_left_out(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("fengxiang.measured.time", SimpleNamespace(time=lambda: 0, monotonic=lambda: now[0]))
    measured = Measured()
    assert [measured.may_tell() for _ in range(4)] == [0, None, None, None]
    now[0] += 1.5
    assert [measured.may_tell() for _ in range(2)] == [3, None]


@pytest.mark.parametrize("error", AWAY)
def test_a_database_that_is_gone_is_told_from_one_that_refuses(error):
    assert is_away(error)


@pytest.mark.parametrize("error", THERE)
def test_one_that_refuses_is_not_gone(error):
    assert not is_away(error)


def test_a_file_that_cannot_be_opened_is_a_database_that_is_gone(tmp_path):
    with pytest.raises(sqlite3.OperationalError) as raised:
        sqlite3.connect(tmp_path / "no" / "such.sqlite3")
    error = OperationalError()
    error.__cause__ = raised.value
    assert is_away(error)


def test_a_full_disk_is_answered_in_words_and_not_by_a_number(browser, db, monkeypatch, tmp_path, log):
    full = sqlite3.connect(tmp_path / "small.sqlite3")
    full.execute("PRAGMA max_page_count = 1")
    with pytest.raises(sqlite3.OperationalError) as raised:
        full.execute("CREATE TABLE one (text)")
    full.close()
    error = OperationalError(str(raised.value))
    error.__cause__ = raised.value
    break_with(monkeypatch, error)
    assert browser.get("/login/").status_code == 503
    assert "the database does not answer: database or disk is full" in "".join(log)


def test_a_line_for_machines_is_one_object_with_the_traceback_in_it():
    try:
        raise ValueError("为什么")
    except ValueError as error:
        record = logging.LogRecord("a", logging.ERROR, "", 1, "b %s", ("c",), (type(error), error, None))
    line = Json().format(record)
    assert "\n" not in line
    known = json.loads(line)
    assert (known["message"], known["level"], known["time"][-6:]) == ("b c", "ERROR", "+08:00")
    assert "ValueError: 为什么" in known["traceback"]


def test_numbers_can_be_told_over_the_telephone():
    assert all(re.fullmatch(r"[2-9a-hj-km-np-z]{4}-[2-9a-hj-km-np-z]{4}", new_number()) for _ in range(50))


def test_what_workers_measure_is_added_up():
    measured = Measured()
    for _worker in range(2):
        if (child := os.fork()) == 0:
            for _ in range(100):
                measured.add("county", 0.5, has_failed=False)
            os._exit(0)
        os.waitpid(child, 0)
    measured.add("county", 2.0, has_failed=True)
    measured.add("home", 0.1, has_failed=False)
    county, home = measured.pages()
    assert (county.name, county.times, county.failed, county.seconds, county.longest) == ("county", 201, 1, 102, 2)
    assert home.mean == pytest.approx(0.1)
