"""The quarterly report's rules: which act leads from which state to which, and whose it is. Pure.

What is done by these rules is in partybuilding/reports/actions.py; what is kept, in partybuilding/models/report.py.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from partybuilding.models import Report, ReportEvent
from partybuilding.shared.states import ABSENT, Rule, StateTable
from partybuilding.targets.quarter import Quarter

State = Report.State
Step = ReportEvent.Kind


class ReportRole(StrEnum):
    """What somebody is to a community's report."""

    AUTHOR = "author"  # the secretary of the community
    TOWN = "town"
    DEPARTMENT = "department"  # staff of the unit that leads the plan


class ReportAct(StrEnum):
    """What can be done with a report."""

    START = "start"
    WRITE = "write"  # figures, words and evidence
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    WITHDRAW_CORRECTED = "withdraw_corrected"  # of a report that had come back before it was submitted
    COMMENT = "comment"
    START_REVIEW = "start_review"
    RETURN = "return"
    APPROVE = "approve"
    REOPEN = "reopen"
    REMIND = "remind"


def first_day_to_submit(quarter: Quarter) -> date:
    """Return the day from which a quarter's report can be submitted, and is owed: the last day it is about."""
    return quarter.last_day


# What stands in the way of an act that is legal otherwise.
REVIEW_STARTED = "review_started"
SUBMITTED_IT = "submitted_it"


def _by_state(words: Promise) -> dict[str, Any]:
    """Return words that name the state, lazily, for each of the states."""

    def word(state: State) -> str:
        return str(words) % {"state": state.label}

    return {state: lazy(word, str)(state) for state in State}


_AUTHOR = frozenset({ReportRole.AUTHOR})
_DEPARTMENT = frozenset({ReportRole.DEPARTMENT})

_NOT_YOUR_REPORT = _("A report is written by the secretary of its community.")
_NOT_YOUR_CHECK = _("Reports are checked by the Organisation Department.")
_TOO_LATE = {REVIEW_STARTED: _("The county has begun to check the report: it can no longer be withdrawn.")}
_FOUR_EYES = {SUBMITTED_IT: _("Who submitted a report cannot check it.")}


def _withdraw(to: str) -> Rule:
    return Rule(roles=_AUTHOR, leads={State.SUBMITTED: to}, not_yours=_NOT_YOUR_REPORT, unless=_TOO_LATE)


def _decide(to: str) -> Rule:
    return Rule(roles=_DEPARTMENT, leads={State.SUBMITTED: to}, not_yours=_NOT_YOUR_CHECK, unless=_FOUR_EYES)


TABLE = StateTable(
    states=State,
    rules={
        ReportAct.START: Rule(
            roles=_AUTHOR,
            leads={ABSENT: State.DRAFT},
            not_yours=_NOT_YOUR_REPORT,
            not_now=dict.fromkeys(State.values, _("The report has been started already.")),
        ),
        ReportAct.WRITE: Rule(
            roles=_AUTHOR,
            leads={State.DRAFT: State.DRAFT, State.RETURNED: State.RETURNED},
            not_yours=_NOT_YOUR_REPORT,
            not_now=_by_state(_("The report is %(state)s: nothing in it can be changed.")),
        ),
        ReportAct.SUBMIT: Rule(
            roles=_AUTHOR,
            leads={State.DRAFT: State.SUBMITTED, State.RETURNED: State.SUBMITTED},
            not_yours=_NOT_YOUR_REPORT,
        ),
        # Withdrawn before anybody looked, it was not handed in; one that had come back before is with its author again.
        ReportAct.WITHDRAW: _withdraw(State.DRAFT),
        ReportAct.WITHDRAW_CORRECTED: _withdraw(State.RETURNED),
        ReportAct.COMMENT: Rule(
            roles=frozenset({ReportRole.TOWN}),
            leads={State.SUBMITTED: State.SUBMITTED},
            not_yours=_("The opinion on a report is its town's."),
        ),
        ReportAct.START_REVIEW: Rule(
            roles=_DEPARTMENT, leads={State.SUBMITTED: State.SUBMITTED}, not_yours=_NOT_YOUR_CHECK
        ),
        ReportAct.RETURN: _decide(State.RETURNED),
        ReportAct.APPROVE: _decide(State.APPROVED),
        ReportAct.REOPEN: Rule(roles=_DEPARTMENT, leads={State.APPROVED: State.RETURNED}, not_yours=_NOT_YOUR_CHECK),
        ReportAct.REMIND: Rule(
            roles=_DEPARTMENT,
            leads={State.DRAFT: State.DRAFT, State.RETURNED: State.RETURNED},
            not_yours=_("Reports are asked for by the Organisation Department."),
            not_now=_by_state(_("The report is %(state)s: there is nothing to ask for.")),
        ),
    },
    not_now=_by_state(_("The report is %(state)s now: this step is not possible.")),
)

# The steps a decision depends on, in words that follow the name of who took them.
STEPS: dict[str, Promise] = {
    Step.SUBMITTED: _("submitted the report"),
    Step.WITHDRAWN: _("withdrew the report"),
    Step.OPINION: _("left an opinion on the report"),
    Step.RETURNED: _("returned the report"),
    Step.APPROVED: _("approved the report"),
    Step.REOPENED: _("reopened the report"),
}
