import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from partybuilding.models import Evidence, IndicatorField, Report
from tests.pages import form_data, told
from tests.reports.reporting import photo

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def attach(as_user, secretary, url):
    """Send the form as it stands, with a file and what is typed over it."""

    def post(file, **typed):
        browser = as_user(secretary)
        data = {**form_data(browser.get(url("report-edit"))), **typed}
        return browser.post(url("evidence-add"), {**data, **({"file": file} if file else {})})

    return post


def test_the_file_is_attached_and_what_was_typed_is_kept(attach, report_in, url):
    report_in("draft")
    response = attach(photo(), progress="附照片一张")
    assert (response.url, told(response)) == (url("report-edit") + "#evidence", ["The file is attached."])
    assert Evidence.objects.get().indicator is None
    assert Report.objects.get().progress == "附照片一张"


def test_it_can_bear_out_one_indicator(attach, report_in, plan):
    report_in("draft")
    indicator = plan.indicators.get(code="K07")
    attach(photo(), indicator=str(indicator.pk))
    assert Evidence.objects.get().indicator == indicator


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (SimpleUploadedFile("报表.exe", b"MZ"), "Only PDF, JPG, PNG, DOCX and XLSX files can be attached."),
        (SimpleUploadedFile("照片.jpg", b"\xff\xd8\xff"), "The picture cannot be read, or it is damaged."),
        (SimpleUploadedFile("照片.jpg", b"MZ"), "The file is not what its name says, or it is damaged."),
        (SimpleUploadedFile("空.pdf", b""), "empty"),
        (None, "required"),
    ],
)
def test_a_file_that_is_refused_is_told_by_the_field_and_what_was_typed_is_kept(attach, report_in, file, message):
    report_in("draft")
    response = attach(file, progress="附照片一张")
    assert response.status_code == 422
    assert any(message in error for error in response.context["upload"].errors["file"])
    assert form_data(response)["progress"] == Report.objects.get().progress == "附照片一张"
    assert not Evidence.objects.exists()


def test_a_wrong_figure_does_not_lose_the_file(attach, report_in):
    report_in("draft")
    response = attach(photo(), **{f"v{IndicatorField.objects.get(key='area').pk}": "abc"})
    assert response.status_code == 422
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("indicator", ["0", "999999", "9" * 30])
def test_an_indicator_that_is_not_there_means_the_report_as_a_whole(attach, report_in, indicator):
    report_in("draft")
    attach(photo(), indicator=indicator)
    assert Evidence.objects.get().indicator is None
