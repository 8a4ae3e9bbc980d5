"""Files in a storage that lays nothing on this machine's disk, as a bucket does: nobody looks for one there."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from fengxiang import clock, waiting
from partybuilding.models import Paper
from partybuilding.papers.actions import issue_paper
from partybuilding.papers.queries import Subject
from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.targets.quarter import Quarter
from tests.reports.reporting import photo
from tests.reports.workbook.hostile import own

IN_MEMORY = "django.core.files.storage.InMemoryStorage"

pytestmark = pytest.mark.usefixtures("english_pages", "in_a_bucket")


@pytest.fixture
def in_a_bucket(settings, media_root):
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": IN_MEMORY}}
    yield
    assert not media_root.exists()


def test_evidence_and_its_thumbnail_come_back(as_user, secretary, report_in, url):
    proof = attach_evidence(report=report_in("draft"), file=photo("活动站.jpg"), actor=secretary)
    client = as_user(secretary)
    assert len(b"".join(client.get(url("evidence", uid=proof.uid)).streaming_content)) == proof.size
    shown = client.get(url("evidence-thumbnail", uid=proof.uid))
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")


def test_a_paper_is_issued_and_comes_back(as_user, department, plan, report_in, url):
    report_in("approved")
    subject = Subject(plan=plan, kind="bulletin", quarter=Quarter(2005, 3))
    paper = issue_paper(actor=department, dated=clock.today(), subject=subject)
    assert isinstance(paper, Paper)
    response = as_user(department).get(url("paper-file", paper=paper.code))
    assert b"".join(response.streaming_content).startswith(b"PK")


def test_a_workbook_waits_and_is_taken(as_user, secretary, report_in, url):
    report = report_in("draft")
    client = as_user(secretary)
    sent = {"workbook": SimpleUploadedFile("季度报告.xlsx", own(report))}
    address = client.post(url("report-workbook-upload"), sent).url
    assert len(waiting.names("uploads")) == 1
    assert client.get(address).status_code == 200
    assert client.post(f"{address}take/").url == url("report-edit")
    assert waiting.names("uploads") == []


def test_what_waited_too_long_is_deleted_and_the_rest_stays(monkeypatch):
    assert waiting.names("uploads") == []
    for name in ("old.xlsx", "new.xlsx"):
        default_storage.save(f"uploads/{name}", ContentFile(b"x"))
    now = timezone.now()
    ages = {"uploads/old.xlsx": timedelta(hours=25), "uploads/new.xlsx": timedelta(hours=23)}
    monkeypatch.setattr(storages["default"], "get_modified_time", lambda name: now - ages[name])
    waiting.forget_older("uploads", timedelta(days=1))
    assert waiting.names("uploads") == ["new.xlsx"]
