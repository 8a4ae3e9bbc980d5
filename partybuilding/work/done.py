"""What a person finished this month 本月已办结: what left their list by what they did, and did not come back to it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from communities.models import User
from partybuilding.models import DutyReport, FinalAssessment, LedgerEvent, Paper, Plan, ReportEvent, Suggestion

_OF_REPORTS = (ReportEvent.Kind.SUBMITTED, ReportEvent.Kind.RETURNED, ReportEvent.Kind.APPROVED)
_OF_ITEMS = (LedgerEvent.Kind.CLOSE_ASKED, LedgerEvent.Kind.RETURNED, LedgerEvent.Kind.CLOSED)


@dataclass(frozen=True)
class DoneMatter:
    """One matter, what was done with it last and on which day, and where it is read."""

    at: datetime
    title: str
    word: Promise | str
    address: str

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


def find_done(user: User, plan: Plan, today: date, listed: Collection[str] = ()) -> list[DoneMatter]:
    """Return what a person finished in the month of a day, the last first, in six queries.

    `listed` are the pages of what is on their list: what came back to it is not finished.
    """
    since = timezone.make_aware(datetime.combine(today.replace(day=1), time.min))
    matters = [each for source in _SOURCES for each in source(user, plan, since)]
    by_page = {each.address: each for each in sorted(matters, key=lambda each: each.at)}
    done = [each for page, each in by_page.items() if page not in listed]
    return sorted(done, key=lambda each: each.at, reverse=True)


def _reports(user: User, plan: Plan, since: datetime) -> Iterator[DoneMatter]:
    steps = ReportEvent.objects.filter(report__pilot__plan=plan, actor=user, kind__in=_OF_REPORTS, at__gte=since)
    for step in steps.select_related("report__pilot__community").defer("values"):
        pilot, quarter = step.report.pilot, step.report.quarter
        title = gettext("%(pilot)s, report on the %(quarter)s") % {"pilot": pilot, "quarter": quarter.label}
        address = reverse("report", args=[plan.slug, pilot.code, str(quarter)])
        yield DoneMatter(step.at, title, step.get_kind_display(), address)


def _items(user: User, plan: Plan, since: datetime) -> Iterator[DoneMatter]:
    steps = LedgerEvent.objects.filter(item__plan=plan, actor=user, kind__in=_OF_ITEMS, at__gte=since)
    for step in steps.select_related("item"):
        address = reverse("ledger-item", args=[plan.slug, step.item.code])
        yield DoneMatter(step.at, str(step.item), step.get_kind_display(), address)


def _duties(user: User, plan: Plan, since: datetime) -> Iterator[DoneMatter]:
    reports = DutyReport.objects.filter(plan=plan, submitted_by=user, submitted_at__gte=since)
    for report in reports.select_related("unit"):
        title = gettext("Duty report on the %(quarter)s") % {"quarter": report.quarter.label}
        address = reverse("duty-report", args=[plan.slug, report.unit.code, str(report.quarter)])
        if report.submitted_at:
            yield DoneMatter(report.submitted_at, title, pgettext_lazy("duty report", "submitted"), address)


def _papers(user: User, plan: Plan, since: datetime) -> Iterator[DoneMatter]:
    for paper in Paper.objects.filter(plan=plan, made_by=user, made_at__gte=since).defer("content"):
        yield DoneMatter(
            paper.made_at, str(paper), pgettext_lazy("paper", "made"), reverse("paper", args=[plan.slug, paper.code])
        )


def _suggestions(user: User, plan: Plan, since: datetime) -> Iterator[DoneMatter]:
    page = reverse("suggestions", args=[plan.slug])
    for row in Suggestion.objects.filter(plan=plan, answered_by=user, answered_at__gte=since):
        title = gettext("Suggestion: %(text)s") % {"text": row}
        if row.answered_at:
            yield DoneMatter(row.answered_at, title, pgettext_lazy("suggestion", "answered"), f"{page}#s{row.pk}")


def _assessments(user: User, plan: Plan, since: datetime) -> Iterator[DoneMatter]:
    sheets = FinalAssessment.objects.filter(pilot__plan=plan, approved_by=user, approved_at__gte=since)
    for sheet in sheets.select_related("pilot__community"):
        title = gettext("%(pilot)s: final assessment") % {"pilot": sheet.pilot}
        address = reverse("assessment", args=[plan.slug, sheet.pilot.code])
        if sheet.approved_at:
            yield DoneMatter(sheet.approved_at, title, pgettext_lazy("assessment", "approved"), address)


_SOURCES = (_reports, _items, _duties, _papers, _suggestions, _assessments)
