"""The final assessment's rules: which act leads from which state to which, and whose it is. Pure.

What is done by these rules is in partybuilding/assessment/actions.py; what is kept, in models/assessment.py.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from partybuilding.models import FinalAssessment
from partybuilding.shared.states import ABSENT, Rule, StateTable

State = FinalAssessment.State


class AssessmentRole(StrEnum):
    """What somebody is to a pilot's final assessment."""

    BRANCH = "branch"  # its own secretary
    DEPARTMENT = "department"


class AssessmentAct(StrEnum):
    """What can be done with a final assessment."""

    BEGIN = "begin"
    RATE = "rate"  # the branch rates its own
    CONCLUDE = "conclude"  # the department rates, and concludes
    APPROVE = "approve"
    REOPEN = "reopen"


REPORT_OUTSTANDING = "report_outstanding"  # the report on the plan's last quarter is not approved
INCOMPLETE = "incomplete"  # a rating, a reason or the conclusion is missing

_DEPARTMENT = frozenset({AssessmentRole.DEPARTMENT})
_NOT_DEPARTMENT = _("Only the Organisation Department can do this.")
_NOT_BEGUN = _("The final assessment has not been begun yet.")
_KEPT = _("The final assessment is approved: it stays as it is, unless the department reopens it.")

TABLE = StateTable(
    states=State,
    rules={
        AssessmentAct.BEGIN: Rule(
            roles=_DEPARTMENT,
            leads={ABSENT: State.DRAFT},
            not_yours=_NOT_DEPARTMENT,
            not_now={State.DRAFT: _("The final assessment was begun already.")},
        ),
        AssessmentAct.RATE: Rule(
            roles=frozenset({AssessmentRole.BRANCH}),
            leads={State.DRAFT: State.DRAFT},
            not_yours=_("Only the community's own secretary can do this."),
        ),
        AssessmentAct.CONCLUDE: Rule(roles=_DEPARTMENT, leads={State.DRAFT: State.DRAFT}, not_yours=_NOT_DEPARTMENT),
        AssessmentAct.APPROVE: Rule(
            roles=_DEPARTMENT,
            leads={State.DRAFT: State.APPROVED},
            not_yours=_NOT_DEPARTMENT,
            unless={
                REPORT_OUTSTANDING: _("The report on the plan's last quarter has to be approved first."),
                INCOMPLETE: _(
                    "The sheet is not complete: each of the ratings needs a reason, and there is a conclusion."
                ),
            },
        ),
        AssessmentAct.REOPEN: Rule(
            roles=_DEPARTMENT,
            leads={State.APPROVED: State.DRAFT},
            not_yours=_NOT_DEPARTMENT,
            not_now={State.DRAFT: _("The final assessment is not approved yet.")},
        ),
    },
    not_now={ABSENT: _NOT_BEGUN, State.DRAFT: _NOT_BEGUN, State.APPROVED: _KEPT},
)

# The steps a decision depends on, in words that follow the name of who took them.
CHANGED = _("changed the final assessment")
RATED = _("changed a rating")
