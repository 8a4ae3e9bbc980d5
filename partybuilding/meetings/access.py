"""The door to joint meetings: whoever takes part in the plan reads of them, and who does what with one.

A part of partybuilding/shared/access.py, which says who takes part in a plan.
"""

from typing import Any

from django.http import Http404

from communities.access import require
from communities.models import Role, User
from partybuilding.meetings.rules import (
    CHANGED,
    DECIDED,
    ENDED,
    OPENED,
    REOPENED,
    TABLE,
    MeetingAct,
    MeetingRole,
)
from partybuilding.models import LedgerEvent, Meeting, Plan
from partybuilding.shared.access import get_meeting_for, get_plan_for
from partybuilding.shared.stale import Trail, TrailStep
from partybuilding.shared.states import ABSENT


def roles_of(user: User) -> frozenset[MeetingRole]:
    """Return what the person is to the joint meetings of the plans they take part in."""
    return frozenset({MeetingRole.DEPARTMENT}) if user.role == Role.DEPARTMENT else frozenset()


def acts_for(user: User, meeting: Meeting) -> frozenset[MeetingAct]:
    """Return what the person can do with a meeting now."""
    return TABLE.legal(meeting.state, roles_of(user))


def step(act: MeetingAct, meeting: Meeting | None, actor: User) -> str:
    """Return the state an act leads the meeting to; ActionError in words if it cannot be taken by this person now."""
    return TABLE.step(act, meeting.state if meeting else ABSENT, roles_of(actor))


def can_plan_meetings(user: User) -> bool:
    """Return whether the person sets meetings down."""
    return TABLE.can_act(MeetingAct.PLAN, roles_of(user))


def get_plan_to_convene(user: User, slug: str) -> Plan:
    """Return a plan whose joint meetings the person runs; 403 for those who may only read of them."""
    plan = get_plan_for(user, slug)
    require(can_plan_meetings(user))
    return plan


def get_minutes_for(user: User, plan: Plan, number: int) -> Meeting:
    """Return a meeting with the file of its minutes; 404 if there is none."""
    meeting = get_meeting_for(user, plan, number)
    if not meeting.minutes:
        raise Http404
    return meeting


def get_meeting_to(act: MeetingAct, user: User, plan: Plan, number: int) -> Meeting:
    """Return a meeting somebody wants to do something with; 403 for those whose act that is not, in whatever state."""
    meeting = get_meeting_for(user, plan, number)
    require(TABLE.can_act(act, roles_of(user)))
    return meeting


def trail_of(meeting: Meeting) -> Trail:
    """Return what a decision on a meeting depends on: what was done with it, and what it agreed; not who came."""
    changes = Meeting.history.filter(id=meeting.pk).select_related("history_user")
    agreed = LedgerEvent.objects.filter(item__meeting=meeting.pk, kind=LedgerEvent.Kind.OPENED)
    return Trail(meeting.state, ((changes, _own_step), (agreed.select_related("actor", "item"), _agreed_step)))


def _own_step(row: Any) -> TrailStep:
    open_as = REOPENED if row.history_change_reason else OPENED
    words = {Meeting.State.PLANNED: CHANGED, Meeting.State.OPEN: open_as, Meeting.State.CLOSED: ENDED}
    return TrailStep(row.history_user, row.history_date, words[row.state])


def _agreed_step(row: LedgerEvent) -> TrailStep:
    return TrailStep(row.actor, row.at, str(DECIDED) % {"code": row.item.code})
