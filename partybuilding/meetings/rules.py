"""The joint meeting's rules: which act leads from which state to which, and whose it is. Pure.

What is done by these rules is in partybuilding/meetings/actions.py; what is kept, in partybuilding/models/meeting.py.
"""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partybuilding.models import Meeting
from partybuilding.shared.states import ABSENT, Rule, StateTable

State = Meeting.State


class MeetingRole(StrEnum):
    """What somebody is to a joint meeting."""

    DEPARTMENT = "department"  # staff of the unit that leads the plan


class MeetingAct(StrEnum):
    """What can be done with a meeting."""

    PLAN = "plan"
    CHANGE = "change"
    INVITE = "invite"
    REMIND = "remind"
    OPEN = "open"
    ATTEND = "attend"
    DECIDE = "decide"
    CLOSE = "close"
    REOPEN = "reopen"
    ENTER = "enter"  # afterwards 补录: held before anybody planned it here


_NOT_YOURS = _("Joint meetings are run by the Organisation Department.")
_STILL_PLANNED: dict[str, str] = {State.PLANNED: State.PLANNED}
_STILL_OPEN: dict[str, str] = {State.OPEN: State.OPEN}


def _begun(words: Promise) -> dict[str, Promise]:
    return {State.OPEN: words, State.CLOSED: words}


def _rule(
    leads: Mapping[str, str], not_now: Mapping[str, Promise] | None = None, not_yours: Promise = _NOT_YOURS
) -> Rule:
    return Rule(roles=frozenset({MeetingRole.DEPARTMENT}), leads=leads, not_yours=not_yours, not_now=not_now or {})


TABLE = StateTable(
    states=State,
    rules={
        MeetingAct.PLAN: _rule({ABSENT: State.PLANNED}),
        MeetingAct.CHANGE: _rule(
            _STILL_PLANNED, _begun(_("The meeting has begun: what was planned cannot be changed any more."))
        ),
        MeetingAct.INVITE: _rule(
            _STILL_PLANNED,
            _begun(_("The meeting has begun: nobody is invited any more.")),
            _("Invitations are sent by the Organisation Department."),
        ),
        MeetingAct.REMIND: _rule(
            _STILL_PLANNED,
            _begun(_("The meeting has begun: there is nothing left to prepare.")),
            _("Reminders before a meeting are the Organisation Department's."),
        ),
        MeetingAct.OPEN: _rule(
            {State.PLANNED: State.OPEN},
            {
                State.OPEN: _("The meeting is in session already."),
                State.CLOSED: _("The meeting has ended already."),
            },
        ),
        MeetingAct.ATTEND: _rule(_STILL_OPEN),
        MeetingAct.DECIDE: _rule(_STILL_OPEN),
        MeetingAct.CLOSE: _rule({State.OPEN: State.CLOSED}),
        MeetingAct.REOPEN: _rule(
            {State.CLOSED: State.OPEN},
            dict.fromkeys(State.values, _("The meeting has not ended: there is nothing to reopen.")),
        ),
        MeetingAct.ENTER: _rule({ABSENT: State.CLOSED}),
    },
    not_now={
        State.PLANNED: _("The meeting has not been opened yet."),
        State.OPEN: _("The meeting is in session already."),
        State.CLOSED: _("The meeting has ended: nothing can be written into it any more."),
    },
)

# The steps a decision depends on, in words that follow the name of who took them.
CHANGED = _("changed the plan of the meeting")
OPENED = _("opened the meeting")
REOPENED = _("took the meeting up again")
ENDED = _("ended the meeting")
DECIDED = _("wrote down decision %(code)s")
