"""A file is kept whole or not at all, and only with its act; what is handed out is what was kept."""

import errno
import logging
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from fengxiang import kept_files
from fengxiang.kept_files import NotKeptError, Sums, together
from partybuilding.models import FileSum, Plan
from partybuilding.shared.act import act
from partybuilding.shared.errors import ActionError

ABC = Sums(
    size=3,
    sha256="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    sm3="66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def keep(name: str = "plans/a.pdf", content: bytes = b"abc") -> str:
    return default_storage.save(name, ContentFile(content))


def failing(number: int):
    def fail(*_args: object, **_more: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("pieces", [[b"abc"], [b"a", b"", b"bc"]])
def test_the_sums_are_those_of_the_standards(pieces):
    assert Sums.of(pieces) == ABC


def test_a_file_is_there_whole_and_nothing_beside_it(media_root):
    assert keep() == "plans/a.pdf"
    assert files(media_root) == {"plans/a.pdf": b"abc"}
    assert (media_root / "plans/a.pdf").stat().st_mode & 0o777 == 0o600
    assert (media_root / "plans").stat().st_mode & 0o777 == 0o700


def test_a_name_that_is_taken_stays_what_it_was(media_root):
    keep()
    other = keep(content=b"other")
    assert files(media_root) == {"plans/a.pdf": b"abc", other: b"other"}


def test_a_name_taken_at_the_last_moment_stays_what_it_was(media_root, monkeypatch):
    keep()
    names = iter(["plans/a.pdf", "plans/b.pdf"])
    monkeypatch.setattr(kept_files.KeptOnDisk, "get_available_name", lambda *_a, **_k: next(names))
    assert keep(content=b"other") == "plans/b.pdf"
    assert files(media_root) == {"plans/a.pdf": b"abc", "plans/b.pdf": b"other"}


@pytest.mark.parametrize("step", ["fsync", "link", "open", "folder"])
@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "磁盘已满"), (errno.EROFS, "暂时无法保存")])
def test_what_cannot_be_kept_leaves_nothing_and_is_told(media_root, monkeypatch, caplog, step, number, words):
    places = {"open": (Path, "open"), "folder": (kept_files, "bring_to_disk")}
    monkeypatch.setattr(*places.get(step, (os, step)), failing(number))
    with pytest.raises(NotKeptError, match=words):
        keep()
    monkeypatch.undo()
    assert files(media_root) == {}
    assert [(line.levelno, line.exc_info) for line in caplog.records] == [(logging.ERROR, None)]


def test_the_bytes_are_on_the_disk_before_the_name_is(monkeypatch):
    order = []

    def noted(name: str):
        real = getattr(os, name)

        def call(*args: object) -> object:
            order.append(name)
            return real(*args)

        return call

    for name in ("fsync", "link"):
        monkeypatch.setattr(os, name, noted(name))
    keep()
    assert order == ["fsync", "link", "fsync"]


# --- with its act -----------------------------------------------------------------------------------------------------


@act
def keep_in_an_act(*, plan: Plan, fails: str = "") -> str:
    kept = keep()
    if fails == "inner":
        with pytest.raises(ActionError):
            part_that_fails(plan=plan)
    if fails == "after":
        raise ActionError("no")
    return kept


@act
def part_that_fails(*, plan: Plan) -> None:
    keep("plans/part.pdf")
    raise ActionError("no")


def test_an_act_writes_down_what_its_files_come_to(plan, media_root):
    keep_in_an_act(plan=plan)
    row = FileSum.objects.get()
    assert row.name == "plans/a.pdf"
    assert row.is_of(ABC)
    assert files(media_root) == {"plans/a.pdf": b"abc"}


def test_a_name_that_is_free_again_stands_for_the_new_file(plan, media_root):
    FileSum.objects.create(name="plans/a.pdf", size=9, sha256="of a file that is gone")
    keep_in_an_act(plan=plan)
    assert FileSum.objects.get().is_of(ABC)


def test_an_act_that_fails_keeps_no_file(plan, media_root):
    with pytest.raises(ActionError):
        keep_in_an_act(plan=plan, fails="after")
    assert (files(media_root), FileSum.objects.count()) == ({}, 0)


def test_a_part_that_fails_takes_its_own_files_along(plan, media_root):
    keep_in_an_act(plan=plan, fails="inner")
    assert (list(files(media_root)), FileSum.objects.count()) == (["plans/a.pdf"], 1)


def test_an_act_whose_file_cannot_be_kept_says_so(plan, monkeypatch):
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))
    with pytest.raises(ActionError, match="磁盘已满"):
        keep_in_an_act(plan=plan)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("is_usable", "left"), [(True, []), (False, ["plans/a.pdf"])])
def test_if_the_commit_fails_files_go_unless_nobody_knows(media_root, monkeypatch, is_usable, left):
    monkeypatch.setattr(transaction.get_connection(), "is_usable", lambda: is_usable)
    monkeypatch.setattr(transaction.get_connection(), "_commit", failing(errno.EIO))
    with pytest.raises(OSError, match="error"), together(), transaction.atomic():
        keep()
    monkeypatch.undo()
    transaction.get_connection().rollback()
    assert list(files(media_root)) == left


def test_what_cannot_be_taken_back_is_logged(db, monkeypatch, caplog):
    monkeypatch.setattr(kept_files.KeptOnDisk, "delete", failing(errno.EROFS))
    with pytest.raises(ZeroDivisionError), together():
        keep(keep() and str(1 // 0))
    assert "plans/a.pdf could not be taken back" in caplog.text


def test_what_was_written_aside_and_cannot_be_deleted_undoes_no_file(media_root, monkeypatch, caplog):
    monkeypatch.setattr(Path, "unlink", failing(errno.EIO))
    assert keep() == "plans/a.pdf"
    assert files(media_root)["plans/a.pdf"] == b"abc"
    assert ".part could not be deleted" in caplog.text
