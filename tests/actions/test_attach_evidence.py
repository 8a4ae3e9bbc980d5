import hashlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from partybuilding.actions import evidence as actions
from partybuilding.actions.evidence import attach_evidence
from partybuilding.actions.refusal import Refused
from partybuilding.models import Evidence
from tests.factories import ReportFactory
from tests.reporting import photo


@pytest.fixture
def report(pilot):
    return ReportFactory(pilot=pilot)


def test_the_file_is_kept_with_its_checksum(report, secretary, plan):
    indicator = plan.indicators.get(code="K07")
    proof = attach_evidence(report=report, file=photo(), actor=secretary, indicator=indicator)
    with proof.file.open() as file:
        kept = file.read()
    assert (proof.name, proof.content_type, proof.size) == ("活动站.jpg", "image/jpeg", len(kept))
    assert proof.sha256 == hashlib.sha256(kept).hexdigest()
    assert (proof.indicator, proof.uploaded_by, proof.removed_at) == (indicator, secretary, None)


def test_it_is_kept_under_a_name_that_tells_nothing(report, secretary, media_root):
    proof = attach_evidence(report=report, file=photo(), actor=secretary)
    assert proof.file.name == f"evidence/{proof.uid}"
    assert [path.name for path in (media_root / "evidence").iterdir()] == [str(proof.uid)]


def test_the_step_names_the_file_who_and_when(report, secretary):
    proof = attach_evidence(report=report, file=photo(), actor=secretary)
    step = report.events.get()
    assert (step.kind, step.actor, step.reason) == ("evidence_added", secretary, "活动站.jpg")
    assert localdate(step.at) == localdate(proof.uploaded_at) == date(2005, 11, 15)
    assert proof.history.get().history_user == secretary


def test_another_kind_of_file_is_refused_and_nothing_is_kept(report, secretary, as_kept, media_root):
    before = as_kept(report)
    with pytest.raises(Refused):
        attach_evidence(report=report, file=SimpleUploadedFile("报表.exe", b"MZ"), actor=secretary)
    assert as_kept(report) == before
    assert not media_root.exists()


def test_a_report_holds_so_many_files_and_no_more(report, secretary, monkeypatch):
    monkeypatch.setattr(actions, "FILES_PER_REPORT", 1)
    proof = attach_evidence(report=report, file=photo(), actor=secretary)
    with pytest.raises(Refused):
        attach_evidence(report=report, file=photo(), actor=secretary)
    actions.remove_evidence(evidence=proof, actor=secretary)
    attach_evidence(report=report, file=photo(), actor=secretary)
    assert Evidence.objects.filter(removed_at=None).count() == 1
