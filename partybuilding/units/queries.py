"""The pages of the joint meeting's member units: what each answers for, what it did, and the gaps it can close.

Duties with the quarter's line, leaders assigned to pilots, action items, attendance, red lamps.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from communities.models import Unit
from partybuilding.ledger.rules import ItemStatus, status_of
from partybuilding.models import (
    Attendance,
    Duty,
    DutyLine,
    LeaderAssignment,
    LedgerItem,
    Meeting,
    MemberUnit,
    Party,
    Pilot,
    Plan,
)
from partybuilding.scoreboard.cell import Cell, Tally
from partybuilding.scoreboard.scoreboard import BoardRow, Scoreboard, load_scoreboard
from partybuilding.targets.pace import Colour
from partybuilding.targets.quarter import Quarter
from partybuilding.units.duty_reports import (
    DutyEntry,
    DutyStanding,
    UnitAnswer,
    duty_lines,
    duty_standings,
    standing_of,
)

CONFIRMED = "duties_confirmed"  # the measure of the clause that lists the duties (四·2)
NAMED = 4  # units at most that a tile names


@dataclass(frozen=True, eq=False)
class UnitDuty:
    """A part of what a unit answers for, what it handed in on it, and the other units of a joint clause."""

    duty: Duty
    line: DutyLine | None
    others: list[UnitAnswer]

    @property
    def shared_with(self) -> list[MemberUnit]:
        return [answer.seat for answer in self.others]


@dataclass(frozen=True, eq=False)
class UnitItem:
    """An action item the unit is responsible for, or supports."""

    item: LedgerItem
    light: ItemStatus
    supports: bool


@dataclass(frozen=True, eq=False)
class UnitPresence:
    """How often a unit came to the meetings it was due at."""

    counts: Counter[str]
    meetings: int

    @property
    def present(self) -> int:
        return self.counts[Attendance.Status.PRESENT]

    @property
    def excused(self) -> int:
        return self.counts[Attendance.Status.EXCUSED]

    @property
    def absent(self) -> int:
        return self.counts[Attendance.Status.ABSENT]


@dataclass(frozen=True, eq=False, kw_only=True)
class UnitLine:
    """A unit in the list of all: how much it answers for, what it did, and how many of its lamps are red."""

    seat: MemberUnit
    duties: int
    shared: int
    indicators: int
    reds: int
    carried_reds: int  # of these, on a value carried from an earlier quarter
    standing: DutyStanding
    presence: UnitPresence
    open_items: int
    overdue_items: int


@dataclass(frozen=True, eq=False)
class UnitList:
    """The units with a seat in the joint meeting, in the plan's order."""

    lines: list[UnitLine]
    section: str
    on: date
    towns: list[DutyStanding]

    @property
    def unconfirmed(self) -> list[MemberUnit]:
        """The units that have not confirmed their duties."""
        return [line.seat for line in self.lines if line.seat.duties_confirmed_on is None]

    @property
    def names_unconfirmed(self) -> bool:
        """Whether they are few enough to be named above the table, in which each is marked."""
        return 0 < len(self.unconfirmed) <= NAMED

    @property
    def confirmed(self) -> int:
        return len(self.lines) - len(self.unconfirmed)

    @property
    def handed_in(self) -> int:
        """Duty reports of the quarter that are in."""
        return sum(line.standing.is_submitted for line in self.lines)

    @property
    def open_items(self) -> int:
        return sum(line.open_items for line in self.lines)

    @property
    def overdue_items(self) -> int:
        return sum(line.overdue_items for line in self.lines)

    @property
    def presence(self) -> UnitPresence:
        """The attendance of all of them together."""
        counts = sum((line.presence.counts for line in self.lines), Counter[str]())
        return UnitPresence(counts, sum(line.presence.meetings for line in self.lines))


@dataclass(frozen=True, eq=False)
class LedRow:
    """An indicator whose gap the unit can close, across the pilots, and who can close it too."""

    row: BoardRow
    shared_with: list[Party]


@dataclass(frozen=True, eq=False, kw_only=True)
class UnitPage:
    """Everything of one unit in a quarter."""

    unit: Unit
    seat: MemberUnit | None  # a town has none
    board: Scoreboard
    quarter: Quarter
    on: date
    duties: list[UnitDuty]
    section: str  # of the plan, where the duties stand; empty if the plan has no indicator on them
    pilots: list[Pilot]
    rows: list[LedRow]
    reds: list[Cell]
    tallies: list[tuple[Pilot, Tally]]
    tally: Tally
    standing: DutyStanding
    leaders: list[LeaderAssignment]  # each with `visited` (how often) and `last_visit`
    items: list[UnitItem]  # the open ones first
    attendance: list[tuple[Meeting, Attendance | None]]  # the latest meeting first

    @property
    def open_items(self) -> list[UnitItem]:
        return [each for each in self.items if each.item.is_open]

    @property
    def closed_items(self) -> list[UnitItem]:
        return [each for each in self.items if not each.item.is_open]

    @property
    def presence(self) -> UnitPresence:
        counts = Counter(row.status for _meeting, row in self.attendance if row)
        return UnitPresence(counts, len(self.attendance))

    @property
    def joint_with(self) -> list[MemberUnit]:
        """The units that share every one of its duties; empty if the duties differ in that."""
        first, *others = [each.shared_with for each in self.duties] or [[]]
        return first if all(each == first for each in others) else []


def load_unit_list(plan: Plan, quarter: Quarter) -> UnitList:
    """Return the plan's units with what they answer for and did, in a fixed number of queries."""
    board = load_scoreboard(plan, quarter)
    duties, standings = duty_lines(plan, quarter), duty_standings(plan, quarter)
    meetings_held, presences, items = _held(plan).count(), _presences(plan), _lights(plan)
    lines = [
        _line(each.seat, each, duties, board, UnitPresence(presences[each.unit.pk], meetings_held), items[each.unit.pk])
        for each in standings
        if each.seat
    ]
    return UnitList(lines, _section(board), board.on, [each for each in standings if each.seat is None])


def load_unit_page(plan: Plan, unit: Unit, seat: MemberUnit | None, quarter: Quarter) -> UnitPage:
    """Return the page of a unit or a town in a fixed number of queries; its lamps are those of the county dashboard."""
    board = load_scoreboard(plan, quarter)
    rows, pilots = rows_of(board, unit), board.plan_context.pilots
    if seat is None:  # other towns' pilots would be empty columns
        rows = [replace(row, slots=row.cells) for row in rows]
        pilots = [pilot for pilot in pilots if pilot.community.town_id == unit.pk]
    cells = [cell for row in rows for cell in row.cells]
    return UnitPage(
        unit=unit,
        seat=seat,
        board=board,
        quarter=quarter,
        on=board.on,
        duties=[_unit_duty(entry, seat) for entry in _own(duty_lines(plan, quarter), seat)] if seat else [],
        section=_section(board),
        pilots=pilots,
        rows=[LedRow(row, [each for each in row.parties if each.unit != unit]) for row in rows],
        reds=_reds(rows),
        tallies=[(pilot, Tally.of(cell for cell in cells if cell.pilot is pilot)) for pilot in pilots],
        tally=Tally.of(cells),
        standing=standing_of(plan, unit, seat, quarter),
        leaders=_leaders(plan, unit),
        items=_items_of(plan, unit),
        attendance=_came(plan, unit),
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class UnitStrip:
    """A unit in one line: what it answers for, what it handed in, and what is open."""

    unit: Unit
    duties: int
    standing: DutyStanding
    reds: list[Cell]
    open_items: int
    overdue_items: int


def load_unit_strip(board: Scoreboard, plan: Plan, unit: Unit, quarter: Quarter) -> UnitStrip | None:
    """Return a unit's line beside a dashboard that is read already, in three queries; None without a seat."""
    seat = MemberUnit.objects.filter(plan=plan, unit=unit).annotate(answers_for=Count("duties")).first()
    if seat is None:
        return None
    items = LedgerItem.objects.filter(plan=plan, responsible=unit).exclude(state=LedgerItem.State.CLOSED)
    lights = [_light(each, plan) for each in items]
    return UnitStrip(
        unit=unit,
        duties=seat.answers_for,
        standing=standing_of(plan, unit, seat, quarter),
        reds=_reds(rows_of(board, unit)),
        open_items=len(lights),
        overdue_items=lights.count(ItemStatus.OVERDUE),
    )


def _own(duties: list[DutyEntry], seat: MemberUnit) -> list[DutyEntry]:
    return [entry for entry in duties if any(answer.seat == seat for answer in entry.answers)]


def _unit_duty(entry: DutyEntry, seat: MemberUnit) -> UnitDuty:
    line = next(answer.line for answer in entry.answers if answer.seat == seat)
    return UnitDuty(entry.duty, line, [answer for answer in entry.answers if answer.seat != seat])


def rows_of(board: Scoreboard, unit: Unit) -> list[BoardRow]:
    """Return the indicators whose gap a unit can close; a town at its own pilots alone, the slots of others empty."""
    rows = [_answered_by(row, unit) for block in board.blocks for row in block.rows]
    return [row for row in rows if row.cells]


def _answered_by(row: BoardRow, unit: Unit) -> BoardRow:
    if any(seat.unit_id == unit.pk for seat in row.indicator.leads.all()):
        return row
    is_town = row.indicator.town_answers and unit.level == Unit.Level.TOWN
    slots = [cell if is_town and Party(unit) in cell.parties else None for cell in row.cells]
    return replace(row, cells=[cell for cell in slots if cell], slots=slots)


def _reds(rows: list[BoardRow]) -> list[Cell]:
    return [cell for row in rows for cell in row.cells if cell.colour == Colour.RED]


def _line(
    seat: MemberUnit,
    standing: DutyStanding,
    duties: list[DutyEntry],
    board: Scoreboard,
    presence: UnitPresence,
    lights: list[ItemStatus],
) -> UnitLine:
    duties_of_unit, rows = _own(duties, seat), rows_of(board, seat.unit)
    reds = _reds(rows)
    return UnitLine(
        seat=seat,
        duties=len(duties_of_unit),
        shared=sum(entry.is_joint for entry in duties_of_unit),
        indicators=len(rows),
        reds=len(reds),
        carried_reds=sum(cell.as_of is not None for cell in reds),
        standing=standing,
        presence=presence,
        open_items=len(lights),
        overdue_items=lights.count(ItemStatus.OVERDUE),
    )


# --- the joint meeting: leaders, items, attendance --------------------------------------------------------------------


def _leaders(plan: Plan, unit: Unit) -> list[LeaderAssignment]:
    """Return the leaders the unit has assigned to pilots, today's first, with their visits counted."""
    leaders = LeaderAssignment.objects.filter(unit=unit, pilot__plan=plan)
    counted = leaders.annotate(visited=Count("visits"), last_visit=Max("visits__visited_on"))
    today = plan.today
    return sorted(
        counted.select_related("pilot__community"),
        key=lambda each: (each.until is not None and each.until < today, each.pilot.order, each.since),
    )


def _light(item: LedgerItem, plan: Plan) -> ItemStatus:
    return status_of(item.state, item.due_on, on=plan.today, warn_days=plan.warn_days)


def _items_of(plan: Plan, unit: Unit) -> list[UnitItem]:
    """Return the items the unit answers for or supports: the open ones by deadline, then the closed ones."""
    involved = Q(responsible=unit) | Q(supporting=unit)
    items = LedgerItem.objects.filter(involved, plan=plan).distinct().select_related("pilot__community")
    return sorted(
        (UnitItem(item, _light(item, plan), item.responsible_id != unit.pk) for item in items),
        key=lambda each: (not each.item.is_open, each.item.due_on, each.item.year, each.item.number),
    )


def _lights(plan: Plan) -> dict[int, list[ItemStatus]]:
    """Return the lamps of the open items by the unit that is responsible for them."""
    lights = defaultdict(list)
    items = LedgerItem.objects.filter(plan=plan, responsible__isnull=False)
    for item in items.exclude(state=LedgerItem.State.CLOSED):
        lights[item.responsible_id or 0].append(_light(item, plan))
    return lights


def _held(plan: Plan) -> QuerySet[Meeting]:
    return Meeting.objects.filter(plan=plan).exclude(state=Meeting.State.PLANNED)


def _presences(plan: Plan) -> dict[int, Counter[str]]:
    """Return how often each unit was present, excused and absent, by its key."""
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Attendance.objects.filter(meeting__in=_held(plan)).order_by().values_list("unit", "status")
    for unit, status, n in rows.annotate(n=Count("pk")):
        counted[unit][status] = n
    return counted


def _came(plan: Plan, unit: Unit) -> list[tuple[Meeting, Attendance | None]]:
    attendance = {each.meeting_id: each for each in Attendance.objects.filter(meeting__plan=plan, unit=unit)}
    return [(meeting, attendance.get(meeting.pk)) for meeting in _held(plan).order_by("-held_on", "-number")]


def _section(board: Scoreboard) -> str:
    """Return the section of the plan that lists the duties: that of the indicator on their being confirmed."""
    return next((each.section for each in board.plan_context.indicators if each.measure == CONFIRMED), "")
