"""Workbooks that are hostile or clumsy, each with what the user is told about it. Nothing of any is taken."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl.worksheet.formula import ArrayFormula

from fengxiang.workbooks import MAX_BYTES
from partybuilding.models import Report
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.workbook import layout
from partybuilding.reports.workbook.write import write_workbook
from tests.reports.reporting import complete_report, office
from tests.reports.workbook.conftest import cell_of, edited, row_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NO_WORKBOOK = "This is not an Excel workbook (.xlsx), or it is damaged."


@dataclass(frozen=True)
class Case:
    """One upload: how it is made out of a report, what is said, and whether it is read at all."""

    title: str
    make: Callable[[Report], bytes]
    message: str
    is_read: bool = False


def own(report: Report) -> bytes:
    return write_workbook(load_report_detail(report))


def repacked(report: Report, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return the report's workbook with other parts in its container."""
    with zipfile.ZipFile(io.BytesIO(own(report))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def with_part(name: str, content: bytes) -> Callable[[Report], bytes]:
    return lambda report: repacked(report, lambda parts: parts.update({name: content}))


def many_members(parts: dict[str, bytes]) -> None:
    parts.update({f"xl/more/{number}.xml": b"<x/>" for number in range(300)})


def entities(parts: dict[str, bytes]) -> None:
    parts["xl/workbook.xml"] = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + parts["xl/workbook.xml"]


def macro_type(parts: dict[str, bytes]) -> None:
    kind = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = kind.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )


def lying_size(report: Report) -> bytes:
    """A member that promises a few bytes and unpacks to megabytes."""
    packed = zlib.compressobj(wbits=-15)
    body = packed.compress(b"\0" * 50_000_000) + packed.flush()
    content = bytearray(repacked(report, lambda parts: parts.update({"xl/x.bin": b"0" * 9})))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        offset = archive.getinfo("xl/x.bin").header_offset
    head = 30 + len("xl/x.bin")
    size = struct.unpack_from("<L", content, offset + 18)[0]
    content[offset + head : offset + head + size] = body[:size]
    return bytes(content)


def encrypted_zip(report: Report) -> bytes:
    content = bytearray(own(report))
    place = 0
    while (place := content.find(b"PK\x01\x02", place)) >= 0:
        content[place + 8] |= 1
        place += 4
    return bytes(content)


def sheet(change: Callable[[Any], object]) -> Callable[[Report], bytes]:
    """Return how to make a workbook in which something was done to its sheets."""
    return lambda report: edited(report, change)


def put(key: str, value: Any, column: int = layout.VALUE) -> Callable[[Report], bytes]:
    """Return how to make a workbook in which something stands in one cell."""
    return sheet(lambda book: setattr(cell_of(book, key, column), "value", value))


def typed(key: str, value: str, kind: str) -> Callable[[Report], bytes]:
    """The same, with the cell's type said: openpyxl guesses, Excel does not."""

    def change(book: Any) -> None:
        cell = cell_of(book, key)
        cell.value, cell.data_type = value, kind

    return sheet(change)


def fact(row: int, value: str) -> Callable[[Report], bytes]:
    return sheet(lambda book: setattr(book[layout.KEYS_SHEET].cell(row, 2), "value", value))


def figures(change: Callable[[Any], object]) -> Callable[[Report], bytes]:
    return sheet(lambda book: change(book[layout.FIGURES_SHEET]))


def another_community(report: Report) -> bytes:
    pilot = report.pilot.plan.pilots.get(community__code="dongguan")
    return own(Report.objects.filter(pilot=pilot).first() or complete_report(pilot))


def far_cell(page: Any) -> None:
    page.cell(1_000_000, 3).value = "x"


def shuffled(book: Any) -> None:
    book[layout.FIGURES_SHEET].cell(row_of(book, "K07.area"), 1).value = "K06.room_clinic"


REFUSED = [
    Case("an empty file", lambda report: b"", "The file is empty."),
    Case("a picture", lambda report: b"\x89PNG\r\n\x1a\n" + b"0" * 100, NO_WORKBOOK),
    Case("a .csv renamed .xlsx", lambda report: "代码,数值\nK07,210\n".encode(), NO_WORKBOOK),
    Case("a page saved as .xlsx", lambda report: b"<html><table></table></html>", NO_WORKBOOK),
    Case("a Word file", lambda report: office("word/document.xml"), NO_WORKBOOK),
    Case("a container with empty parts", lambda report: office("xl/workbook.xml"), NO_WORKBOOK),
    Case("half a workbook", lambda report: own(report)[:3000], NO_WORKBOOK),
    Case("the old .xls", lambda report: OLE + b"\0" * 2000, "This is the old .xls format."),
    Case(
        "encrypted by Excel",
        lambda report: OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"),
        "The workbook is protected by a password.",
    ),
    Case("encrypted by a packer", encrypted_zip, "The workbook is protected by a password."),
    Case("too large", lambda report: own(report) + b"\0" * MAX_BYTES, "The workbook is larger than 2 MB."),
    Case("a bomb: size", with_part("xl/b.bin", b"\0" * 20_000_000), "The file unpacks to far more than it should"),
    Case("a bomb: ratio", with_part("xl/b.bin", b"\0" * 7_000_000), "The file unpacks to far more than it should"),
    Case(
        "a bomb: members",
        lambda report: repacked(report, many_members),
        "The file unpacks to far more than it should",
    ),
    Case("a part that lies about itself", lying_size, NO_WORKBOOK),
    Case("entities", lambda report: repacked(report, entities), NO_WORKBOOK),
    Case("macros", with_part("xl/vbaProject.bin", b"x"), "Files with macros are not accepted."),
    Case("macros by type", lambda report: repacked(report, macro_type), "Files with macros are not accepted."),
    Case("another layout", fact(1, "0"), "The workbook has the layout of another version."),
    Case("another plan", fact(2, "elsewhere"), "The workbook belongs to another plan."),
    Case("another community", another_community, "The workbook belongs to another community"),
    Case("another quarter", fact(4, "2005Q2"), "The workbook is about another quarter (2005Q2)"),
    Case("no hidden sheet", sheet(lambda book: book.remove(book[layout.KEYS_SHEET])), "was not downloaded here"),
    Case("no sheet of figures", sheet(lambda book: book.remove(book[layout.FIGURES_SHEET])), "is missing"),
    Case("a fingerprint missing", sheet(lambda book: book[layout.KEYS_SHEET].delete_rows(9)), "Rows of the report"),
    Case("no keys", figures(lambda page: page.delete_cols(1)), "There is a row the report does not have"),
    Case("a row deleted", figures(lambda page: page.delete_rows(6)), "Rows of the report are missing"),
    Case("a row copied", sheet(shuffled), "A row is there twice: K06.room_clinic."),
    Case("an unknown row", figures(lambda page: setattr(page["A60"], "value", "K99.x")), "K99.x"),
    Case("merged cells", figures(lambda page: page.merge_cells("I5:I6")), "The cells I5:I6 are merged."),
    Case("a hidden row", figures(lambda page: setattr(page.row_dimensions[9], "hidden", True)), "Row 9 is hidden."),
    Case(
        "a hidden column",
        figures(lambda page: setattr(page.column_dimensions["I"], "hidden", True)),
        "Column I is hidden.",
    ),
    Case("a million rows", figures(far_cell), "far more rows than"),
]

NUMBER = "Not a number: write digits"
WRONG = [
    Case("a formula", put("K07.area", "=SUM(A1:A3)"), "A formula stands here.", True),
    Case("an array formula", put("K07.area", ArrayFormula("I11", "=A1*2")), "A formula stands here.", True),
    Case("a formula typed as text", typed("K07.area", "=1+1", "s"), "A formula stands here.", True),
    Case("a formula in a note", put("K07.area", "=A1&A2", layout.NOTE), "A formula stands here.", True),
    Case("text in a number", put("K07.area", "约二百"), NUMBER, True),
    Case("a number with a question mark", put("K07.area", "210?"), NUMBER, True),
    Case("a comma for a point", put("K07.area", "210,5"), "A comma stands only before", True),
    Case("an exponent as text", put("K07.area", "2e2"), NUMBER, True),
    Case("not a number at all", put("K07.area", "NaN"), NUMBER, True),
    Case("negative", put("K07.area", -1), "Cannot be below 0.", True),
    Case("too many decimals", put("K07.area", 210.123), "At most 2 decimals.", True),
    Case("decimals of persons", put("K16.cadres", 3.5), "Whole numbers only.", True),
    Case("too large a figure", put("K07.area", 10**11), "The figure is too large.", True),
    Case("a date", put("K07.area", date(2005, 9, 30)), "Excel has made a date of this.", True),
    Case("TRUE for a number", put("K07.area", True), "not TRUE or FALSE", True),
    Case("an error value", typed("K07.area", "#REF!", "e"), "Excel shows an error here (#REF!).", True),
    Case("a part above its whole", put("K10.known", 61), "Cannot be more than “members”.", True),
    Case("neither yes nor no", put("K09.system", "基本是"), "Choose yes or no.", True),
    Case("two for a yes", put("K09.system", 2), "Choose yes or no.", True),
    Case("a long note", put("K07.area", "长" * 501, layout.NOTE), "At most 500 characters.", True),
    Case("a long text", put("text.progress", "长" * 5001), "At most 5000 characters.", True),
    Case("an ID number", put("K07.area", "王某 610322196503120017", layout.NOTE), "looks like an ID number", True),
    Case(
        "an ID number with hidden marks",
        put("text.progress", "6103221965​03120017"),
        "looks like an ID number",
        True,
    ),
]
