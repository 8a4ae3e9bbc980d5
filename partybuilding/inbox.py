"""What a person finds under the bell: their reminders, each matter with the way to it and how it stands now."""

from collections.abc import Iterable
from dataclasses import dataclass

from communities.models import User
from partybuilding import access
from partybuilding.models import Notice, NoticeItem, Pilot, Report


@dataclass(frozen=True, eq=False)
class Line:
    """One matter; `page` is the name of the page to go to, empty where the person has nothing to do there any more."""

    item: NoticeItem
    report: Report | None
    page: str


@dataclass(frozen=True, eq=False)
class Message:
    """What was told on one day."""

    notice: Notice
    lines: list[Line]

    @property
    def last(self) -> int:
        """The key of the newest matter: whoever marks the message as read has seen it up to here."""
        return max(line.item.pk for line in self.lines)


def load_messages(user: User, notices: Iterable[Notice]) -> list[Message]:
    """Return the notices (with their items fetched) as messages, in one query more."""
    notices = list(notices)
    items = [item for notice in notices for item in notice.items.all()]
    reports = Report.objects.filter(
        pilot__in={item.pilot_id for item in items}, quarter__in={str(item.quarter) for item in items}
    )
    by_place = {(report.pilot_id, report.quarter): report for report in reports}
    messages = []
    for notice in notices:
        lines = []
        for item in notice.items.all():
            item.notice = notice
            report = by_place.get((item.pilot_id, item.quarter))
            lines.append(Line(item, report, _page(user, item.pilot, report)))
        if lines:
            messages.append(Message(notice, lines))
    return messages


def _page(user: User, pilot: Pilot, report: Report | None) -> str:
    if access.writes_report(user, pilot):
        if report is None:
            return "reports"
        return "report-edit" if report.is_open else "report"
    if access.checks_reports(user) and user.unit_id == pilot.plan.lead_unit_id and report is not None:
        return "report-check" if report.state == Report.State.SUBMITTED else "report"
    return ""
