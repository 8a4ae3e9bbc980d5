"""Before a joint meeting: what would embarrass it, whose it is, and who was told of it.

Reports that are not in, figures that contradict each other, red lamps nobody deals with, items without progress, units
that have not reported on their duties. Nothing of it is stored but the reminders.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from communities.models import User
from fengxiang import clock
from fengxiang.bilingual import listed
from partybuilding.ledger.rules import ItemStatus, status_of
from partybuilding.ledger.unlisted import UnlistedLine
from partybuilding.meetings.rules import TABLE, MeetingAct
from partybuilding.models import LedgerItem, Meeting, NoticeItem
from partybuilding.notices.schedule import Matter, People, matters_of
from partybuilding.reports import board
from partybuilding.targets.pace import Lamp
from partybuilding.units import duty_reports
from partybuilding.work.before_meeting import (
    DUTIES,
    GROUPS,
    INCONSISTENCIES,
    ITEMS,
    LAMPS,
    REPORTS,
    TITLES,
    find_before,
    opens_on,
)
from partybuilding.work.owed import Owed, OwedKind

NOTHING: dict[str, Promise] = {
    REPORTS: gettext_lazy("Every report is in."),
    INCONSISTENCIES: gettext_lazy("No figure contradicts another."),
    LAMPS: gettext_lazy("An item deals with every red lamp."),
    ITEMS: gettext_lazy("Every open item has moved."),
    DUTIES: gettext_lazy("Every unit has reported on its duties."),
}
ACTS: dict[OwedKind, Promise] = {
    OwedKind.REPORT: gettext_lazy("Open the report"),
    OwedKind.CONTRADICTION: gettext_lazy("Open the report"),
    OwedKind.LAMP: gettext_lazy("Open an item"),
    OwedKind.ITEM: gettext_lazy("Open the item"),
    OwedKind.DUTY: gettext_lazy("Open the duty report"),
}
About = tuple[int | None, int | None, int | None]  # a reminder is about a pilot, a unit, or an item, by key


@dataclass(frozen=True, kw_only=True, eq=False)
class PreparationPoint:
    """One thing that would embarrass the meeting, as the page shows it."""

    owed: Owed
    key: str
    title: str
    says: str
    owner: str
    people: list[User]  # who is reminded; none if it lies with the department itself, or nobody has an account
    matters: list[Matter]  # what each of them is told
    address: str
    light: ItemStatus | Lamp | None = None
    is_own: bool = False  # the department's own to put right
    notices: list[NoticeItem] = field(default_factory=list)

    @property
    def act(self) -> Promise:
        return ACTS[self.owed.kind]

    @property
    def left(self) -> list[User]:
        """Who was not told of it today."""
        reminded = {each.notice.recipient_id for each in self.notices if each.notice.day == clock.today()}
        return [user for user in self.people if user.pk not in reminded]


@dataclass(frozen=True, eq=False)
class Group:
    """The points of one kind."""

    code: str
    points: list[PreparationPoint]

    @property
    def title(self) -> Promise:
        return TITLES[self.code]

    @property
    def nothing(self) -> Promise:
        """What is said where there is no point."""
        return NOTHING[self.code]


@dataclass(frozen=True, eq=False)
class Preparation:
    """Everything of a meeting that has to be put right before it."""

    meeting: Meeting
    today: date
    groups: list[Group]

    @property
    def opens_on(self) -> date:
        return opens_on(self.meeting)

    @property
    def is_open(self) -> bool:
        """Whether the days before the meeting have come, and it has not begun."""
        return TABLE.after(MeetingAct.REMIND, self.meeting.state) is not None and self.today >= self.opens_on

    @cached_property
    def points(self) -> list[PreparationPoint]:
        return [point for group in self.groups for point in group.points]

    @property
    def left(self) -> list[User]:
        """Whom the one tap would remind: everybody who was not told of something of theirs today."""
        return list(dict.fromkeys(user for point in self.points for user in point.left))

    @property
    def messages(self) -> list[tuple[NoticeItem, list[PreparationPoint]]]:
        """The messages that went out, the latest first: one matter of each, for its reader, and what it was about."""
        about: dict[int, tuple[NoticeItem, list[PreparationPoint]]] = {}
        for point in self.points:
            for each in point.notices:
                about.setdefault(each.notice_id, (each, []))[1].append(point)
        return sorted(about.values(), key=lambda pair: (pair[0].notice.day, pair[0].notice_id), reverse=True)


def load_preparation(meeting: Meeting) -> Preparation:
    """Return what would embarrass a meeting as things stand today, in a fixed number of queries."""
    today = clock.today()
    before = find_before(meeting, today)
    chosen, moved = before.owed, before.moved
    people, reminders = People(chosen), _told(meeting)
    points: dict[str, list[PreparationPoint]] = {code: [] for code in TITLES}
    for owed in chosen:
        point = _point(meeting, owed, people, moved)
        readers = {user.pk for user in point.people}
        point.notices.extend(each for each in reminders[_about(owed)] if each.notice.recipient_id in readers)
        points[GROUPS[owed.kind]].append(point)
    return Preparation(meeting, today, [Group(code, points_of_group) for code, points_of_group in points.items()])


def _point(meeting: Meeting, owed: Owed, people: People, moved: Mapping[int, date]) -> PreparationPoint:
    plan = meeting.plan
    is_own = owed.owner.is_department or plan.lead_unit_id in {unit.pk for unit in owed.owner.units}
    readers = [] if is_own else people.of(owed)
    # A lamp or a contradiction has no date of its own to be told of: it is put right for the meeting.
    is_dated = owed.kind not in {OwedKind.LAMP, OwedKind.CONTRADICTION}
    is_there = owed.kind != OwedKind.REPORT or owed.about.report is not None
    return PreparationPoint(
        owed=owed,
        key=_key(owed),
        title=_title(owed),
        says=_says(owed, moved),
        owner=_owner(owed),
        people=readers,
        matters=matters_of(owed, readers, None if is_dated else meeting.planned_on),
        address=(UnlistedLine(owed).opening if owed.kind == OwedKind.LAMP else owed.page) if is_there else "",
        light=_light(owed),
        is_own=is_own,
    )


# --- reading ----------------------------------------------------------------------------------------------------------


def _told(meeting: Meeting) -> dict[About, list[NoticeItem]]:
    """Return the reminders since the preparation began, by what they are about."""
    of_quarter_or_item = Q(quarter=meeting.quarter) | Q(ledger_item__isnull=False)
    items = NoticeItem.objects.filter(of_quarter_or_item, plan=meeting.plan, notice__day__gte=opens_on(meeting))
    notices = defaultdict(list)
    for each in items.select_related("notice__recipient__unit", "notice__recipient__community").order_by("pk"):
        notices[each.pilot_id, each.unit_id, each.ledger_item_id].append(each)
    return notices


def _about(owed: Owed) -> About:
    """Return what a reminder of it is about, as `matters_of` writes it down."""
    about = owed.about
    pilot = None if about.item else about.pilot
    return pilot.pk if pilot else None, about.unit.pk if about.unit else None, about.item.pk if about.item else None


# --- words ------------------------------------------------------------------------------------------------------------


def _key(owed: Owed) -> str:
    about, pilot = owed.about, owed.about.pilot.pk if owed.about.pilot else 0
    match owed.kind:
        case OwedKind.REPORT:
            return f"report-{pilot}"
        case OwedKind.CONTRADICTION:
            return f"clash-{pilot}-{about.indicator.code if about.indicator else ''}-{about.field}"
        case OwedKind.LAMP:
            return f"lamp-{pilot}-{about.indicator.pk if about.indicator else 0}"
    return f"item-{about.item.code}" if about.item else f"duty-{owed.owner.units[0].pk}"


def _title(owed: Owed) -> str:
    about = owed.about
    if about.item:
        matter = _titled(about.item.pilot, about.item.matter) if about.item.pilot else about.item.matter
        return f"{about.item.code} {matter}"
    if owed.kind == OwedKind.DUTY:
        return str(owed.owner.units[0])
    if owed.kind == OwedKind.REPORT and about.quarter:
        return _("%(pilot)s, report on the %(quarter)s") % {"pilot": about.pilot, "quarter": about.quarter.label}
    return _titled(about.pilot or about.plan.county_name, about.indicator)


def _says(owed: Owed, moved: Mapping[int, date]) -> str:
    if owed.about.item:
        return _stood_still(owed.about.item, moved.get(owed.about.item.pk), owed.on)
    if owed.kind == OwedKind.LAMP:
        words = {"value": owed.shown, "gap": owed.reason}
        return pgettext("lamp", "%(value)s (%(gap)s)") % words if owed.reason else owed.shown
    if owed.kind == OwedKind.CONTRADICTION:
        return owed.reason
    states: dict[str, Promise] = duty_reports.WORDS if owed.kind == OwedKind.DUTY else board.WORDS
    return str(states[owed.state])


def _stood_still(item: LedgerItem, moved: date | None, today: date) -> str:
    """Say how long nothing was written down, and the deadline."""
    words = {"day": date_format(item.due_on), "days": (today - moved).days if moved else 0}
    if moved is None:
        return _("nothing written down yet, due date %(day)s") % words
    return _("nothing written down for %(days)d days, due date %(day)s") % words


def _owner(owed: Owed) -> str:
    """Say whose it is; of a lamp, everybody who can close its gap."""
    owner = owed.owner
    parties = owed.parties or [*owner.units, *([owner.pilot] if owner.pilot else [])]
    return listed(parties) or str(owed.about.plan.lead_unit)


def _light(owed: Owed) -> ItemStatus | Lamp | None:
    """Return the lamp that stands beside it; of an item that is in time, none."""
    item, plan = owed.about.item, owed.about.plan
    if item is None:
        return owed.lamp
    light = status_of(item.state, item.due_on, on=owed.on, warn_days=plan.warn_days)
    return None if light == ItemStatus.IN_TIME else light


def _titled(place: object, what: object) -> str:
    colon = pgettext("label", ": ")  # not within the f-string below: xgettext does not look into one
    return f"{place}{colon}{what}"
