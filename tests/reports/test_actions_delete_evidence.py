from datetime import date

import pytest
from django.utils.timezone import localdate

from partybuilding.models import Evidence
from partybuilding.reports.actions_evidence import attach_evidence, remove_evidence
from partybuilding.shared.errors import ActionError
from tests.factories import ReportFactory
from tests.reports.reporting import photo


@pytest.fixture
def proof(pilot, secretary):
    return attach_evidence(report=ReportFactory(pilot=pilot), file=photo(), actor=secretary)


def test_the_file_is_taken_off_and_kept(proof, secretary):
    remove_evidence(evidence=proof, actor=secretary)
    kept = Evidence.objects.get()
    assert localdate(kept.removed_at) == date(2005, 11, 15)
    assert kept.file.size == kept.size


def test_the_step_names_the_file_and_who(proof, secretary):
    remove_evidence(evidence=proof, actor=secretary)
    step = proof.report.events.latest("id")
    assert (step.kind, step.actor, step.reason) == ("evidence_removed", secretary, "活动站.jpg")
    assert proof.history.latest().history_user == secretary


def test_what_another_window_took_off_is_not_taken_off_again(proof, secretary):
    seen_before = Evidence.objects.get(pk=proof.pk)
    remove_evidence(evidence=proof, actor=secretary)
    with pytest.raises(ActionError):
        remove_evidence(evidence=seen_before, actor=secretary)
    assert proof.report.events.filter(kind="evidence_removed").count() == 1
