"""Who wrote last what stands in a report, and when: from the history, when two people meet in one field."""

from datetime import datetime
from typing import Any

from communities.models import User
from partybuilding.models import DutyLine, DutyReport, FieldValue, Report, ReportEntry

LastEdit = tuple[User | None, datetime]


def last_to_write_figure(report: Report, field_id: int) -> LastEdit | None:
    """Return who wrote a figure last, and when; None if nobody ever did."""
    return _last(FieldValue.history.filter(entry__report=report, field=field_id))


def last_to_write_note(report: Report, indicator_id: int) -> LastEdit | None:
    """Return who changed an indicator's note or confirmation last, and when; None if nobody ever did."""
    return _last(ReportEntry.history.filter(report=report, indicator=indicator_id))


def last_to_write_texts(report: Report) -> LastEdit | None:
    """Return who changed the report itself last, its texts or its state, and when."""
    return _last(Report.history.filter(id=report.pk))


def last_to_write_duty_line(report: DutyReport, duty_id: int) -> LastEdit | None:
    """Return who changed a line of a duty report last, and when; None if nobody ever did."""
    return _last(DutyLine.history.filter(report=report, duty=duty_id))


def last_to_write_duty_report(report: DutyReport) -> LastEdit | None:
    """Return who changed the duty report itself last: agenda, remark or whether it is handed in."""
    return _last(DutyReport.history.filter(id=report.pk))


def _last(history: Any) -> LastEdit | None:
    row = history.select_related("history_user").order_by("-history_date", "-history_id").first()
    return None if row is None else (row.history_user, row.history_date)
