"""The two workbooks a text comes in by: of a register, and of a report (`test_text_in.py`)."""

from datetime import date
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import Workbook

from communities.models import Room
from partybuilding.models import Report
from tests.reports.workbook.conftest import cell_of, edited


def register_workbook(g, text):
    book = Workbook()
    book.active.append(["编号", "社区", "名称", "用途", "建筑面积（m²）", "起始日期"])
    book.active.append([None, "qinfenglu", "甲", "room_party_office", 40, date(2004, 7, 27)])
    book.active["C2"].value = text
    stream = BytesIO()
    book.save(stream)
    file = SimpleUploadedFile("台账.xlsx", stream.getvalue())
    browser = g["client"]("department")
    answer = browser.post("/admin/communities/room/import/", {"import_file": file, "format": "0"})
    if "confirm_form" in answer.context:
        sent = {bound.html_name: bound.value() or "" for bound in answer.context["confirm_form"]}
        browser.post("/admin/communities/room/process_import/", sent)
    return answer, g["last"](Room, "name")


def report_workbook(g, text):
    report = g["report_in"]("draft")

    def write(book):
        cell_of(book, "text.progress").value = text

    with translation.override("en"):
        content = edited(report, write)
    browser = g["client"]("secretary")
    answer = browser.post(g["url"]("report-workbook-upload"), {"workbook": SimpleUploadedFile("a.xlsx", content)})
    page = browser.get(answer.url)
    browser.post(answer.url + "take/")
    return page, g["last"](Report, "progress")
