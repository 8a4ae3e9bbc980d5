"""Every way a file comes in, on every disk that does not take it: told in words, nothing half left, nothing lost."""

import errno
import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files import uploadedfile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import reverse

from fengxiang import kept_files, sent_files
from fengxiang.sent_files import UploadPutAside
from partybuilding.models import Milestone
from partybuilding.models.files import KeptFile
from partybuilding.papers.actions import issue_paper
from partybuilding.papers.queries import Subject
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.workbook.write import write_workbook
from tests.admin.admin_forms import untouched
from tests.admin.test_exchange import packed
from tests.factories_meeting import LedgerItemFactory
from tests.kept_plan import DAY
from tests.pages import form_data
from tests.reports.reporting import photo
from tests.site.test_no_upload_only import files as file_columns
from tests.site.test_number_fields import every_form

pytestmark = pytest.mark.usefixtures("english_pages")

TYPED = "在建，已打桩"
FULL, AWAY = "The server's disk is full", "The server cannot keep files just now"


@pytest.fixture
def ground(plan, pilots, department, secretary, member, as_user, url, report_in):
    people = {"department": department, "secretary": secretary, "member": member}
    more = {"account": department, "client": lambda who: as_user(people[who])}
    return {"plan": plan, "pilots": pilots, "url": url, "report_in": report_in, "unit": member.unit, **more}


# --- the ways: each returns the browser, the address, and what is sent ------------------------------------------------


def evidence(g):
    g["report_in"]("draft")
    sent = {**form_data(g["client"]("secretary").get(g["url"]("report-edit"))), "progress": TYPED}
    return g["client"]("secretary"), g["url"]("evidence-add"), sent | {"file": photo()}


def ledger_step(act, prefix):
    def way(g):
        item = LedgerItemFactory(plan=g["plan"], number=12, responsible=g["unit"], state="in_hand")
        sent = {f"{prefix}-text": TYPED, f"{prefix}-evidence": photo()}
        return g["client"]("member"), g["url"](f"ledger-{act}", item=item.code), sent

    return way


def past_meeting(g):
    came = {f"past-unit-{seat.unit.code}": "present" for seat in g["plan"].member_units.select_related("unit")}
    sent = {**came, "past-held_on": "2005-10-20", "past-agreed": TYPED, "past-minutes": photo()}
    return g["client"]("department"), g["url"]("meeting-enter"), sent


def scan(g):
    subject = Subject(plan=g["plan"], kind="report", report=g["report_in"]("approved"))
    paper = issue_paper(actor=g["account"], dated=DAY, subject=subject)
    return g["client"]("department"), g["url"]("paper-scan", paper=paper.code), {"file": photo()}


def report_workbook(g):
    content = write_workbook(load_report_detail(g["report_in"]("draft")))
    return (
        g["client"]("secretary"),
        g["url"]("report-workbook-upload"),
        {"workbook": SimpleUploadedFile("a.xlsx", content)},
    )


def register(g):
    content = packed(["编号", "社区", "名称", "用途", "建筑面积（m²）", "起始日期"], [None] * 6)
    sent = {"import_file": SimpleUploadedFile("台账.xlsx", content), "format": "0"}
    return g["client"]("department"), "/admin/communities/room/import/", sent


def plan_copy(g):
    browser = g["client"]("department")
    address = reverse("admin:partybuilding_plan_change", args=[g["plan"].pk])
    return (
        browser,
        address,
        untouched(browser, address) | {"source_note": TYPED, "document": pdf()},
    )


def milestone_proof(g):
    browser = g["client"]("department")
    phase = g["plan"].phases.first()
    milestone = Milestone.objects.create(phase=phase, code="hall", scope="pilot", order=1, name="挂牌")
    address = reverse("admin:partybuilding_milestonerecord_add")
    sent = {"milestone": milestone.pk, "pilot": g["pilots"][0].pk, "reached_on": "2004-09-20", "remark": TYPED}
    return (
        browser,
        address,
        untouched(browser, address) | sent | {"document": pdf()},
    )


def pdf():
    return SimpleUploadedFile("方案.pdf", b"%PDF-1.4 ...", "application/pdf")


# What each is: the form and its field, or the column that a staff page fills.
WAYS: dict[str, Callable[[Any], Any]] = {
    "EvidenceForm.file": evidence,
    "ProgressForm.evidence": ledger_step("progress", "progress"),
    "AskCloseForm.evidence": ledger_step("ask", "ask_close"),
    "PastMeetingForm.minutes": past_meeting,
    "ScanForm.file": scan,
    "WorkbookForm.workbook": report_workbook,
    "RegisterImportForm.import_file": register,
    "partybuilding.Plan.document": plan_copy,
    "partybuilding.MilestoneRecord.document": milestone_proof,
}
# Its whole form is the file: a message on top of the page it was sent from is beside the field.
ANSWERED_BY_THE_PAGE = {"RegisterImportForm.import_file"}
BY_ANOTHER_WAY = {"partybuilding.Meeting.minutes", "partybuilding.Paper.file"}  # a form above; the system itself


def test_every_way_stands_in_the_table():
    import_module("communities.admin.exchange_pages")
    for room in ("papers.forms", "reports.forms", "reports.workbook.forms", "meetings.forms", "ledger.forms"):
        import_module(f"partybuilding.{room}")
    sent = {
        f"{form.__name__}.{name}"
        for form in every_form()
        if form.__module__.startswith(("communities.", "partybuilding.")) and not issubclass(form, forms.ModelForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.FileField)
    }
    assert sent | {str(column) for column in file_columns()} - BY_ANOTHER_WAY == WAYS.keys()


# --- the disks --------------------------------------------------------------------------------------------------------


def failing(number: int) -> Callable[..., Any]:
    def fail(*_args: object, **_more: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def media_full(settings, monkeypatch, tmp_path):
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))


def media_read_only(settings, monkeypatch, tmp_path):
    real = Path.open

    def opened(self, *args, **more):
        return (failing(errno.EROFS) if self.name.endswith(kept_files.ASIDE) else real)(self, *args, **more)

    monkeypatch.setattr(Path, "open", opened)


def media_missing(settings, monkeypatch, tmp_path):
    (tmp_path / "a file").touch()
    settings.MEDIA_ROOT = tmp_path / "a file" / "media"


def aside_missing(settings, monkeypatch, tmp_path):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "gone")


def aside_full(settings, monkeypatch, tmp_path):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    monkeypatch.setattr(sent_files, "TemporaryUploadedFile", NoRoom)


class NoRoom(uploadedfile.TemporaryUploadedFile):
    """A file put aside on a disk without room."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.close()
        self.file = open("/dev/full", "wb")  # noqa: SIM115


DISKS = {media_full: FULL, media_read_only: AWAY, media_missing: AWAY, aside_missing: AWAY, aside_full: FULL}


@pytest.mark.parametrize("disk", DISKS, ids=lambda disk: disk.__name__)
@pytest.mark.parametrize("name", WAYS)
def test_what_a_disk_does_not_take_is_told_beside_the_field(
    ground, name, disk, settings, monkeypatch, tmp_path, media_root
):
    browser, address, sent = WAYS[name](ground)
    sent = {key: value for key, value in sent.items() if value is not None}
    before = rows(), on_disk(media_root)
    disk(settings, monkeypatch, tmp_path)
    answer = browser.post(address, sent)
    monkeypatch.undo()
    if name in ANSWERED_BY_THE_PAGE and answer.status_code == 302:
        answer = browser.get(answer.url)
    assert answer.status_code in {200, 422}
    page = answer.content.decode()
    assert DISKS[disk] in page.replace("&#x27;", "'")
    assert "is not what its name says" not in page
    assert TYPED in page or TYPED not in sent.values()
    assert (rows(), on_disk(media_root)) == before


def rows() -> dict[str, int]:
    """Return how many rows with files there are, by model."""
    kept = [each for each in apps.get_models() if issubclass(each, KeptFile) or any(map(is_file, each._meta.fields))]
    return {each._meta.label: each._base_manager.count() for each in kept}


def is_file(column: Any) -> bool:
    return isinstance(column, models.FileField)


def on_disk(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


# --- a file put aside -------------------------------------------------------------------------------------------------


@pytest.fixture
def aside():
    handler = UploadPutAside()
    handler.new_file("file", "活动站.jpg", "image/jpeg", None)
    return handler


def test_what_there_is_room_for_is_whole(aside):
    for piece in (b"abc", b"def"):
        aside.receive_data_chunk(piece, 0)
    file = aside.file_complete(6)
    assert (file.read(), file.size, file.name) == (b"abcdef", 6, "活动站.jpg")


@pytest.mark.parametrize("pieces", [[b"abc"], [b"x" * 65536, b"abc"]])
@pytest.mark.usefixtures("english")
def test_what_there_is_no_room_for_says_so_however_late(monkeypatch, caplog, pieces):
    monkeypatch.setattr(sent_files, "TemporaryUploadedFile", NoRoom)
    handler = UploadPutAside()
    handler.new_file("file", "活动站.jpg", "image/jpeg", None)
    for piece in pieces:
        handler.receive_data_chunk(piece, 0)
    file = handler.file_complete(len(b"".join(pieces)))
    for ask in (lambda: file.size, file.read, lambda: forms.FileField().clean(file)):
        with pytest.raises(ValidationError, match="disk is full"):
            ask()
    assert [(line.levelname, line.exc_info) for line in caplog.records] == [("ERROR", None)]


def test_a_line_that_breaks_leaves_nothing_aside(aside):
    path = Path(aside._file.temporary_file_path())
    aside.upload_interrupted()
    aside.upload_interrupted()
    assert not path.exists()
