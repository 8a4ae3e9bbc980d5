from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from partybuilding.models import Evidence
from partybuilding.reports.actions_evidence import attach_evidence, remove_evidence
from tests.reports.reporting import office, photo

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def proof(report_in, secretary):
    return attach_evidence(report=report_in("draft"), file=photo("秦凤路 活动站.jpg"), actor=secretary)


def test_a_picture_is_shown_under_its_own_name(as_user, secretary, proof, url):
    response = as_user(secretary).get(url("evidence", uid=proof.uid))
    content = b"".join(response.streaming_content)
    assert len(content) == proof.size
    assert response["Content-Disposition"] == f"inline; filename*=utf-8''{quote('秦凤路 活动站.jpg')}"
    assert response["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("name", "content"), [("报告.pdf", b"%PDF-1.4\n%%EOF"), ("总结.docx", office("word/document.xml"))]
)
def test_anything_else_comes_as_an_attachment(as_user, secretary, report_in, url, name, content):
    proof = attach_evidence(report=report_in("draft"), file=SimpleUploadedFile(name, content), actor=secretary)
    response = as_user(secretary).get(url("evidence", uid=proof.uid))
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"].startswith("attachment; ")
    assert as_user(secretary).get(url("evidence-thumbnail", uid=proof.uid)).status_code == 404


def test_the_thumbnail_comes_by_the_same_door(as_user, secretary, other_secretary, proof, url):
    response = as_user(secretary).get(url("evidence-thumbnail", uid=proof.uid))
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert as_user(other_secretary).get(url("evidence-thumbnail", uid=proof.uid)).status_code == 404
    remove_evidence(evidence=proof, actor=secretary)
    assert as_user(secretary).get(url("evidence-thumbnail", uid=proof.uid)).status_code == 404


def test_a_list_shows_the_thumbnail_or_the_name_with_a_sign(as_user, secretary, proof, url):
    shown = url("evidence-thumbnail", uid=proof.uid)
    page = as_user(secretary).get(url("report-edit")).content.decode()
    assert f'src="{shown}" width="96" height="72" loading="lazy"' in page
    Evidence.objects.update(thumbnail="")
    page = as_user(secretary).get(url("report-edit")).content.decode()
    assert shown not in page
    assert "proof__icon" in page
    assert "秦凤路 活动站.jpg" in page


def test_the_browser_may_not_guess_or_keep_it(as_user, secretary, proof, url):
    response = as_user(secretary).get(url("evidence", uid=proof.uid))
    b"".join(response.streaming_content)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert "default-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(("pilot", "quarter"), [("dongguan", "2005Q3"), ("qinfenglu", "2005Q2"), ("nowhere", "2005Q3")])
def test_it_is_found_under_its_own_report_alone(as_user, department, proof, url, pilot, quarter):
    address = url("evidence", uid=proof.uid, pilot=pilot, quarter=quarter)
    assert as_user(department).get(address).status_code == 404


def test_what_was_taken_off_or_never_there_is_not_there(as_user, secretary, proof, url):
    assert as_user(secretary).get(url("evidence", uid=uuid4())).status_code == 404
    remove_evidence(evidence=proof, actor=secretary)
    assert as_user(secretary).get(url("evidence", uid=proof.uid)).status_code == 404


def test_a_name_cannot_break_out_of_the_header(as_user, secretary, report_in, url):
    file = SimpleUploadedFile('a"; filename=evil.pdf', b"%PDF-1.4\n%%EOF")
    proof = attach_evidence(report=report_in("draft"), file=file, actor=secretary)
    response = as_user(secretary).get(url("evidence", uid=proof.uid))
    b"".join(response.streaming_content)
    assert response["Content-Disposition"] == 'attachment; filename="a\\"; filename=evil.pdf"'


def test_uploads_are_not_served_from_their_folder(as_user, department, proof):
    assert as_user(department).get(f"/media/{proof.file.name}").status_code == 404
