import hashlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate
from PIL import Image

from partybuilding.models import Evidence
from partybuilding.reports import actions_evidence as actions
from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.shared.errors import ActionError
from tests.factories import ReportFactory
from tests.reports.reporting import photo, picture


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
    kept = {path.name for path in (media_root / "evidence").iterdir()}
    assert kept == {str(proof.uid), f"{proof.uid}-thumbnail"}


def test_only_a_picture_has_a_thumbnail(report, secretary):
    paper = SimpleUploadedFile("报告.pdf", b"%PDF-1.4\n%%EOF")
    assert not attach_evidence(report=report, file=paper, actor=secretary).thumbnail
    assert attach_evidence(report=report, file=photo(), actor=secretary).thumbnail.size > 0


def test_where_a_camera_stood_is_kept_nowhere(report, secretary, media_root):
    exif = Image.Exif()
    exif[0x010F] = "camera"
    exif.get_ifd(0x8825)[1] = "N"
    file = SimpleUploadedFile("照片.jpg", picture(exif=exif), "image/jpeg")
    assert b"camera" in file.read()
    file.seek(0)
    attach_evidence(report=report, file=file, actor=secretary)
    kept = list((media_root / "evidence").iterdir())
    assert len(kept) == 2
    for path in kept:
        assert b"camera" not in path.read_bytes()
        with Image.open(path) as image:
            assert dict(image.getexif()) == dict(image.getexif().get_ifd(0x8825)) == {}


def test_if_it_cannot_be_kept_no_file_stays_behind(report, secretary, media_root, monkeypatch):
    monkeypatch.setattr(actions, "log", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        attach_evidence(report=report, file=photo(), actor=secretary)
    assert list((media_root / "evidence").iterdir()) == []
    assert not Evidence.objects.exists()


def test_the_step_names_the_file_who_and_when(report, secretary):
    proof = attach_evidence(report=report, file=photo(), actor=secretary)
    step = report.events.get()
    assert (step.kind, step.actor, step.reason) == ("evidence_added", secretary, "活动站.jpg")
    assert localdate(step.at) == localdate(proof.uploaded_at) == date(2005, 11, 15)
    assert proof.history.get().history_user == secretary


def test_another_kind_of_file_is_refused_and_nothing_is_kept(report, secretary, as_kept, media_root):
    before = as_kept(report)
    with pytest.raises(ActionError):
        attach_evidence(report=report, file=SimpleUploadedFile("报表.exe", b"MZ"), actor=secretary)
    assert as_kept(report) == before
    assert not media_root.exists()


def test_a_report_holds_so_many_files_and_no_more(report, secretary, monkeypatch):
    monkeypatch.setattr(actions, "FILES_PER_REPORT", 1)
    proof = attach_evidence(report=report, file=photo(), actor=secretary)
    with pytest.raises(ActionError):
        attach_evidence(report=report, file=photo(), actor=secretary)
    actions.remove_evidence(evidence=proof, actor=secretary)
    attach_evidence(report=report, file=photo(), actor=secretary)
    assert Evidence.objects.filter(removed_at=None).count() == 1
