"""What a workbook may be, and what its cells hold: the one place that says so, for all that is taken in from Excel.

A file is looked at before anything in it is read as a sheet. What makes a whole workbook unreadable raises
WorkbookError, what is wrong with one cell ValidationError, both in the words of whoever sent it.
"""

import io
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from fengxiang.number_input import CellNumber, exactly
from fengxiang.text import folded

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_BYTES = 2 * 1024 * 1024
# What a spreadsheet takes for the beginning of a formula; the full-width signs are taken so in Chinese locales.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_MEMBERS = 200
_UNPACKED = 8 * 1024 * 1024
_RATIO = 100  # a sheet packs to about a tenth
_SMALL = 256 * 1024  # so small that no ratio can do harm
_OLE = b"\xd0\xcf\x11\xe0"  # the old .xls, and every encrypted .xlsx
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BOOK = "xl/workbook.xml"
_TYPES = "[Content_Types].xml"
_STRICT = b"http://purl.oclc.org/ooxml/"
_OTHER_KINDS = {"xl/workbook.bin", "content.xml"}  # .xlsb, .ods

# A format of cells without what it prints as it stands: "text", \x, [colour], _x and *x.
_PRINTED = re.compile(r'"([^"]*)"|\\(.)')
_LEFT_OUT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_IN_THOUSANDS = re.compile(r"[0#?],+(?![0#?,])")
_LARGE_UNITS = re.compile("[千万亿]")
_DAY = re.compile(
    r"(\d{4})\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})(?:\s*[日号])?"
    r"(?:(?:(?<=[日号])|[T\s])\s*\d{1,2}:\d{2}(?::\d{2}(?:\.0+)?)?)?"  # what a cell shows of a day made text
)
_RUN_TOGETHER = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
# Days as a spreadsheet counts them: from 1930 to 2099, so that no year and no month is taken for one.
_SERIALS = range(10959, 73051)
_YES = {"是", "yes", "y", "true", "1", "√", "✓"}
_NO = {"否", "no", "n", "false", "0", "×"}


class WorkbookError(Exception):
    """Why a workbook is not read at all, in the user's words. Nothing of it has been taken."""


# --- the file ---------------------------------------------------------------------------------------------------------


def open_workbook(content: bytes) -> Any:
    """Return the workbook with its formulas unevaluated; WorkbookError for anything that is no plain workbook."""
    check_container(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts openpyxl leaves out, none of which is read here
            return load_workbook(io.BytesIO(content), keep_links=False)
    except Exception as error:  # whatever a damaged file makes the reader stumble over
        raise _no_workbook() from error


def check_container(content: bytes) -> None:
    """Raise WorkbookError unless the bytes are a plain .xlsx of reasonable size."""
    if not content:
        raise WorkbookError(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise WorkbookError(too_large())
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise WorkbookError(_("The workbook is protected by a password. Save it without one."))
        raise WorkbookError(_("This is the old .xls format. Save the workbook as .xlsx."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive)
            _check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise _no_workbook() from error


def too_large() -> str:
    """Return what is said of a file of more than MAX_BYTES."""
    return _("The workbook is larger than %d MB.") % (MAX_BYTES // 1024 // 1024)


def _no_workbook() -> WorkbookError:
    return WorkbookError(
        _("This is not an Excel workbook (.xlsx), or it is damaged. Save it anew as .xlsx in Excel or WPS.")
    )


def _check_members(archive: zipfile.ZipFile) -> None:
    """What the list of contents promises, before a byte is unpacked."""
    members = archive.infolist()
    if any(member.flag_bits & 0x1 for member in members):
        raise WorkbookError(_("The workbook is protected by a password. Save it without one."))
    unpacked, packed = sum(each.file_size for each in members), sum(each.compress_size for each in members)
    if len(members) > _MEMBERS or unpacked > _UNPACKED or (unpacked > _SMALL and unpacked > packed * _RATIO):
        raise WorkbookError(_("The file unpacks to far more than it should; it is not accepted."))
    names = [member.filename for member in members]
    if not {_BOOK, _TYPES} <= set(names) and set(names) & _OTHER_KINDS:
        raise WorkbookError(_("This workbook is of another kind (.xlsb or .ods). Save it as an ordinary .xlsx."))
    if len(set(names)) != len(names) or not {_BOOK, _TYPES} <= set(names):
        raise ValueError("not the parts of a workbook")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise WorkbookError(_("Files with macros are not accepted."))


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Unpack every part once, no further than it promised: what lies about its size fails its check sum."""
    for member in archive.infolist():
        part = archive.read(member)
        if not member.filename.lower().endswith((".xml", ".rels")):
            continue
        plain = part.replace(b"\0", b"")  # in UTF-16, too
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise ValueError("a workbook declares no entities")
        if member.filename == _TYPES and b"macroEnabled" in plain:
            raise WorkbookError(_("Files with macros are not accepted."))
        if member.filename == _BOOK and _STRICT in plain:
            raise WorkbookError(_("This workbook is saved as Strict Open XML. Save it as an ordinary .xlsx."))


# --- sheets -----------------------------------------------------------------------------------------------------------


def first_visible(book: Any) -> Any:
    """Return the first sheet that shows when the workbook is opened; WorkbookError if there is none."""
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            return sheet
    raise WorkbookError(_("No sheet of this workbook is visible. Show the one that is filled in."))


def filled_cells(sheet: Any) -> set[tuple[int, int]]:
    """Return row and column of each cell in which something stands, whatever the file says of its own size.

    Only cells that are in the file are looked at: asking a sheet for its rows makes a cell for each of a million.
    """
    return {place for place, cell in sheet._cells.items() if cell.value not in (None, "")}


def refuse_hidden(sheet: Any, rows: Iterable[int], columns: Iterable[int]) -> None:
    """Raise WorkbookError if one of the rows or columns is hidden: what nobody sees is not taken."""
    for row in rows:
        if row in sheet.row_dimensions and sheet.row_dimensions[row].hidden:
            raise WorkbookError(_("Row %d is hidden. Show all rows, look at them, and upload again.") % row)
    asked = set(columns)
    for each in sheet.column_dimensions.values():
        if each.hidden and asked & set(range(each.min or 0, (each.max or 0) + 1)):
            raise WorkbookError(
                _("Column %s is hidden. Show all columns, look at them, and upload again.") % each.index
            )


def refuse_merged(sheet: Any, first_row: int, last_row: int) -> None:
    """Raise WorkbookError if cells of the rows are merged: which of them was meant cannot be told."""
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= last_row and merged.max_row >= first_row:
            raise WorkbookError(_("The cells %s are merged. Split them, fill in each, and upload again.") % merged)


# --- one cell ---------------------------------------------------------------------------------------------------------


def cell_content(cell: Any) -> Any:
    """Return what stands in a cell: a number with what its format shows of it, a day, a text; None if nothing does.

    ValidationError for a formula and for an error of Excel's.
    """
    value = cell.value
    if cell.data_type == "f":
        raise ValidationError(_("A formula stands here. Put in its result."), code="formula")
    if cell.data_type == "e":
        raise ValidationError(_("Excel shows an error here (%s). Put in the value.") % value, code="error")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    shown = _LEFT_OUT.sub("", cell.number_format)
    printed = "".join(map("".join, _PRINTED.findall(cell.number_format)))
    day = _day_of(value, cell.parent.parent.epoch)
    return CellNumber(
        exactly(value),
        is_percent="%" in shown,
        is_scaled=bool(_IN_THOUSANDS.search(shown) or _LARGE_UNITS.search(printed)),
        day=day,
    )


def _day_of(value: float, epoch: datetime) -> date | None:
    """Return the day a number stands for: as a spreadsheet counts days, or written together, 20050305."""
    if not float(value).is_integer():
        return None
    if match := _RUN_TOGETHER.fullmatch(str(int(value))):
        return _day(*match.groups())
    counted = from_excel(int(value), epoch) if int(value) in _SERIALS else None
    return counted.date() if isinstance(counted, datetime) else None


def read_day(value: object) -> date:
    """Return the day a cell holds; ValidationError if it is none, or may be another.

    Besides dates: 2004年7月27日 or 号, 2004-7-27, 2004/7/27 0:00:00, 20040727, and the number Excel shows of a date.
    """
    day: date | None = None
    match value:
        case datetime():
            day = value.date()
        case date():
            day = value
        case CellNumber():
            day = value.day
        case str():
            day = _typed_day(value)
    if day is None:
        raise ValidationError(_("Write a day that exists, such as 2004-07-27."), code="invalid")
    return day


def read_yes_no(value: object) -> bool | None:
    """Return the answer a cell holds, None for none; ValidationError for what is neither yes nor no."""
    word = folded("" if value is None else value)
    if not word:
        return None
    if word not in _YES | _NO:
        raise ValidationError(_("Choose yes or no."), code="invalid")
    return word in _YES


def _typed_day(text: str) -> date | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    if match := _DAY.fullmatch(plain):
        return _day(*match.groups())
    # A column made text shows the numbers of its dates, as Excel for Windows counts them.
    return _day_of(int(plain), WINDOWS_EPOCH) if plain.isdecimal() and len(plain) < 9 else None


def _day(*parts: str) -> date | None:
    try:
        return date(*map(int, parts))
    except ValueError:
        return None
