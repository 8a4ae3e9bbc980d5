"""One history: acts by lot, each in two windows, with faults by lot, and everything looked at after each."""

import contextvars
import hashlib
import logging
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from random import Random
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.db.transaction import TransactionManagementError
from django.test import RequestFactory
from django.utils import translation

from communities.models import User
from fengxiang.whole_body import FORM_END
from partybuilding.models import LedgerEvent, NoticeItem, Plan, PlanVersion, ReportEvent
from partybuilding.office import files, invariants
from partybuilding.shared import act, kept_pages, versions
from tests.shared.county import IMPOSSIBLE
from tests.shared.county_staff import ALL
from tests.simulation.faults import Killed, Kind, watch_connection, world
from tests.simulation.people import (
    FIRST_DAY,
    Cast,
    all_present,
    close_what_one_worked_on,
    decide_what_one_submitted,
    invite,
    submit_as_a_mover,
    work_as_a_mover,
)

NO_FORM = UUID(int=0)
_ADDRESS = "notice__recipient__email"
SIMULATED = "simulated"  # the number of every request
QUARTERS, DAYS = 8, 91
TRIES = 60
STEP = timedelta(days=3)
LONGEST_WAIT = 30  # seconds somebody waits for mail servers in one act
WORK = 4  # after so many acts somebody's work is counted
SWEEP = 10  # after so many acts everything is looked at, and not only what was written
# The clock is the history's own, and days go by without an act.
CHANGING_SIDES = (submit_as_a_mover, decide_what_one_submitted, work_as_a_mover, close_what_one_worked_on)
ACTS = {name: run for name, run in ALL.items() if name not in {"pass_days", "pass_hours"}} | {
    each.__name__: each for each in (invite, all_present, *CHANGING_SIDES)
}
# What others wait for, and what ends a matter that others began, happens more often than what stands for itself.
OFTEN = {
    **dict.fromkeys(("submit", "open_meeting", "all_present", "close_meeting", "ask_for_closure"), 6),
    **dict.fromkeys(("start", "approve", "give_back", "open_item", "check_item", "close_item", "decide"), 4),
    **dict.fromkeys(("save_field", "withdraw", "plan_meeting", "reopen_meeting", "progress", "verify", "invite"), 3),
    **{each.__name__: 6 for each in CHANGING_SIDES},
}
# What most often comes next, of the same plan: matters are brought to their end, and begun anew.
NEXT = {
    "plan_meeting": ("open_meeting",),
    "invite": ("open_meeting",),
    "open_meeting": ("all_present",),
    "all_present": ("close_meeting", "decide"),
    "decide": ("all_present", "close_meeting"),
    "close_meeting": ("reopen_meeting",),
    "reopen_meeting": ("close_meeting",),
    "start": ("submit", "attach"),
    "attach": ("submit",),
    "submit": ("approve", "give_back", "withdraw"),
    "approve": ("reopen",),
    "give_back": ("submit",),
    "submit_as_a_mover": ("decide_what_one_submitted",),
    "open_item": ("ask_for_closure",),
    "ask_for_closure": ("check_item",),
    "check_item": ("close_item", "send_back"),
    "close_item": ("open_item", "reopen_item"),
    "work_as_a_mover": ("close_what_one_worked_on",),
}
GOES_ON = 0.6  # how often it does
# The finder of a fault is an act by which it shows; most faults are none.
FAULTS: list[tuple[Kind | None, int]] = [
    *((None, 10), (Kind.STATEMENT, 4), (Kind.COMMIT, 1), (Kind.LOST, 1), (Kind.KILLED, 3), (Kind.FILE, 3)),
    *((Kind.MAIL, 1), (Kind.HANGS, 1), (Kind.CLOCK, 1)),
]
# An act that keeps files or sends mail meets such a fault half of the time.
WITH_FILES = {"work_as_a_mover", "attach", "progress", "ask_for_closure", "seal", "issue", "import_rooms"}
WITH_MAIL = {"urge_report", "urge_item", "urge_for_meeting", "send_reminders", "invite"}
DEEPEST = {Kind.STATEMENT: 60, Kind.KILLED: 60, Kind.FILE: 14, Kind.COMMIT: 1, Kind.LOST: 1, Kind.MAIL: 2}


class ViolationError(AssertionError):
    """Something does not hold that has to."""


class Windows(StrEnum):
    """What the second window does between the first one's looking and its acting."""

    AGAIN = "the same in another window"
    SAME_FORM = "the same form twice"
    OTHER = "something else in another window"


@dataclass
class History:
    """A seed's history: what was done, and what became of it."""

    seed: int
    cast: Cast
    acts: int
    chance: Random = field(init=False)
    memory: invariants.Memory = field(default_factory=invariants.Memory)
    lines: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    between: Callable[[], None] | None = None  # what the second window does, once the first one acts
    between_came_to: str = ""
    form: UUID = NO_FORM
    _claims: set[tuple[Any, ...]] = field(default_factory=set)  # what is said to have been told by mail
    mode: Windows = Windows.AGAIN
    _next: tuple[str, ...] = ()  # what the last act led to

    def __post_init__(self) -> None:
        self.chance = self.cast.chance
        self.chance.seed(self.seed)
        self.cast.done.clear()
        world.now = datetime.combine(FIRST_DAY, time(9), world.now.tzinfo)
        world.outbox.clear()
        world.lost_mail = False
        world.begin(None, 0, 0)
        world.end()
        self._say_day()

    def live(self) -> None:
        """Let all acts happen; ViolationError at the first thing that does not hold."""
        self._look(everything=True)
        for number in range(1, self.acts + 1):
            self._let_days_pass()
            self.cast.draw()
            self._step(number)
            self._look(everything=number % SWEEP == 0)
        check = files.check_files()
        if not check.is_well or check.unnamed:
            raise ViolationError(
                f"checkfiles: missing {check.missing}, altered {check.altered}, no row: {check.unnamed}"
            )

    def digest(self) -> str:
        """Return what tells this history from any other: the same for the same seed."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()[:16]

    def _let_days_pass(self) -> None:
        most = 2 * QUARTERS * DAYS // self.acts
        world.now = (world.now + timedelta(days=self.chance.randint(0, most))).replace(hour=9, minute=0)
        self._say_day()

    def _say_day(self) -> None:
        self.cast.settings.FENGXIANG_TODAY = world.now.date()

    # --- one act ------------------------------------------------------------------------------------------------------

    def _step(self, number: int) -> None:
        names = sorted(ACTS)
        follows = self._next if self.chance.random() < GOES_ON else ()
        for number_of_try in range(TRIES):
            goes_on = bool(follows) and number_of_try == 0
            (name,) = self.chance.choices(names, [OFTEN.get(each, 1) for each in names])
            name = self.chance.choice(follows) if goes_on else name
            kind = self._fault_for(name)
            # Most acts are short: a fault comes early more often than late.
            place = self.chance.randrange(self.chance.randint(1, DEEPEST.get(kind, 3))) if kind else 0
            mode = self.chance.choice([Windows.AGAIN, *Windows])
            plan = self.cast.plan if goes_on else self.chance.choice([self.cast.plans[0], *self.cast.plans])
            self.cast.plan = Plan.objects.get(pk=plan.pk)
            outcome = self._act(name, kind, place, mode)
            if outcome != "refused" or world.has_struck or self.between_came_to:
                break
        else:
            outcome = "nothing was possible"
        self._next = NEXT.get(name, ())
        fault = f", {kind} ({place})" if world.has_struck else ""
        told = f"; {mode}: {self.between_came_to}" if self.between_came_to else ""
        self.lines.append(f"{number} {world.now.date()} {name}: {outcome}{fault}{told} [{world.statements}]")
        self.outcomes[f"{outcome}{', ' + kind if fault and kind else ''}"] += 1
        self.done[name] += outcome == "done"

    def _fault_for(self, name: str) -> Kind | None:
        if name in WITH_FILES | WITH_MAIL and self.chance.random() < 0.5:
            # What was kept has to go again, also if only the commit fails.
            return self.chance.choice(
                [Kind.FILE, Kind.FILE, Kind.COMMIT] if name in WITH_FILES else [Kind.MAIL, Kind.HANGS]
            )
        kinds, weights = zip(*FAULTS, strict=True)
        kind: Kind | None
        (kind,) = self.chance.choices(kinds, weights)
        return kind

    def _act(self, name: str, kind: Kind | None, place: int, mode: Windows) -> str:
        """Do an act as one window does, while another one does something before it; return what came of it."""
        began = self.chance.getstate()
        self.form = UUID(int=self.chance.getrandbits(128), version=4)
        choice, other = self.chance.randrange(1 << 16), self.chance.choice(sorted(ACTS))
        self.between_came_to = ""

        def second_window() -> None:
            after, form, plan = self.chance.getstate(), self.form, self.cast.plan
            if mode != Windows.OTHER:
                self.chance.setstate(began)
                self.chance.getrandbits(128), self.chance.randrange(1 << 16), self.chance.choice(sorted(ACTS))
            if mode != Windows.SAME_FORM:
                self.form = UUID(int=self.form.int ^ 1)
            self.between_came_to = self._run(name if mode != Windows.OTHER else other)
            self.chance.setstate(after)
            self.form, self.cast.plan = form, plan

        self.between, self.mode = second_window, mode
        world.begin(kind, place, choice)
        try:
            outcome = self._run(name)
        finally:
            world.end()
            self.between = None
        self._after(outcome)
        return outcome

    def _run(self, name: str) -> str:
        try:
            with _as_a_request(self.form):
                ACTS[name](self.cast)
        except IMPOSSIBLE:
            return "refused"
        except Killed:
            return "killed"
        except Exception as error:
            if world.has_struck and isinstance(error, OperationalError | TransactionManagementError):
                return "failed"
            where = "".join(traceback.format_exception(error)[-1:] + traceback.format_tb(error.__traceback__)[-8:])
            raise ViolationError(f"{name} ended in {where}") from error
        return "done"

    def is_taken(self, actor: User | None, *, once: bool = True, **_more: Any) -> bool:
        """Say whether the form of the act that is being done was taken a moment ago, in the other window."""
        known = act._request.get()
        is_this_form = world.is_on and self.mode == Windows.SAME_FORM and self.between_came_to == "done"
        return once and actor is not None and is_this_form and known is not None and known.id == SIMULATED

    def _after(self, outcome: str) -> None:
        """Do what follows an act that broke off: a new process, a new connection, the nightly sweep."""
        if outcome in {"killed", "failed"} or world.is_dead or not connection.is_usable():
            new_process()
        if outcome == "killed" or world.kind == Kind.LOST or world.could_not_delete:
            files.sweep(files.check_files())
        self._say_day()

    # --- what has to hold ---------------------------------------------------------------------------------------------

    def _look(self, *, everything: bool) -> None:
        wrong = list(self._wrong(everything=everything))
        if wrong:
            raise ViolationError("\n".join(wrong[:5]))

    def _wrong(self, *, everything: bool) -> Iterator[str]:
        today = world.now.date()
        yield from world.wrong
        if world.waited > LONGEST_WAIT:
            yield f"the mail server kept somebody waiting for {world.waited:.0f} s"
        yield from invariants.files_are_rows()
        yield from self._mail_is_sent()
        if not everything and not world.tables:
            return  # nothing was written, by either window
        yield from invariants.states_are_possible()
        yield from self.memory.nothing_kept_has_changed()
        yield from self.memory.history_is_complete(None if everything else world.tables)
        plan = self.cast.plan
        yield from invariants.obligations_have_owners(plan, today)
        yield from invariants.totals_are_recomputed(plan, today)
        if everything:
            yield from invariants.scoreboard_adds_up(plan, today)
        if everything or len(self.lines) % WORK == 0:
            yield from invariants.work_is_counted(plan, today, self.cast.one(User.objects.order_by("pk")))
        yield from self._versions_rose()
        yield from self._steps_are_of_today()

    def _mail_is_sent(self) -> Iterator[str]:
        rows = NoticeItem.objects.exclude(emailed_at=None).exclude(**{_ADDRESS: ""})
        claims = {(pk, at): address for pk, at, address in rows.values_list("pk", "emailed_at", _ADDRESS)}
        fresh, self._claims = {claims[each] for each in claims.keys() - self._claims}, set(claims)
        if not world.lost_mail:
            for address in sorted(fresh - set(world.outbox)):
                yield f"{address} is said to have been told by mail, and was not"
        world.outbox.clear()
        world.lost_mail = False

    def _versions_rose(self) -> Iterator[str]:
        rows = list(PlanVersion.objects.order_by("pk").values_list("number", "drafts", "terms"))
        last, self._versions = getattr(self, "_versions", None), rows
        readable = {table for table in world.own_tables if table in versions._tables()}
        if last == rows and world.commits and readable and not world.has_struck:
            yield f"{sorted(readable)} were written, and no data version rose"

    def _steps_are_of_today(self) -> Iterator[str]:
        """What was written last bears the site's day, give or take what a clock may step."""
        for model in (ReportEvent, LedgerEvent):
            last = model.objects.order_by("pk").last()
            if last is not None and last.at > world.now + STEP:
                yield f"{model.__name__} {last.pk} is of {last.at}, and it is {world.now}"


def in_two_windows(history: Callable[[], History | None]) -> None:
    """Let the second window do what it does between the first one's looking and its acting, for the whole process."""
    perform = act.perform

    def performed(name: str, actor: Any, run: Callable[[], Any], **more: Any) -> Any:
        current = history()
        if act.current() is None and current is not None and (between := current.between) is not None:
            current.between = None
            on, world.is_on = world.is_on, False
            try:
                contextvars.copy_context().run(between)
            finally:
                world.is_on = on
        before = world.own_writes
        result = perform(name, actor, run, **more)
        if current is not None and current.is_taken(actor, **more) and world.own_writes > before:
            world.wrong.append(f"{name} was done twice for one form")
        return result

    vars(act)["perform"] = performed


@contextmanager
def _as_a_request(form: UUID) -> Iterator[None]:
    """Let an act be done for a form with a key of its own, as a browser sends it."""
    request = RequestFactory().post("/simulated/", {FORM_END: str(form)})
    token = act._request.set(act._Request(SIMULATED, request))
    try:
        yield
    finally:
        act._request.reset(token)


def new_process() -> None:
    """Begin anew as a worker does that was started again: no connection, no page in memory, nothing begun."""
    opened = connections[DEFAULT_DB_ALIAS]
    if opened.connection is not None:
        opened.connection.close()
    del connections[DEFAULT_DB_ALIAS]
    watch_connection()
    kept_pages.store.cache_clear()
    translation.activate("zh-hans")


def quiet() -> None:
    """Refusals and broken lines are asked for by the hundred."""
    logging.disable(logging.CRITICAL)
