"""An uploaded workbook as typed cells: which cell holds what, and what is wrong with it, in the user's words.

What makes the whole workbook unreadable raises WorkbookError; what is wrong with one cell is told about that cell.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from communities.privacy import refuse_id_number
from fengxiang.text import received, seen
from fengxiang.workbooks import (
    WorkbookError,
    cell_content,
    filled_cells,
    open_workbook,
    read_yes_no,
    refuse_hidden,
    refuse_merged,
)
from partybuilding.reports.detail import ReportDetail
from partybuilding.reports.forms import figure_field
from partybuilding.reports.workbook import layout
from partybuilding.reports.workbook.layout import AnswerKind, AnswerPlace, Content

_ROWS = 2_000


@dataclass(frozen=True, eq=False, kw_only=True)
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
    """Return what a workbook holds for a report; WorkbookError if it is not this report's, or not in order."""
    book = open_workbook(content)
    then = _keys(book, detail)
    every = list(layout.slots(detail))
    _require_known(list(then), {slot.key for slot in every})
    pages = {name: _page(book, name) for name in (layout.FIGURES_SHEET, layout.WORDS_SHEET)}
    lines = {name: _lines(page, {slot.line for slot in every if slot.detail == name}) for name, page in pages.items()}
    return [_answer(slot, pages[slot.detail], lines[slot.detail][slot.line], then[slot.key]) for slot in every]


# --- is it this report's, and whole? ----------------------------------------------------------------------------------


def _keys(book: Any, detail: ReportDetail) -> dict[str, tuple[str, str]]:
    """Return the fingerprints by key, after checking whose workbook it is."""
    if layout.KEYS_SHEET not in book.sheetnames:
        raise WorkbookError(_("This workbook was not downloaded here. Download the report's own and fill that in."))
    sheet = book[layout.KEYS_SHEET]
    rows = [[_plain(cell) for cell in row] for row in sheet.iter_rows(max_row=_last_row(sheet), max_col=3)]
    facts = {row[0]: row[1] for row in rows[:4]}
    if facts.get("format") != layout.FORMAT:
        raise WorkbookError(_("The workbook has the layout of another version. Download it anew and fill that in."))
    report = detail.report
    if facts.get("plan") != report.pilot.plan.slug:
        raise WorkbookError(_("The workbook belongs to another plan."))
    if facts.get("pilot") != report.pilot.code:
        raise WorkbookError(_("The workbook belongs to another community, not to %s.") % report.pilot)
    if facts.get("quarter") != str(report.quarter):
        raise WorkbookError(
            _("The workbook is about another quarter (%(theirs)s), not about %(own)s.")
            % {"theirs": facts.get("quarter", ""), "own": report.quarter}
        )
    return {row[0]: (row[1], row[2]) for row in rows[4:] if row[0]}


def _page(book: Any, name: str) -> Any:
    if name not in book.sheetnames:
        raise WorkbookError(_("The sheet “%s” is missing. Download the workbook anew and fill that in.") % name)
    page = book[name]
    if page.sheet_state != "visible":
        raise WorkbookError(_("The sheet “%s” is hidden. Show it, look at it, and upload again.") % name)
    refuse_merged(page, layout.FIRST_ROW, _last_row(page))
    return page


def _last_row(page: Any) -> int:
    last = max([layout.FIRST_ROW, *(row for row, _column in filled_cells(page))])
    if last > _ROWS:
        raise WorkbookError(_("The workbook holds far more rows than the report has."))
    return last


def _lines(page: Any, wanted: set[str]) -> dict[str, int]:
    """Return the row of each key: the hidden column says which row is which, wherever it stands."""
    rows = {}
    names = []
    for (cell,) in page.iter_rows(min_row=layout.FIRST_ROW, max_row=_last_row(page), max_col=1):
        if name := _plain(cell):
            names.append(name)
            rows[name] = cell.row
    _require_known(names, wanted)
    columns = [layout.VALUE, layout.CHECKED, layout.NOTE] if page.title == layout.FIGURES_SHEET else [layout.WORDS_TEXT]
    refuse_hidden(page, rows.values(), columns)
    return rows


def _require_known(names: list[str], wanted: set[str]) -> None:
    """Every key of the report, each once, and no other."""
    if unknown := sorted(set(names) - wanted):
        raise WorkbookError(_("There is a row the report does not have: %s.") % unknown[0][:60])
    if twice := [name for name, number in Counter(names).items() if number > 1]:
        raise WorkbookError(_("A row is there twice: %s. Copied rows cannot be told apart.") % twice[0])
    if missing := sorted(wanted - set(names)):
        raise WorkbookError(
            _("Rows of the report are missing: %s. To leave something out, empty the cell, not the row.") % missing[0]
        )


def _plain(cell: Any) -> str:
    return "" if cell.value is None else str(cell.value).strip()


# --- one cell ---------------------------------------------------------------------------------------------------------


def _answer(slot: AnswerPlace, page: Any, line: int, then: tuple[str, str]) -> Answer:
    cell = page.cell(line, slot.column)
    place = f"{get_column_letter(slot.column)}{line}"
    raw = seen(_plain(cell) if cell.data_type != "f" else str(getattr(cell.value, "text", cell.value)))
    content: Content = None
    error = ""
    try:
        content = _content(slot, cell_content(cell))
    except ValidationError as invalid:
        error = " ".join(invalid.messages)
    draft_then, shown_then = then
    return Answer(
        slot=slot, place=place, content=content, error=error, raw=raw, draft_then=draft_then, shown_then=shown_then
    )


def _content(slot: AnswerPlace, value: Any) -> Content:
    match slot.kind:
        case AnswerKind.FIGURE:
            figure: Decimal | None = figure_field(slot.spec).clean(value) if slot.spec else None
            return figure
        case AnswerKind.NOTE:
            return _text(value, layout.NOTE_LENGTH)
        case AnswerKind.WORDS:
            return _text(value, layout.WORDS_LENGTH)
        case _:
            answer = read_yes_no(value)
            return bool(answer) if slot.kind == AnswerKind.CHECKED else answer


def _text(value: Any, length: int) -> str:
    text = received(seen("" if value is None else str(value)))
    refuse_id_number(text)
    if len(text) > length:
        raise ValidationError(_("At most %d characters.") % length)
    return text
