"""The duty report's rules: which act leads from which state to which, and whose it is. Pure.

What is done by these rules is in partybuilding/units/actions.py; what is kept, in partybuilding/models/support.py.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from partybuilding.models import DutyReport
from partybuilding.shared.states import ABSENT, Rule, StateTable

State = DutyReport.State


class DutyReportRole(StrEnum):
    """What somebody is to a unit's duty report."""

    UNIT = "unit"  # somebody of the unit itself


class DutyReportAct(StrEnum):
    """What can be done with a duty report."""

    WRITE = "write"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"


MEETING_BEGUN = "meeting_begun"  # what stands in the way of an act that is legal otherwise

_UNIT = frozenset({DutyReportRole.UNIT})
_NOT_HANDED_IN = _("The duty report is not handed in: it can be changed as it is.")
_NOT_YOURS = _("Only somebody of the unit itself can do this.")

TABLE = StateTable(
    states=State,
    rules={
        DutyReportAct.WRITE: Rule(
            roles=_UNIT,
            leads={ABSENT: State.DRAFT, State.DRAFT: State.DRAFT},
            not_yours=_NOT_YOURS,
            not_now={State.SUBMITTED: _("The duty report is handed in: take it back first to change it.")},
        ),
        DutyReportAct.SUBMIT: Rule(roles=_UNIT, leads={State.DRAFT: State.SUBMITTED}, not_yours=_NOT_YOURS),
        DutyReportAct.WITHDRAW: Rule(
            roles=_UNIT,
            leads={State.SUBMITTED: State.DRAFT},
            not_yours=_NOT_YOURS,
            unless={
                MEETING_BEGUN: _(
                    "The joint meeting on this quarter has begun: the duty report stays as the meeting saw it."
                )
            },
        ),
    },
    not_now={
        ABSENT: _NOT_HANDED_IN,
        State.DRAFT: _NOT_HANDED_IN,
        State.SUBMITTED: _("The duty report was handed in already."),
    },
)

# The steps a decision depends on, in words that follow the name of who took them.
HANDED_IN = _("handed the duty report in")
CHANGED = _("took the duty report back or changed it")
