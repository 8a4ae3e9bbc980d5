"""The pages of the joint meeting: all meetings, one of them, its steps on the projector, and what came after it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from communities.models import Unit, User
from fengxiang.bilingual import joined
from partybuilding.ledger.queries import balance_of
from partybuilding.ledger.rules import Balance
from partybuilding.meetings.snapshot import Shown, ShownArea, ShownCell, ShownItem, ShownPilot
from partybuilding.meetings.snapshot_store import read
from partybuilding.models import Attendance, LedgerEvent, LedgerItem, Meeting, Plan, ReportEvent, Snapshot
from partybuilding.models.kept import Tree, UnreadableError
from partybuilding.scoreboard.cell import Cell, Tally
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.targets.pace import Colour
from partybuilding.targets.quarter import Quarter

Status = Attendance.Status
# By their days: an earlier meeting that was entered after a later one may bear the higher number.
LATEST_FIRST = (Coalesce("held_on", "planned_on").desc(), "-number")


# --- who came ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MeetingPresence:
    """How many member units are due 应到, came 实到, were excused 请假 or absent 缺席."""

    due: int
    present: int
    excused: int
    absent: int

    @property
    def unknown(self) -> int:
        """How many it is not written down of."""
        return self.due - self.present - self.excused - self.absent


@dataclass(frozen=True, eq=False)
class Place:
    """A unit at the table: whether it came, if that is written down."""

    unit: Unit
    is_member: bool
    row: Attendance | None

    @property
    def status(self) -> str:
        return self.row.status if self.row else ""

    @property
    def is_present(self) -> bool:
        return self.status == Attendance.Status.PRESENT

    @property
    def is_excused(self) -> bool:
        return self.status == Attendance.Status.EXCUSED

    @property
    def is_absent(self) -> bool:
        return self.status == Attendance.Status.ABSENT

    @property
    def person(self) -> str:
        return self.row.person if self.row else ""


def load_places(meeting: Meeting) -> list[Place]:
    """Return the member units in the plan's order, then the towns in attendance 列席, in three queries."""
    rows = {row.unit_id: row for row in meeting.attendance.all()}
    return [Place(unit, bool(seat), rows.get(unit.pk)) for unit, seat in meeting.plan.units_at_table().items()]


def load_attendance(plan: Plan) -> tuple[list[Unit], dict[tuple[int, int], Attendance]]:
    """Return the units at the table, and whether they came, by the keys of meeting and unit; in three queries."""
    rows = Attendance.objects.filter(meeting__plan=plan).order_by()
    return list(plan.units_at_table()), {(row.meeting_id, row.unit_id): row for row in rows}


def presence_of(places: Iterable[Place]) -> MeetingPresence:
    """Return the sums of the member units; who is in attendance 列席 does not count."""
    members = [place for place in places if place.is_member]
    return _presence(len(members), Counter(place.status for place in members))


def _presence(due: int, counts: Counter[str]) -> MeetingPresence:
    return MeetingPresence(due, counts[Status.PRESENT], counts[Status.EXCUSED], counts[Status.ABSENT])


# --- all meetings, and one of them ------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class MeetingLine:
    """A meeting in the list of all: who came, and what became of what it agreed."""

    meeting: Meeting
    presence: MeetingPresence
    balance: Balance


@dataclass(frozen=True, eq=False, kw_only=True)
class MeetingPage:
    """One meeting: who came, and what it agreed."""

    meeting: Meeting
    places: list[Place]
    presence: MeetingPresence
    resolutions: list[LedgerItem]
    balance: Balance
    snapshot: Snapshot | None
    reopenings: list[Any]  # history rows: when, by whom, and why it was taken up again after its end


def load_meetings(plan: Plan) -> list[MeetingLine]:
    """Return the plan's meetings, the latest first, in four queries."""
    due = plan.member_units.count()
    statuses: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Attendance.objects.filter(meeting__plan=plan, is_member=True).order_by()
    for meeting, status in rows.values_list("meeting_id", "status"):
        statuses[meeting][status] += 1
    agreed = defaultdict(list)
    for item in LedgerItem.objects.filter(plan=plan, meeting__isnull=False, kind=LedgerItem.Kind.RESOLUTION):
        agreed[item.meeting_id].append(item)
    today = plan.today
    return [
        MeetingLine(meeting, _presence(due, statuses[meeting.pk]), balance_of(agreed[meeting.pk], today))
        for meeting in plan.meetings.select_related("snapshot", "entered_by").order_by(*LATEST_FIRST)
    ]


def next_number(plan: Plan) -> int:
    """Return the number the next meeting will have."""
    last = plan.meetings.order_by("number").last()
    return last.number + 1 if last else 1


def load_meeting(meeting: Meeting) -> MeetingPage:
    """Return a meeting's page in a fixed number of queries."""
    places = load_places(meeting)
    resolutions = list(resolutions_of(meeting))
    balance = balance_of(resolutions, meeting.plan.today)
    # The first time in session is the meeting itself; attendance and decisions write no row of its own.
    opened = meeting.history.filter(state=Meeting.State.OPEN).select_related("history_user").order_by("history_id")
    return MeetingPage(
        meeting=meeting,
        places=places,
        presence=presence_of(places),
        resolutions=resolutions,
        balance=balance,
        snapshot=snapshot_of(meeting),
        reopenings=list(opened)[1:],
    )


def resolutions_of(meeting: Meeting) -> QuerySet[LedgerItem]:
    """Return what the meeting agreed, in the order of its numbers."""
    resolutions = LedgerItem.objects.filter(meeting=meeting, kind=LedgerItem.Kind.RESOLUTION)
    return resolutions.select_related(
        "responsible", "responsible_pilot__community", "pilot__community", "indicator"
    ).order_by("year", "number")


def snapshot_of(meeting: Meeting) -> Snapshot | None:
    """Return what the meeting was shown; None before it begins."""
    return getattr(meeting, "snapshot", None)


# --- the steps on the projector ---------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class PresenterStep:
    """What the projector shows at one time; `kind` says which."""

    key: str  # its address: ?step=lamp-K07-dongguan
    kind: str
    title: str
    pilot: ShownPilot | None = None
    cell: ShownCell | None = None

    @property
    def template(self) -> str:
        """The part of the page that shows it."""
        return f"meetings/stage_{self.kind}.html"

    @property
    def is_closing(self) -> bool:
        return self.kind == "closing"

    @property
    def matter(self) -> str:
        """The words a decision on it begins with; empty where nothing is red."""
        if self.cell is None:
            return ""
        colon = pgettext("label", ": ")  # not within the f-string below: xgettext does not look into one
        return f"{self.title}{colon}{self.cell.gap or self.cell.text}"

    @property
    def figure(self) -> str:
        """What a decision on it is said to have looked at."""
        if self.cell is not None:
            return joined((self.cell.text, self.cell.gap))
        if self.pilot is None:
            return ""
        tally = self.pilot.tally
        counts = {"met": tally.met, "total": tally.total, "reds": tally.reds}
        return _("%(met)d of %(total)d required indicators met, %(reds)d red") % counts

    def is_about(self, item: LedgerItem) -> bool:
        """Return whether something agreed belongs to this step."""
        pilot = item.pilot.code if item.pilot else ""
        indicator = item.indicator.code if item.indicator else ""
        cell = self.cell.indicator.code if self.cell else ""
        return (pilot, indicator) == (self.pilot.code if self.pilot else "", cell)


@dataclass(frozen=True, eq=False)
class PresenterStage:
    """The steps of a meeting, and where it is."""

    steps: list[PresenterStep]
    index: int

    @property
    def step(self) -> PresenterStep:
        return self.steps[self.index]

    @property
    def number(self) -> int:
        return self.index + 1

    @property
    def before(self) -> PresenterStep | None:
        return self.steps[self.index - 1] if self.index else None

    @property
    def after(self) -> PresenterStep | None:
        return self.steps[self.index + 1] if self.number < len(self.steps) else None


def stage_of(shown: Shown, asked: str | None) -> PresenterStage:
    """Return the meeting's agenda at the step asked for; at its first if there is no such step."""
    steps = [
        PresenterStep("opening", "opening", _("Opening and attendance")),
        *([PresenterStep("last", "last", _("What became of the last resolutions"))] if shown.last else []),
        PresenterStep("overview", "overview", _("How the pilots stand")),
        *(PresenterStep(f"pilot-{pilot.code}", "pilot", str(pilot), pilot) for pilot in shown.pilots),
        *(PresenterStep(f"lamp-{cell.key}", "lamp", _lamp_title(cell), cell.pilot, cell) for cell in shown.reds),
        PresenterStep("duties", "duties", _("Duties of the member units")),
        PresenterStep("closing", "closing", _("What was agreed, and closing")),
    ]
    return PresenterStage(steps, next((index for index, step in enumerate(steps) if step.key == asked), 0))


def _lamp_title(cell: ShownCell) -> str:
    if cell.pilot is None:
        return str(cell.indicator)
    return _("%(pilot)s, %(indicator)s") % {"pilot": cell.pilot, "indicator": cell.indicator}


@dataclass(frozen=True, eq=False)
class Screen:
    """What one step needs beside the snapshot itself; a part is empty where the step does not show it."""

    areas: Sequence[tuple[ShownArea, Tally]] = ()
    reds: Sequence[ShownCell] = ()  # of a pilot
    yellows: Sequence[ShownCell] = ()
    peers: Sequence[ShownCell] = ()  # the same clause in the other pilots
    items: Sequence[ShownItem] = ()  # what was in hand on it already


def screen_of(shown: Shown, step: PresenterStep) -> Screen:
    """Return what the step shows."""
    if step.cell is not None:
        same = [cell for cell in shown.cells if cell.indicator is step.cell.indicator and cell is not step.cell]
        return Screen(peers=same, items=shown.items_on(step.cell))
    if step.pilot is None:
        return Screen()
    cells = [cell for cell in shown.cells if cell.pilot is step.pilot]
    return Screen(
        areas=next(tallies for pilot, tallies in shown.standings if pilot is step.pilot),
        reds=[cell for cell in cells if cell.colour == Colour.RED],
        yellows=[cell for cell in cells if cell.colour == Colour.YELLOW],
        items=[item for item in shown.open_items if item.pilot == step.pilot.code],
    )


def usual_deadline(plan: Plan, on: date) -> date:
    """Return the deadline a decision is offered: the end of the first quarter that leaves a month, within the plan."""
    quarter = Quarter.of(on)
    end = quarter.last_day if (quarter.last_day - on).days >= 30 else quarter.next.last_day
    return max(min(end, plan.ends_on), on)


# --- after the meeting ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Difference:
    """A cell that says something else today than the meeting was shown."""

    name: str
    pilot: str  # empty for the county as a whole
    was: ShownCell | None
    now: Cell | None


@dataclass(frozen=True, eq=False)
class AfterMeeting:
    """What became different since the snapshot was taken."""

    differences: list[Difference] = field(default_factory=list)
    reopened: list[ReportEvent] = field(default_factory=list)


def load_shown(snapshot: Snapshot) -> Shown | None:
    """Return what a snapshot holds; None if it is damaged so badly that nothing can be shown."""
    try:
        return read(snapshot)
    except UnreadableError:
        return None


def load_after(snapshot: Snapshot, shown: Shown) -> AfterMeeting:
    """Return what the same quarter looks like today, where that differs, and the reports opened again since."""
    board = load_scoreboard(snapshot.plan, snapshot.quarter, {"all"})
    now = {_key(cell.indicator, cell.pilot): cell for cell in board.cells}
    was = {_key(cell.indicator, cell.pilot): cell for cell in shown.cells}
    reopened = ReportEvent.objects.filter(
        report__pilot__plan=snapshot.plan,
        report__quarter=str(snapshot.quarter),
        kind=ReportEvent.Kind.REOPENED,
        at__gt=snapshot.cut_off,
    )
    changed = [key for key in {**was, **now} if _says(was.get(key)) != _says(now.get(key))]
    return AfterMeeting(
        [_difference(was.get(key), now.get(key)) for key in changed],
        list(reopened.select_related("report__pilot__community", "actor").order_by("at")),
    )


def _key(indicator: object, pilot: object) -> tuple[str, str]:
    return (getattr(indicator, "code", ""), getattr(pilot, "code", ""))


def _says(cell: ShownCell | Cell | None) -> tuple[object, ...]:
    """Return what a cell says apart from its words, which may be put better one day."""
    if cell is None:
        return ()
    reason = cell.reason if isinstance(cell, ShownCell) else str(cell.lamp)
    figures = {key: Decimal(str(figure)) for key, figure in cell.figures.items() if figure is not None}
    return (figures, reason, cell.as_of)


def _difference(was: ShownCell | None, now: Cell | None) -> Difference:
    either = cast("ShownCell | Cell", was or now)  # a key is of one of the two
    return Difference(str(either.indicator), str(either.pilot or ""), was, now)


# --- for the minutes --------------------------------------------------------------------------------------------------


def entered_facts(meeting: Meeting) -> Tree:
    """Return what is told of a meeting that was entered afterwards alone: what it agreed, and since when it is here."""
    entered = entered_tree(meeting.entered_by, meeting.entered_at)
    return {"agreed": meeting.agreed, **entered} if entered else {}


def entered_tree(by: User | None, at: datetime | None) -> Tree:
    """Return by whom and when something was entered afterwards 补录; empty if it was not."""
    return {"entered_by": by.name, "entered_on": localdate(at).isoformat()} if by and at else {}


def closed_red(meeting: Meeting, held_on: date) -> list[Tree]:
    """Return what was closed since the meeting before although its indicator was red, with the reason."""
    before = meeting.previous_held
    events = LedgerEvent.objects.filter(item__plan=meeting.plan, kind=LedgerEvent.Kind.CLOSED, on__lte=held_on)
    if before is not None:
        events = events.filter(on__gt=before.held_on)
    return [
        {"id": event.item.code, "matter": event.item.matter, "value": event.red_value, "text": event.text}
        for event in events.exclude(red_value="").select_related("item").order_by("at", "id")
    ]
