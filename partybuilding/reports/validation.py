"""The checks before submitting: one list of what is missing or contradictory, and of what is odd.

Errors have to be mended. A warning is passed by a note on its row, which the checker reads beside the figure.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from partybuilding.models import Indicator
from partybuilding.reports.detail import ReportDetail, ReportRow
from partybuilding.targets.breakdown import parts_and_wholes
from partybuilding.targets.checks import ValueWarning
from partybuilding.targets.target import FieldRole, Values


class Severity(StrEnum):
    """Whether a finding has to be mended, or can be passed with a note."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationIssue:
    """Something found in a report: where, and what; `oddity` tells more of a warning."""

    row: ReportRow
    message: str
    key: str = ""  # the field, if it is about one; empty if about the row
    about_note: bool = False
    severity: Severity = Severity.ERROR
    oddity: ValueWarning | None = None

    @property
    def is_warning(self) -> bool:
        return self.severity == Severity.WARNING

    @property
    def is_passed(self) -> bool:
        """Whether it no longer stands in the way: a warning whose row has a note."""
        return self.is_warning and bool(self.row.note.strip())

    @property
    def other(self) -> str:
        """The code of the indicator it contradicts; empty if it is about its own row alone."""
        return self.oddity.other if self.oddity else ""


def to_answer() -> str:
    """Return what is said of a row that nobody confirmed or filled in."""
    return _("Confirm or fill in.")


def validate(detail: ReportDetail) -> list[ValidationIssue]:
    """Return everything found in a report, in its order, warnings that are passed included."""
    return [finding for row in detail.rows for finding in validate_row(row)]


def blocking(detail: ReportDetail) -> list[ValidationIssue]:
    """Return what keeps a report from being submitted: the errors, and the warnings without a note."""
    return [finding for finding in validate(detail) if not finding.is_passed]


def validate_row(row: ReportRow) -> list[ValidationIssue]:
    """Return what is found on one row: its errors, then its warnings; reads nothing but the loaded detail."""
    warnings = [
        ValidationIssue(
            row=row, message=odd.message, key=odd.key, about_note=True, severity=Severity.WARNING, oddity=odd
        )
        for odd in row.warnings
    ]
    return [*_errors(row), *warnings]


def row_warnings(row: ReportRow) -> list[str]:
    """Return what is odd about one row, in words; reads nothing but the loaded detail."""
    return [odd.message for odd in row.warnings]


def _errors(row: ReportRow) -> list[ValidationIssue]:
    clause = row.indicator.clause
    empty = clause.unanswered(row.reported)
    if row.answer is None or (empty and not any(value is not None for value in row.reported.values())):
        return [ValidationIssue(row=row, message=to_answer())]
    if empty:
        zero, choose = _("Fill in: 0 if there is none."), _("Choose yes or no.")
        return [
            ValidationIssue(row=row, message=choose if each.role.is_yes_no else zero, key=each.key) for each in empty
        ]
    result = [
        ValidationIssue(row=row, message=message, key=key)
        for key, message in contradictions(row.indicator, row.reported).items()
    ]
    if not row.is_confirmed:
        result.append(ValidationIssue(row=row, message=to_answer()))
    return result


def contradictions(indicator: Indicator, figures: Values) -> dict[str, str]:
    """Return what cannot be within one indicator, by field key: a part larger than its whole."""
    clause = indicator.clause
    result = {}
    for part, whole in parts_and_wholes(clause):
        upper, lower = figures.get(part.key), figures.get(whole.key)
        if upper is not None and lower is not None and upper > lower and part.key not in clause.sums:
            result[part.key] = _("Cannot be more than “%s”.") % whole.label
    for total in clause.of(FieldRole.TOTAL):
        parts = clause.of(FieldRole.OUTSIDE, FieldRole.WAIVED)
        known, limit = [figures.get(each.key) or 0 for each in parts], figures.get(total.key)
        if limit is not None and sum(known) > limit:
            result[parts[0].key] = _("Together cannot be more than “%s”.") % total.label
    return result
