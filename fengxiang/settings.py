"""Settings, read from the environment (or an .env file beside manage.py).

Every variable is described in docs/settings.md. Safe by default: what is dangerous has to be asked for.
"""

from datetime import date, timedelta
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or ("for-development-only" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY in the environment: the site does not start without it unless DEBUG=1.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "communities",
    "partybuilding",
    "fengxiang.admin_site.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "import_export",
    "simple_history",
]

MIDDLEWARE = [
    "fengxiang.deep_calls.room_for_deep_calls",
    "fengxiang.request_log.RequestLog",  # outside of everything: what it numbers and measures is the whole
    "fengxiang.health.Watch",
    "csp.middleware.CSPMiddleware",  # with the next outside of all that answers: files and refusals bear their headers
    "django.middleware.security.SecurityMiddleware",
    "fengxiang.compression.Compression",  # outside of whatever makes or changes a body
    "fengxiang.caching.NotReadableLater",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fengxiang.session_end.SessionEnds",
    "fengxiang.language.ChosenLanguageMiddleware",
    "partybuilding.record.answers.RecordMiddleware",  # outside of what asks for an address in other letters
    "fengxiang.bounds.WithinBounds",
    "django.middleware.common.CommonMiddleware",
    "fengxiang.whole_body.WholeBody",  # before whatever reads the form, and that is the next one
    "django.middleware.csrf.CsrfViewMiddleware",
    "fengxiang.session_end.Authentication",
    "django_htmx.middleware.HtmxMiddleware",
    "fengxiang.login.LoginRequired",
    "communities.limits.Limits",  # behind it: it counts by who is logged in
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "partybuilding.shared.act.ActMiddleware",
]

if not DEBUG:
    # runserver serves static files itself; where they were collected, whitenoise does, with far-future caching.
    MIDDLEWARE.insert(
        MIDDLEWARE.index("fengxiang.compression.Compression"), "whitenoise.middleware.WhiteNoiseMiddleware"
    )

ROOT_URLCONF = "fengxiang.urls"
WSGI_APPLICATION = "fengxiang.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["fengxiang.templates.UnindentedLoader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": [f"fengxiang.templatetags.{name}" for name in ("called", "form_end", "personal")],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "fengxiang.appearance.page",
                "fengxiang.personal.page",
                "fengxiang.replicas.page",
                "partybuilding.shared.context_processors.page",
            ],
        },
    },
]

# --- Database ---------------------------------------------------------------------------------------------------------


def _postgresql_options(database: dict[str, Any]) -> dict[str, Any]:
    """Return the limits of every wait for PostgreSQL; what the address says itself goes before them.

    Nobody waits for ever, for the server or for each other. In seconds; 0 leaves a limit to the server.
    """
    limits = {
        "statement_timeout": env.int("DATABASE_STATEMENT_TIMEOUT", default=30),
        "lock_timeout": env.int("DATABASE_LOCK_TIMEOUT", default=10),
        "idle_in_transaction_session_timeout": env.int("DATABASE_IDLE_TIMEOUT", default=60),
    }
    return {
        "connect_timeout": env.int("DATABASE_CONNECT_TIMEOUT", default=5),
        "tcp_user_timeout": 10_000,  # milliseconds until a line without an answer counts as broken
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "options": " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items() if seconds),
        **database.get("OPTIONS", {}),
    }


DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 60  # seconds a thread keeps its connection, from one request to the next
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Once for each connection. WAL lets readers go on while one writes; FULL, the default of most builds, waits for the
    # disk at every commit: what was acknowledged outlives a power cut. IMMEDIATE takes the write lock when the
    # transaction begins, so that two writers wait for each other instead of one failing half-way.
    DATABASES["default"]["ENGINE"] = "fengxiang.sqlite3"  # Django's own, with writers served in the order they came
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        "timeout": 60,  # seconds a writer waits for its turn
        "transaction_mode": "IMMEDIATE",
    }
else:
    # A server may have been restarted since; a file is there.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = _postgresql_options(DATABASES["default"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Copies that pages may be read from (fengxiang/replicas.py); the addresses with spaces between.
REPLICA_URLS = env.str("REPLICA_URLS", default="").split()
if REPLICA_URLS:
    if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("REPLICA_URLS are copies of a PostgreSQL: set DATABASE_URL to their primary.")
    for _number, _url in enumerate(REPLICA_URLS, start=1):
        _replica = env.db_url_config(_url)
        _replica["OPTIONS"] = _postgresql_options(_replica)
        DATABASES[f"replica{_number}"] = {**_replica, "CONN_MAX_AGE": 60, "TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["fengxiang.replicas.Router"]
    # Before the first that reads.
    MIDDLEWARE.insert(
        MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware"),
        "fengxiang.replicas.ReplicasMiddleware",
    )

# --- What a worker would otherwise keep by itself ---------------------------------------------------------------------

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}
# Where it is kept who is logged in: db, cached_db (read from the cache, written to both) or cache alone.
_sessions = env.str("SESSIONS", default="db")
if _sessions not in {"db", "cached_db", "cache"}:
    raise ImproperlyConfigured(f"SESSIONS must be db, cached_db or cache, not {_sessions!r}.")
if _sessions != "db" and CACHES["default"]["BACKEND"].endswith(("LocMemCache", "DummyCache")):
    raise ImproperlyConfigured(f"SESSIONS={_sessions} needs a cache that all workers share: set CACHE_URL.")
SESSION_ENGINE = f"django.contrib.sessions.backends.{_sessions}"

# --- Language, dates, time --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["fengxiang.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# The plan can be lived through again: with a date here, "today" is that date everywhere, and every page says so.
FENGXIANG_TODAY: date | None = None
if _today := env.str("FENGXIANG_TODAY", default=""):
    try:
        FENGXIANG_TODAY = date.fromisoformat(_today)
    except ValueError as error:
        raise ImproperlyConfigured(f"FENGXIANG_TODAY must be a date like 2005-11-15, not {_today!r}.") from error

# What the site is called where no plan is looked at; each plan has its own name.
SITE_NAME = env.str("SITE_NAME", default="")
SITE_NAME_EN = env.str("SITE_NAME_EN", default="")

# --- Static files and uploads -----------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = ["fengxiang.static_files.SentFiles", "django.contrib.staticfiles.finders.AppDirectoriesFinder"]
# Evidence is never served from here directly: a view hands it out after the access check.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))
# Several machines keep them together in a bucket; boto3 finds its keys where it always does (AWS_ACCESS_KEY_ID …).
if MEDIA_BUCKET := env.str("MEDIA_BUCKET", default=""):
    _uploads = {
        "BACKEND": "fengxiang.kept_in_bucket.KeptInBucket",
        "OPTIONS": {
            "bucket_name": MEDIA_BUCKET,
            "endpoint_url": env.str("MEDIA_ENDPOINT", default="") or None,
            "region_name": env.str("MEDIA_REGION", default="") or None,
            "file_overwrite": False,  # as on a disk: what is kept stays what it was
        },
    }
else:
    _uploads = {"BACKEND": "fengxiang.kept_files.KeptOnDisk"}
STORAGES = {
    "default": _uploads,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Where archives of all that lie (manage.py backup): better on a disk of its own, and once more in a second place.
BACKUP_DIR = env.path("BACKUP_DIR", default=str(BASE_DIR / "backups"))
BACKUP_SECOND_DIR = env.str("BACKUP_SECOND_DIR", default="")
BACKUP_KEY_FILE = env.str("BACKUP_KEY_FILE", default="")
_IN_MEMORY = "django.core.files.uploadhandler.MemoryFileUploadHandler"
FILE_UPLOAD_HANDLERS = [_IN_MEMORY, "fengxiang.sent_files.UploadPutAside"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
EVIDENCE_MAX_BYTES = 10 * 1024 * 1024
# ClamAV's clamd, by socket or host:port, which looks at every file that is sent (fengxiang/scanner.py); none: nobody.
CLAMD = env.str("CLAMD", default="")
CLAMD_SECONDS = env.float("CLAMD_SECONDS", default=20.0)
CLAMD_AWAY = env.str("CLAMD_AWAY", default="keep")
if CLAMD:
    if CLAMD_AWAY not in {"keep", "refuse"} or not (CLAMD.startswith("/") or CLAMD.rpartition(":")[2].isdigit()):
        raise ImproperlyConfigured("CLAMD must be a socket's path or host:port, CLAMD_AWAY keep or refuse.")
    MIDDLEWARE.insert(MIDDLEWARE.index("communities.limits.Limits") + 1, "fengxiang.sent_files.ScannedFiles")
# A report with every field changed and noted stays far below these; they stop abuse, not work.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# How many threads of a worker may wait for forms that are being sent: the others, of 8, answer whatever is sent.
FORMS_AT_ONCE = env.int("FORMS_AT_ONCE", default=6)

# --- Kept pages: partybuilding/shared/kept_pages.py -------------------------------------------------------------------

# How much of a worker's memory the pages take that were made before and still hold; 0 makes each page anew,
# as while developing: a template that was changed is then seen at once.
KEPT_PAGES_BYTES = env.int("KEPT_PAGES_MB", default=0 if DEBUG else 32) * 1024 * 1024
# Or the name of one of Django's caches, where several machines share them.
KEPT_PAGES_CACHE = env.str("KEPT_PAGES_CACHE", default="")

# --- The record of what was done (docs/record.md) ---------------------------------------------------------------------

RECORD_YEARS = env.float("RECORD_YEARS", default=3.0)  # how long `purgerecord` leaves its entries; half a year at least
LEAVER_YEARS = env.float("LEAVER_YEARS", default=3.0)  # after which `reduceleavers` takes away what is left of a leaver

# --- Accounts ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "communities.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# The county's own login (communities/county.py); local passwords stay as the way back.
COUNTY_LOGIN = env.str("COUNTY_LOGIN", default="")
COUNTY_LOGIN_URL = env.str("COUNTY_LOGIN_URL", default="").rstrip("/")
COUNTY_LOGIN_CLIENT, COUNTY_LOGIN_SECRET = env.str("COUNTY_LOGIN_CLIENT", ""), env.str("COUNTY_LOGIN_SECRET", "")
COUNTY_LOGIN_CLAIM = env.str("COUNTY_LOGIN_CLAIM", default="preferred_username" if COUNTY_LOGIN == "oidc" else "")
if COUNTY_LOGIN:
    _library = {"oidc": "authlib", "cas": "cas"}.get(COUNTY_LOGIN, "")
    for _is_wrong, _why in (
        (not _library, f"COUNTY_LOGIN must be oidc or cas, not {COUNTY_LOGIN!r}."),
        (not COUNTY_LOGIN_URL.startswith("http" if DEBUG else "https:"), "COUNTY_LOGIN_URL must be an https address."),
        (COUNTY_LOGIN == "oidc" and not COUNTY_LOGIN_CLIENT, "COUNTY_LOGIN=oidc needs COUNTY_LOGIN_CLIENT."),
        (_library and not find_spec(_library), "COUNTY_LOGIN needs the packages of requirements/shared.txt."),
    ):
        if _is_wrong:
            raise ImproperlyConfigured(_why)
    AUTHENTICATION_BACKENDS.append("communities.county.CountyBackend")
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "communities.passwords.CommonWordValidator"},
    {"NAME": "communities.passwords.CharacterClassValidator"},
    {"NAME": "communities.passwords.HouseWordValidator"},
    {"NAME": "communities.passwords.YearValidator"},
    {"NAME": "communities.passwords.RecentPasswordValidator", "OPTIONS": {"count": env.int("PASSWORDS_REMEMBERED", 5)}},
]
PASSWORD_DAYS = env.int("PASSWORD_DAYS", default=90)  # 0: a password does not grow old
# Roles that get no further than to their own account without a second factor (communities/second_factor.py).
SECOND_FACTOR_FOR = env.list("SECOND_FACTOR_FOR", default=[])
OTP_TOTP_ISSUER = SITE_NAME_EN or "Fengxiang"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_MINUTES", default=30) * 60
SESSION_LIFE = int(timedelta(hours=12).total_seconds())  # from the login, whatever is done
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "fengxiang.forgery.refuse"

# Five wrong passwords for one account from one address: half an hour's pause. Others at other addresses are untouched;
# the wider limits are in communities/locks.py.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # what is refused unseen is no failure
AXES_USERNAME_CALLABLE = "communities.usernames.asked_name"
AXES_CLIENT_IP_CALLABLE = "fengxiang.source_address.source_line"
AXES_HANDLER = "communities.locks.LockHandler"
AXES_LOCKOUT_CALLABLE = "communities.locks.locked"
AXES_VERBOSE = False
# What comes back from the county's login is no business of who reads the table of failures.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "state", "ticket"]

# How often the same person or address may log in, export, search …: communities/limits.py.
LIMITS = env.bool("LIMITS", default=not DEBUG)

# --- Transport and content --------------------------------------------------------------------------------------------

HTTPS = env.bool("HTTPS", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:  # browsers take such a cookie from this very host alone, and over HTTPS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# To be in browsers' lists cannot be taken back for months, and speaks for the whole domain: only where it is asked for.
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^metrics$"]
if _behind_proxy := env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Who is believed when he says from whom he had a request: fengxiang/source_address.py.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=["127.0.0.0/8", "::1/128"] if _behind_proxy else [])
ADMIN_NETWORKS = env.list("ADMIN_NETWORKS", default=[])  # where the staff pages are there at all; none: everywhere
for _name, _networks in (("TRUSTED_PROXIES", TRUSTED_PROXIES), ("ADMIN_NETWORKS", ADMIN_NETWORKS)):
    for _network in _networks:
        try:
            ip_network(_network)
        except ValueError as error:
            raise ImproperlyConfigured(f"{_name} holds {_network!r}, which is no network.") from error
ACCOUNT_IDLE_DAYS = env.int("ACCOUNT_IDLE_DAYS", default=90)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="webmaster@localhost")
EMAIL_TIMEOUT = 10  # seconds: a mail server that does not answer keeps nobody waiting

# --- Seeing what is wrong ---------------------------------------------------------------------------------------------

DISK_FREE_MB = env.int("DISK_FREE_MB", default=500)  # less, and the site says that it is not ready
RELEASE = env.str("RELEASE", default="")  # what the release is called that runs: the system page says so
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # whoever sends it reads /metrics; without one nobody does

_log_format = env.str("LOG_FORMAT", default="line")
if _log_format not in {"line", "json"}:
    raise ImproperlyConfigured(f"LOG_FORMAT must be line or json, not {_log_format!r}.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"one_line_while_away": {"()": "fengxiang.request_log.OneLineWhileAway"}},
    "formatters": {
        "line": {"()": "fengxiang.request_log.Line"},
        "json": {"()": "fengxiang.request_log.Json"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": _log_format,
            "filters": ["one_line_while_away"],
        }
    },
    # Failed logins are told; each successful one, three times over, is not.
    "loggers": {"axes": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
