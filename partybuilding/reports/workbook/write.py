"""The quarterly report as a filled workbook: labels locked, cells to fill in open, keys hidden."""

import io
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from fengxiang.text import cleaned
from fengxiang.workbooks import FORMULA_SIGNS
from partybuilding.models import IndicatorField
from partybuilding.reports.detail import ReportDetail, ReportRow
from partybuilding.reports.forms import FIGURE_MAX
from partybuilding.reports.workbook import layout
from partybuilding.reports.workbook.layout import AnswerKind, AnswerPlace, Content

OPEN_FILL = PatternFill("solid", fgColor="FFFBE6")
_HEAD_FILL = PatternFill("solid", fgColor="F6F7F8")
_THIN = Side(style="thin", color="DFE3E8")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TOP = Alignment(vertical="top", wrap_text=True)
_WIDTHS = {
    layout.AREA: 14,
    layout.CODE: 7,
    layout.NAME: 24,
    layout.FIELD: 22,
    layout.UNIT: 9,
    layout.LAST: 11,
    layout.REGISTER: 11,
    layout.VALUE: 12,
    layout.CHECKED: 9,
    layout.NOTE: 38,
}


def file_name(detail: ReportDetail) -> str:
    """Return the name the workbook is downloaded under."""
    return f"{layout.FIGURES_SHEET}-{detail.report.pilot}-{detail.report.quarter}.xlsx"


def write_workbook(detail: ReportDetail) -> bytes:
    """Return the report as an .xlsx file, in the reader's language."""
    book = Workbook()
    figures = book.active
    figures.title = layout.FIGURES_SHEET
    texts, keys = book.create_sheet(layout.WORDS_SHEET), book.create_sheet(layout.KEYS_SHEET)
    every = list(layout.slots(detail))
    _write_figures(figures, detail, [slot for slot in every if slot.kind != AnswerKind.WORDS])
    _write_words(texts, detail, [slot for slot in every if slot.kind == AnswerKind.WORDS])
    _write_keys(keys, detail, every)
    for each in (figures, texts, keys):
        _protect(each)
    keys.sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- the sheets -------------------------------------------------------------------------------------------------------


def _write_figures(page: Any, detail: ReportDetail, slots: list[AnswerPlace]) -> None:
    _head(page, detail, _("Fill in the yellow cells only. Then upload the workbook on the page of the report."))
    titles = {
        layout.KEY: "key",
        layout.AREA: _("Task area"),
        layout.CODE: pgettext("workbook", "Number"),
        layout.NAME: _("Indicator"),
        layout.FIELD: pgettext("workbook", "Field"),
        layout.UNIT: pgettext("workbook", "Unit"),
        layout.LAST: _("Approved last quarter"),
        layout.REGISTER: detail.context.register_title,
        layout.VALUE: pgettext("workbook", "This quarter"),
        layout.CHECKED: _("Checked"),
        layout.NOTE: _("Note"),
    }
    for column, title in titles.items():
        _title(page, column, title)
    lines: dict[str, int] = {}
    areas = {area.pk: str(area) for area in detail.plan_context.areas}
    for slot in slots:
        if slot.row and slot.spec:
            lines[slot.key] = layout.FIRST_ROW + len(lines)
            _labels(page, lines[slot.key], slot, slot.row, slot.spec, areas[slot.row.indicator.area_id])
    checks = _checks()
    for slot in slots:
        cell = page.cell(lines[slot.line], slot.column)
        _open(cell, slot.shown, slot.kind)
        which = f"places{slot.spec.places}" if slot.kind == AnswerKind.FIGURE and slot.spec else slot.kind.value
        checks[which].add(cell)
    for check in checks.values():
        if check.sqref.ranges:
            page.add_data_validation(check)
    page.column_dimensions["A"].hidden = True
    for column, width in _WIDTHS.items():
        page.column_dimensions[get_column_letter(column)].width = width
    page.freeze_panes = f"A{layout.FIRST_ROW}"
    _print_set_up(page)


def _labels(page: Any, line: int, slot: AnswerPlace, row: ReportRow, spec: IndicatorField, area: str) -> None:
    """Write what stands beside the cells of one field, locked."""
    beside: dict[int, Content] = {
        layout.KEY: slot.key,
        layout.AREA: area,
        layout.CODE: row.indicator.code,
        layout.NAME: str(row.indicator),
        layout.FIELD: str(spec),
        layout.UNIT: spec.unit_name,
        layout.LAST: _like(slot.kind, row.last.get(spec.key)),
        layout.REGISTER: _like(slot.kind, row.register.get(spec.key)),
        layout.CHECKED: None,
        layout.NOTE: None,
    }
    for column, content in beside.items():
        _locked(page.cell(line, column), content)


def _like(kind: AnswerKind, value: Decimal | None) -> Content:
    return bool(value) if kind == AnswerKind.YES_NO and value is not None else value


def _write_words(page: Any, detail: ReportDetail, slots: list[AnswerPlace]) -> None:
    _head(page, detail, _("Fill in the yellow cells only. Then upload the workbook on the page of the report."))
    for column, title in ((layout.KEY, "key"), (layout.WORDS_LABEL, ""), (layout.WORDS_TEXT, _("In words"))):
        _title(page, column, title)
    for line, slot in enumerate(slots, layout.FIRST_ROW):
        _locked(page.cell(line, layout.KEY), slot.key)
        _locked(page.cell(line, layout.WORDS_LABEL), slot.label)
        _open(page.cell(line, layout.WORDS_TEXT), slot.shown, slot.kind)
        page.row_dimensions[line].height = 160
    page.column_dimensions["A"].hidden = True
    page.column_dimensions["B"].width, page.column_dimensions["C"].width = 18, 110
    page.freeze_panes = f"A{layout.FIRST_ROW}"
    _print_set_up(page)


def _write_keys(page: Any, detail: ReportDetail, slots: list[AnswerPlace]) -> None:
    """Write what makes the workbook this report's, and how each value stood when it was downloaded."""
    report = detail.report
    facts = {
        "format": layout.FORMAT,
        "plan": report.pilot.plan.slug,
        "pilot": report.pilot.code,
        "quarter": str(report.quarter),
    }
    for name, fact in facts.items():
        page.append([name, fact])
    for slot in slots:
        page.append([slot.key, layout.fingerprint(slot.draft), layout.fingerprint(slot.shown)])


# --- cells ------------------------------------------------------------------------------------------------------------


def _head(page: Any, detail: ReportDetail, hint: str) -> None:
    pilot, quarter = detail.report.pilot, detail.report.quarter.label
    _put(page["B1"], _("%(pilot)s, report on the %(quarter)s") % {"pilot": pilot, "quarter": quarter})
    page["B1"].font = Font(bold=True, size=14)
    _put(page["B2"], hint)
    page["B2"].font = Font(color="5B616B")


def _title(page: Any, column: int, title: str) -> None:
    cell = page.cell(layout.FIRST_ROW - 1, column)
    _locked(cell, title)
    cell.font, cell.fill = Font(bold=True), _HEAD_FILL


def _put(cell: Any, content: Content) -> None:
    """Write a content so that it stays what it is: a text that begins like a formula is a text."""
    if isinstance(content, Decimal):
        cell.value = int(content) if content == content.to_integral_value() else float(content)
        return
    text = cleaned(layout.words(content))
    cell.value = text or None
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA_SIGNS)


def _locked(cell: Any, content: Content) -> None:
    _put(cell, content)
    cell.alignment, cell.border = _TOP, _BORDER


def _open(cell: Any, content: Content, kind: AnswerKind) -> None:
    _put(cell, content)
    cell.alignment, cell.border, cell.fill = _TOP, _BORDER, OPEN_FILL
    cell.protection = Protection(locked=False)
    if kind.is_text:
        cell.number_format = "@"


def _checks() -> dict[str, DataValidation]:
    """Return what Excel itself checks while somebody types, by kind of cell."""
    yes_no = f'"{pgettext("answer", "yes")},{pgettext("answer", "no")}"'
    limit = str(FIGURE_MAX)
    checks = {
        "yes_no": DataValidation(type="list", formula1=yes_no),
        "checked": DataValidation(type="list", formula1=yes_no),
        "places0": DataValidation(type="whole", operator="between", formula1="0", formula2=limit.partition(".")[0]),
        "note": DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(layout.NOTE_LENGTH)),
    }
    for places in (1, 2):
        checks[f"places{places}"] = DataValidation(type="decimal", operator="between", formula1="0", formula2=limit)
    messages = {
        "yes_no": _("Choose yes or no."),
        "checked": _("Choose yes or no."),
        "places0": _("Whole numbers only."),
        "places1": _("Not a number: write digits, for example 186 or 186.5."),
        "places2": _("Not a number: write digits, for example 186 or 186.5."),
        "note": _("At most %d characters.") % layout.NOTE_LENGTH,
    }
    for name, check in checks.items():
        check.allow_blank, check.showErrorMessage, check.error = True, True, messages[name]
    return checks


# --- the page ---------------------------------------------------------------------------------------------------------


def _protect(page: Any) -> None:
    """Lock all but the open cells. Without a password: it guards against slips, the upload against the rest."""
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False


def _print_set_up(page: Any) -> None:
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"1:{layout.FIRST_ROW - 1}"
    page.oddFooter.center.text = "&P / &N"
    page.page_margins.left = page.page_margins.right = 0.4
