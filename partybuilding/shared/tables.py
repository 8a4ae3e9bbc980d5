"""A table of typed cells as a workbook (.xlsx) and as CSV: what every list of the site is taken out as.

A number stays a number, a share a share of 1, a day a day, and what is not known an empty cell, never 0. A text that
begins like a formula stays a text, in both forms.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from fengxiang import clock
from fengxiang.text import cleaned_in, one_line
from fengxiang.workbooks import CONTENT_TYPE, FORMULA_SIGNS
from partybuilding.models import Plan
from partybuilding.targets.quarter import Quarter

Content = str | Decimal | int | bool | date | datetime | None

# A text a spreadsheet would make something else of, reading a CSV file: 5/7, 2005-10-05, 1E5, 007. 7 and 50% stay so.
# The digit that has to be there is looked for first, so that a long row of digits is read once and not over and over.
_MISREAD = re.compile(r"(?!(0|[1-9]\d*)(\.\d*[1-9])?%?$)(?=[\s.,/:%+-]*\d)[\d\s.,/:%+-]++([eE][\d+-]+)?")
_EDGE = Side(style="thin", color="DFE3E8")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_HEAD_FONT, _HEAD_FILL = Font(bold=True), PatternFill("solid", fgColor="EEF0F2")
_HEAD_PLACE = Alignment(vertical="center", wrap_text=True)
_PLACE, _TEXT_PLACE = Alignment(vertical="top", wrap_text=False), Alignment(vertical="top", wrap_text=True)
_NARROWEST, _WIDEST = 8, 42
_FILTER_ARROW = 3


class ExportFormat(StrEnum):
    """What a table can be taken out as."""

    XLSX = "xlsx"
    CSV = "csv"

    @property
    def content_type(self) -> str:
        return _CONTENT_TYPES[self]


_CONTENT_TYPES = {
    ExportFormat.XLSX: CONTENT_TYPE,
    ExportFormat.CSV: "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Share:
    """A share of 1 with the decimals it is shown with in per cent: 0.444 is 44.4 %."""

    of_one: Decimal

    @classmethod
    def of_hundred(cls, percent: Decimal) -> "Share":
        return cls(percent.scaleb(-2))


@dataclass(frozen=True, slots=True)
class Signed:
    """A change: printed with its sign."""

    by: Decimal


class OnSending(Enum):
    """What stands among the facts of a table, and is known only when it is sent."""

    READER = "reader"
    MOMENT = "moment"


@dataclass(frozen=True, eq=False, kw_only=True)
class Table:
    """A titled table; `facts` say on a sheet of their own what it is, whose and of when."""

    name: str  # of the file, without ending
    sheet: str  # of the sheet, at most 31 characters
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Content | Share | Signed]]
    facts: list[tuple[str, Content | OnSending]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row has not as many cells as there are columns")
        # What was kept before texts were cleaned on their way in: no workbook holds it.
        for each in ("name", "sheet", "title"):
            object.__setattr__(self, each, one_line(getattr(self, each)))
        for each in ("columns", "rows", "facts"):
            object.__setattr__(self, each, cleaned_in(getattr(self, each)))

    def file_name(self, form: ExportFormat) -> str:
        return f"{self.name}.{form}"

    @property
    def size(self) -> int:
        """How many bytes of memory it takes, about."""
        return 500 + 120 * len(self.columns) * (len(self.rows) + 1)


def write(table: Table, form: ExportFormat, reader: str) -> bytes:
    """Return the table as a file of the form, made now for a reader of this name."""
    return write_xlsx(table, reader) if form == ExportFormat.XLSX else write_csv(table)


# --- CSV --------------------------------------------------------------------------------------------------------------


def write_csv(table: Table) -> bytes:
    """Return the table as CSV that Excel and WPS open right: UTF-8 with its mark, CRLF, days as 2005-09-30."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_inert(title) for title in table.columns])
    writer.writerows([_as_text(content) for content in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _as_text(content: Content | Share | Signed) -> str:
    match content:
        case None:
            return ""
        case Share():
            return f"{content.of_one.scaleb(2).normalize():f}%"
        case Signed():
            return f"{content.by.normalize():f}"
        case bool():
            return _yes_no(content)
        case Decimal():
            return f"{content.normalize():f}"
        case datetime():
            return timezone.localtime(content).strftime("%Y-%m-%d %H:%M")
        case date():
            return content.isoformat()
        case str():
            return _inert(content)
        case _:
            return str(content)


def _inert(text: str) -> str:
    """Return a text with an apostrophe before it where a spreadsheet would take it for something else."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) or _MISREAD.fullmatch(text) else text


def _yes_no(answer: bool) -> str:
    return pgettext("answer", "yes") if answer else pgettext("answer", "no")


# --- the workbook -----------------------------------------------------------------------------------------------------


def write_xlsx(table: Table, reader: str) -> bytes:
    """Return the table as a workbook: typed cells, head row frozen with a filter, set up for A4, facts behind it."""
    reader, now = one_line(reader), clock.now()
    printed_by = _("Exported by %(name)s, %(when)s") % {"name": reader, "when": f"{now:%Y-%m-%d %H:%M}"}
    book = Workbook(write_only=True)  # each row is written as it comes: thousands are never in memory as cells
    page = book.create_sheet(table.sheet)
    _set_widths(page, table)
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    _set_up_print(page, table.title, printed_by)
    page.append([_head_cell(page, title) for title in table.columns])
    for row in table.rows:
        page.append([_body_cell(page, content) for content in row])
    known: dict[OnSending, Content] = {OnSending.READER: reader, OnSending.MOMENT: now}
    facts = [(label, known[each] if isinstance(each, OnSending) else each) for label, each in table.facts]
    _write_facts(book.create_sheet(_("About")), table.title, facts)
    book.properties.title, book.properties.creator = table.title, printed_by
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head_cell(page: Any, title: str) -> Any:
    cell = WriteOnlyCell(page)
    _put(cell, title)
    cell.font, cell.fill, cell.border, cell.alignment = _HEAD_FONT, _HEAD_FILL, _BORDER, _HEAD_PLACE
    return cell


def _body_cell(page: Any, content: Content | Share | Signed) -> Any:
    cell = WriteOnlyCell(page)
    _put(cell, content)
    cell.border, cell.alignment = _BORDER, _TEXT_PLACE if isinstance(content, str) else _PLACE
    return cell


def _put(cell: Any, content: Content | Share | Signed) -> None:
    match content:
        case None:
            return
        case str():
            cell.value = content or None
            if content:
                cell.data_type, cell.quotePrefix = "s", content.startswith(FORMULA_SIGNS)
        case Share():
            places = max(0, -_exponent(content.of_one) - 2)
            cell.value, cell.number_format = float(content.of_one), f"0{_decimals(places)}%"
        case Signed():
            cell.value, digits = _number(content.by), f"#,##0{_decimals(max(0, -_exponent(content.by)))}"
            cell.number_format = f"+{digits};-{digits};0"
        case bool():
            cell.value, cell.data_type = _yes_no(content), "s"
        case Decimal() | int():
            cell.value = _number(Decimal(content))
            cell.number_format = f"#,##0{_decimals(max(0, -_exponent(Decimal(content))))}"
        case datetime():
            cell.value, cell.number_format = timezone.localtime(content).replace(tzinfo=None), "yyyy-mm-dd hh:mm"
        case date():
            cell.value, cell.number_format = content, "yyyy-mm-dd"


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _exponent(value: Decimal) -> int:
    """Return the power of ten of the last digit that is not a needless zero."""
    return int(value.normalize().as_tuple().exponent)


def _decimals(places: int) -> str:
    return f".{'0' * places}" if places else ""


# --- the sheet --------------------------------------------------------------------------------------------------------


def _set_widths(page: Any, table: Table) -> None:
    """Make each column as wide as its contents, a Chinese character counted as two, within bounds."""
    widths = [min(_breadth(title) + _FILTER_ARROW, 16) for title in table.columns]
    cell = WriteOnlyCell(page)  # shows each content in turn
    for row in table.rows:
        for column, content in enumerate(row):
            cell.value = None
            _put(cell, content)
            widths[column] = max(widths[column], _breadth(cell.value))
    for column, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(column)].width = min(max(width + 2, _NARROWEST), _WIDEST)


def _breadth(value: Any) -> int:
    """Return how many half-width characters the widest line of a cell's value takes."""
    if isinstance(value, date):
        return 16 if isinstance(value, datetime) else 10
    if not isinstance(value, str):
        return 0 if value is None else len(f"{value:,.6g}")
    return max(
        sum(2 if unicodedata.east_asian_width(each) in "WFA" else 1 for each in line) for line in value.split("\n")
    )


def _set_up_print(page: Any, title: str, printed_by: str) -> None:
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    page.page_margins.left = page.page_margins.right = 0.4
    page.oddHeader.center.text = _in_margin(title)
    page.oddFooter.left.text = _in_margin(printed_by)
    page.oddFooter.right.text = _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}


def _in_margin(text: str) -> str:
    """Return a text for a header or footer, where & begins a code."""
    return text.replace("&", "&&")


def _write_facts(page: Any, title: str, facts: list[tuple[str, Content]]) -> None:
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 22, 70
    head = WriteOnlyCell(page)
    _put(head, title)
    head.font = Font(bold=True, size=14)
    page.append([head])
    page.append([])
    for fact in facts:
        label, content = cells = WriteOnlyCell(page), WriteOnlyCell(page)
        for cell, each in zip(cells, fact, strict=True):
            _put(cell, each)
            cell.alignment = Alignment(vertical="top", horizontal="left", wrap_text=cell is content)
        label.font = Font(color="5B616B")
        page.append(cells)


Typed = Content | Share | Signed


def facts(plan: Plan, quarter: Quarter, *more: tuple[str, Content]) -> list[tuple[str, Content | OnSending]]:
    """Return what the second sheet of every table says."""
    lines: list[tuple[str, Content | OnSending]] = [
        *((_("Plan"), str(plan)), (_("Quarter"), f"{quarter.label} ({quarter})")),
        *more,
    ]
    if plan.is_demo:
        lines.append((_("Data"), _("Demonstration data")))
    lines += [
        (_("Exported by"), OnSending.READER),
        (_("Exported on"), OnSending.MOMENT),
        (_("Empty cells"), _("Not known, or nothing to judge. An empty cell never stands for 0.")),
        (_("Shares"), _("With the decimal they are printed with; numerator and denominator are exact.")),
    ]
    return lines


def listing(
    plan: Plan,
    named: str,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Content]],
    quarter: Quarter | None = None,
) -> Table:
    """Return a list of the plan as it stands today; of a quarter, under its name."""
    today = clock.today()
    table_facts = facts(plan, quarter or plan.reporting_quarter(today), (_("Data as of"), today))
    file = named if quarter else f"{named}-{today.isoformat()}"
    return Table(
        name=file,
        sheet=title,
        title=title,
        columns=columns,
        rows=rows,
        facts=table_facts,
    )
