"""My work as an inbox: what is due today and overdue, what is due soon, what runs on; the coming meeting first.

Selected from what `load_work` found: nothing is decided here again.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communities.models import User
from fengxiang.bilingual import listed
from partybuilding.models import Meeting, Plan
from partybuilding.reports import board
from partybuilding.shared.access import can_review_reports
from partybuilding.work.before_meeting import TITLES, BeforeMeeting, find_before, opens_on
from partybuilding.work.done import DoneMatter, find_done
from partybuilding.work.owed import Owed, OwedKind
from partybuilding.work.queries import Work, WorkLine, label_of, timing_of

FEW = 3
MOST_NAMED = 4  # communities beside what a meeting lacks
SOON = timedelta(days=14)  # at the end of a month "this month" would hide what is due a few days later


@dataclass(frozen=True, eq=False)
class WorkRow:
    """One matter, or the same matter of several communities."""

    lines: list[WorkLine]
    is_first: bool = False  # the one whose button is filled

    @property
    def first(self) -> WorkLine:
        return self.lines[0]

    @property
    def is_merged(self) -> bool:
        return len(self.lines) > 1

    @property
    def title(self) -> str:
        item = self.first.owed.about.item
        return item.matter if item and self.is_merged else self.first.title


@dataclass(frozen=True, eq=False)
class WorkSection:
    """Rows that are due by one day."""

    code: str
    title: Promise
    rows: list[WorkRow]

    @property
    def count(self) -> int:
        return sum(len(row.lines) for row in self.rows)

    @property
    def note(self) -> str:
        """How many of them are overdue; of those that run on, how they are put."""
        late = sum(line.owed.days_late > 0 for row in self.rows for line in row.lines)
        if late:
            return ngettext("%(n)d overdue", "%(n)d overdue", late) % {"n": late}
        return _("by their due date; equal matters in one row") if self.code == "later" else ""


@dataclass(frozen=True, eq=False)
class MissingKind:
    """What of one kind a meeting lacks, and where it stands."""

    title: Promise
    owed: list[Owed]
    address: str

    @property
    def count(self) -> int:
        return len(self.owed)

    @property
    def note(self) -> str:
        """With which communities it lies: of reports how each stands, of red lamps how many; few are named."""
        if self.owed[0].kind == OwedKind.REPORT:
            parts = [f"{each.about.pilot} {board.WORDS[each.state]}" for each in self.owed]
        else:
            pilots = Counter(each.about.pilot for each in self.owed if each.kind == OwedKind.LAMP)
            parts = [f"{pilot or _('the county as a whole')} {count}" for pilot, count in pilots.items()]
        return listed(parts) if len(parts) <= MOST_NAMED else ""


@dataclass(frozen=True, eq=False, kw_only=True)
class MeetingAhead:
    """The coming meeting: for who prepares it what it lacks, for the others what they owe it themselves."""

    meeting: Meeting
    today: date
    before: BeforeMeeting | None  # None for who does not prepare it, and before its days
    is_preparing: bool
    lines: list[WorkLine]

    @property
    def days(self) -> int:
        return (self.meeting.planned_on - self.today).days

    @property
    def day_label(self) -> str:
        return label_of(self.meeting.planned_on, self.today)

    @property
    def timing(self) -> str:
        return timing_of(self.meeting.planned_on, self.today)

    @property
    def has_lapsed(self) -> bool:
        return self.meeting.has_lapsed(self.today)

    @property
    def opens_on(self) -> date:
        return opens_on(self.meeting)

    @property
    def missing(self) -> list[MissingKind]:
        page = reverse("meeting-preparation", args=[self.meeting.plan.slug, self.meeting.number])
        groups = self.before.by_group if self.before else {}
        return [MissingKind(TITLES[code], owed, f"{page}#{code}") for code, owed in groups.items() if owed]


@dataclass(frozen=True, eq=False)
class WorkInbox:
    """Everything a person owes, put as an inbox."""

    work: Work
    plan: Plan
    today: date
    ahead: MeetingAhead | None
    done: list[DoneMatter]  # what this person finished this month

    @property
    def is_empty(self) -> bool:
        return not self.work.lines

    @property
    def has_keys(self) -> bool:
        """Whether J and K go from matter to matter: among a few nobody needs them."""
        return len(self.work.lines) > FEW

    @property
    def is_meeting_first(self) -> bool:
        """Whether the one filled button is the meeting's."""
        return self.ahead is not None and self.ahead.is_preparing and bool(self.ahead.missing)

    @cached_property
    def sections(self) -> list[WorkSection]:
        """The sections that hold something."""
        month_end = self.today.replace(day=monthrange(self.today.year, self.today.month)[1])
        soon_end = max(month_end, self.today + SOON)
        soon = gettext_lazy("This month") if soon_end == month_end else gettext_lazy("The next two weeks")
        lines = self.work.lines
        bounds: list[tuple[str, Promise, date, date]] = [
            ("now", gettext_lazy("Today and overdue"), date.min, self.today),
            ("soon", soon, self.today, soon_end),
            ("later", gettext_lazy("Long-running"), soon_end, date.max),
        ]
        sections = [
            WorkSection(code, title, rows_of(line for line in lines if after < line.day <= until))
            for code, title, after, until in bounds
        ]
        filled = [section for section in sections if section.rows]
        if filled and not self.is_meeting_first:
            filled[0].rows[0] = replace(filled[0].rows[0], is_first=True)
        return filled

    @property
    def awaited(self) -> list[WorkRow]:
        return rows_of(self.work.awaited)

    @property
    def supported(self) -> list[WorkRow]:
        return rows_of(self.work.supported)


def rows_of(lines: Iterable[WorkLine]) -> list[WorkRow]:
    """Return the rows in the order of the lines: equal matters of several communities, due on one day, are one."""
    rows: dict[Hashable, list[WorkLine]] = {}
    for line in lines:
        item = line.owed.about.item
        key = (item.matter, line.owed.due, line.is_check) if item and item.pilot_id else id(line)
        rows.setdefault(key, []).append(line)
    return [WorkRow(group) for group in rows.values()]


def load_inbox(work: Work, user: User, plan: Plan, today: date) -> WorkInbox:
    """Return the inbox; beside the work, what the coming meeting lacks is read for who prepares it, in its days."""
    done = find_done(user, plan, today, listed={line.owed.page for line in work.lines})
    return WorkInbox(work, plan, today, _ahead(work, user, plan, today), done)


def _ahead(work: Work, user: User, plan: Plan, today: date) -> MeetingAhead | None:
    meeting = work.meeting
    if meeting is None:
        return None
    meeting.plan = plan
    is_preparing = can_review_reports(user)
    is_near = today >= opens_on(meeting) and not meeting.has_lapsed(today)
    before = find_before(meeting, today) if is_preparing and is_near else None
    lines = [] if is_preparing else [line for line in work.lines if line.owed.about.quarter == meeting.quarter]
    return MeetingAhead(meeting=meeting, today=today, before=before, is_preparing=is_preparing, lines=lines)
