"""Every act in every state: the legal steps, and the refusal of all others."""

import pytest

from partybuilding.models import Evidence, Report
from partybuilding.reports.actions import (
    Draft,
    approve_report,
    comment_on_report,
    reopen_report,
    return_report,
    save_draft,
    start_report,
    start_review,
    submit_report,
    withdraw_report,
)
from partybuilding.reports.actions_evidence import attach_evidence, remove_evidence
from partybuilding.shared.errors import ActionError
from tests.factories import at
from tests.reports.reporting import photo

DRAFT, SUBMITTED, RETURNED, APPROVED = (state.value for state in Report.State)

# The act, and what becomes of the report in each state; where nothing is said the act is refused.
ACTS = {
    "save": {DRAFT: DRAFT, RETURNED: RETURNED},
    "submit": {DRAFT: SUBMITTED, RETURNED: SUBMITTED},
    "return": {SUBMITTED: RETURNED},
    "approve": {SUBMITTED: APPROVED},
    "reopen": {APPROVED: RETURNED},
    "withdraw": {SUBMITTED: DRAFT},
    "start_review": {SUBMITTED: SUBMITTED},
    "opinion": {SUBMITTED: SUBMITTED},
    "attach": {DRAFT: DRAFT, RETURNED: RETURNED},
    "remove": {DRAFT: DRAFT, RETURNED: RETURNED},
    "start": {},
}
TABLE = [(act, state, after.get(state)) for act, after in ACTS.items() for state in Report.State.values]


@pytest.fixture
def perform(secretary, department, town):
    """Do the act that is named, as whoever it belongs to."""
    acts = {
        "save": lambda report: save_draft(
            report=report, draft=Draft(narratives={"progress": "新的进展"}), actor=secretary
        ),
        "submit": lambda report: submit_report(report=report, actor=secretary),
        "withdraw": lambda report: withdraw_report(report=report, actor=secretary),
        "start_review": lambda report: start_review(report=report, actor=department),
        "opinion": lambda report: comment_on_report(report=report, opinion="属实", actor=town),
        "return": lambda report: return_report(report=report, reason="面积不符", actor=department),
        "approve": lambda report: approve_report(report=report, actor=department),
        "reopen": lambda report: reopen_report(report=report, reason="数字有误", actor=department),
        "attach": lambda report: attach_evidence(report=report, file=photo(), actor=secretary),
        "remove": lambda report: remove_evidence(evidence=report.evidence.get(), actor=secretary),
        "start": lambda report: start_report(pilot=report.pilot, quarter=report.quarter, actor=secretary),
    }
    assert acts.keys() == ACTS.keys()
    return lambda name, report: acts[name](report)


@pytest.fixture
def proof(secretary):
    """Give a report the file that "remove" takes off, whatever its state."""

    def give(report):
        Evidence.objects.create(
            report=report,
            name="照片.jpg",
            content_type="image/jpeg",
            size=1,
            sha256="0" * 64,
            uploaded_by=secretary,
            uploaded_at=at(report.quarter.last_day),
        )

    return give


@pytest.mark.parametrize(("act", "state", "after"), [line for line in TABLE if line[2]])
def test_a_legal_step_is_made(report_in, proof, perform, act, state, after):
    report = report_in(state)
    proof(report)
    perform(act, report)
    report.refresh_from_db()
    assert report.state == after


@pytest.mark.parametrize(("act", "state"), [line[:2] for line in TABLE if not line[2]])
def test_any_other_step_is_refused_and_changes_nothing(report_in, proof, perform, as_kept, act, state):
    report = report_in(state)
    proof(report)
    before = as_kept(report)
    with pytest.raises(ActionError) as refusal:
        perform(act, report)
    assert str(report.get_state_display()) in str(refusal.value) or act == "start"
    assert as_kept(report) == before
