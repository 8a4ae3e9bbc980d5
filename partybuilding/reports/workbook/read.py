"""An uploaded workbook as typed cells: which cell holds what, and what is wrong with it, in the user's words.

What makes the whole workbook unreadable raises WorkbookRefused; what is wrong with one cell is told about that cell.
"""

import io
import re
import unicodedata
import warnings
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from communities.privacy import refuse_id_number
from partybuilding.reports.detail import ReportDetail
from partybuilding.reports.forms import FigureField
from partybuilding.reports.workbook import layout
from partybuilding.reports.workbook.container import WorkbookRefused, check_container
from partybuilding.reports.workbook.layout import AnswerKind, AnswerPlace, Content

_ROWS, _COLUMNS = 2_000, 100
_FIGURE = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?")
_YES = {"是", "yes", "y", "true", "1", "√", "✓"}
_NO = {"否", "no", "n", "false", "0", "×"}


@dataclass(frozen=True, eq=False)
class Answer:
    """What stands in one cell that can be filled in."""

    slot: AnswerPlace
    place: str  # K5, as Excel calls it
    content: Content  # None, too, if it cannot be read
    error: str
    raw: str  # as the user sees it
    draft_then: str  # fingerprints at the download
    shown_then: str


def read_workbook(content: bytes, detail: ReportDetail) -> list[Answer]:
    """Return what a workbook holds for a report; WorkbookRefused if it is not this report's, or not in order."""
    book = open_workbook(content)
    then = _keys(book, detail)
    every = list(layout.slots(detail))
    _require_known(list(then), {slot.key for slot in every})
    pages = {name: _page(book, name) for name in (layout.FIGURES_SHEET, layout.WORDS_SHEET)}
    lines = {name: _lines(page, {slot.line for slot in every if slot.detail == name}) for name, page in pages.items()}
    return [_answer(slot, pages[slot.detail], lines[slot.detail][slot.line], then[slot.key]) for slot in every]


def open_workbook(content: bytes) -> Any:
    """Return the workbook with its formulas unevaluated; WorkbookRefused for anything that is none."""
    check_container(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts openpyxl leaves out, none of which is read here
            return load_workbook(io.BytesIO(content))
    except Exception as error:  # whatever a damaged file makes the reader stumble over
        raise WorkbookRefused(
            _("This is not an Excel workbook (.xlsx), or it is damaged. Download it anew and fill that in.")
        ) from error


# --- is it this report's, and whole? ----------------------------------------------------------------------------------


def _keys(book: Any, detail: ReportDetail) -> dict[str, tuple[str, str]]:
    """Return the fingerprints by key, after checking whose workbook it is."""
    if layout.KEYS_SHEET not in book.sheetnames:
        raise WorkbookRefused(_("This workbook was not downloaded here. Download the report's own and fill that in."))
    rows = [[_plain(cell) for cell in row] for row in _bounded(book[layout.KEYS_SHEET]).iter_rows(max_col=3)]
    facts = {row[0]: row[1] for row in rows[:4]}
    if facts.get("format") != layout.FORMAT:
        raise WorkbookRefused(_("The workbook has the layout of another version. Download it anew and fill that in."))
    report = detail.report
    if facts.get("plan") != report.pilot.plan.slug:
        raise WorkbookRefused(_("The workbook belongs to another plan."))
    if facts.get("pilot") != report.pilot.code:
        raise WorkbookRefused(_("The workbook belongs to another community, not to %s.") % report.pilot)
    if facts.get("quarter") != str(report.quarter):
        raise WorkbookRefused(
            _("The workbook is about another quarter (%(theirs)s), not about %(own)s.")
            % {"theirs": facts.get("quarter", ""), "own": report.quarter}
        )
    return {row[0]: (row[1], row[2]) for row in rows[4:] if row[0]}


def _page(book: Any, name: str) -> Any:
    if name not in book.sheetnames:
        raise WorkbookRefused(_("The sheet “%s” is missing. Download the workbook anew and fill that in.") % name)
    page = _bounded(book[name])
    if any(merged.max_row >= layout.FIRST_ROW for merged in page.merged_cells.ranges):
        raise WorkbookRefused(_("Cells are merged. Split them, or download the workbook anew and fill that in."))
    return page


def _bounded(page: Any) -> Any:
    if not hasattr(page, "iter_rows") or page.max_row > _ROWS or page.max_column > _COLUMNS:
        raise WorkbookRefused(_("The workbook holds far more rows or columns than the report has."))
    return page


def _lines(page: Any, wanted: set[str]) -> dict[str, int]:
    """Return the row of each key: the hidden column says which row is which, wherever it stands."""
    found = {}
    names = []
    for (cell,) in page.iter_rows(min_row=layout.FIRST_ROW, max_col=1):
        if name := _plain(cell):
            names.append(name)
            found[name] = cell.row
    _require_known(names, wanted)
    for line in found.values():
        if page.row_dimensions[line].hidden:
            raise WorkbookRefused(_("Row %d is hidden. Show all rows, look at them, and upload again.") % line)
    _require_visible_columns(page)
    return found


def _require_visible_columns(page: Any) -> None:
    """What nobody sees is not taken: the columns to fill in have to be shown."""
    columns = [layout.VALUE, layout.CHECKED, layout.NOTE] if page.title == layout.FIGURES_SHEET else [layout.WORDS_TEXT]
    for each in page.column_dimensions.values():
        hidden = range(each.min or 0, (each.max or 0) + 1) if each.hidden else range(0)
        if any(column in hidden for column in columns):
            raise WorkbookRefused(_("A column to fill in is hidden. Show all columns, and upload again."))


def _require_known(names: list[str], wanted: set[str]) -> None:
    """Every key of the report, each once, and no other."""
    if unknown := sorted(set(names) - wanted):
        raise WorkbookRefused(_("There is a row the report does not have: %s.") % unknown[0][:60])
    if twice := [name for name, number in Counter(names).items() if number > 1]:
        raise WorkbookRefused(_("A row is there twice: %s. Copied rows cannot be told apart.") % twice[0])
    if missing := sorted(wanted - set(names)):
        raise WorkbookRefused(
            _("Rows of the report are missing: %s. To leave something out, empty the cell, not the row.") % missing[0]
        )


def _plain(cell: Any) -> str:
    return "" if cell.value is None else str(cell.value).strip()


# --- one cell ---------------------------------------------------------------------------------------------------------


class _Unreadable(Exception):  # noqa: N818 # what is wrong with a cell, not with the code
    """What is wrong with a cell, in the user's words."""


def _answer(slot: AnswerPlace, page: Any, line: int, then: tuple[str, str]) -> Answer:
    cell = page.cell(line, slot.column)
    place = f"{get_column_letter(slot.column)}{line}"
    raw = layout.tidy(_plain(cell) if cell.data_type != "f" else str(getattr(cell.value, "text", cell.value)))
    content: Content = None
    error = ""
    try:
        content = _content(slot, cell)
    except _Unreadable as unreadable:
        error = str(unreadable)
    except ValidationError as invalid:
        error = " ".join(invalid.messages)
    return Answer(slot, place, content, error, raw, *then)


def _content(slot: AnswerPlace, cell: Any) -> Content:
    is_formula = str(cell.value).startswith("=") and not slot.kind.is_text  # typed as text
    if cell.data_type == "f" or is_formula:
        raise _Unreadable(_("A formula stands here. Put in its result."))
    if cell.data_type == "e":
        raise _Unreadable(_("Excel shows an error here (%s). Put in the value.") % cell.value)
    match slot.kind:
        case AnswerKind.FIGURE:
            return _figure(slot, cell.value)
        case AnswerKind.NOTE:
            return _text(cell.value, layout.NOTE_LENGTH)
        case AnswerKind.WORDS:
            return _text(cell.value, layout.WORDS_LENGTH)
        case _:
            return _yes_no(cell.value, empty=False if slot.kind == AnswerKind.CHECKED else None)


def _figure(slot: AnswerPlace, value: Any) -> Decimal | None:
    if value is None or slot.spec is None:
        return None
    if isinstance(value, bool):
        raise _Unreadable(_("A number belongs here, not TRUE or FALSE."))
    if isinstance(value, date | datetime | time | timedelta):
        raise _Unreadable(_("Excel has made a date of this. Format the cell as a number and type it again."))
    field = FigureField(unit="", places=slot.spec.places)
    text = f"{value:.12g}" if isinstance(value, float) else _bare(slot, str(value))
    if not text:
        return None
    if not isinstance(value, int | float) and not _FIGURE.fullmatch(text):
        raise _Unreadable(_("Not a number: write digits, for example 186 or 186.5."))
    figure: Decimal | None = field.clean(text)
    return figure


def _bare(slot: AnswerPlace, text: str) -> str:
    """Return a figure kept as text in half-width characters, without the unit behind it."""
    plain = unicodedata.normalize("NFKC", layout.tidy(text)).strip()
    units = [slot.spec.unit, *slot.spec.unit_en.split("|")] if slot.spec else []
    for unit in units:
        ending = unicodedata.normalize("NFKC", unit)
        if ending and plain.endswith(ending):
            return plain.removesuffix(ending).strip()
    return plain


def _yes_no(value: Any, empty: bool | None) -> bool | None:
    if isinstance(value, bool):
        return value
    text = unicodedata.normalize("NFKC", layout.tidy("" if value is None else str(value))).lower()
    if not text:
        return empty
    if text in _YES | _NO:
        return text in _YES
    raise _Unreadable(_("Choose yes or no."))


def _text(value: Any, length: int) -> str:
    text = layout.tidy("" if value is None else str(value))
    refuse_id_number(text)
    if len(text) > length:
        raise _Unreadable(_("At most %d characters.") % length)
    return text
