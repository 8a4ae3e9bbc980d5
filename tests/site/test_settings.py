"""The settings as a process of its own meets them: from nothing but its environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError, connection

ROOT = Path(__file__).resolve().parent.parent.parent
OWN = {
    *("SECRET_KEY", "DEBUG", "DATABASE_URL", "FENGXIANG_TODAY", "HTTPS", "BEHIND_PROXY", "DJANGO_SETTINGS_MODULE"),
    "DATABASE_IDLE_TIMEOUT",
}
OWN |= {"REPLICA_URLS", "CACHE_URL", "SESSIONS", "MEDIA_BUCKET", "MEDIA_ENDPOINT", "MEDIA_REGION", "TRUSTED_PROXIES"}

WHAT_A_BUCKET_IS_ASKED_FOR = """
import django
django.setup()
from django.core.files.storage import default_storage as storage
print(type(storage._wrapped).__name__ if storage.exists else None)
print(storage.bucket_name, storage.endpoint_url, storage.file_overwrite, storage.access_key, storage.default_acl)
"""

WHAT_WAL_AND_IMMEDIATE_MEAN = """
import sqlite3
import django
django.setup()
from django.db import connection, transaction
with connection.cursor() as cursor:
    print(cursor.execute("PRAGMA journal_mode").fetchone()[0])
    print(cursor.execute("PRAGMA busy_timeout").fetchone()[0])
with transaction.atomic():
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
    print(other.execute("SELECT 1").fetchone()[0])
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        print(error)
"""

WHAT_STAYS_FROM_REQUEST_TO_REQUEST = """
import django
django.setup()
from django.core.signals import request_finished, request_started
from django.db import connection
from django.db.backends.signals import connection_created
opened = []
connection_created.connect(lambda **_: opened.append(1), weak=False)
for _ in range(3):
    request_started.send(None)
    with connection.cursor() as cursor:
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    request_finished.send(None)
print(len(opened), synchronous)
"""


def run(code, **variables):
    """Run Python code in the project with only these of its variables; the empty ones keep an .env file out.

    And without the leave the browser tests give themselves.
    """
    empty = {"DEBUG": "0", "FENGXIANG_TODAY": ""}
    rest = {name: text for name, text in os.environ.items() if name not in {*OWN, "DJANGO_ALLOW_ASYNC_UNSAFE"}}
    environment = {**rest, **empty, "DJANGO_SETTINGS_MODULE": "fengxiang.settings", **variables}
    return subprocess.run(  # noqa: S603 -- our own interpreter, our own code
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def setting(name, **variables):
    result = run(f"from fengxiang import settings; print(settings.{name})", **variables)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.mark.parametrize("debug", ["0", "no", "off", ""])
def test_without_a_secret_key_it_does_not_start(debug):
    result = run("import fengxiang.settings", DEBUG=debug, SECRET_KEY="")
    assert result.returncode != 0
    assert "ImproperlyConfigured: Set SECRET_KEY" in result.stderr


@pytest.mark.skipif((ROOT / ".env").exists(), reason="an .env file may give the key")
def test_without_any_variable_it_does_not_start():
    assert "ImproperlyConfigured: Set SECRET_KEY" in run("import fengxiang.settings").stderr


def test_for_development_it_starts_without_a_secret_key():
    assert setting("DEBUG", DEBUG="1") == "True"


def test_with_a_secret_key_it_starts_and_is_no_development_site():
    assert setting("SECRET_KEY, settings.DEBUG", SECRET_KEY="long enough") == "long enough False"


@pytest.mark.parametrize(("name", "cookie"), [("SESSION_COOKIE_NAME", "sessionid"), ("CSRF_COOKIE_NAME", "csrftoken")])
def test_browsers_take_the_cookies_from_this_host_alone(name, cookie):
    assert setting(name, SECRET_KEY="key") == f"__Host-{cookie}"
    # What browsers ask of a cookie of such a name, and what else one may ask.
    parts = [name.replace("NAME", part) for part in ("SECURE", "DOMAIN", "PATH", "SAMESITE")]
    names = ", ".join(f"settings.{part}" for part in [*parts, "SESSION_COOKIE_HTTPONLY"])
    result = run(f"from django.conf import settings; print([{names}])", SECRET_KEY="key")
    assert result.stdout.strip() == "[True, None, '/', 'Lax', True]", result.stderr


def test_nobody_is_entered_in_browsers_lists_unasked():
    assert setting("SECURE_HSTS_PRELOAD", SECRET_KEY="key") == "False"
    assert setting("SECURE_HSTS_PRELOAD", SECRET_KEY="key", HSTS_PRELOAD="1") == "True"
    assert int(setting("SECURE_HSTS_SECONDS", SECRET_KEY="key")) >= 31_536_000


def test_a_checked_deployment_has_nothing_to_warn_of():
    checked = "from django.core.management import call_command; import django; django.setup();"
    result = run(
        f"{checked} call_command('check', deploy=True, fail_level='WARNING')",
        SECRET_KEY="0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        ALLOWED_HOSTS="fengxiang.example",
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"])
def test_what_is_safe_is_on_unless_asked_otherwise(name):
    assert setting(name, SECRET_KEY="key") == "True"
    assert setting(name, SECRET_KEY="key", HTTPS="0") == "False"


def test_without_debug_no_host_is_allowed_by_itself():
    assert setting("ALLOWED_HOSTS", SECRET_KEY="key") == "[]"


@pytest.mark.parametrize("day", ["soon", "2005-13-01", "2005-02-30", "15.11.2005"])
def test_a_set_day_that_is_no_date_is_refused(day):
    result = run("import fengxiang.settings", DEBUG="1", FENGXIANG_TODAY=day)
    assert result.returncode != 0
    assert f"FENGXIANG_TODAY must be a date like 2005-11-15, not '{day}'" in result.stderr


@pytest.mark.parametrize(("day", "shown"), [("2005-11-15", "2005-11-15"), ("", "None")])
def test_a_day_may_be_set(day, shown):
    assert setting("FENGXIANG_TODAY", DEBUG="1", FENGXIANG_TODAY=day) == shown


def test_sqlite_lets_readers_on_and_makes_writers_wait(tmp_path):
    result = run(WHAT_WAL_AND_IMMEDIATE_MEAN, DEBUG="1", DATABASE_URL=f"sqlite:///{tmp_path / 'own.sqlite3'}")
    assert result.returncode == 0, result.stderr
    assert result.stdout.split("\n")[:4] == ["wal", "60000", "1", "database is locked"]


def test_sqlite_is_opened_once_and_waits_for_the_disk(tmp_path):
    """2 is FULL: what was acknowledged outlives a power cut."""
    result = run(WHAT_STAYS_FROM_REQUEST_TO_REQUEST, DEBUG="1", DATABASE_URL=f"sqlite:///{tmp_path / 'own.sqlite3'}")
    assert result.returncode == 0, result.stderr
    assert result.stdout == "1 2\n"


@pytest.mark.parametrize(("database", "kept"), [("sqlite:///x.sqlite3", "60 False"), ("postgres://me@db/x", "60 True")])
def test_a_kept_connection_is_asked_whether_it_lives_only_where_a_server_may_have_gone(database, kept):
    default = "DATABASES['default']"
    shown = f"{default}['CONN_MAX_AGE'], settings.{default}.get('CONN_HEALTH_CHECKS', False)"
    assert setting(shown, DEBUG="1", DATABASE_URL=database) == kept


POSTGRES = "postgres://me:secret@127.0.0.1:5432/fengxiang"


def test_postgresql_is_one_variable_away():
    engine = "DATABASES['default']['ENGINE'], settings.DATABASES['default']['NAME']"
    assert setting(engine, DEBUG="1", DATABASE_URL=POSTGRES) == "django.db.backends.postgresql fengxiang"


OPTIONS = "DATABASES['default']['OPTIONS']"
LINE = {"tcp_user_timeout": 10_000, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
LIMITS = {
    "DATABASE_CONNECT_TIMEOUT": "1",
    "DATABASE_STATEMENT_TIMEOUT": "2",
    "DATABASE_LOCK_TIMEOUT": "3",
    "DATABASE_IDLE_TIMEOUT": "4",
}


@pytest.mark.parametrize(
    ("variables", "connect", "limits"),
    [
        (dict.fromkeys(LIMITS), 5, ("30s", "10s", "60s")),
        (LIMITS, 1, ("2s", "3s", "4s")),
    ],
)
def test_nobody_waits_for_postgresql_for_ever(variables, connect, limits):
    shown = setting(OPTIONS, DEBUG="1", DATABASE_URL=POSTGRES, **{k: v for k, v in variables.items() if v})
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    asked = " ".join(f"-c {name}={limit}" for name, limit in zip(names, limits, strict=True))
    assert shown == str({"connect_timeout": connect, **LINE, "options": asked})


def test_a_limit_can_be_left_to_the_server_and_the_address_goes_before_all():
    url = f"{POSTGRES}?connect_timeout=9&sslmode=require"
    shown = setting(OPTIONS, DEBUG="1", DATABASE_URL=url, **dict.fromkeys(LIMITS, "0"))
    assert shown == str({"connect_timeout": 9, **LINE, "options": "", "sslmode": "require"})


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL itself")
def test_postgresql_keeps_to_the_limits(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("30s",)
        cursor.execute("SET LOCAL statement_timeout = 50")
        with pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute("SELECT pg_sleep(5)")


COPIES = "postgres://me@two/fengxiang postgres://me@three/fengxiang"


def test_two_hosts_may_take_turns_as_primary():
    url = "postgres://me@one:5432,two:5433/fengxiang?target_session_attrs=read-write"
    shown = setting("DATABASES['default']", DEBUG="1", DATABASE_URL=url)
    for said in ("'HOST': 'one,two'", "'PORT': '5432,5433'", "'target_session_attrs': 'read-write'"):
        assert said in shown


def test_without_a_replica_nothing_asks_which_database():
    assert setting("REPLICA_URLS, len(settings.DATABASES)", DEBUG="1", DATABASE_URL=POSTGRES) == "[] 1"
    assert "replicas" not in setting("MIDDLEWARE", DEBUG="1", DATABASE_URL=POSTGRES)
    assert setting("__dict__.get('DATABASE_ROUTERS')", DEBUG="1", DATABASE_URL=POSTGRES) == "None"


def test_replicas_are_databases_and_chosen_before_the_session_is_read():
    asked = "DATABASES['replica2']['HOST'], settings.DATABASE_ROUTERS, settings.MIDDLEWARE"
    shown = setting(asked, DEBUG="1", DATABASE_URL=POSTGRES, REPLICA_URLS=COPIES)
    assert shown.startswith("three ['fengxiang.replicas.Router'] ")
    assert shown.index("ReplicasMiddleware") < shown.index("SessionMiddleware")


def test_a_replica_of_sqlite_is_refused():
    result = run("import fengxiang.settings", DEBUG="1", DATABASE_URL="sqlite:///own.sqlite3", REPLICA_URLS=COPIES)
    assert result.returncode != 0
    assert "REPLICA_URLS are copies of a PostgreSQL" in result.stderr


def test_sessions_and_cache_are_as_ever_unless_asked_otherwise():
    assert setting("SESSION_ENGINE", DEBUG="1") == "django.contrib.sessions.backends.db"
    assert setting("CACHES['default']['BACKEND']", DEBUG="1") == "django.core.cache.backends.locmem.LocMemCache"


def test_sessions_may_be_kept_in_a_cache_that_all_workers_share():
    shown = setting("SESSION_ENGINE, settings.CACHES", DEBUG="1", SESSIONS="cache", CACHE_URL="rediscache://one:6379/1")
    assert shown.startswith("django.contrib.sessions.backends.cache ")
    assert "django.core.cache.backends.redis.RedisCache" in shown
    assert "redis://one:6379/1" in shown


@pytest.mark.parametrize(
    ("sessions", "complaint"),
    [
        ("cache", "needs a cache that all workers share"),
        ("cached_db", "needs a cache that all workers share"),
        ("signed_cookies", "SESSIONS must be db, cached_db or cache, not 'signed_cookies'"),
    ],
)
def test_sessions_that_other_workers_would_not_find_are_refused(sessions, complaint):
    result = run("import fengxiang.settings", DEBUG="1", SESSIONS=sessions)
    assert result.returncode != 0
    assert complaint in result.stderr


def test_uploads_lie_on_the_disk_or_in_a_bucket():
    assert "KeptOnDisk" in setting("STORAGES['default']", DEBUG="1")
    bucket = {"MEDIA_BUCKET": "evidence", "MEDIA_ENDPOINT": "https://minio.example", "AWS_ACCESS_KEY_ID": "own"}
    result = run(WHAT_A_BUCKET_IS_ASKED_FOR, DEBUG="1", **bucket)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split("\n")[:2] == ["KeptInBucket", "evidence https://minio.example False own None"]


@pytest.mark.parametrize(
    ("variables", "trusted"),
    [
        ({}, []),
        ({"BEHIND_PROXY": "1"}, ["127.0.0.0/8", "::1/128"]),
        ({"BEHIND_PROXY": "1", "TRUSTED_PROXIES": "10.1.0.5"}, ["10.1.0.5"]),
    ],
)
def test_no_header_is_believed_but_a_named_proxys(variables, trusted):
    assert setting("TRUSTED_PROXIES", SECRET_KEY="key", **variables) == str(trusted)


def test_a_proxy_that_is_no_network_is_refused():
    result = run("import fengxiang.settings", SECRET_KEY="key", TRUSTED_PROXIES="nginx")
    assert "TRUSTED_PROXIES holds 'nginx'" in result.stderr
