"""What a person owes in a plan: to whom it falls, by when, since when, and where it is done.

A secretary owes the reports on the quarters that have ended, a unit its duty reports and the items of the ledger it
answers for, the department the check of what was submitted or is said to be done. What is done leaves the list by
itself, what is returned comes back to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.models import Role, User
from partybuilding.models import DutyReport, LedgerEvent, LedgerItem, MemberUnit, Pilot, Plan, Report, ReportEvent
from partybuilding.reports.board import WORDS
from partybuilding.shared.access import can_review_reports, reports_for
from partybuilding.targets.quarter import Quarter
from partybuilding.units.duty_reports import DutyStanding, owed_duty_reports

# Days the county gives itself for a check: the plan names none.
CHECK_DAYS = 3

State, Step, _ItemStep = Report.State, ReportEvent.Kind, LedgerEvent.Kind
DONE = (State.SUBMITTED, State.APPROVED)  # by the community


@dataclass(frozen=True, eq=False)
class Obligation:
    """One thing somebody has to do: about a report, about an item of the ledger, or a unit's report on its duties."""

    kind: str  # write, correct, check; duty; item, check-item, support
    title: str
    order: int  # which of those due on the same day comes first
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
    pilot: Pilot | None = None
    quarter: Quarter | None = None
    about: str = ""  # whom an item is about, and who answers for it if that is somebody else

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
    """Everything a person owes in a plan, the most urgent first; what others owe that they support; what comes next."""

    obligations: list[Obligation]
    coming: Coming | None  # None after the last quarter
    supported: list[Obligation] = field(default_factory=list)


def has_work(user: User) -> bool:
    """Return whether the work is where this person's role begins the day; members and towns look at the plan first."""
    return user.role in {Role.SECRETARY, Role.DEPARTMENT}


def count_obligations(user: User, plan: Plan, today: date) -> int:
    """Return how long the list is, in one query."""
    ended, at_unit = _ended(plan, today), user.unit_id is not None
    owed: QuerySet[Report] = Report.objects.none()
    if can_review_reports(user):
        owed = reports_for(user, plan).filter(state=State.SUBMITTED)
    elif user.role == Role.SECRETARY:
        owed = reports_for(user, plan).filter(quarter__in=ended, state__in=DONE)
    told = DutyReport.objects.filter(plan=plan, unit=user.unit_id, quarter__in=ended, submitted_at__isnull=False)
    seats = MemberUnit.objects.filter(plan=plan, unit=user.unit_id)
    counts = Plan.objects.filter(pk=plan.pk).values_list(
        _how_many(owed, "pilot__plan"),
        _how_many(_items(user, plan), "plan"),
        _how_many(told, "plan"),
        _how_many(seats, "plan"),
    )
    reports, items, told_of, seated = counts.get()
    if user.role == Role.SECRETARY:
        return len(ended) - int(reports)
    duties = len(ended) - told_of if at_unit and (seated or user.role == Role.TOWN) else 0
    return int(reports + items + duties)


def _how_many(rows: QuerySet[Any], plan: str) -> Coalesce:
    """Return how many rows of a plan there are, to be asked for together with other such numbers."""
    grouped = rows.order_by().values(plan).annotate(rows=Count("pk", distinct=True))
    return Coalesce(Subquery(grouped.values("rows")[:1]), 0)


def load_work(user: User, plan: Plan, today: date) -> Work:
    """Return what a person owes, in a fixed number of queries however much it is."""
    owed: list[Obligation] = []
    if can_review_reports(user):
        owed = _to_check(user, plan, today)
    elif user.role == Role.SECRETARY:
        owed = _to_write(user, plan, today)
    if user.unit is not None:
        owed += [_item(plan, item, today) for item in _with_steps(_items(user, plan))]
        owed += [_duties(standing, today) for standing in owed_duty_reports(plan, user.unit, today)]
    owed.sort(key=lambda each: (each.due, each.order))
    supported = [_item(plan, item, today, supports=True) for item in _with_steps(_supported(user, plan))]
    return Work(owed, _coming(plan, today), supported)


def _ended(plan: Plan, today: date) -> list[Quarter]:
    """Return the quarters whose report can be submitted by now."""
    return [quarter for quarter in plan.quarters if quarter.last_day <= today]


def _coming(plan: Plan, today: date) -> Coming | None:
    ahead = next((quarter for quarter in plan.quarters if quarter.last_day > today), None)
    return Coming(ahead, ahead.last_day, plan.deadline_of(ahead)) if ahead else None


def _address(page: str, plan: Plan, pilot: Pilot, quarter: Quarter) -> str:
    return reverse(page, kwargs={"plan": plan.slug, "pilot": pilot.code, "quarter": str(quarter)})


def _report_title(pilot: Pilot, quarter: Quarter) -> str:
    return gettext("%(pilot)s, report on the %(quarter)s") % {"pilot": pilot, "quarter": quarter.label}


def _to_check(user: User, plan: Plan, today: date) -> list[Obligation]:
    return [_check(plan, report, today) for report in reports_for(user, plan).filter(state=State.SUBMITTED)]


def _check(plan: Plan, report: Report, today: date) -> Obligation:
    since = _day(report.submitted_at, today)
    due = since + timedelta(days=CHECK_DAYS)
    return Obligation(
        kind="check",
        title=_report_title(report.pilot, report.quarter),
        order=report.pilot.order,
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
        title=_report_title(pilot, quarter),
        order=pilot.order,
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
        title=_report_title(report.pilot, report.quarter),
        order=report.pilot.order,
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


# --- the ledger and the duties ----------------------------------------------------------------------------------------


def _items(user: User, plan: Plan) -> QuerySet[LedgerItem]:
    """Return the items that lie with a person: with their unit, or with the department that checks."""
    if user.unit_id is None or user.role not in {Role.MEMBER, Role.TOWN, Role.DEPARTMENT}:
        return LedgerItem.objects.none()
    mine = Q(responsible=user.unit_id, state__in=LedgerItem.WITH_UNIT)
    if can_review_reports(user):
        mine |= Q(state__in=LedgerItem.WITH_DEPARTMENT)
    return LedgerItem.objects.filter(mine, plan=plan)


def _supported(user: User, plan: Plan) -> QuerySet[LedgerItem]:
    """Return the items others answer for and a person helps with: as a supporting unit, or as the pilot's branch."""
    helped = Q(supporting=user.unit_id) if user.unit_id else Q(pilot__community=user.community_id)
    with_unit = LedgerItem.objects.filter(plan=plan, state__in=LedgerItem.WITH_UNIT)
    return with_unit.filter(helped).distinct() if user.unit_id or user.community_id else LedgerItem.objects.none()


def _with_steps(items: QuerySet[LedgerItem]) -> QuerySet[LedgerItem]:
    """Return the items with the last step that put them where they are: its day, and its words if they came back."""
    steps = LedgerEvent.objects.filter(item=OuterRef("pk")).order_by("-at", "-id")
    moved = steps.filter(kind__in=[_ItemStep.OPENED, _ItemStep.RETURNED, _ItemStep.REOPENED, _ItemStep.CLOSE_ASKED])
    back = steps.filter(kind__in=[_ItemStep.RETURNED, _ItemStep.REOPENED])
    told = items.annotate(
        since=Coalesce(Subquery(moved.values("on")[:1]), F("opened_on")), back_for=Subquery(back.values("text")[:1])
    )
    return told.select_related("responsible", "pilot__community").order_by("due_on", "year", "number")


def _item(plan: Plan, item: Any, today: date, *, supports: bool = False) -> Obligation:
    """Return an item as `_with_steps` reads it."""
    is_check = item.state in LedgerItem.WITH_DEPARTMENT
    due = item.since + timedelta(days=CHECK_DAYS) if is_check else item.due_on
    is_back = item.state == LedgerItem.State.RETURNED
    about = [str(item.pilot)] if item.pilot else []
    if supports:
        about.append(gettext("responsible: %(unit)s") % {"unit": item.responsible})
    return Obligation(
        kind="support" if supports else "check-item" if is_check else "item",
        title=str(item),
        about=" · ".join(about),
        order=item.year * 1000 + item.number,
        state=item.state,
        word=item.get_state_display(),
        due=due,
        since=item.since,
        today=today,
        days_late=max((today - due).days, 0),
        act=_("Check") if is_check else _("Say how far it is"),
        address=reverse("ledger-item", args=[plan.slug, item.code]),
        reason=item.back_for or "" if is_back else "",
    )


def _duties(standing: DutyStanding, today: date) -> Obligation:
    """Return a unit's report on its duties, as it is owed."""
    return Obligation(
        kind="duty",
        title=gettext("Duty report on the %(quarter)s") % {"quarter": standing.quarter.label},
        order=0,
        state=standing.status,
        word=standing.word,
        due=standing.due,
        since=standing.since,
        today=today,
        days_late=standing.days_late,
        act=_("Go on") if standing.report else _("Fill it in"),
        address=reverse("duty-report", args=[standing.plan.slug, standing.unit.code, str(standing.quarter)]),
        quarter=standing.quarter,
    )
