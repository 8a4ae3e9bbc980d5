"""Before a joint meeting: what would embarrass it, whose it is, and who was told of it.

Reports that are not in, figures that contradict each other, red lamps nobody deals with, items without progress, units
that have not reported on their duties. Nothing of it is stored but the reminders.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from communities.models import Unit, User
from fengxiang import clock
from partybuilding.ledger.rules import ItemStatus, status_of
from partybuilding.ledger.unlisted import UnlistedMatter, load_lamps
from partybuilding.models import (
    FieldValue,
    LedgerEvent,
    LedgerItem,
    Meeting,
    NoticeItem,
    Pilot,
    Plan,
    Report,
    ReportEntry,
)
from partybuilding.notices.schedule import Matter, people_of, secretaries_of
from partybuilding.reports.board import BoardCell, load_board
from partybuilding.scoreboard.approved import Figures
from partybuilding.scoreboard.scoreboard import Cell, Scoreboard, load_scoreboard
from partybuilding.targets.checks import inconsistencies
from partybuilding.targets.pace import Lamp
from partybuilding.targets.quarter import Quarter
from partybuilding.units.duty_reports import DutyStanding, duty_standings

DAYS_BEFORE = 7

REPORTS, INCONSISTENCIES, LAMPS, ITEMS, DUTIES = "reports", "inconsistencies", "lamps", "items", "duties"
TITLES: dict[str, tuple[Promise, Promise]] = {
    REPORTS: (gettext_lazy("Reports missing or returned"), gettext_lazy("Every report is in.")),
    INCONSISTENCIES: (
        gettext_lazy("Figures that contradict each other"),
        gettext_lazy("No figure contradicts another."),
    ),
    LAMPS: (gettext_lazy("Red lamps without an open item"), gettext_lazy("An item deals with every red lamp.")),
    ITEMS: (gettext_lazy("Open items without progress"), gettext_lazy("Every open item has moved.")),
    DUTIES: (gettext_lazy("Units without a duty report"), gettext_lazy("Every unit has reported on its duties.")),
}
Kind, Step = NoticeItem.Kind, LedgerEvent.Kind
MOVED = (Step.PROGRESS, Step.CLOSE_ASKED, Step.CHECK_BEGUN)
About = tuple[int | None, int | None, int | None]  # a reminder is about a pilot, a seat, or an item, by key


@dataclass(frozen=True, eq=False)
class PreparationPoint:
    """One thing that would embarrass the meeting."""

    key: str
    kind: str
    title: str
    says: str
    owner: str
    people: list[User]  # who is reminded; none if it lies with the department itself, or nobody has an account
    counted_from: date
    address: str
    act: str
    light: ItemStatus | Lamp | None = None
    pilot: Pilot | None = None
    quarter: Quarter | None = None
    standing: DutyStanding | None = None
    item: LedgerItem | None = None
    is_own: bool = False  # the department's own to put right
    told: list[NoticeItem] = field(default_factory=list)

    @property
    def about(self) -> About:
        seat = self.standing.seat.pk if self.standing and self.standing.seat else None
        return self.pilot.pk if self.pilot else None, seat, self.item.pk if self.item else None

    @property
    def matters(self) -> Iterator[Matter]:
        """What each of its people is told."""
        seat = self.standing.seat if self.standing else None
        for user in self.people:
            yield Matter(user, self.kind, self.pilot, self.quarter, self.counted_from, seat, self.item)

    @property
    def left(self) -> list[User]:
        """Who was not told of it today."""
        told = {each.notice.recipient_id for each in self.told if each.notice.day == clock.today()}
        return [user for user in self.people if user.pk not in told]


@dataclass(frozen=True, eq=False)
class Group:
    """The points of one kind."""

    code: str
    points: list[PreparationPoint]

    @property
    def title(self) -> Promise:
        return TITLES[self.code][0]

    @property
    def nothing(self) -> Promise:
        """What is said where there is no point."""
        return TITLES[self.code][1]


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
        return self.meeting.state == Meeting.State.PLANNED and self.today >= self.opens_on

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
            for each in point.told:
                about.setdefault(each.notice_id, (each, []))[1].append(point)
        return sorted(about.values(), key=lambda pair: (pair[0].notice.day, pair[0].notice_id), reverse=True)


def opens_on(meeting: Meeting) -> date:
    """Return the day from which on a meeting is prepared."""
    return meeting.planned_on - timedelta(days=DAYS_BEFORE)


def load_preparation(meeting: Meeting) -> Preparation:
    """Return what would embarrass a meeting as things stand today, in a fixed number of queries."""
    plan, quarter, today = meeting.plan, meeting.quarter, clock.today()
    board = load_scoreboard(plan, quarter)
    slots = [slot for _pilot, own in load_board(plan, Report.objects.all(), today).rows for slot in own]
    slots = [slot for slot in slots if slot.quarter == quarter]
    reader = _Reader(meeting, board, slots, today)
    found = {
        REPORTS: list(reader.reports()),
        INCONSISTENCIES: list(reader.inconsistencies()),
        LAMPS: list(reader.lamps()),
        ITEMS: list(reader.items()),
        DUTIES: list(reader.duties()),
    }
    told = _told(meeting)
    for point in (point for points in found.values() for point in points):
        people = {user.pk for user in point.people}
        point.told.extend(each for each in told[point.about] if each.notice.recipient_id in people)
    return Preparation(meeting, today, [Group(code, points) for code, points in found.items()])


class _Reader:
    """Finds the points; knows the people of every owner."""

    def __init__(self, meeting: Meeting, board: Scoreboard, slots: list[BoardCell], today: date) -> None:
        self.meeting, self.plan, self.quarter, self.today = meeting, meeting.plan, meeting.quarter, today
        self.board, self.slots = board, slots
        self.pilots = board.plan_context.pilots
        self.secretaries = secretaries_of(self.pilots)
        self.standings = duty_standings(self.plan, self.quarter)
        self.items_open = _open_items(self.plan)
        units = {each.unit.pk for each in self.standings} | {item.responsible_id for item in self.items_open}
        self.staff = people_of(units)

    # --- reports --------------------------------------------------------------------------------------------------

    def reports(self) -> Iterator[PreparationPoint]:
        for slot in self.slots:
            if slot.status in {"submitted", "approved"}:
                continue
            is_returned = slot.status == "returned"
            deadline = self.plan.deadline_of(self.quarter)
            kind = Kind.RETURNED if is_returned else Kind.LATE if self.today > deadline else Kind.DUE
            decided = slot.report.decided_at if slot.report else None
            yield PreparationPoint(
                f"report-{slot.pilot.pk}",
                kind,
                _("%(pilot)s, report on the %(quarter)s") % {"pilot": slot.pilot, "quarter": self.quarter.label},
                str(slot.word),
                str(slot.pilot),
                self.secretaries.get(slot.pilot.community_id, []),
                timezone.localdate(decided) if is_returned and decided else deadline,
                _page("report", self.plan, slot.pilot.code, self.quarter) if slot.report else "",
                _("Open the report"),
                pilot=slot.pilot,
                quarter=self.quarter,
            )

    def inconsistencies(self) -> Iterator[PreparationPoint]:
        """Yield what submitted and approved reports state twice, and differently; with the note that was given."""
        reports = {slot.report.pk: slot for slot in self.slots if slot.report and not slot.report.is_open}
        figures, notes = _figures(self.board, reports), _notes(reports)
        for pk, slot in reports.items():
            indicators = self.board.plan_context.reported
            rows = [(each.code, each.clause, figures[pk, each.pk]) for each in indicators]
            names = {each.code: each for each in indicators}
            for code, odd in ((code, odd) for code, odds in inconsistencies(rows).items() for odd in odds):
                note = notes.get((pk, names[code].pk), "")
                says = _("%(odd)s Note: %(note)s") % {"odd": odd.message, "note": note} if note else odd.message
                yield PreparationPoint(
                    f"clash-{slot.pilot.pk}-{code}-{odd.key}",
                    Kind.CONTRADICTED,
                    _titled(slot.pilot, names[code]),
                    says,
                    str(slot.pilot),
                    self.secretaries.get(slot.pilot.community_id, []),
                    self.meeting.planned_on,
                    _page("report", self.plan, slot.pilot.code, self.quarter),
                    _("Open the report"),
                    pilot=slot.pilot,
                    quarter=self.quarter,
                )

    # --- lamps and items ------------------------------------------------------------------------------------------

    def lamps(self) -> Iterator[PreparationPoint]:
        cells = {(cell.pilot.pk if cell.pilot else 0, cell.indicator.pk): cell for cell in self.board.reds}
        for each in load_lamps(self.board, self.items_open, self.today):
            if each.indicator is not None:
                yield self._lamp(each, cells[each.pilot.pk if each.pilot else 0, each.indicator.pk])

    def _lamp(self, each: UnlistedMatter, cell: Cell) -> PreparationPoint:
        """Return a red lamp nobody deals with: told to the units that can close it, else the department's own."""
        others = [seat.unit for seat in each.leads if seat.unit_id != self.plan.lead_unit_id]
        # A lamp of the county as a whole is of no pilot, and the coordinating department's to take up.
        is_own = not others or each.pilot is None
        return PreparationPoint(
            f"lamp-{each.pilot.pk if each.pilot else 0}-{cell.indicator.pk}",
            Kind.UNLISTED,
            _titled(each.pilot or self.plan.county_name, cell.indicator),
            _standing(cell),
            _listed(seat.unit for seat in each.leads) or str(self.plan.lead_unit),
            [] if is_own else [user for unit in others for user in self.staff.get(unit.pk, [])],
            self.meeting.planned_on,
            each.opening,
            _("Open an item"),
            light=each.light,
            pilot=each.pilot,
            quarter=self.quarter,
            is_own=is_own,
        )

    def items(self) -> Iterator[PreparationPoint]:
        """Yield the open items without progress since the last meeting; those opened after it have time still."""
        last = last_meeting(self.meeting)
        since = last.held_on if last else None
        for item in self.items_open:
            moved = item.moved_on  # type: ignore[attr-defined] # annotated in _open_items
            if since and (item.opened_on > since or (moved and moved > since)):
                continue
            if not since and moved:
                continue
            light = status_of(item.state, item.due_on, on=self.today, warn_days=self.plan.warn_days)
            is_own = item.state in LedgerItem.WITH_DEPARTMENT or item.responsible_id == self.plan.lead_unit_id
            yield PreparationPoint(
                f"item-{item.code}",
                Kind.ITEM,
                f"{item.code} {_titled(item.pilot, item.matter) if item.pilot else item.matter}",
                self._idle(item, moved),
                str(self.plan.lead_unit if item.state in LedgerItem.WITH_DEPARTMENT else item.responsible),
                [] if is_own else self.staff.get(item.responsible_id, []),
                item.due_on,
                _page("ledger-item", self.plan, item.code),
                _("Open the item"),
                light=None if light == ItemStatus.IN_TIME else light,
                item=item,
                is_own=is_own,
            )

    def _idle(self, item: LedgerItem, moved: date | None) -> str:
        """Say how long nothing was written down, and the deadline."""
        words = {"day": date_format(item.due_on), "days": (self.today - moved).days if moved else 0}
        if moved is None:
            return _("nothing written down yet, deadline %(day)s") % words
        return _("nothing written down for %(days)d days, deadline %(day)s") % words

    # --- duty reports ---------------------------------------------------------------------------------------------

    def duties(self) -> Iterator[PreparationPoint]:
        for each in (one for one in self.standings if not one.is_submitted):
            # A town has no seat; what it owes is told as a matter of its first pilot.
            pilot = next((p for p in self.pilots if p.community.town_id == each.unit.pk), None)
            is_own = each.unit.pk == self.plan.lead_unit_id
            yield PreparationPoint(
                f"duty-{each.unit.pk}",
                Kind.DUTY,
                str(each.unit),
                str(each.word),
                str(each.unit),
                [] if is_own else self.staff.get(each.unit.pk, []),
                each.due,
                _page("duty-report", self.plan, each.unit.code, self.quarter),
                _("Open the duty report"),
                pilot=None if each.seat else pilot,
                quarter=self.quarter,
                standing=each,
                is_own=is_own,
            )


def last_meeting(meeting: Meeting) -> Meeting | None:
    """Return the meeting that was held before this one; None before the first."""
    held = Meeting.objects.filter(plan=meeting.plan, number__lt=meeting.number, held_on__isnull=False)
    return held.order_by("number").last()


# --- reading ----------------------------------------------------------------------------------------------------------


def _open_items(plan: Plan) -> list[LedgerItem]:
    items = LedgerItem.objects.filter(plan=plan).exclude(state=LedgerItem.State.CLOSED)
    moved = Max("events__on", filter=Q(events__kind__in=MOVED))
    items = items.select_related("responsible", "pilot__community")
    return list(items.annotate(moved_on=moved).order_by("due_on", "year", "number"))


def _figures(board: Scoreboard, reports: Mapping[int, BoardCell]) -> dict[tuple[int, int], Figures]:
    figures: dict[tuple[int, int], Figures] = defaultdict(dict)
    fields = board.plan_context.fields
    rows = FieldValue.objects.filter(entry__report__in=list(reports))
    for report, indicator, key, value in rows.values_list(
        "entry__report_id", "entry__indicator_id", "field_id", "value"
    ):
        if key in fields:
            figures[report, indicator][fields[key].key] = value
    return figures


def _notes(reports: Mapping[int, BoardCell]) -> dict[tuple[int, int], str]:
    entries = ReportEntry.objects.filter(report__in=list(reports)).exclude(note="")
    return {(report, indicator): note for report, indicator, note in entries.values_list("report", "indicator", "note")}


def _told(meeting: Meeting) -> dict[About, list[NoticeItem]]:
    """Return the reminders since the preparation began, by what they are about."""
    plan = meeting.plan
    about = Q(pilot__plan=plan, quarter=meeting.quarter) | Q(seat__plan=plan, quarter=meeting.quarter)
    items = NoticeItem.objects.filter(about | Q(ledger_item__plan=plan), notice__day__gte=opens_on(meeting))
    told = defaultdict(list)
    for each in items.select_related("notice__recipient__unit", "notice__recipient__community").order_by("pk"):
        told[each.pilot_id, each.seat_id, each.ledger_item_id].append(each)
    return told


# --- words ------------------------------------------------------------------------------------------------------------


def _page(name: str, plan: Plan, *parts: object) -> str:
    return reverse(name, args=[plan.slug, *(str(part) for part in parts)])


def _titled(place: object, what: object) -> str:
    colon = pgettext("label", ": ")  # not within the f-string below: xgettext does not look into one
    return f"{place}{colon}{what}"


def _standing(cell: Cell) -> str:
    """Return a red value with its gap."""
    words = {"value": cell.text, "gap": cell.verdict.gap}
    return pgettext("lamp", "%(value)s (%(gap)s)") % words if cell.verdict.gap else cell.text


def _listed(units: Iterable[Unit]) -> str:
    return pgettext("list", ", ").join(str(unit) for unit in units)
