"""What has to hold in every database of the site, whatever was done and whatever broke off.

Each function reads the database (and the folder of files) and yields a sentence for whatever is wrong; it changes
nothing. `manage.py checkdata` asks all of them each night, the simulation after each act. `Memory` holds what has to
stay as it once was, which one look cannot tell. The sentences are for whoever maintains the site: they name tables and
keys.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Max

from communities.models import Role, User
from fengxiang.waiting import IMPORTS, UPLOADS
from partybuilding.ledger.queries import balance_of
from partybuilding.models import (
    Evidence,
    FileSum,
    FinalAssessment,
    LedgerEvent,
    LedgerFile,
    LedgerItem,
    Meeting,
    Objection,
    Paper,
    PaperScan,
    Plan,
    Report,
    ReportEvent,
    Snapshot,
)
from partybuilding.reports.board import load_board
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.shared.owed import Owed, OwedKind
from partybuilding.targets.pace import Colour
from partybuilding.work.counts import count_work
from partybuilding.work.owed import find_owed
from partybuilding.work.queries import load_work

Wrong = Iterator[str]
Steps = Mapping[str, Mapping[str, str]]  # by kind of event: the state it may come in, and the state it leaves

# Written out beside the product's own tables: a rule that was changed there by mistake is not changed here.
_OPEN = {"draft": "draft", "returned": "returned"}
REPORT_STEPS: Steps = {
    "started": {"": "draft"},
    "submitted": {"draft": "submitted", "returned": "submitted"},
    "withdrawn": {"submitted": "<"},  # back to where it was submitted from
    "opinion": {"submitted": "submitted"},
    "check_opened": {"submitted": "submitted"},
    "returned": {"submitted": "returned"},
    "approved": {"submitted": "approved"},
    "reopened": {"approved": "returned"},
    "evidence_added": _OPEN,
    "evidence_removed": _OPEN,
    "urged": _OPEN,
}
_WITH_UNIT = ("opened", "in_hand", "returned")
ITEM_STEPS: Steps = {
    "opened": {"": "opened"},
    "progress": dict.fromkeys(_WITH_UNIT, "in_hand"),
    "close_asked": dict.fromkeys(_WITH_UNIT, "close_asked"),
    "check_begun": {"close_asked": "under_check"},
    "closed": {"under_check": "closed"},
    "returned": {"under_check": "returned"},
    "extended": {**{state: state for state in _WITH_UNIT}, "under_check": "in_hand"},
    "reopened": {"closed": "returned"},
    "urged": {state: state for state in _WITH_UNIT},
}
MEETING_STEPS = {"planned": {"planned", "open"}, "open": {"closed"}, "closed": {"open"}}
# Written once and never again.
NEVER_CHANGED: tuple[type[models.Model], ...] = (
    *(Snapshot, Paper, ReportEvent, Objection, LedgerEvent, LedgerFile, PaperScan),
)
A_PIECE = 5000  # rows that are read at a time
OF_REPORTS = frozenset({OwedKind.REPORT, OwedKind.REVIEW, OwedKind.ITEM, OwedKind.DUTY, OwedKind.ASSESSMENT})


# --- states and their steps -------------------------------------------------------------------------------------------


@dataclass
class _Trail:
    """What the steps of one report or item come to."""

    state: str = ""
    before: str = ""  # it was handed in
    handed_in_by: int | None = None
    doers: set[int] = field(default_factory=set)
    due_on: date | None = None


def reports_as_their_steps_say() -> Wrong:
    """Every report is in the state its steps lead to, and was decided by somebody else than who submitted it."""
    trails: defaultdict[int, _Trail] = defaultdict(_Trail)
    for report, kind, actor in ReportEvent.objects.order_by("pk").values_list("report", "kind", "actor"):
        trail = trails[report]
        state = REPORT_STEPS[kind].get(trail.state)
        if state is None:
            yield f"report {report}: {kind} while it was {trail.state or 'not there'}"
            return
        if kind == "submitted":
            trail.before, trail.handed_in_by = trail.state, actor
        if kind in {"approved", "returned"} and actor == trail.handed_in_by:
            yield f"report {report}: {kind} by user {actor}, who submitted it"
        trail.state = trail.before if state == "<" else state
    for pk, state, by, first, at, decided in Report.objects.values_list(
        "pk", "state", "submitted_by", "first_submitted_at", "submitted_at", "decided_at"
    ):
        trail = trails[pk]
        if state != trail.state:
            yield f"report {pk} is {state}, by its steps {trail.state or 'not there'}"
        if state in {"submitted", "approved"} and (by != trail.handed_in_by or None in {first, at}):
            yield f"report {pk} is {state}: submitted by {by}, by its steps by {trail.handed_in_by}"
        if (state == "approved" and decided is None) or (state == "submitted" and decided is not None):
            yield f"report {pk} is {state} and decided at {decided}"


def items_as_their_steps_say() -> Wrong:
    """Every item is in the state its steps lead to, with their deadline, and was closed by nobody who worked on it."""
    trails: defaultdict[int, _Trail] = defaultdict(_Trail)
    events = LedgerEvent.objects.order_by("pk").values_list("item", "kind", "actor", "due_after")
    for item, kind, actor, due_after in events:
        trail = trails[item]
        state = ITEM_STEPS[kind].get(trail.state)
        if state is None:
            yield f"item {item}: {kind} while it was {trail.state or 'not there'}"
            return
        if kind in {"progress", "close_asked"}:
            trail.doers.add(actor)
        if kind == "closed" and actor in trail.doers:
            yield f"item {item}: closed by user {actor}, who worked on it"
        trail.state, trail.due_on = state, due_after or trail.due_on
    for pk, state, due_on in LedgerItem.objects.values_list("pk", "state", "due_on"):
        trail = trails[pk]
        if (state, due_on) != (trail.state, trail.due_on):
            yield f"item {pk} is {state}, due {due_on}; by its steps {trail.state or 'not there'}, due {trail.due_on}"


def meetings_as_their_history_says() -> Wrong:
    """A meeting is opened once, ended while it is in session, and taken up again only after that."""
    before: dict[int, str] = {}
    for meeting, state in Meeting.history.order_by("history_id").values_list("id", "state"):
        if meeting in before and state not in MEETING_STEPS[before[meeting]]:
            yield f"meeting {meeting}: {state} after it was {before[meeting]}"
        before[meeting] = state


def meetings_are_possible() -> Wrong:
    """A meeting has a snapshot once it was opened, and everybody's attendance once it is closed; one is in session."""
    shown = set(Snapshot.objects.values_list("meeting", flat=True))  # what they were shown is a hundred kB each
    meetings = Meeting.objects.select_related("plan").prefetch_related("attendance").order_by("pk")
    for meeting in meetings.iterator(chunk_size=500):
        has_snapshot = meeting.pk in shown
        was_opened = meeting.state != "planned" and not meeting.is_entered_afterwards
        if has_snapshot != was_opened:
            yield f"meeting {meeting.pk} is {meeting.state}, snapshot: {has_snapshot}"
        if meeting.state == "closed" and was_opened:
            present = {each.unit_id for each in meeting.attendance.all()}
            seats = set(meeting.plan.member_units.values_list("unit", flat=True))
            if missing := seats - present:
                yield f"meeting {meeting.pk} is closed without the attendance of units {sorted(missing)}"
        if (meeting.state == "closed") != (meeting.closed_at is not None) and not meeting.is_entered_afterwards:
            yield f"meeting {meeting.pk} is {meeting.state} and ended at {meeting.closed_at}"
    for sheet in FinalAssessment.objects.all():
        if (sheet.state == "approved") != (sheet.approved_by_id is not None):
            yield f"assessment {sheet.pk} is {sheet.state}, approved by {sheet.approved_by_id}"


def numbers_run_through() -> Wrong:
    """Items of a year, meetings and snapshots of a plan are numbered from 1 on without a gap."""
    columns: list[tuple[type[models.Model], tuple[str, ...]]] = [
        (LedgerItem, ("plan", "year")),
        (Meeting, ("plan",)),
        (Snapshot, ("plan",)),
    ]
    for model, of in columns:
        given: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
        for *key, number in model._default_manager.values_list(*of, "number"):
            given[tuple(key)].append(number)
        for key, numbers in given.items():
            if sorted(numbers) != list(range(1, len(numbers) + 1)):
                yield f"{model.__name__} of {key} has the numbers {sorted(numbers)}"


# --- what is owed, and what is added up -------------------------------------------------------------------------------


def obligations_have_owners(plan: Plan, today: date, *, all_have_accounts: bool = True) -> Wrong:
    """What the rows say is owed is owed once, and by somebody with an open account, if all should have one."""
    if today > plan.last_open_day:
        return
    owed = find_owed(plan, today, OF_REPORTS)
    people = list(User.objects.filter(is_active=True).values_list("role", "unit", "community"))
    for each in owed:
        if all_have_accounts and not _has_somebody(each, people, plan):
            yield f"{each.kind} {each.page} is owed by nobody: {each.owner}"
    open_items = LedgerItem.objects.filter(plan=plan).exclude(state="closed").values_list("pk", flat=True)
    expected = {(OwedKind.ITEM, pk) for pk in open_items}
    known = dict(Report.objects.filter(pilot__plan=plan).values_list("pk", "state"))
    expected |= {(OwedKind.REVIEW, pk) for pk, state in known.items() if state == "submitted"}
    expected |= {(OwedKind.REPORT, pk) for pk, state in known.items() if state == "returned"}
    stated = [(each.kind, row.pk) for each in owed if (row := each.about.item or each.about.report) is not None]
    if missing := expected - set(stated):
        yield f"nobody owes {sorted(missing)}"
    if len(stated) != len(set(stated)):
        yield f"owed twice: {sorted(each for each in set(stated) if stated.count(each) > 1)}"
    ended = [quarter for quarter in plan.quarters_asked if quarter.last_day <= today]
    handed_in = Report.objects.filter(pilot__plan=plan, quarter__in=ended, state__in=["submitted", "approved"]).count()
    reports = sum(each.kind == OwedKind.REPORT for each in owed)
    if reports != plan.pilots.count() * len(ended) - handed_in:
        yield f"{reports} reports are owed, {plan.pilots.count()} × {len(ended)} asked, {handed_in} handed in"


def _has_somebody(owed: Owed, people: Collection[tuple[Any, ...]], plan: Plan) -> bool:
    units = {unit.pk for unit in owed.owner.units} or {plan.lead_unit_id}
    if owed.owner.pilot is not None:
        community = owed.owner.pilot.community_id
        return any(role == Role.SECRETARY and of == community for role, _unit, of in people)
    return any(unit in units for _role, unit, _community in people)


def totals_are_recomputed(plan: Plan, today: date) -> Wrong:
    """What pages say of many rows at once is what the rows come to, counted one by one."""
    items = list(LedgerItem.objects.filter(plan=plan))
    steps = LedgerEvent.objects.filter(item__plan=plan, kind__in=["closed", "reopened"]).order_by("pk")
    last = dict(steps.values_list("item", "kind"))
    closed = sum(kind == "closed" for kind in last.values())
    overdue = sum(last.get(item.pk) != "closed" and item.due_on < today for item in items)
    balance = balance_of(items, today)
    stated = (balance.total, balance.closed, balance.in_hand, balance.overdue)
    if stated != (counted := (len(items), closed, len(items) - closed - overdue, overdue)):
        yield f"the ledger's balance is {stated}, counted {counted}"
    board = load_board(plan, Report.objects.all(), today)
    for state in ("submitted", "approved", "returned"):
        shown = sum(cell.status == state for _pilot, cells in board.rows for cell in cells)
        if shown != (rows := Report.objects.filter(pilot__plan=plan, state=state).count()):
            yield f"{shown} reports are {state} on the board, {rows} in the table"


def work_is_counted(plan: Plan, today: date, reader: User) -> Wrong:
    """The header says as much as the list holds."""
    listed, counted = len(load_work(reader, plan, today).lines), count_work(reader, plan, today).owed
    if listed != counted:
        yield f"{reader.username} owes {listed} by the list and {counted} by the header"


def scoreboard_adds_up(plan: Plan, today: date) -> Wrong:
    """The dashboard's sums are those of its cells, and its approved reports those that are approved."""
    quarter = plan.reporting_quarter(today)
    board = load_scoreboard(plan, quarter)
    approved = Report.objects.filter(pilot__plan=plan, quarter=quarter, state="approved").count()
    if board.approved != approved:
        yield f"the dashboard of {quarter} counts {board.approved} approved reports, the table {approved}"
    tally = board.tally
    red = sum(cell.is_hard and cell.colour == Colour.RED for cell in board.cells)
    if sum(tally.counts.values()) != tally.total or tally.counts[Colour.RED] != red:
        yield f"the dashboard of {quarter} counts {tally.counts} of {tally.total}, its cells {red} red lamps"


# --- files, history, what stays ---------------------------------------------------------------------------------------


def files_are_rows(*, unnamed_are_wrong: bool = True) -> Wrong:
    """Every file that a row names is there and has its sums, and every file that is there is named by a row."""
    named: set[str] = set()
    once: set[str] = set()
    model: Any
    for model in apps.get_models():
        for each in model._meta.get_fields():
            if isinstance(each, models.FileField):
                named |= set(filter(None, model._base_manager.values_list(each.name, flat=True)))
                if hasattr(model._meta, "simple_history_manager_attribute"):
                    once |= set(filter(None, model.history.values_list(each.name, flat=True)))
    there = set(_files(""))
    if missing := named - there:
        yield f"files are missing: {sorted(missing)}"
    if unnamed_are_wrong and (unnamed := there - named - once):
        yield f"no row names {sorted(unnamed)}"
    if without := named - set(FileSum.objects.values_list("name", flat=True)):
        yield f"nothing says what {sorted(without)} come to"


def _files(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in files)
    for each in folders:
        if folder or each not in {UPLOADS, IMPORTS}:
            yield from _files(f"{folder}{each}/")


def evidence_is_kept_for_ever() -> Wrong:
    """What bore out a report or an item is there still, taken off or not."""
    shown = Evidence.objects.filter(removed_at=None).count()
    steps = ReportEvent.objects.filter(kind__in=["evidence_added", "evidence_removed"]).values_list("kind", flat=True)
    if (come := sum(1 if kind == "evidence_added" else -1 for kind in steps)) != shown:
        yield f"{shown} pieces of evidence are shown, by the steps {come}"


@dataclass
class Memory:
    """What was seen before: rows that never change, and those of which no history tells, as they came with the plan."""

    kept: dict[type[models.Model], dict[int, tuple[Any, ...]]] = field(default_factory=dict)
    unwritten: dict[type[models.Model], dict[int, dict[str, Any]]] = field(default_factory=dict)

    def nothing_kept_has_changed(self) -> Wrong:
        """Steps, papers and snapshots are as they were when they were seen first."""
        for model in NEVER_CHANGED:
            rows = {row[0]: row for row in model._base_manager.values_list()}
            known = self.kept.setdefault(model, {})
            for pk, row in known.items():
                if rows.get(pk) != row:
                    yield f"{model.__name__} {pk} was {row}, and is {rows.get(pk)}"
            known |= {pk: row for pk, row in rows.items() if pk not in known}

    def history_is_complete(self, tables: Collection[str] | None = None) -> Wrong:
        """Every row with a history stands as its newest entry says; asked of some tables, or of all."""
        for model in apps.get_models():
            has_history = hasattr(model._meta, "simple_history_manager_attribute")
            if has_history and (tables is None or model._meta.db_table in tables):
                yield from self._history_of(model)

    def _history_of(self, model: Any) -> Wrong:
        """Compare a piece of the table at a time: however long it is, no more than that is in memory."""
        is_first = model not in self.unwritten
        last = max(table.aggregate(last=Max("id"))["last"] or 0 for table in (model._base_manager, model.history))
        for start in range(0, last + 1, A_PIECE):
            yield from self._piece_of(model, {"id__gte": start, "id__lt": start + A_PIECE}, is_first=is_first)

    def _piece_of(self, model: Any, piece: dict[str, int], *, is_first: bool) -> Wrong:
        names = [each.attname for each in model.history.model.tracked_fields]
        history = model.history.filter(**piece)
        newest = history.order_by().values("id").annotate(newest=Max("history_id")).values("newest")
        entries = {row["id"]: row for row in history.filter(pk__in=newest).values(*names, "history_type")}
        rows = {row["id"]: row for row in model._base_manager.filter(**piece).values(*names)}
        before = self.unwritten.setdefault(model, {})
        if is_first:
            before |= {pk: row for pk, row in rows.items() if pk not in entries}
        for pk, row in rows.items():
            entry = entries.get(pk)
            stated = {name: entry[name] for name in names} if entry else before.get(pk)
            if stated != row or (entry is not None and entry["history_type"] == "-"):
                differing = {
                    name: (row[name], (stated or {}).get(name))
                    for name in names
                    if stated is None or stated[name] != row[name]
                }
                yield f"{model.__name__} {pk} is not what its history says: {differing}"
        for pk, entry in entries.items():
            if pk not in rows and entry["history_type"] != "-":
                yield f"{model.__name__} {pk} is gone, and its history does not say so"


def states_are_possible() -> Wrong:
    """Everything that can be said of the rows alone."""
    yield from reports_as_their_steps_say()
    yield from items_as_their_steps_say()
    yield from meetings_as_their_history_says()
    yield from meetings_are_possible()
    yield from numbers_run_through()
    yield from evidence_is_kept_for_ever()


def everything(today: date) -> Wrong:
    """Ask all of it, as `manage.py checkdata` does: a night in which nobody has to remember the one before."""
    yield from states_are_possible()
    yield from Memory().history_is_complete()
    for plan in Plan.objects.order_by("pk"):
        yield from obligations_have_owners(plan, today, all_have_accounts=False)
        yield from totals_are_recomputed(plan, today)
        if plan.begins_on <= today:
            yield from scoreboard_adds_up(plan, today)
