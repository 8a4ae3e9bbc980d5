import pytest

from partybuilding.models import Evidence, Report
from partybuilding.reports.actions_evidence import attach_evidence
from tests.pages import told
from tests.reports.reporting import photo

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def proof(report_in, secretary):
    return attach_evidence(report=report_in("draft"), file=photo(), actor=secretary)


def test_the_file_is_taken_off_and_what_was_typed_is_kept(as_user, secretary, proof, url):
    response = as_user(secretary).post(url("evidence-remove", uid=proof.uid), {"progress": "照片重拍"})
    assert (response.url, told(response)) == (url("report-edit"), ["The file is taken off."])
    assert Evidence.objects.get().removed_at
    assert Report.objects.get().progress == "照片重拍"


def test_a_second_time_it_is_not_there(as_user, secretary, proof, url):
    as_user(secretary).post(url("evidence-remove", uid=proof.uid))
    assert as_user(secretary).post(url("evidence-remove", uid=proof.uid)).status_code == 404


def test_it_stays_once_the_report_is_submitted(as_user, secretary, proof, url):
    Report.objects.update(state="submitted", submitted_by=secretary, submitted_at=proof.uploaded_at)
    response = as_user(secretary).post(url("evidence-remove", uid=proof.uid))
    assert response.status_code == 422
    assert Evidence.objects.get().removed_at is None
