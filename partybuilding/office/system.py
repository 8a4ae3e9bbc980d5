"""How the site itself is: versions, room, what ran beside it, what took long, what grows."""

import platform
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import django
import granian
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.utils.timezone import get_default_timezone

from fengxiang import clock
from fengxiang.health import folders_written_to
from fengxiang.measured import Page, measured
from partybuilding.models import FileSum, JobKind, JobRun
from partybuilding.shared.jobs import LastRuns, last_runs, proof_is_due, proven_backup_at

SLOWEST, LARGEST = 15, 20  # lines shown
BEFORE = timedelta(days=30)  # what growth is held against
_RUN_BY_HAND = {JobKind.RESTORE}


@dataclass(frozen=True)
class Job:
    """A kind of job, with its last run and the last that went well."""

    kind: JobKind
    runs: LastRuns

    @property
    def is_well(self) -> bool:
        """Say whether its last run went well; one that never ran did not."""
        return self.runs.last is not None and self.runs.last.is_well


@dataclass(frozen=True)
class TableSize:
    """How many rows a table has, and how many it had before; None if that was not counted."""

    name: str
    rows: int
    before: int | None

    @property
    def growth(self) -> int | None:
        """Return how many rows came to it since."""
        return None if self.before is None else self.rows - self.before


@dataclass(frozen=True, kw_only=True)
class Space:
    """Bytes: the database, the kept files, and what is free where the site writes."""

    database: int
    files: int
    free: dict[Path, int]


@dataclass(frozen=True, kw_only=True)
class SystemState:
    """What the system administrator's page shows."""

    versions: list[tuple[str, str]]
    room: Space
    jobs: list[Job]
    proven_at: datetime | None
    is_proof_due: bool
    slowest: list[Page]
    since: datetime
    counted: JobRun | None
    before: JobRun | None
    tables: list[TableSize]


def load_system() -> SystemState:
    """Return the state of the site: the jobs by the product's clock, the rest by the machine's."""
    counted, before = _counts()
    return SystemState(
        versions=_versions(),
        room=load_room(),
        jobs=load_jobs(),
        proven_at=proven_backup_at(),
        is_proof_due=proof_is_due(),
        slowest=measured.pages()[:SLOWEST],
        since=datetime.fromtimestamp(measured.since, get_default_timezone()),
        counted=counted,
        before=before,
        tables=_tables(counted, before)[:LARGEST],
    )


def load_jobs() -> list[Job]:
    """Return the jobs that are to run by themselves; the virus scan only where there is a scanner."""
    left_out = _RUN_BY_HAND if settings.CLAMD else {*_RUN_BY_HAND, JobKind.SCANFILES}
    return [Job(kind, runs) for kind, runs in last_runs().items() if kind not in left_out]


def load_room() -> Space:
    """Return what the site takes and what is left: files as they were written down when they were kept."""
    free = {folder: shutil.disk_usage(folder).free for folder in folders_written_to() if folder.exists()}
    return Space(database=_database_bytes(), files=FileSum.objects.aggregate(sum=Sum("size"))["sum"] or 0, free=free)


def count_rows() -> dict[str, int]:
    """Return how many rows each table of the site has. It reads all of them: for the night."""
    models = [model for model in apps.get_models() if model._meta.managed]
    return {model._meta.db_table: model._base_manager.count() for model in models}


def _database_bytes() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])


def _versions() -> list[tuple[str, str]]:
    version = ".".join(map(str, connection.get_database_version()))
    return [
        ("fengxiang", settings.RELEASE),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("Granian", granian.__version__),
        (connection.display_name, version),
        (platform.system(), platform.release()),
    ]


def _counts() -> tuple[JobRun | None, JobRun | None]:
    """Return the last count of rows, and the one to hold it against: of BEFORE its time, else the first there is."""
    runs = JobRun.objects.filter(kind=JobKind.SIZES, is_well=True)
    last = runs.order_by("-ended_at").first()
    if last is None:
        return None, None
    earlier = runs.filter(ended_at__lt=last.ended_at)
    old = earlier.filter(ended_at__lte=clock.now() - BEFORE).order_by("-ended_at").first()
    return last, old or earlier.order_by("ended_at").first()


def _tables(counted: JobRun | None, before: JobRun | None) -> list[TableSize]:
    rows = counted.details["rows"] if counted else {}
    earlier = before.details["rows"] if before else {}
    tables = [TableSize(name, number, earlier.get(name)) for name, number in rows.items()]
    return sorted(tables, key=lambda table: (-table.rows, table.name))
