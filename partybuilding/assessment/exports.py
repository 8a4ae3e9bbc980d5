"""The final assessments of a plan's pilots as a table."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partybuilding.assessment.queries import AssessmentLine
from partybuilding.models import Plan
from partybuilding.shared.tables import Content, Table, listing

NAME = "终期评估"


def assessment_table(plan: Plan, lines: Sequence[AssessmentLine]) -> Table:
    """Return one row for each pilot; what its reader may not read yet is empty."""
    columns = [
        *(pgettext("community", "Pilot"), _("State"), _("Required indicators met"), _("Required indicators")),
        *(_("Five goods: the branch's own rating"), _("Five goods: the department's rating")),
        *(_("Stretch goals met"), _("Conclusion"), _("Conclusion in words"), _("Approved on")),
    ]
    return listing(plan, NAME, _("Final assessment"), columns, [_row(line) for line in lines])


def _row(line: AssessmentLine) -> list[Content]:
    sheet, assessment = line.sheet, line.assessment
    state = str(assessment.get_state_display()) if assessment else pgettext("assessment", "not begun")
    if sheet is None or assessment is None:
        return [str(line.pilot), state, *([None] * 8)]
    return [
        *(str(line.pilot), state, sheet.met, sheet.total, sheet.good_by_branch, sheet.good_by_department),
        sum(each.is_met for each in sheet.stretch),
        *(str(sheet.conclusion_word), sheet.remarks, assessment.approved_at),
    ]
