"""A register as a workbook: written with typed cells, and read by the rules of fengxiang/workbooks.py."""

from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from import_export.formats.base_formats import XLSX
from openpyxl import Workbook
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from tablib import Dataset

from communities.admin.exchange_cells import empty, visible
from fengxiang.bilingual import listed
from fengxiang.text import cleaned_in, folded
from fengxiang.workbooks import (
    FORMULA_SIGNS,
    WorkbookError,
    cell_content,
    filled_cells,
    first_visible,
    open_workbook,
    refuse_hidden,
    refuse_merged,
)

MAX_ROWS = 500
MAX_COLUMNS = 60


class RegisterWorkbook(XLSX):
    """The only format of the exchange. Reading refuses what is not a plain workbook of values."""

    def get_title(self) -> str:
        return "xlsx"

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> Dataset:
        """Return the rows of the first visible sheet under the heads of its first row, as they are written there."""
        sheet = first_visible(open_workbook(in_stream))
        rows = _rows(sheet)
        if len(rows) < 2:
            raise WorkbookError(
                _("The first visible sheet, “%s”, holds no entries: heads in the first row, entries below.")
                % sheet.title
            )
        return _dataset(rows)


def _rows(sheet: Any) -> list[list[Any]]:
    """Return the contents of a sheet row by row, empty rows kept in their place; what is not plain is refused."""
    filled = filled_cells(sheet)
    last, width = (max((place[axis] for place in filled), default=0) for axis in (0, 1))
    if last > MAX_ROWS + 1:
        raise WorkbookError(_("More than %(number)d rows. Send them in several workbooks.") % {"number": MAX_ROWS})
    if width > MAX_COLUMNS:
        raise WorkbookError(_("The workbook holds far more columns than the register has."))
    refuse_merged(sheet, 1, last)
    refuse_hidden(sheet, {row for row, _column in filled}, {column for _row, column in filled})
    rows: list[list[Any]] = [[None] * width for _row in range(last)]
    formulas = []
    for row, column in sorted(filled):
        try:
            rows[row - 1][column - 1] = visible(cell_content(sheet.cell(row, column)))
        except ValidationError:
            formulas.append(sheet.cell(row, column).coordinate)
    if formulas:
        message = ngettext(
            "A formula or an error stands in %(cells)s. Put the value in its place (paste as values).",
            "Formulas or errors stand in %(cells)s. Put the values in their place (paste as values).",
            len(formulas),
        )
        raise WorkbookError(message % {"cells": _some(formulas)})
    return rows


def _some(words: Sequence[str]) -> str:
    return listed(words[:10]) + (" …" if len(words) > 10 else "")


def _dataset(rows: list[list[Any]]) -> Dataset:
    heads = ["" if value is None else str(value) for value in rows[0]]
    bare = [
        get_column_letter(number)
        for number, head in enumerate(heads, 1)
        if not head and not all(empty(row[number - 1]) for row in rows[1:])
    ]
    if bare:
        raise WorkbookError(_("Column %(columns)s has no head in the first row.") % {"columns": _some(bare)})
    dataset = Dataset(headers=heads)
    for row in rows[1:]:
        dataset.append(row)
    return dataset


def renamed(dataset: Dataset, words: dict[str, str]) -> tuple[Dataset, dict[str, str]]:
    """Return the dataset under the names of fields, and the letter of each field's column.

    `words` leads from each head that is understood, folded, to its field.
    """
    named = [(words.get(folded(head)), head) for head in dataset.headers]
    unknown = [head for name, head in named if head and name is None]
    if unknown:
        raise WorkbookError(
            _("These columns do not belong to this register: %(columns)s.") % {"columns": _some(unknown)}
        )
    twice = [name for name, times in Counter(name for name, _head in named if name).items() if times > 1]
    if twice:
        heads = [head for name, head in named if name in twice]
        raise WorkbookError(_("These columns are there twice: %(columns)s.") % {"columns": _some(heads)})
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
    for at, row in enumerate(cleaned_in(list(dataset)), 2):
        for cell in _cells(sheet, at, row, formats):
            if isinstance(cell.value, str) and cell.value.startswith(FORMULA_SIGNS):
                # Text, and marked as one the way Excel marks what was typed after an apostrophe.
                cell.data_type, cell.quotePrefix = "s", True
    for number, head in enumerate(dataset.headers, 1):
        longest = max([_width(head), *(_width(row[number - 1]) for row in dataset)])
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, 8), 40)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    _offer(workbook, sheet, cleaned_in(offers))
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
