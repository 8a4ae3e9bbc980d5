"""Figures of the site as Prometheus reads them: text, a line each (exposition format 0.0.4)."""

from collections.abc import Iterator, Sequence

from fengxiang import clock
from fengxiang.measured import measured
from partybuilding.office.system import load_jobs, load_room
from partybuilding.shared.jobs import proven_backup_at

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def _families() -> Iterator[tuple[str, str, str, Sequence[tuple[str, float]]]]:
    """Yield name, kind, help and the labelled values of each figure; times in seconds, sizes in bytes."""
    pages = [(f'{{page="{page.name}"}}', page) for page in measured.pages()]
    yield "requests_total", "counter", "Requests answered.", [(label, page.times) for label, page in pages]
    yield "request_errors_total", "counter", "Answered with 5xx.", [(label, page.failed) for label, page in pages]
    yield "request_seconds_total", "counter", "Time taken.", [(label, page.seconds) for label, page in pages]
    yield "request_longest_seconds", "gauge", "The longest one.", [(label, page.longest) for label, page in pages]
    room = load_room()
    yield "database_bytes", "gauge", "Size of the database.", [("", room.database)]
    yield "files_bytes", "gauge", "Size of the kept files.", [("", room.files)]
    free = [(f'{{folder="{folder}"}}', free) for folder, free in room.free.items()]
    yield "disk_free_bytes", "gauge", "Room left where files and SQLite are written.", free
    ran = [(job.kind.value, job.runs.last) for job in load_jobs()]
    last = [(f'{{job="{kind}"}}', run.ended_at.timestamp()) for kind, run in ran if run]
    yield "job_last_run_timestamp_seconds", "gauge", "End of the job's last run.", last
    is_well = [(f'{{job="{kind}"}}', run.is_well) for kind, run in ran if run]
    yield "job_last_run_well", "gauge", "Whether it went well.", is_well
    proven = proven_backup_at()
    ages = [("", (clock.now() - proven).total_seconds())] if proven else []
    yield "proven_backup_age_seconds", "gauge", "Age of the newest backup restored on trial.", ages


def metrics_text() -> str:
    """Return all figures."""
    lines = []
    for name, kind, about, values in _families():
        lines += [f"# HELP fengxiang_{name} {about}", f"# TYPE fengxiang_{name} {kind}"]
        lines += [f"fengxiang_{name}{label} {float(value):.15g}" for label, value in values]
    return "\n".join([*lines, ""])
