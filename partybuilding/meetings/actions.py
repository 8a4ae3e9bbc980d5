"""What is done with a joint meeting 联席会议: it is planned, opened, attended, decides, is closed, and may be reopened.

Every act locks the plan or the meeting, makes one legal step or refuses by name, and writes the history row. Which
step is legal, and whose it is, stands in partybuilding/meetings/rules.py. A decision made on a page carries what the
page showed, `seen` (partybuilding/shared/stale.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from communities.models import Unit, User
from fengxiang import clock
from fengxiang.bilingual import listed
from partybuilding.ledger.actions import NewItem, create_item
from partybuilding.meetings.access import step, trail_of
from partybuilding.meetings.rules import MeetingAct
from partybuilding.meetings.snapshot_store import content_of
from partybuilding.models import Attendance, Indicator, LedgerItem, Meeting, Party, Pilot, Plan, Snapshot
from partybuilding.record.heads import current_head, keep_head
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.shared.act import act, date_history, explain_history
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter

State = Meeting.State
_WRITTEN = ("quarter", "planned_on", "begins_at", "place", "chair", "agenda")
LONGEST_REASON = 100  # as many characters as the history keeps


@dataclass(frozen=True, kw_only=True)
class MeetingDetails:
    """When and where a meeting is, and what about."""

    quarter: Quarter
    planned_on: date
    begins_at: time | None = None
    place: str = ""
    chair: str = ""
    agenda: str = ""

    def written(self) -> dict[str, Any]:
        """Return it as it is kept, by the names of the columns."""
        given = {name: getattr(self, name) for name in _WRITTEN}
        return {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a meeting agreed, who sees to it by when, and the figure on the screen it is about."""

    matter: str
    responsible: Party
    due_on: date
    supporting: Sequence[Unit] = ()
    pilot: Pilot | None = None
    indicator: Indicator | None = None
    shown: str = ""
    common: str = ""  # which of the five in common it bears out


def problems(
    *, plan: Plan, quarter: Quarter | None, planned_on: date | None, meeting: Meeting | None = None
) -> dict[str, str]:
    """Return what is wrong with what was typed about a meeting, by the name of the field; empty if nothing is."""
    wrong = {}
    if quarter is None or not plan.first_quarter <= quarter <= plan.last_quarter:
        wrong["quarter"] = _("Choose a quarter of the plan.")
    if planned_on is None:
        wrong["planned_on"] = _("Give the day of the meeting.")
    elif not plan.begins_on <= planned_on <= plan.ends_on:
        wrong["planned_on"] = _("The day lies outside the plan's time.")
    elif planned_on < clock.today() and not (meeting and meeting.planned_on == planned_on):
        wrong["planned_on"] = _("The day is over already.")
    elif quarter is not None and quarter.first_day > planned_on:
        wrong["quarter"] = _("The quarter will not have begun on that day.")
    return wrong


@act
def create_meeting(*, plan: Plan, actor: User, details: MeetingDetails) -> Meeting:
    """Set a meeting 联席会议 down for a day; it gets the plan's next number."""
    planned = step(MeetingAct.PLAN, None, actor)
    _require_right(problems(plan=plan, quarter=details.quarter, planned_on=details.planned_on))
    plan = _locked_plan(plan)
    last = plan.meetings.order_by("number").last()
    meeting = Meeting(plan=plan, number=last.number + 1 if last else 1, state=planned, **details.written())
    _save(meeting)
    return meeting


@act(once=False)
def change_meeting(*, meeting: Meeting, actor: User, details: MeetingDetails, seen: str | None = None) -> Meeting:
    """Change day, place, chair or agenda of a meeting; refused once it has begun."""
    meeting = _locked(meeting)
    trail_of(meeting).require(seen)
    step(MeetingAct.CHANGE, meeting, actor)
    _require_right(problems(plan=meeting.plan, quarter=details.quarter, planned_on=details.planned_on, meeting=meeting))
    for name, value in details.written().items():
        setattr(meeting, name, value)
    _save(meeting, *_WRITTEN)
    return meeting


@act
def open_meeting(*, meeting: Meeting, actor: User, seen: str | None = None) -> Meeting:
    """Open the meeting today, and freeze the scoreboard it looks at into a numbered snapshot.

    ActionError while another meeting is in session, if it was held already, and before its quarter begins.
    """
    plan = _locked_plan(meeting.plan)  # two meetings opened at once: the second one is refused
    meeting = _locked(meeting)
    trail_of(meeting).require(seen)
    opened = step(MeetingAct.OPEN, meeting, actor)
    today = clock.today()
    if meeting.quarter.first_day > today:
        raise ActionError(
            _("The %(quarter)s has not begun: there is nothing to look at yet.") % {"quarter": meeting.quarter.label}
        )
    _require_no_other_in_session(plan)
    later = meeting.next_held
    if later is not None:
        raise ActionError(
            _("Joint meeting no. %(number)d was held already: plan a new one.") % {"number": later.number}
        )
    _freeze(meeting, actor, today)
    meeting.state, meeting.held_on = opened, today
    _save(meeting, "state", "held_on")
    return meeting


@act(once=False)
def set_attendance(*, meeting: Meeting, actor: User, unit: Unit, status: str, person: str | None = None) -> Attendance:
    """Write down whether a unit came 出席, is excused 请假 or absent 缺席; who came stays as it is unless given.

    A town of the pilots is in attendance 列席; no other unit belongs to the meeting.
    """
    meeting = _locked(meeting)
    step(MeetingAct.ATTEND, meeting, actor)
    if status not in Attendance.Status.values:
        raise ActionError(_("Say whether the unit is present, excused or absent."))
    table = meeting.plan.units_at_table()
    if unit not in table:
        raise ActionError(_("%(unit)s does not belong to the joint meeting.") % {"unit": unit})
    row = Attendance.objects.filter(meeting=meeting, unit=unit).first()
    row = row or Attendance(meeting=meeting, unit=unit, is_member=bool(table[unit]))
    row.status = status
    row.person = row.person if person is None else person.strip()
    row.save()
    return row


@act(once=False)
def set_all_present(*, meeting: Meeting, actor: User) -> int:
    """Write down that every unit came of which nothing is written yet, and return how many; exceptions come after."""
    meeting = _locked(meeting)
    step(MeetingAct.ATTEND, meeting, actor)
    recorded = set(meeting.attendance.values_list("unit", flat=True))
    table = {unit: is_member for unit, is_member in meeting.plan.units_at_table().items() if unit.pk not in recorded}
    for unit, is_member in table.items():
        Attendance(meeting=meeting, unit=unit, is_member=bool(is_member), status=Attendance.Status.PRESENT).save()
    return len(table)


@act
def add_decision(*, meeting: Meeting, actor: User, decision: Decision) -> LedgerItem:
    """Write down what the meeting agreed 议定: it is an action item at once, with the figure on the screen."""
    meeting = _locked(meeting)
    step(MeetingAct.DECIDE, meeting, actor)
    new = NewItem(
        kind=LedgerItem.Kind.RESOLUTION,
        source=LedgerItem.Source.MEETING,
        meeting=meeting,
        quarter=meeting.quarter,
        **vars(decision),
    )
    return create_item(plan=meeting.plan, actor=actor, new=new)


@act
def close_meeting(*, meeting: Meeting, actor: User, seen: str | None = None) -> Meeting:
    """Close the meeting; refused while it is not written down whether every member unit came."""
    meeting = _locked(meeting)
    trail_of(meeting).require(seen)
    closed = step(MeetingAct.CLOSE, meeting, actor)
    recorded = meeting.attendance.values("unit")
    missing = meeting.plan.member_units.exclude(unit__in=recorded).select_related("unit").order_by("order")
    if missing:
        names = listed(seat.unit for seat in missing)
        raise ActionError(_("The attendance of these units is not written down yet: %(units)s") % {"units": names})
    meeting.state, meeting.closed_at = closed, clock.now()
    _save(meeting, "state", "closed_at")
    return meeting


@act
def reopen_meeting(*, meeting: Meeting, actor: User, reason: str, seen: str | None = None) -> Meeting:
    """Take a closed meeting up again, to put right what was written down: who came, a decision left out.

    Its day and its snapshot stay. ActionError without a reason of at most 100 characters, while another meeting is in
    session, and once a later one was held, which was told what became of this one.
    """
    plan = _locked_plan(meeting.plan)
    meeting = _locked(meeting)
    trail_of(meeting).require(seen)
    reopened = step(MeetingAct.REOPEN, meeting, actor)
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise ActionError(_("Give the reason, in at most 100 characters."))
    _require_no_other_in_session(plan)
    later = meeting.next_held
    if later is not None:
        raise ActionError(
            _("Joint meeting no. %(number)d was held already, and was told what this one agreed.")
            % {"number": later.number}
        )
    meeting.state, meeting.closed_at = reopened, None
    explain_history(meeting, reason.strip())
    _save(meeting, "state", "closed_at")
    return meeting


# --- What the acts share ----------------------------------------------------------------------------------------------


def _freeze(meeting: Meeting, actor: User, on: date) -> Snapshot:
    """Keep the scoreboard of the meeting's quarter as it is now, under the plan's next number."""
    board = load_scoreboard(meeting.plan, meeting.quarter, {"all"})
    last = meeting.plan.snapshots.order_by("number").last()
    snapshot = Snapshot.objects.create(
        plan=meeting.plan,
        meeting=meeting,
        number=last.number + 1 if last else 1,
        quarter=meeting.quarter,
        cut_off=clock.now(),
        taken_by=actor,
        **content_of(board, meeting, on)._asdict(),
    )
    keep_head(current_head(), snapshot)
    return snapshot


def _locked_plan(plan: Plan) -> Plan:
    return Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)


def _locked(meeting: Meeting) -> Meeting:
    """Return the meeting as it is now, held until the transaction ends."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("plan").get(pk=meeting.pk)


def _save(meeting: Meeting, *names: str) -> None:
    """Save the named fields alone, all of a new one."""
    date_history(meeting)
    meeting.save(update_fields=names or None)


def _require_right(wrong: dict[str, str]) -> None:
    if wrong:
        raise ActionError(" ".join(wrong.values()))


def _require_no_other_in_session(plan: Plan) -> None:
    other = plan.meetings.filter(state=State.OPEN).first()
    if other is not None:
        raise ActionError(_("Joint meeting no. %(number)d is in session: close it first.") % {"number": other.number})
