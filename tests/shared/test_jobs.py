"""Runs of jobs: what is written down of them, and when the lamp of the backup is red."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation
from pytest_django import Settings

from fengxiang import clock
from partybuilding.models import JobKind, JobRun
from partybuilding.shared import jobs

pytestmark = pytest.mark.django_db


def test_run_is_written_down() -> None:
    with jobs.recorded(JobKind.SIZES) as outcome:
        outcome.summary, outcome.details = "3 tables", {"rows": 3}
    run = JobRun.objects.get()
    assert (run.kind, run.is_well, run.summary, run.details["rows"]) == ("sizes", True, "3 tables", 3)
    assert timedelta() <= run.took < timedelta(seconds=5)


def test_failed_run_is_written_down_and_its_error_goes_on() -> None:
    with pytest.raises(OSError, match="no room"), jobs.recorded(JobKind.BACKUP):
        raise OSError("no room")
    run = JobRun.objects.get()
    assert (run.is_well, run.summary) == (False, "no room")


def test_what_came_of_a_run_is_told_in_the_reader_s_language() -> None:
    call_command("tidy", verbosity=0)
    run = JobRun.objects.get()
    assert run.summary == run.in_words  # the site's own
    assert run.summary.startswith("已清理：")
    with translation.override("en"):
        assert run.in_words.startswith("Deleted: ")
        run.details = {}  # as before it was written down in every language
        assert run.in_words == run.summary


def test_why_a_run_failed_is_told_in_the_reader_s_language(settings: Settings, tmp_path: Path) -> None:
    settings.BACKUP_DIR = tmp_path
    with pytest.raises(CommandError):
        call_command("proof")
    run = JobRun.objects.get()
    assert (run.is_well, "没有" in run.in_words, str(tmp_path) in run.in_words) == (False, True, True)
    with translation.override("en"):
        assert run.in_words == f"There is no backup in {tmp_path}."


def test_last_run_and_last_good_run() -> None:
    for is_well in (True, False):
        with jobs.recorded(JobKind.CHECKFILES) as outcome:
            outcome.is_well = is_well
    runs = jobs.last_runs()[JobKind.CHECKFILES]
    assert runs.last
    assert runs.last_good
    assert (runs.last.is_well, runs.last_good.is_well) == (False, True)
    assert jobs.last_runs()[JobKind.PROOF] == jobs.LastRuns(None, None)


def test_lamp_is_red_after_a_missed_night() -> None:
    assert jobs.proof_is_due()  # there never was one
    with clock.set_to(date(2005, 3, 1)):
        with jobs.recorded(JobKind.PROOF) as outcome:
            outcome.details = {"stamp": clock.now().isoformat()}
        assert not jobs.proof_is_due()
    with clock.set_to(date(2005, 3, 2)):
        assert jobs.proof_is_due()
        with jobs.recorded(JobKind.PROOF) as outcome:
            outcome.is_well = False
        assert jobs.proof_is_due()


@pytest.mark.parametrize("kind", [JobKind.CHECKFILES])
def test_job_goes_on_without_a_table(kind: JobKind, transactional_db: None) -> None:
    with connection.schema_editor() as editor:
        editor.delete_model(JobRun)
    try:
        with jobs.recorded(kind) as outcome:
            outcome.summary = "done"
    finally:
        with connection.schema_editor() as editor:
            editor.create_model(JobRun)
    assert not JobRun.objects.exists()


def test_the_reminders_of_a_day_are_a_run() -> None:
    call_command("remind", verbosity=0)
    run = JobRun.objects.get()
    assert (run.kind, run.is_well, str(run.ended_at.year) in run.summary) == ("remind", True, True)
