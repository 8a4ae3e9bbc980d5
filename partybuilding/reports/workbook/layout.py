"""How the workbook of a quarterly report is laid out: what the one who writes it and the one who reads it agree on."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import cast

from django.db.models import TextField
from django.utils.translation import pgettext

from fengxiang.text import seen
from partybuilding.models import IndicatorField, Report
from partybuilding.reports.detail import ReportDetail, ReportRow
from partybuilding.targets.target import FieldRole

FORMAT = "1"  # raised when a workbook of before can no longer be read

# Names of sheets are part of the format: the same in every language.
FIGURES_SHEET = "季度报告"
WORDS_SHEET = "文字说明"
KEYS_SHEET = "_keys"
FIRST_ROW = 4

# Columns of the sheet of figures; A holds the hidden key.
KEY, AREA, CODE, NAME, FIELD, UNIT, LAST, REGISTER, VALUE, CHECKED, NOTE = range(1, 12)
WORDS_LABEL, WORDS_TEXT = 2, 3

NOTE_LENGTH = 500
WORDS_LENGTH = 5000

Content = Decimal | bool | str | None


class AnswerKind(StrEnum):
    """What a cell to fill in holds."""

    FIGURE = "figure"
    YES_NO = "yes_no"
    CHECKED = "checked"
    NOTE = "note"
    WORDS = "words"

    @property
    def is_text(self) -> bool:
        return self in {AnswerKind.NOTE, AnswerKind.WORDS}


@dataclass(frozen=True, eq=False, kw_only=True)
class AnswerPlace:
    """One cell that can be filled in: what it stands for, what the draft says, what the cell showed."""

    key: str
    kind: AnswerKind
    row: ReportRow | None  # None for the report's texts
    spec: IndicatorField | None  # only of figures and yes/no
    draft: Content
    shown: Content

    @property
    def detail(self) -> str:
        return WORDS_SHEET if self.kind == AnswerKind.WORDS else FIGURES_SHEET

    @property
    def column(self) -> int:
        match self.kind:
            case AnswerKind.WORDS:
                return WORDS_TEXT
            case AnswerKind.NOTE:
                return NOTE
            case AnswerKind.CHECKED:
                return CHECKED
            case _:
                return VALUE

    @property
    def line(self) -> str:
        """The key that stands in the hidden column of the cell's row."""
        if self.row and self.spec is None:
            return line_of(self.row, self.row.asked[0])
        return self.key

    @property
    def label(self) -> str:
        """What the cell is called when somebody is told about it."""
        if self.row is None:
            column = cast("TextField[str, str]", Report._meta.get_field(self.key.removeprefix("text.")))
            return str(column.verbose_name)
        if self.spec is None:
            what = pgettext("workbook", "note") if self.kind == AnswerKind.NOTE else pgettext("workbook", "checked")
        else:
            what = str(self.spec)
        return f"{self.row.indicator.code} {self.row.indicator} · {what}"


def line_of(row: ReportRow, spec: IndicatorField) -> str:
    return f"{row.indicator.code}.{spec.key}"


def slots(detail: ReportDetail) -> Iterator[AnswerPlace]:
    """Yield every cell that can be filled in, in the workbook's order."""
    for row in detail.rows:
        code = row.indicator.code
        for spec in row.asked:
            yes_no = FieldRole(spec.role).is_yes_no
            draft, shown = row.reported.get(spec.key), row.shown.get(spec.key)
            yield AnswerPlace(
                key=line_of(row, spec),
                kind=AnswerKind.YES_NO if yes_no else AnswerKind.FIGURE,
                row=row,
                spec=spec,
                draft=_answer(draft) if yes_no else draft,
                shown=_answer(shown) if yes_no else shown,
            )
        yield AnswerPlace(
            key=f"{code}#checked",
            kind=AnswerKind.CHECKED,
            row=row,
            spec=None,
            draft=row.is_confirmed,
            shown=row.is_confirmed,
        )
        yield AnswerPlace(
            key=f"{code}#note", kind=AnswerKind.NOTE, row=row, spec=None, draft=seen(row.note), shown=seen(row.note)
        )
    for name in Report.NARRATIVES:
        text = seen(getattr(detail.report, name))
        yield AnswerPlace(key=f"text.{name}", kind=AnswerKind.WORDS, row=None, spec=None, draft=text, shown=text)


def _answer(value: Decimal | None) -> bool | None:
    return None if value is None else bool(value)


def fingerprint(content: Content) -> str:
    """Return a short mark that is equal for equal contents; empty for an empty cell."""
    if content is None or content == "":
        return ""
    text = f"{content.normalize():f}" if isinstance(content, Decimal) else str(content)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def words(content: Content) -> str:
    """Return a content as a person reads it; empty for an empty cell."""
    if isinstance(content, bool):
        return pgettext("answer", "yes") if content else pgettext("answer", "no")
    if isinstance(content, Decimal):
        return f"{content.normalize():f}"
    return content or ""
