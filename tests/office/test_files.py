"""manage.py checkfiles: files without rows, rows without files, and files that are not what was kept."""

import os
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from partybuilding.models import FileSum
from partybuilding.office.files import check_files
from partybuilding.reports.actions_evidence import attach_evidence
from tests.reports.reporting import photo

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def evidence(report_in, secretary):
    return attach_evidence(report=report_in("draft"), file=photo(), actor=secretary)


def made_old(name: str) -> str:
    long_ago = time.time() - 2 * 24 * 60 * 60
    os.utime(default_storage.path(name), (long_ago, long_ago))
    return name


def run(capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    try:
        call_command("checkfiles", *options)
    except CommandError as error:
        return [*capsys.readouterr().out.splitlines(), str(error)]
    return capsys.readouterr().out.splitlines()


def test_what_is_as_it_was_kept_is_well(evidence, capsys):
    for _twice in range(2):
        assert run(capsys) == ["2 files well, 0 missing, 0 altered, 0 named by no row."]


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        (lambda path: path.unlink(), "missing"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "altered"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?"), "altered"),
    ],
    ids=["gone", "cut", "changed"],
)
def test_what_is_not_is_named_and_the_command_fails(evidence, capsys, damage, word):
    damage(Path(evidence.file.path))
    line, _sum, refusal = run(capsys)
    assert line == f"{word}: {evidence.file.name}"
    assert "backup" in refusal


def test_sums_nobody_took_are_taken_once(plan, capsys):
    plan.document.save("plans/copy.pdf", ContentFile(b"%PDF-"))
    assert not FileSum.objects.exists()
    assert check_files().well == 1
    Path(plan.document.path).write_bytes(b"other")
    assert check_files().altered == [plan.document.name]


def test_files_no_row_names_are_swept_after_a_day(evidence, capsys, media_root):
    old = made_old(default_storage.save("evidence/lost", ContentFile(b"x")))
    (media_root / "evidence" / ".half.part").write_bytes(b"x")
    made_old("evidence/.half.part")
    default_storage.save("evidence/young", ContentFile(b"x"))
    made_old(default_storage.save("uploads/waits.xlsx", ContentFile(b"x")))
    made_old(evidence.file.name)
    lines = run(capsys, "--sweep")
    assert lines[:2] == ["named by no row: evidence/.half.part", f"named by no row: {old}"]
    names = {path.name for path in media_root.rglob("*") if path.is_file()}
    assert {"young", "waits.xlsx", Path(evidence.file.name).name} <= names
    assert not names & {"lost", ".half.part"}
    assert run(capsys) == ["2 files well, 0 missing, 0 altered, 0 named by no row."]


def test_a_file_that_only_the_history_names_stays(plan, capsys):
    plan.document.save("plans/first.pdf", ContentFile(b"1"))
    first = made_old(plan.document.name)
    plan.document.save("plans/second.pdf", ContentFile(b"2"))
    run(capsys, "--sweep")
    assert default_storage.exists(first)


def test_without_tables_it_says_what_to_do(db, capsys, monkeypatch):
    def fail(*_args: object, **_more: object) -> None:
        raise OperationalError("no such table")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", fail)
        assert "migrate" in run(capsys)[-1]
