from datetime import date
from uuid import uuid4

import pytest

from fengxiang import clock
from fengxiang.whole_body import FORM_END
from partybuilding.models import FieldValue, IndicatorField, OnceKey, Report
from tests.factories import ReportFactory
from tests.pages import field_messages, form_data, told

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def submit(as_user, secretary, url):
    """Send the form as it stands, with what is typed over it."""

    def post(**typed):
        browser = as_user(secretary)
        return browser.post(url("report-submit"), {**form_data(browser.get(url("report-edit"))), **typed})

    return post


def field_of(key):
    return IndicatorField.objects.get(key=key)


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_a_complete_report_is_handed_in(submit, report_in, secretary, url, state):
    report_in(state)
    response = submit()
    assert (response.status_code, response.url) == (302, url("report"))
    assert told(response) == ["Submitted. The county will check it."]
    assert Report.objects.get().state == "submitted"


def test_what_was_typed_last_is_handed_in(submit, report_in):
    report_in("draft")
    submit(**{f"v{field_of('area').pk}": "230"})
    assert FieldValue.objects.get(field__key="area").value == 230


def test_what_is_missing_is_told_by_its_row_and_what_was_typed_is_kept(submit, pilots):
    ReportFactory(pilot=pilots[0])
    known = field_of("known")
    response = submit(**{f"v{known.pk}": "58"})
    assert response.status_code == 422
    assert "Fill in: 0 if there is none." in response.content.decode()
    assert "Confirm or fill in." in response.content.decode()
    assert field_messages(response).keys() >= {f"v{field_of('members').pk}"}
    assert FieldValue.objects.get(field=known).value == 58
    assert Report.objects.get().state == "draft"


def test_a_figure_that_differs_from_the_register_asks_why(submit, report_in):
    report = report_in("draft")
    area = field_of("area")
    response = submit(**{f"n{area.indicator_id}": ""})
    assert field_messages(response).keys() == {f"n{area.indicator_id}"}
    report.refresh_from_db()
    assert report.state == "draft"


def test_a_wrong_figure_is_told_before_anything_else(submit, report_in):
    report_in("draft")
    area = field_of("area")
    response = submit(**{f"v{area.pk}": "-1"})
    assert field_messages(response) == {f"v{area.pk}": "Cannot be below 0."}
    assert Report.objects.get().state == "draft"


def test_before_the_quarter_ends_the_reason_is_told_and_the_draft_kept(submit, report_in):
    report_in("draft")
    with clock.set_to(date(2005, 9, 29)):
        response = submit(progress="提前报送")
    assert response.status_code == 422
    assert any("has not ended" in message for message in told(response))
    assert (Report.objects.get().state, Report.objects.get().progress) == ("draft", "提前报送")


def test_a_second_click_finds_it_submitted(as_user, submit, secretary, report_in, url):
    report_in("draft")
    submit()
    response = as_user(secretary).post(url("report-submit"))
    assert response.status_code == 422
    assert Report.objects.get().events.filter(kind="submitted").count() == 1


def test_the_same_form_again_is_led_to_the_same_page_and_does_nothing(submit, as_user, secretary, report_in, url):
    report_in("draft")
    key = str(uuid4())
    data = {**form_data(as_user(secretary).get(url("report-edit"))), FORM_END: key}
    answers = [as_user(secretary).post(url("report-submit"), data) for _ in range(2)]
    assert [(each.status_code, each.url) for each in answers] == [(302, url("report"))] * 2
    assert Report.objects.get().events.filter(kind="submitted").count() == 1


def test_what_was_in_the_way_can_be_mended_on_the_same_form(submit, report_in):
    report_in("draft")
    key, name = str(uuid4()), f"v{field_of('area').pk}"
    assert submit(**{FORM_END: key, name: ""}).status_code == 422
    assert submit(**{FORM_END: key, name: "230"}).status_code == 302
    assert Report.objects.get().state == "submitted"
    assert FieldValue.objects.get(field__key="area").value == 230


def test_what_keeps_a_report_back_takes_no_key_and_leaves_one_trace_of_each_figure(submit, report_in):
    report_in("draft")
    submit(**{FORM_END: str(uuid4()), f"v{field_of('area').pk}": "230", f"n{field_of('area').indicator_id}": ""})
    assert not OnceKey.objects.exists()
    assert [row.value for row in FieldValue.history.filter(field=field_of("area"))][:2] == [230, 210]
    assert Report.history.filter(state="submitted").count() == 0
