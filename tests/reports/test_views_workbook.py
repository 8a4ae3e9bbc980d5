"""The report as a workbook: down, up, looked at, taken."""

import errno
import os
import time
from decimal import Decimal
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from partybuilding.models import FieldValue, IndicatorField, Report
from partybuilding.reports.actions import Draft, save_draft
from partybuilding.reports.workbook import layout
from tests.factories import UserFactory
from tests.pages import told
from tests.reports.workbook.conftest import cell_of, edited, kept, opened
from tests.reports.workbook.hostile import REFUSED, WRONG, own

pytestmark = [pytest.mark.alike, pytest.mark.usefixtures("english_pages")]


@pytest.fixture
def report(report_in):
    return report_in("draft")


@pytest.fixture
def upload(as_user, secretary, url):
    """Upload a workbook as the secretary."""

    def post(content, name="季度报告.xlsx"):
        file = SimpleUploadedFile(name, content)
        return as_user(secretary).post(url("report-workbook-upload"), {"workbook": file})

    return post


def change_area(book, value=220):
    cell_of(book, "K07.area").value = value


def waiting(media_root: Path) -> list[str]:
    return sorted(path.name for path in (media_root / "uploads").glob("*"))


def test_the_download_is_the_reports_workbook(as_user, department, report, url):
    response = as_user(department).get(url("report-workbook"))
    book = opened(response.content)
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%AD%A3")
    assert book.sheetnames == [layout.FIGURES_SHEET, layout.WORDS_SHEET, layout.KEYS_SHEET]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.title)
def test_a_workbook_that_cannot_be_read_is_told_and_changes_nothing(upload, report, media_root, case):
    content = case.make(report)
    before = kept(report)
    response = upload(content)
    page = response.content.decode()
    assert response.status_code == 422
    assert escape(case.message) in page
    assert "Nothing in the report was changed." in page
    assert kept(report) == before
    assert waiting(media_root) == []


def test_a_workbook_that_the_disk_has_no_room_for_is_told(upload, report, media_root, monkeypatch):
    content = edited(report, change_area)
    monkeypatch.setattr(os, "fsync", Mock(side_effect=OSError(errno.ENOSPC, "full")))
    response = upload(content)
    assert response.status_code == 422
    assert "disk is full" in response.content.decode()
    assert waiting(media_root) == []


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case.title)
def test_a_wrong_cell_is_told_and_not_taken(client, upload, report, url, case):
    content = case.make(report)
    before = kept(report)
    answer = upload(content)
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert escape(case.message) in page
    assert "0 changed, 0 conflicting, 43 unchanged, 1 with errors." in page
    client.post(f"{answer.url}take/")
    assert kept(report) == before


def test_the_tables_are_long_enough():
    assert len(REFUSED) + len(WRONG) >= 50
    assert len({case.title for case in REFUSED + WRONG}) == len(REFUSED + WRONG)


def test_good_rows_are_taken_and_the_wrong_stay_listed(client, upload, report, url, media_root):
    def change(book):
        change_area(book)
        cell_of(book, "K16.cadres").value = "four"

    address = upload(edited(report, change)).url
    page = client.get(address).content.decode()
    assert "1 changed, 0 conflicting, 42 unchanged, 1 with errors." in page
    assert FieldValue.objects.get(field__key="area").value == 210
    response = client.post(f"{address}take/")
    assert (response.url, told(response)) == (address, ["1 cell was taken into the draft."])
    assert FieldValue.objects.get(field__key="area").value == 220
    assert FieldValue.history.filter(field__key="area").first().history_user.username == "qinfenglu"
    assert "0 changed, 0 conflicting, 43 unchanged, 1 with errors." in client.get(address).content.decode()


def test_what_is_done_with_is_deleted(client, upload, report, url, media_root):
    address = upload(edited(report, change_area)).url
    assert len(waiting(media_root)) == 1
    assert client.post(f"{address}take/").url == url("report-edit")
    assert waiting(media_root) == []
    again = client.post(f"{address}take/")
    assert told(again)[-1] == "The uploaded workbook is no longer kept. Upload it again."


def test_a_new_upload_replaces_the_one_before_and_old_ones_go(upload, report, media_root):
    upload(own(report))
    (left,) = (media_root / "uploads").glob("*")
    assert left.stat().st_mode & 0o077 == 0
    stale = left.with_name("999-999-x.xlsx")
    stale.write_bytes(b"x")
    os.utime(stale, (time.time() - 90_000, time.time() - 90_000))
    upload(own(report))
    assert len(waiting(media_root)) == 1
    assert waiting(media_root) != [left.name]


def test_the_marked_workbook_is_the_same_with_its_wrong_cell_marked(client, upload, report):
    address = upload(edited(report, lambda book: change_area(book, "about 200"))).url
    book = opened(client.get(f"{address}marked/").content)
    assert cell_of(book, "K07.area").value == "about 200"
    assert "Not a number" in cell_of(book, "K07.area").comment.text


def test_what_was_saved_between_the_dry_run_and_the_button_is_not_overwritten(client, upload, report, secretary):
    address = upload(edited(report, change_area)).url
    field = IndicatorField.objects.get(key="area")
    save_draft(report=report, draft=Draft(values={field.indicator_id: {field.key: Decimal(230)}}), actor=secretary)
    client.post(f"{address}take/")
    assert FieldValue.objects.get(field=field).value == 230
    assert "0 changed, 1 conflicting, 43 unchanged, 0 with errors." in client.get(address).content.decode()


def test_another_secretary_does_not_get_at_it(client, upload, report):
    address = upload(edited(report, change_area)).url
    client.force_login(UserFactory(secretary=True, username="second", community=report.pilot.community))
    response = client.post(f"{address}take/")
    assert told(response) == ["The uploaded workbook is no longer kept. Upload it again."]
    assert FieldValue.objects.get(field__key="area").value == 210


def test_a_report_out_of_hand_takes_nothing(client, upload, report, url):
    address = upload(edited(report, change_area)).url
    Report.objects.filter(pk=report.pk).update(
        state="submitted", submitted_by=UserFactory(), submitted_at="2005-10-03T00:00Z"
    )
    response = client.post(f"{address}take/")
    assert (response.url, told(response)) == (
        url("report"),
        ["The report is submitted: nothing in it can be changed."],
    )
    assert FieldValue.objects.get(field__key="area").value == 210


def test_an_upload_without_a_file_asks_for_one(as_user, secretary, report, url):
    response = as_user(secretary).post(url("report-workbook-upload"))
    assert response.status_code == 422
    assert "Choose the workbook to upload." in response.content.decode()


def test_the_form_offers_both_outside_its_own_form(as_user, secretary, report, url):
    page = as_user(secretary).get(url("report-edit")).content.decode()
    assert page.index("</form>", page.index("data-report-form")) < page.index(url("report-workbook-upload"))
    assert url("report-workbook") in page
