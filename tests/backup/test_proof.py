"""The nightly proof: the newest backup is restored into a scratch place, compared, and looked at."""

from datetime import timedelta
from pathlib import Path

import pytest

from fengxiang import clock
from partybuilding.backup import proof, scratch
from partybuilding.backup.actions import make_backup
from partybuilding.models import JobKind, JobRun
from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.shared import jobs
from tests.backup.conftest import answer_of
from tests.backup.test_archive import flipped
from tests.reports.reporting import photo

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def one_place(places, settings) -> None:
    """Have no second place, but where a test asks for it."""
    settings.BACKUP_SECOND_DIR = ""


@pytest.fixture
def answer(monkeypatch) -> dict[str, object]:
    """What the scratch place says, which is not made here: one test below makes it."""
    answer = {"faults": [], "files": 0, "pages": 0}
    monkeypatch.setattr(proof, "_try_out", lambda *_args: answer)
    return answer


@pytest.mark.django_db(transaction=True)
def test_the_newest_backup_is_restored_and_looked_at(migrated, plan, department, report_in, secretary, places, capsys):
    kept = attach_evidence(report=report_in("draft"), file=photo(), actor=secretary)
    Path(kept.file.path).unlink()  # so it was when it was backed up
    make_backup()
    assert "can be restored" in answer_of(capsys, "proof", "--verbosity", "0")
    run = JobRun.objects.get()
    assert (run.kind, run.is_well) == (JobKind.PROOF, True)
    assert "1 files, 2 pages" in run.summary
    assert [path.name for path in places[0].iterdir() if path.name != ".lock"] == [run.details["archive"]]
    assert not jobs.proof_is_due()
    assert jobs.proof_is_due(clock.now() + timedelta(hours=24, seconds=1))


@pytest.mark.alike
@pytest.mark.django_db(transaction=True)
def test_what_the_scratch_place_finds_fails_the_proof(answer, places, capsys):
    make_backup()
    answer["faults"] = ["Nobody can log in."]
    assert answer_of(capsys, "proof") == "Nobody can log in."
    assert not JobRun.objects.get().is_well
    assert jobs.proof_is_due()


@pytest.mark.alike
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", ["none", "damaged", "copy"])
def test_there_is_nothing_to_prove_without_a_whole_archive_in_both_places(answer, places, capsys, fault, settings):
    words = {"none": "no backup", "damaged": "damaged: database", "copy": "second place does not have"}
    if fault != "none":
        path = make_backup().path
        if fault == "copy":
            settings.BACKUP_SECOND_DIR = str(places[1])
        else:
            path.write_bytes(flipped(path.read_bytes(), 8 * 2_000))
    assert words[fault] in answer_of(capsys, "proof")
    assert jobs.proof_is_due()


@pytest.mark.alike
def test_nothing_is_tried_out_but_in_a_scratch_place(db, capsys):
    assert "no scratch place" in answer_of(capsys, "tryout", "nowhere.tar")


@pytest.mark.alike
@pytest.mark.parametrize("lost", [True, False])
def test_a_file_that_did_not_come_back_is_named(plan, report_in, secretary, lost):
    kept = attach_evidence(report=report_in("draft"), file=photo(), actor=secretary)
    Path(kept.file.path).write_bytes(b"other")
    findings = scratch.Findings()
    scratch._compare_files({"missing": [], "altered": [] if lost else [str(kept.file.name)]}, findings)
    assert findings.faults == ([f"Files did not come back as they were: {kept.file.name}"] if lost else [])


@pytest.mark.alike
def test_a_page_that_fails_is_named(plan, department, settings, monkeypatch):
    findings = scratch.Findings()
    settings.ALLOWED_HOSTS = ["*"]
    scratch._look_at_pages(findings)
    assert (findings.faults, findings.pages) == ([], 2)
    monkeypatch.setattr(scratch, "reverse", lambda name, **_more: "/login/" if name == "login" else "/no-such-plan/")
    scratch._look_at_pages(findings)
    assert len(findings.faults) == 1
    assert "/no-such-plan/" in findings.faults[0]
