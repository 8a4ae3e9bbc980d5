"""The system administrator's page, and the same for Prometheus."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import translation

from fengxiang import clock
from fengxiang.health import folders_written_to
from fengxiang.measured import Measured
from partybuilding.models import JobKind, JobRun
from partybuilding.office import metrics, system


@pytest.fixture(autouse=True)
def measured(monkeypatch):
    anew = Measured()
    monkeypatch.setattr(system, "measured", anew)
    monkeypatch.setattr(metrics, "measured", anew)
    return anew


@pytest.fixture
def run(db):
    """Write down the run of a job so many hours ago."""

    def run(kind, hours, *, is_well=True, **details):
        at = clock.now() - timedelta(hours=hours)
        row = {"kind": kind, "begun_at": at - timedelta(seconds=90), "ended_at": at, "is_well": is_well}
        return JobRun.objects.create(**row, summary=f"{kind} said so", details=details)

    return run


def proof(run, hours):
    run(JobKind.PROOF, hours, stamp=(clock.now() - timedelta(hours=hours)).isoformat())


@pytest.fixture
def page(as_user, sysadmin):
    def page(language="en"):
        browser = as_user(sysadmin)
        browser.cookies["django_language"] = language
        answer = browser.get("/system/")
        assert answer.status_code == 200
        return answer.content.decode()

    return page


@pytest.mark.parametrize(("hours", "is_red"), [(1, False), (23.9, False), (24.1, True), (None, True)])
def test_the_proof_turns_red_after_a_day(page, run, hours, is_red):
    if hours is not None:
        proof(run, hours)
    text = page("zh-hans")
    assert "最近一次验证恢复" in text
    assert ("proof--due" in text, "无法补救" in text) == (is_red, is_red)


def test_jobs_stand_with_their_last_run_and_the_last_that_went_well(page, run):
    run(JobKind.BACKUP, 30)
    run(JobKind.BACKUP, 2, is_well=False)
    run(JobKind.REMIND, 3)
    text = page()
    rows = {
        each.split('<code lang="en">')[1].split("<")[0]: each
        for each in text.split("<tr>")
        if '<code lang="en">' in each
    }
    assert "failed" in rows["backup"]
    assert "lamp--red" in rows["backup"]
    assert "lamp--green" in rows["remind"]
    assert "never" in rows["checkfiles"]
    assert "restore" not in rows  # done by hand


def test_tables_are_held_against_the_count_of_a_month_ago(page, run):
    run(JobKind.SIZES, 40 * 24, rows={"a": 10, "b": 1})
    run(JobKind.SIZES, 20 * 24, rows={"a": 50, "b": 1})
    run(JobKind.SIZES, 1, rows={"a": 70, "b": 1, "new": 5})
    tables = system.load_system().tables
    assert [(each.name, each.rows, each.growth) for each in tables] == [("a", 70, 60), ("new", 5, None), ("b", 1, 0)]
    assert "Growth of tables" in page()


def test_sizes_counts_every_table_and_is_written_down(db, capsys):
    with translation.override("en"):
        call_command("sizes")
    (counted,) = JobRun.objects.filter(kind=JobKind.SIZES)
    assert counted.is_well
    assert counted.details["rows"].keys() >= {"communities_user", "partybuilding_plan", "partybuilding_historicalplan"}
    assert "rows in" in capsys.readouterr().out


def test_the_slowest_page_comes_first(page, measured):
    for name, seconds in (("quick", 0.01), ("slow", 3.5), ("slow", 0.5)):
        measured.add(name, seconds, has_failed=seconds == 3.5)
    text = page()
    assert text.index('<code lang="en">slow</code>') < text.index('<code lang="en">quick</code>')
    assert "2.000 s" in text
    assert "3.500 s" in text


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer wrong", "Bearer ", "Basic geheim"])
def test_metrics_are_for_who_has_the_token(client, db, settings, sent):
    settings.METRICS_TOKEN = "geheim"
    assert client.get("/metrics", headers={"authorization": sent}).status_code == 404
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": sent}).status_code == 404


def test_metrics_say_what_was_measured_and_how_old_the_proof_is(client, run, settings, measured):
    settings.METRICS_TOKEN = "geheim"
    measured.add("county", 0.25, has_failed=True)
    proof(run, 2)
    answer = client.get("/metrics", headers={"authorization": "Bearer geheim"})
    lines = dict(line.rsplit(" ", 1) for line in answer.content.decode().splitlines() if not line.startswith("#"))
    assert (answer.status_code, answer["Content-Type"]) == (200, metrics.CONTENT_TYPE)
    assert lines['fengxiang_requests_total{page="county"}'] == "1"
    assert lines['fengxiang_request_errors_total{page="county"}'] == "1"
    assert lines['fengxiang_request_seconds_total{page="county"}'] == "0.25"
    assert lines['fengxiang_job_last_run_well{job="proof"}'] == "1"
    assert 7100 < float(lines["fengxiang_proven_backup_age_seconds"]) < 7300
    assert float(lines["fengxiang_database_bytes"]) > 0


def test_folders_are_named_in_full(settings, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    settings.MEDIA_ROOT = "files"
    assert tmp_path / "files" in folders_written_to()
