"""The uploaded workbook handed back with its wrong cells marked, each with the reason as a comment."""

import io

from django.utils.translation import gettext as _
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from fengxiang.text import cleaned
from fengxiang.workbooks import open_workbook
from partybuilding.reports.workbook.compare import ComparedState, WorkbookComparison
from partybuilding.reports.workbook.write import OPEN_FILL

_FILLS = {
    ComparedState.WRONG: PatternFill("solid", fgColor="F4B6BC"),
    ComparedState.CONFLICTING: PatternFill("solid", fgColor="FFD966"),
}


def mark(content: bytes, comparison: WorkbookComparison) -> bytes:
    """Return the same workbook: cells that are wrong or in conflict filled and commented, marks of before removed."""
    book = open_workbook(content)
    for item in comparison.items:
        cell = book[item.answer.slot.detail][item.answer.place]
        why = cleaned(item.message)
        cell.comment = Comment(why, _("Quarterly reports"), 120, 320) if item.state in _FILLS else None
        cell.fill = _FILLS.get(item.state, OPEN_FILL)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
