"""What a person owes in a plan: to whom it falls, by when, since when, and where it is done.

So far from the quarterly reports: a secretary owes those of the quarters that have ended, the department the check of
those that were submitted. What is done leaves the list by itself, what is returned comes back to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communities.models import Role, User
from partybuilding.access import checks_reports, reports_for
from partybuilding.models import Pilot, Plan, Report, ReportEvent
from partybuilding.quarter import Quarter
from partybuilding.reportboard import WORDS

# Days the county gives itself for a check: the plan names none.
CHECK_DAYS = 3

State, Step = Report.State, ReportEvent.Kind
DONE = (State.SUBMITTED, State.APPROVED)  # by the community


@dataclass(frozen=True, eq=False)
class Obligation:
    """One thing somebody has to do about a pilot's report on a quarter."""

    kind: str  # write, correct, check
    pilot: Pilot
    quarter: Quarter
    state: str
    word: Promise | str
    due: date
    since: date
    today: date
    days_late: int
    act: Promise | str
    address: str
    is_posted: bool = False  # whether the act has to be sent, not just opened
    reason: str = ""  # of a return, and how many figures were marked as wrong
    marked: int = 0

    @property
    def days(self) -> int:
        """Days it has lain on this desk."""
        return max((self.today - self.since).days, 0)


@dataclass(frozen=True)
class Coming:
    """The next report the plan asks for: it can be submitted from the quarter's last day on."""

    quarter: Quarter
    opens: date
    due: date


@dataclass(frozen=True, eq=False)
class Work:
    """Everything a person owes in a plan, the most urgent first; then what comes next, None after the last quarter."""

    obligations: list[Obligation]
    coming: Coming | None


def has_work(user: User) -> bool:
    """Return whether this person's role is asked for anything; members and towns read."""
    return user.role in {Role.SECRETARY, Role.DEPARTMENT}


def count_obligations(user: User, plan: Plan, today: date) -> int:
    """Return how long the list is, in one query; in none for those who only read."""
    if checks_reports(user):
        return reports_for(user, plan).filter(state=State.SUBMITTED).count()
    if user.role == Role.SECRETARY:
        ended = _ended(plan, today)
        return len(ended) - reports_for(user, plan).filter(quarter__in=ended, state__in=DONE).count()
    return 0


def load_work(user: User, plan: Plan, today: date) -> Work:
    """Return what a person owes, in at most three queries however many reports there are."""
    owed: list[Obligation] = []
    if checks_reports(user):
        owed = _to_check(user, plan, today)
    elif user.role == Role.SECRETARY:
        owed = _to_write(user, plan, today)
    owed.sort(key=lambda each: (each.due, each.pilot.order))
    return Work(owed, _coming(plan, today))


def _ended(plan: Plan, today: date) -> list[Quarter]:
    """Return the quarters whose report can be submitted by now."""
    return [quarter for quarter in plan.quarters if quarter.last_day <= today]


def _coming(plan: Plan, today: date) -> Coming | None:
    ahead = next((quarter for quarter in plan.quarters if quarter.last_day > today), None)
    return Coming(ahead, ahead.last_day, plan.deadline_of(ahead)) if ahead else None


def _address(page: str, plan: Plan, pilot: Pilot, quarter: Quarter) -> str:
    return reverse(page, kwargs={"plan": plan.slug, "pilot": pilot.code, "quarter": str(quarter)})


def _to_check(user: User, plan: Plan, today: date) -> list[Obligation]:
    return [_check(plan, report, today) for report in reports_for(user, plan).filter(state=State.SUBMITTED)]


def _check(plan: Plan, report: Report, today: date) -> Obligation:
    since = _day(report.submitted_at, today)
    due = since + timedelta(days=CHECK_DAYS)
    return Obligation(
        kind="check",
        pilot=report.pilot,
        quarter=report.quarter,
        state=report.state,
        word=report.get_state_display(),
        due=due,
        since=since,
        today=today,
        days_late=max((today - due).days, 0),
        act=_("Check"),
        address=_address("report-check-open", plan, report.pilot, report.quarter),
        is_posted=True,
    )


def _to_write(user: User, plan: Plan, today: date) -> list[Obligation]:
    pilot = plan.pilots.select_related("community").get(community=user.community_id)
    reports = {report.quarter: report for report in reports_for(user, plan)}
    reasons = _reasons(reports.values())
    owed = []
    for quarter in _ended(plan, today):
        report = reports.get(quarter)
        if report is None:
            owed.append(_missing(plan, pilot, quarter, today))
        elif report.is_open:
            report.pilot.plan = plan
            owed.append(_open(plan, report, *reasons.get(report.pk, ("", 0)), today))
    return owed


def _missing(plan: Plan, pilot: Pilot, quarter: Quarter, today: date) -> Obligation:
    due = plan.deadline_of(quarter)
    status = "missing" if today > due else "open"
    return Obligation(
        kind="write",
        pilot=pilot,
        quarter=quarter,
        state=status,
        word=WORDS[status],
        due=due,
        since=quarter.last_day,
        today=today,
        days_late=max((today - due).days, 0),
        act=_("Start"),
        address=_address("report-start", plan, pilot, quarter),
        is_posted=True,
    )


def _open(plan: Plan, report: Report, reason: str, marked: int, today: date) -> Obligation:
    is_returned = report.state == State.RETURNED
    return Obligation(
        kind="correct" if is_returned else "write",
        pilot=report.pilot,
        quarter=report.quarter,
        state=report.state,
        word=report.get_state_display(),
        due=report.deadline,
        since=_day(report.decided_at, today) if is_returned else report.quarter.last_day,
        today=today,
        days_late=report.days_late,
        act=_("Correct it") if is_returned else _("Go on"),
        address=_address("report-edit", plan, report.pilot, report.quarter),
        reason=reason,
        marked=marked,
    )


def _day(moment: datetime | None, today: date) -> date:
    """Return the day of a moment; today for a report whose moment is not known."""
    return timezone.localdate(moment) if moment else today


def _reasons(reports: Iterable[Report]) -> dict[int, tuple[str, int]]:
    """Return why each returned report came back last, by its key: the general reason, and the figures marked."""
    returned = [report.pk for report in reports if report.state == State.RETURNED]
    if not returned:
        return {}
    back = ReportEvent.objects.filter(report__in=returned, kind__in=[Step.RETURNED, Step.REOPENED])
    told = back.annotate(marked=Count("objections")).order_by("at", "id")
    return {pk: (reason, marked) for pk, reason, marked in told.values_list("report_id", "reason", "marked")}
