"""A report, its workbook, and what one does to a workbook in Excel."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from partybuilding.models import FieldValue, Pilot, Report
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.workbook import layout
from partybuilding.reports.workbook.compare import WorkbookComparison, compare
from partybuilding.reports.workbook.write import write_workbook
from tests.reports.reporting import complete_report


@pytest.fixture
def report(pilots: list[Pilot]) -> Report:
    """qinfenglu's complete draft of 2005Q3."""
    return complete_report(pilots[0])


def opened(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(book: Any, key: str) -> int:
    """Return the row of a key on the sheet it stands on."""
    page = book[layout.WORDS_SHEET if key.startswith("text.") else layout.FIGURES_SHEET]
    return next(int(cell.row) for cell in page["A"] if cell.value == key)


def cell_of(book: Any, key: str, column: int = layout.VALUE) -> Any:
    """Return the cell of a key: the value's, unless another column is asked for."""
    if key.startswith("text."):
        return book[layout.WORDS_SHEET].cell(row_of(book, key), layout.WORDS_TEXT)
    return book[layout.FIGURES_SHEET].cell(row_of(book, key), column)


def edited(report: Report, change: Callable[[Any], object]) -> bytes:
    """Return the report's workbook after somebody changed it in Excel."""
    book = opened(write_workbook(load_report_detail(report)))
    change(book)
    return saved(book)


def compared(report: Report, change: Callable[[Any], object]) -> WorkbookComparison:
    return compare(edited(report, change), load_report_detail(report))


def kept(report: Report) -> tuple[Any, ...]:
    """Return everything the database holds of a report, to say that nothing was changed."""
    return (
        list(Report.objects.order_by("pk").values()),
        list(report.entries.order_by("pk").values()),
        list(FieldValue.objects.order_by("pk").values()),
        Report.history.count(),
        FieldValue.history.count(),
        report.events.count(),
    )
