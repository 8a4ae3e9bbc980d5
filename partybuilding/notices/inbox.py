"""What a person finds under the bell: their reminders, each matter with the way to it and how it stands now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communities.models import User
from partybuilding.models import Notice, NoticeItem, Pilot, Plan, Report
from partybuilding.shared import access

ACTS: dict[str, Promise] = {
    "reports": _("Quarterly reports"),
    "report-edit": _("Fill in"),
    "report-check": _("Check"),
    "report": _("Open the report"),
    "pilot": _("Look at the lamps"),
    "duty-report": _("Fill in"),
    "ledger-item": _("Open the item"),
    "meeting": _("The meeting"),
    "assessment": _("Final assessment"),
}


@dataclass(frozen=True, eq=False)
class MessageLine:
    """One matter, and the way to it; `page` is empty where the person has nothing to do there any more."""

    item: NoticeItem
    report: Report | None
    page: str
    address: str = ""

    @property
    def act(self) -> Promise:
        return ACTS[self.page]


@dataclass(frozen=True, eq=False)
class Message:
    """What was told on one day."""

    notice: Notice
    lines: list[MessageLine]

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
            report = by_place.get((item.pilot_id, item.quarter)) if item.pilot_id and item.quarter else None
            page = _page(user, item, report)
            lines.append(MessageLine(item, report if _is_about_report(item) else None, page, _address(page, item)))
        if lines:
            messages.append(Message(notice, lines))
    return messages


def _is_about_report(item: NoticeItem) -> bool:
    return item.pilot is not None and item.kind not in {NoticeItem.Kind.UNLISTED, NoticeItem.Kind.ASSESSMENT}


def _page(user: User, item: NoticeItem, report: Report | None) -> str:
    if item.ledger_item is not None:
        return "ledger-item"
    if item.meeting is not None:
        return "meeting"
    if item.unit is not None:
        return "duty-report" if user.unit_id == item.unit_id else ""
    if item.pilot is None:
        return ""
    if item.kind == NoticeItem.Kind.ASSESSMENT:
        return "assessment"
    return "pilot" if item.kind == NoticeItem.Kind.UNLISTED else _report_page(user, item.pilot, item.plan, report)


def _report_page(user: User, pilot: Pilot, plan: Plan, report: Report | None) -> str:
    if access.can_write_report(user, pilot):
        if report is None:
            return "reports"
        return "report-edit" if report.is_open else "report"
    if access.can_review_reports(user) and user.unit_id == plan.lead_unit_id and report is not None:
        return "report-check" if report.state == Report.State.SUBMITTED else "report"
    return ""


def _address(page: str, item: NoticeItem) -> str:
    """Return the address of the page a matter leads to."""
    slug, quarter = item.plan.slug, str(item.quarter)
    match page:
        case "":
            return ""
        case "reports":
            return reverse(page, args=[slug])
        case "ledger-item":
            return reverse(page, args=[slug, item.ledger_item.code if item.ledger_item else ""])
        case "meeting":
            return reverse(page, args=[slug, item.meeting.number if item.meeting else 0])
        case "duty-report":
            return reverse(page, args=[slug, item.unit.code if item.unit else "", quarter])
    code = item.pilot.code if item.pilot else ""
    if page == "assessment":
        return reverse(page, args=[slug, code])
    if page == "pilot":
        return f"{reverse(page, args=[slug, code])}?quarter={quarter}"
    return reverse(page, args=[slug, code, quarter])
