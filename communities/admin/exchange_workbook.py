"""A register as a workbook: written with typed cells, and read without trusting the file."""

import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from import_export.formats.base_formats import XLSX
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from tablib import Dataset

from communities.admin.exchange_cells import empty, folded, visible

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024
MAX_PARTS = 200
MAX_ROWS = 500
MAX_COLUMNS = 60
# What a spreadsheet would take for the beginning of a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class UnreadableError(Exception):
    """A file that is not taken; its text is for whoever sent it."""


class RegisterWorkbook(XLSX):
    """The only format of the exchange. Reading refuses what is not a plain workbook of values."""

    def get_title(self) -> str:
        return "xlsx"

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> Dataset:
        """Return the rows of the first sheet under the heads that stand in its first row, as they are written there."""
        refuse_package(in_stream)
        try:
            workbook = load_workbook(BytesIO(in_stream), read_only=True, data_only=False, keep_links=False)
            rows = _rows(workbook.worksheets[0]) if workbook.worksheets else []
        except UnreadableError:
            raise
        except Exception as error:
            # openpyxl lets out whatever a damaged part leads to: KeyError, ValueError, a parser's own.
            raise UnreadableError(
                _("This workbook is damaged. Open it in Excel or WPS, save it again and send that.")
            ) from (error)
        return _dataset(rows)


def refuse_package(data: bytes) -> None:
    """Raise UnreadableError for what is no workbook, holds macros, or would unpack to more than can be meant."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(
            _("This file is locked with a password or of the old .xls kind: save it as .xlsx without one.")
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise UnreadableError(_("This file unpacks to far more than a register holds. It was not read."))
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise zipfile.BadZipFile
            texts = [package.read(part) for part in parts if part.filename.endswith((".xml", ".rels"))]
    except UnreadableError:
        raise
    except Exception as error:
        raise UnreadableError(
            _("This is not an Excel workbook, whatever its name says. Open it in Excel or WPS and save it as .xlsx.")
        ) from error
    if any(name.endswith("vbaProject.bin") for name in names):
        raise UnreadableError(_("This workbook holds macros. Save it as .xlsx without them."))
    if any(b"<!DOCTYPE" in text.replace(b"\x00", b"") for text in texts):
        raise UnreadableError(_("This workbook is damaged. Open it in Excel or WPS, save it again and send that."))


def _rows(sheet: Any) -> list[list[Any]]:
    """Return the values of a sheet row by row, empty rows kept in their place, and refuse formulas."""
    # What a file says of its own size is not believed.
    sheet.reset_dimensions()
    rows: list[list[Any]] = []
    last, formulas = 0, []
    before: Any = None
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        if number > MAX_ROWS + 1 and cells is before:
            continue  # one and the same tuple stands for every row that is not in the file: a million of them, perhaps
        before = cells
        values = [visible(cell.value) for cell in cells]
        if not all(map(empty, values)):
            last = number
        if last > MAX_ROWS + 1:
            raise UnreadableError(
                _("More than %(number)d rows. Send them in several workbooks.") % {"number": MAX_ROWS}
            )
        if number <= MAX_ROWS + 1:
            rows.append(values)
        formulas += [cell.coordinate for cell in cells if cell.value is not None and cell.data_type in {"f", "e"}]
    if formulas:
        message = ngettext(
            "A formula or an error stands in %(cells)s. Put the value in its place (paste as values).",
            "Formulas or errors stand in %(cells)s. Put the values in their place (paste as values).",
            len(formulas),
        )
        raise UnreadableError(message % {"cells": _some(formulas)})
    return rows[:last]


def _some(words: Sequence[str]) -> str:
    return pgettext("list", ", ").join(words[:10]) + (" …" if len(words) > 10 else "")


def _dataset(rows: list[list[Any]]) -> Dataset:
    if len(rows) < 2:
        raise UnreadableError(_("The first sheet holds no entries: heads in the first row, entries below."))
    width = max((number for row in rows for number, value in enumerate(row, 1) if not empty(value)), default=0)
    heads = [str(value) if value is not None else "" for value in rows[0][:width]]
    bare = [
        get_column_letter(number)
        for number, head in enumerate(heads, 1)
        if not head and not all(empty(row[number - 1]) for row in rows[1:] if len(row) >= number)
    ]
    if bare:
        raise UnreadableError(_("Column %(columns)s has no head in the first row.") % {"columns": _some(bare)})
    dataset = Dataset(headers=heads)
    for row in rows[1:]:
        dataset.append([*row[:width], *[None] * (width - len(row))])
    return dataset


def renamed(dataset: Dataset, words: dict[str, str]) -> tuple[Dataset, dict[str, str]]:
    """Return the dataset under the names of fields, and the letter of each field's column.

    `words` leads from each head that is understood, folded, to its field.
    """
    named = [(words.get(folded(head)), head) for head in dataset.headers]
    unknown = [head for name, head in named if head and name is None]
    if unknown:
        raise UnreadableError(
            _("These columns do not belong to this register: %(columns)s.") % {"columns": _some(unknown)}
        )
    twice = [name for name, times in Counter(name for name, _head in named if name).items() if times > 1]
    if twice:
        heads = [head for name, head in named if name in twice]
        raise UnreadableError(_("These columns are there twice: %(columns)s.") % {"columns": _some(heads)})
    kept = [(number, name) for number, (name, _head) in enumerate(named) if name]
    fresh = Dataset(headers=[name for _number, name in kept])
    for row in dataset:
        fresh.append([row[number] for number, _name in kept])
    return fresh, {name: get_column_letter(number + 1) for number, name in kept}


# --- writing ----------------------------------------------------------------------------------------------------------


def workbook_of(title: str, dataset: Dataset, formats: Sequence[str], offers: Sequence[list[str]]) -> bytes:
    """Return a workbook of a dataset: heads, typed cells, a drop-down where there is a choice."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = title[:31]
    sheet.append(dataset.headers)
    for head in sheet[1]:
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="F3F4F6")
    for at, row in enumerate(dataset, 2):
        for cell in _cells(sheet, at, row, formats):
            if isinstance(cell.value, str) and cell.value.startswith(_FORMULA_SIGNS):
                # Text, and marked as one the way Excel marks what was typed after an apostrophe.
                cell.data_type, cell.quotePrefix = "s", True
    for number, head in enumerate(dataset.headers, 1):
        longest = max([_width(head), *(_width(row[number - 1]) for row in dataset)])
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, 8), 40)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    _offer(workbook, sheet, offers)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _cells(sheet: Any, at: int, row: Sequence[Any], formats: Sequence[str]) -> Iterator[ExcelCell]:
    for number, (value, number_format) in enumerate(zip(row, formats, strict=True), 1):
        cell = sheet.cell(at, number)
        if not empty(value):
            cell.value = value
        cell.number_format = number_format
        yield cell


def _width(value: Any) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in str(value or ""))


def _offer(workbook: Workbook, sheet: Any, offers: Sequence[list[str]]) -> None:
    """Put the words of each drop-down on a hidden sheet, and the drop-downs into the columns."""
    lists = workbook.create_sheet("lists")
    lists.sheet_state = "hidden"
    for number, words in enumerate(offers, 1):
        if not words:
            continue
        letter = get_column_letter(number)
        for at, word in enumerate(words, 1):
            cell = lists.cell(at, number)
            cell.value, cell.data_type = word, "s"
        choice = DataValidation("list", formula1=f"lists!${letter}$1:${letter}${len(words)}", allow_blank=True)
        # A hint, not a lock: the import also takes codes and the words of the other language.
        choice.showErrorMessage = False
        choice.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
        sheet.add_data_validation(choice)
