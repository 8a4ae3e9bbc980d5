"""What a workbook may be: the same answer from the report's and from the registers' import, and nothing taken."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from communities.models import Room
from fengxiang.number_input import CellNumber
from fengxiang.workbooks import MAX_BYTES, WorkbookError, cell_content, first_visible, open_workbook, read_day
from partybuilding.models import FieldValue
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.workbook import layout
from partybuilding.reports.workbook.write import write_workbook
from tests.admin.admin_forms import in_english
from tests.factories import RoomFactory

pytestmark = [pytest.mark.alike, pytest.mark.usefixtures("english")]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
Change = Callable[[bytes], bytes]


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(change: Callable[[dict[str, bytes]], object]) -> Change:
    """Return how to make a workbook with other parts in its container."""

    def make(content: bytes) -> bytes:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts)
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
        return out.getvalue()

    return make


def edited(change: Callable[[Any], object]) -> Change:
    """Return how to make a workbook in which something was done to its sheet of figures or entries."""

    def make(content: bytes) -> bytes:
        book = load_workbook(BytesIO(content))
        change(book.worksheets[0])
        return saved(book)

    return make


def strict(parts: dict[str, bytes]) -> None:
    parts.update({name: part.replace(MAIN, STRICT) for name, part in parts.items()})


def as_xlsb(parts: dict[str, bytes]) -> None:
    parts["xl/workbook.bin"] = parts.pop("xl/workbook.xml")


def hide_row(sheet: Any) -> None:
    sheet.row_dimensions[_filled(sheet).row].hidden = True


def hide_column(sheet: Any) -> None:
    sheet.column_dimensions[_filled(sheet).column_letter].hidden = True


def macros(parts: dict[str, bytes]) -> None:
    parts["xl/vbaProject.bin"] = b"x"


def _filled(sheet: Any) -> Any:
    """A cell that is filled in, in both workbooks."""
    return sheet["I9"] if sheet.title == layout.FIGURES_SHEET else sheet["C2"]


REFUSED: list[tuple[str, Change, str]] = [
    ("an old .xls", lambda content: OLE + b"\0" * 2000, "This is the old .xls format."),
    ("a password", lambda content: OLE + b"\0" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    ("a text", lambda content: "编号,名称".encode(), "This is not an Excel workbook (.xlsx), or it is damaged."),
    ("half of it", lambda content: content[:2000], "This is not an Excel workbook (.xlsx), or it is damaged."),
    ("too large", lambda content: content + b"\0" * MAX_BYTES, "The workbook is larger than 2 MB."),
    ("a bomb", repacked(lambda parts: parts.update({"xl/b.bin": b"\0" * 7_000_000})), "unpacks to far more"),
    ("strict", repacked(strict), "saved as Strict Open XML. Save it as an ordinary .xlsx."),
    (".xlsb", repacked(as_xlsb), "of another kind (.xlsb or .ods). Save it as an ordinary .xlsx."),
    ("macros", repacked(macros), "Files with macros are not accepted."),
    ("a hidden row", edited(hide_row), "is hidden. Show all rows, look at them, and upload again."),
    ("a hidden column", edited(hide_column), "is hidden. Show all columns, look at them, and upload again."),
    ("merged cells", edited(lambda sheet: sheet.merge_cells(f"{_filled(sheet).coordinate}:J12")), "are merged."),
]


@pytest.fixture
def rooms(communities):
    """A list of rooms with one changed entry."""
    room = RoomFactory(community=communities[0], name="一楼东")
    book = Workbook()
    book.active.append(["编号", "名称", "备注"])
    book.active.append([room.pk, "一楼东", "新"])
    return saved(book)


@pytest.fixture
def upload(as_user, department, secretary, report_in, rooms, url):
    """Return, for either importer, how its good workbook is made worse, sent in, and what is said of it."""
    report = report_in("draft")

    def to_report(make: Change) -> str:
        book = load_workbook(BytesIO(write_workbook(load_report_detail(report))))
        book.worksheets[0]["I9"].value = 220  # some figure
        sent = {"workbook": SimpleUploadedFile("报告.xlsx", make(saved(book)))}
        response = in_english(as_user(secretary)).post(url("report-workbook-upload"), sent)
        return str(response.context["refusal"]) if response.status_code != 302 else ""

    def to_register(make: Change) -> str:
        sent = {"import_file": SimpleUploadedFile("台账.xlsx", make(rooms)), "format": "0"}
        response = in_english(as_user(department)).post("/admin/communities/room/import/", sent)
        return " ".join(response.context["form"].errors.get("import_file", [])) if "form" in response.context else ""

    return {"report": to_report, "register": to_register}


@pytest.mark.parametrize("importer", ["report", "register"])
@pytest.mark.parametrize(("make", "message"), [pytest.param(*case, id=name) for name, *case in REFUSED])
def test_what_is_no_plain_workbook_is_refused_by_both_importers(upload, importer, make, message):
    before = list(FieldValue.objects.values()), list(Room.objects.values())
    assert upload[importer](lambda content: content) == ""
    assert message in unescape(upload[importer](make))
    assert (list(FieldValue.objects.values()), list(Room.objects.values())) == before


def test_a_hidden_sheet_of_the_report_is_not_taken(upload):
    hide = edited(lambda sheet: setattr(sheet, "sheet_state", "hidden"))
    assert "The sheet “季度报告” is hidden." in upload["report"](hide)


def two_sheets(first: str, second: str = "visible") -> Any:
    book = Workbook()
    book.active.title, book.active.sheet_state = "第一张", first
    book.create_sheet("第二张").sheet_state = second
    return book


@pytest.mark.parametrize(("state", "title"), [("visible", "第一张"), ("hidden", "第二张"), ("veryHidden", "第二张")])
def test_the_first_sheet_one_sees_is_read(state, title):
    assert first_visible(open_workbook(saved(two_sheets(state)))).title == title


def test_without_a_visible_sheet_there_is_nothing_to_read():
    book = two_sheets("hidden")
    book.worksheets[1].sheet_state = "hidden"
    with pytest.raises(WorkbookError, match="No sheet of this workbook is visible"):
        first_visible(book)


# --- days -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "2005年3月5号",
            "2005年3月5日",
            "２００５年３月５日",
            "2005 年 3 月 5 日",
            "2005年3月5号 0:00",
            "2005年03月05日0:00:00",
        ),
        *("2005-3-5", "2005.3.5", "2005/3/5 0:00:00", "2005-03-05T00:00:00", "20050305", "38416"),
        *(date(2005, 3, 5), datetime.fromisoformat("2005-03-05T00:00")),
    ],
)
def test_a_day_is_read_as_it_is_written(typed):
    assert read_day(typed) == date(2005, 3, 5)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "2005", "200503", "2005年3月", "3/5/2005", "5.3.05", "05-3-5", "2005-02-30", "20050230", "2005/3/50:00"),
        *("2005年3月5日左右", "1", "9999", "99999", True, time(1), None, CellNumber(Decimal(38416))),
    ],
)
def test_what_may_be_another_day_is_refused(typed):
    with pytest.raises(ValidationError, match="Write a day that exists"):
        read_day(typed)


@pytest.mark.parametrize(
    ("value", "epoch", "day"),
    [
        (38416, 1900, date(2005, 3, 5)),
        (36954, 1904, date(2005, 3, 5)),
        (20050305, 1900, date(2005, 3, 5)),
        (38416.5, 1900, None),
        (2005, 1900, None),
        (200503, 1900, None),
        (10958, 1900, None),
        (73051, 1900, None),
    ],
)
def test_a_number_is_a_day_as_the_workbook_counts_them(value, epoch, day):
    book = Workbook()
    if epoch == 1904:
        book.epoch = datetime.fromisoformat("1904-01-01")
    book.active["A1"] = value
    assert cell_content(book.active["A1"]).day == day


def test_a_sheet_that_is_formatted_to_its_last_row_is_read_at_once(upload):
    def format_all(sheet: Any) -> None:
        sheet.cell(1_048_576, 3).number_format = "0.00"

    assert upload["register"](edited(format_all)) == ""
    assert upload["report"](edited(format_all)) == ""
