"""An uploaded workbook held against the draft as it is now: what changed, conflicts, is wrong, can be taken."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _

from partybuilding.reports.actions import Draft
from partybuilding.reports.detail import ReportDetail, ReportRow
from partybuilding.reports.validation import contradictions
from partybuilding.reports.workbook.layout import AnswerKind, fingerprint, words
from partybuilding.reports.workbook.read import Answer, read_workbook


class ComparedState(StrEnum):
    """What becomes of a cell."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    CONFLICTING = "conflicting"
    WRONG = "wrong"
    HELD = "held"  # changed, but another cell of its row is wrong or conflicting


@dataclass(eq=False)
class ComparedItem:
    """One cell with what becomes of it and why."""

    answer: Answer
    state: ComparedState
    message: str = ""

    @property
    def label(self) -> str:
        return self.answer.slot.label

    @property
    def before(self) -> str:
        return words(self.answer.slot.draft)

    @property
    def after(self) -> str:
        return self.answer.raw if self.answer.error else words(self.answer.content)


@dataclass(frozen=True, eq=False)
class WorkbookComparison:
    """The dry run of an upload."""

    items: list[ComparedItem]

    def _in(self, state: ComparedState) -> list[ComparedItem]:
        return [item for item in self.items if item.state == state]

    @property
    def changed(self) -> list[ComparedItem]:
        return self._in(ComparedState.CHANGED)

    @property
    def conflicting(self) -> list[ComparedItem]:
        return self._in(ComparedState.CONFLICTING)

    @property
    def wrong(self) -> list[ComparedItem]:
        return self._in(ComparedState.WRONG)

    @property
    def held_back(self) -> list[ComparedItem]:
        return self._in(ComparedState.HELD)

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(str(item.state) for item in self.items)

    @property
    def draft(self) -> Draft:
        """What can be taken: the changed cells, each row confirmed as if it had been typed into the form."""
        values: dict[int, dict[str, Decimal | None]] = defaultdict(dict)
        confirmed: dict[int, bool] = {}
        notes: dict[int, str] = {}
        narratives: dict[str, str] = {}
        for item in self.changed:
            slot, content = item.answer.slot, item.answer.content
            if slot.row is None:
                narratives[slot.key.removeprefix("text.")] = str(content or "")
            elif slot.spec is not None:
                values[slot.row.indicator.pk][slot.spec.key] = _figure(item)
            elif slot.kind == AnswerKind.NOTE:
                notes[slot.row.indicator.pk] = str(content or "")
        for row, items in _by_row(self.items):
            if row and any(
                item.state == ComparedState.CHANGED and item.answer.slot.kind != AnswerKind.NOTE for item in items
            ):
                confirmed[row.indicator.pk] = _is_confirmed(row, items)
                values[row.indicator.pk] = {**_kept_sums(row), **values[row.indicator.pk]}
        return Draft(values, confirmed, notes, narratives)


def compare(content: bytes, detail: ReportDetail) -> WorkbookComparison:
    """Return what taking the workbook into the draft would do; WorkbookError if it cannot be read at all."""
    items = [ComparedItem(answer, ComparedState.UNCHANGED) for answer in read_workbook(content, detail)]
    for row, group in _by_row(items):
        _judge(row, group)
    return WorkbookComparison(items)


def _by_row(items: list[ComparedItem]) -> list[tuple[ReportRow | None, list[ComparedItem]]]:
    """Return the cells by indicator; each of the report's texts stands for itself."""
    groups: dict[str, list[ComparedItem]] = defaultdict(list)
    for item in items:
        slot = item.answer.slot
        groups[slot.row.indicator.code if slot.row else slot.key].append(item)
    return [(group[0].answer.slot.row, group) for group in groups.values()]


def _judge(row: ReportRow | None, group: list[ComparedItem]) -> None:
    """Say of each cell of a row what becomes of it: the row is taken whole, or not at all."""
    is_answered = any(_is_touched(item.answer) for item in group if item.answer.slot.kind != AnswerKind.NOTE)
    for item in group:
        _judge_cell(item, is_answered)
    if row is None:
        return
    _judge_row(row, group)
    if any(item.state in {ComparedState.WRONG, ComparedState.CONFLICTING} for item in group):
        for item in group:
            if item.state == ComparedState.CHANGED:
                item.state = ComparedState.HELD


def _is_touched(answer: Answer) -> bool:
    """Whether somebody changed the cell since the download, or what it shows cannot be read."""
    return bool(answer.error) or fingerprint(answer.content) != answer.shown_then


def _judge_cell(item: ComparedItem, is_answered: bool) -> None:
    answer = item.answer
    now = fingerprint(answer.slot.draft)
    is_touched, is_figure = _is_touched(answer), answer.slot.spec is not None
    # What was only offered is taken along once somebody answers in its row; until then it says nothing.
    was_offered = is_figure and answer.draft_then != answer.shown_then
    if answer.error:
        item.state, item.message = ComparedState.WRONG, answer.error
    elif fingerprint(answer.content) == now or (was_offered and not is_touched and not is_answered):
        item.state = ComparedState.UNCHANGED
    elif answer.slot.kind == AnswerKind.CHECKED and not is_touched:
        item.state = ComparedState.UNCHANGED  # the draft's own has followed its figures
    elif now != answer.draft_then:
        item.state = ComparedState.CONFLICTING
        item.message = _("The draft was changed since the download. Settle it in the form.")
    else:
        item.state = ComparedState.CHANGED


def _judge_row(row: ReportRow, group: list[ComparedItem]) -> None:
    """What is wrong with cells that are each in order: a part larger than its whole, an empty row called checked."""
    figures: dict[str, Decimal | None] = {**_kept_sums(row), **row.reported}
    by_key: dict[str, ComparedItem] = {}
    for item in group:
        slot = item.answer.slot
        if slot.spec is not None:
            by_key[slot.spec.key] = item
            if item.state == ComparedState.CHANGED:
                figures[slot.spec.key] = _figure(item)
    figures = row.clause.summed(figures)
    if any(item.state == ComparedState.CHANGED for item in by_key.values()):
        for key, message in contradictions(row.indicator, figures).items():
            by_key[key].state, by_key[key].message = ComparedState.WRONG, message
    checked = next(item for item in group if item.answer.slot.kind == AnswerKind.CHECKED)
    if checked.state == ComparedState.CHANGED and checked.answer.content and row.clause.unanswered(figures):
        checked.state, checked.message = (
            ComparedState.WRONG,
            _("Fill in every cell of the row before calling it checked."),
        )


def _kept_sums(row: ReportRow) -> dict[str, Decimal | None]:
    """Return the sums offered, which have no cell: they stand until what they are made of is given."""
    return {key: row.shown.get(key) for key in row.clause.sums}


def _is_confirmed(row: ReportRow, items: list[ComparedItem]) -> bool:
    """Whether a row counts as checked: complete, and filled in or ticked; unticking it by hand counts, too."""
    figures = {item.answer.slot.spec.key: _figure(item) for item in items if item.answer.slot.spec is not None}
    checked = next(item for item in items if item.answer.slot.kind == AnswerKind.CHECKED)
    if checked.state == ComparedState.CHANGED and not checked.answer.content:
        return False
    return not row.clause.unanswered(row.clause.summed({**_kept_sums(row), **figures}))


def _figure(item: ComparedItem) -> Decimal | None:
    """Return what stands in a cell as a figure; yes is 1."""
    content = item.answer.content
    if isinstance(content, bool):
        return Decimal(content)
    return content if isinstance(content, Decimal) else None
