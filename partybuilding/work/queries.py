"""My work: what a person owes in a plan, a selection of what is owed; and the same, counted, for the navigation.

What is done leaves the list by itself, what is returned comes back to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from communities.models import Role, User
from partybuilding.models import LedgerItem, Meeting, Plan, ReportEvent
from partybuilding.reports import board
from partybuilding.reports.owed import last_returns
from partybuilding.shared.access import can_review_reports
from partybuilding.shared.owed import OwedState
from partybuilding.targets.quarter import Quarter
from partybuilding.units import duty_reports
from partybuilding.work.owed import Owed, OwedKind, find_owed
from partybuilding.work.papers_due import papers_owed, with_papers

ASSESSMENT_WORDS: dict[OwedState, Promise] = {
    OwedState.OPEN: pgettext_lazy("assessment", "not begun"),
    OwedState.DRAFT: pgettext_lazy("assessment", "in preparation"),
    OwedState.COMPLETE: pgettext_lazy("assessment", "complete"),
}
ASSESSMENT_ACTS: dict[OwedState, Promise] = {
    OwedState.OPEN: pgettext_lazy("assessment", "Begin it"),
    OwedState.DRAFT: _("Rate and conclude"),
    OwedState.COMPLETE: pgettext_lazy("assessment", "Approve it"),
}


def timing_of(due: date, today: date) -> str:
    """Say how far off a day is; nothing of a day that has passed."""
    days = (due - today).days
    if days < 0:
        return ""
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days} if days else gettext("today")


def label_of(day: date, today: date) -> str:
    """Return a day as a list of what is due has it: the year is said of another year alone."""
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")


@dataclass(frozen=True, eq=False)
class WorkLine:
    """One thing a person owes or supports, as the page shows it."""

    owed: Owed
    returned: ReportEvent | None = None  # how a report came back
    supports: bool = False
    is_awaited: bool = False  # it lies with somebody else, who is waited for

    @property
    def is_item(self) -> bool:
        return self.owed.kind == OwedKind.ITEM

    @property
    def is_assessment(self) -> bool:
        return self.owed.kind == OwedKind.ASSESSMENT

    @property
    def is_check(self) -> bool:
        return self.owed.kind == OwedKind.REVIEW or (self.is_item and self.owed.owner.is_department)

    @property
    def title(self) -> str:
        about = self.owed.about
        if about.item:
            return str(about.item)
        if about.suggestion:
            return gettext("Suggestion: %(text)s") % {"text": about.suggestion}
        if about.paper:
            subject = about.paper.meeting or (about.paper.quarter and about.paper.quarter.label)
            return gettext("Draft the %(paper)s: %(about)s") % {
                "paper": about.paper.get_kind_display(),
                "about": subject,
            }
        words = {"pilot": about.pilot, "quarter": about.quarter.label if about.quarter else ""}
        if self.is_assessment:
            return gettext("%(pilot)s: final assessment") % words
        if self.owed.kind == OwedKind.DUTY:
            return gettext("Duty report on the %(quarter)s") % words
        if self.is_awaited:
            return gettext("Waiting for %(pilot)s to correct the report on the %(quarter)s") % words
        return gettext("%(pilot)s, report on the %(quarter)s") % words

    @property
    def about(self) -> str:
        """Whom an item is about, and who answers for it if that is somebody else."""
        item = self.owed.about.item
        if item is None:
            return ""
        words = [str(item.pilot)] if item.pilot else []
        if self.supports or self.is_check:
            words.append(gettext("responsible: %(unit)s") % {"unit": item.party})
        return " · ".join(words)

    @property
    def word(self) -> Promise | str:
        if self.owed.about.item:
            return str(self.owed.about.item.get_state_display())
        if self.is_assessment:
            return ASSESSMENT_WORDS[self.owed.state]
        if self.owed.about.suggestion:
            return _("not answered")
        if self.owed.about.paper:
            return _("not drafted")
        words: dict[str, Promise] = duty_reports.WORDS if self.owed.kind == OwedKind.DUTY else board.WORDS
        return words[self.owed.state]

    @property
    def reason(self) -> str:
        return self.returned.reason if self.returned else self.owed.reason

    @property
    def marked(self) -> int:
        """How many figures of a returned report were marked as wrong."""
        return len(self.returned.objections.all()) if self.returned else 0

    @property
    def is_back(self) -> bool:
        """Whether it came back: then it lies here from that day, however its deadline was met."""
        return self.owed.kind == OwedKind.REPORT and self.owed.state == OwedState.RETURNED

    @property
    def day(self) -> date:
        """The day that stands first: when it is due, or came back."""
        return self.owed.since if self.is_back else self.owed.due or self.owed.on

    @property
    def day_label(self) -> str:
        return label_of(self.day, self.owed.on)

    @property
    def timing(self) -> str:
        return timing_of(self.day, self.owed.on)

    @property
    def order(self) -> tuple[date, tuple[int, int]]:
        """The most urgent first; of those due on one day, duty reports, then in the order of the plan or the ledger."""
        about, place = self.owed.about, (0, 0)
        if about.item:
            place = (about.item.year, about.item.number)
        elif about.pilot:
            place = (0, about.pilot.order)
        return self.owed.due or self.owed.on, place

    @property
    def act(self) -> Promise | str:
        about = self.owed.about
        if self.is_assessment:
            return ASSESSMENT_ACTS[self.owed.state] if self.owed.owner.is_department else _("Rate your own")
        if about.suggestion:
            return pgettext_lazy("verb", "Answer")
        if about.paper:
            return pgettext_lazy("verb", "Draft")
        if self.is_awaited:
            return pgettext_lazy("report", "Remind")
        if self.is_check:
            return _("Check")
        if self.is_item:
            return _("Say how far it is")
        if self.owed.kind == OwedKind.DUTY:
            return _("Go on") if about.duty_report else _("Fill it in")
        if about.report is None:
            return _("Start")
        return _("Correct it") if self.owed.state == OwedState.RETURNED else _("Go on")

    @property
    def door(self) -> str:
        """The name of the address where a report is begun, gone on with or checked; empty for what is not a report."""
        if self.is_awaited:
            return "report-urge"
        if self.owed.kind == OwedKind.REVIEW:
            return "report-check-open"
        if self.owed.kind != OwedKind.REPORT:
            return ""
        return "report-edit" if self.owed.about.report else "report-start"

    @property
    def address(self) -> str:
        about = self.owed.about
        if not self.door or about.pilot is None:
            return self.owed.page
        return reverse(self.door, args=[about.plan.slug, about.pilot.code, str(about.quarter)])

    @property
    def is_posted(self) -> bool:
        """Whether the act has to be sent, not just opened."""
        return self.door in {"report-start", "report-check-open", "report-urge"}


@dataclass(frozen=True)
class Coming:
    """The next report the plan asks for: it can be submitted from the quarter's last day on."""

    quarter: Quarter
    opens: date
    due: date


@dataclass(frozen=True, eq=False, kw_only=True)
class Work:
    """Everything a person owes in a plan, the most urgent first; what others owe that they support; what comes next."""

    lines: list[WorkLine]
    awaited: list[WorkLine]  # what the department returned and waits for
    supported: list[WorkLine]
    coming: Coming | None  # None after the last quarter
    past: list[WorkLine]  # what can no longer matter: duty reports of a quarter whose meeting is over
    meeting: Meeting | None  # the coming one, or the one in session; for the department one that was not opened


def has_work(user: User) -> bool:
    """Return whether the work is where this person's role begins the day; members and towns look at the plan first."""
    return user.role in {Role.SECRETARY, Role.DEPARTMENT}


def load_work(user: User, plan: Plan, today: date) -> Work:
    """Return what a person owes, in a fixed number of queries however much it is."""
    meetings = list(
        with_papers(Meeting.objects.filter(plan=plan)).defer("agenda", "agreed").order_by("planned_on", "number")
    )
    owed = find_owed(plan, today, _kinds(user) | {OwedKind.ITEM}, by=user)
    if can_review_reports(user) and today <= plan.last_open_day:
        owed += papers_owed(meetings, plan, today)
    own_matters = [each for each in owed if is_owed_by(each, user)]
    awaited = [each for each in owed if _is_awaited(each, user)]
    back = [each.about.report for each in own_matters + awaited if each.kind == OwedKind.REPORT and each.about.report]
    returns = last_returns(back)
    lines = [WorkLine(each, returns.get(each.about.report.pk) if each.about.report else None) for each in own_matters]
    lines.sort(key=lambda line: line.order)
    met = max((each.quarter for each in meetings if each.has_ended), default=None)
    past = [line for line in lines if _is_past(line.owed, met)]
    return Work(
        lines=[line for line in lines if line not in past],
        awaited=[
            WorkLine(each, returns.get(each.about.report.pk), is_awaited=True) for each in awaited if each.about.report
        ],
        supported=[WorkLine(each, supports=True) for each in _supported(owed, user, plan)],
        coming=_coming(plan, today),
        past=past,
        meeting=None if plan.is_archive else _meeting_for(user, meetings, today),
    )


def _meeting_for(user: User, meetings: list[Meeting], today: date) -> Meeting | None:
    """Return the coming meeting; without one, for who plans them, the last whose day passed before it was opened."""
    waiting = [each for each in meetings if not each.has_ended]
    lapsed = [each for each in waiting if each.has_lapsed(today)] if user.role == Role.DEPARTMENT else []
    return next((each for each in waiting if not each.has_lapsed(today)), lapsed[-1] if lapsed else None)


def _is_past(owed: Owed, met: Quarter | None) -> bool:
    """Return whether it can no longer matter: nobody reads a duty report on a quarter whose meeting is over."""
    quarter = owed.about.quarter
    return owed.kind == OwedKind.DUTY and met is not None and quarter is not None and quarter <= met


def is_owed_by(owed: Owed, user: User) -> bool:
    """Return whether it lies with this person: the secretary's community, their unit, or the department they are of."""
    if owed.owner.is_department:
        return can_review_reports(user)
    if user.role == Role.SECRETARY:
        return owed.owner.pilot is not None and owed.owner.pilot.community_id == user.community_id
    return user.unit_id in {unit.pk for unit in owed.owner.units}


def _is_awaited(owed: Owed, user: User) -> bool:
    """Return whether it came back from the department, of which this person is, and lies with its community since."""
    is_back = owed.kind == OwedKind.REPORT and owed.state == OwedState.RETURNED
    return is_back and can_review_reports(user)


def _kinds(user: User) -> frozenset[OwedKind]:
    """Return the kinds that can lie with a person, or are waited for; papers are seen by the meetings."""
    if user.role == Role.SECRETARY:
        return frozenset({OwedKind.REPORT, OwedKind.ASSESSMENT})
    of_units = {OwedKind.ITEM, OwedKind.DUTY}
    of_reviewers = {OwedKind.REVIEW, OwedKind.REPORT, OwedKind.ASSESSMENT, OwedKind.SUGGESTION}
    return frozenset(of_units | of_reviewers if can_review_reports(user) else of_units)


def _supported(owed: Iterable[Owed], user: User, plan: Plan) -> list[Owed]:
    """Return the items others answer for and a person helps with: as a supporting unit, or as the pilot's branch."""
    helped = Q(supporting=user.unit_id) if user.unit_id else Q(pilot__community=user.community_id)
    if user.unit_id is None and user.community_id is None:
        return []
    keys = set(LedgerItem.objects.filter(helped, plan=plan).values_list("pk", flat=True))
    others = [each for each in owed if not each.owner.is_department and not is_owed_by(each, user)]
    return [each for each in others if each.about.item and each.about.item.pk in keys]


def _coming(plan: Plan, today: date) -> Coming | None:
    ahead = next((quarter for quarter in plan.quarters_asked if quarter.last_day > today), None)
    return Coming(ahead, ahead.last_day, plan.deadline_of(ahead)) if ahead else None
