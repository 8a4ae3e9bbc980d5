"""One field as it is left: saved alone, judged anew, and held against what was saved elsewhere meanwhile."""

import json

import pytest
from django.contrib.sessions.models import Session

from partybuilding.models import FieldValue, IndicatorField, Report, ReportEntry
from tests.pages import form_data

pytestmark = pytest.mark.usefixtures("english_pages")

HTMX = {"HX-Request": "true"}


@pytest.fixture
def drawn(as_user, secretary, url):
    """Return the form as a browser has it, and one row of it as the script sends it."""

    def get(key="area"):
        data = form_data(as_user(secretary).get(url("report-edit")))
        field = IndicatorField.objects.get(key=key)
        base = json.loads(data[f"b{field.indicator_id}"])
        row = {f"r{field.indicator_id}": "1", f"b{field.indicator_id}": json.dumps(base)}
        row |= {name: data[name] for name in base if name in data}
        return row, f"v{field.pk}"

    return get


@pytest.fixture
def send(as_user, secretary, url):
    def post(data):
        return as_user(secretary).post(url("report-save"), data, headers=HTMX)

    return post


def area():
    return FieldValue.objects.get(field__key="area").value


def test_a_field_is_saved_and_its_row_judged_anew(drawn, send, report_in):
    report_in("draft")
    row, name = drawn()
    response = send({**row, name: "186"})
    assert response.status_code == 200
    assert area() == 186
    text = response.content.decode()
    assert 'hx-swap-oob="true"' in text
    assert "14 m² short" in text
    assert "<html" not in text


def test_nothing_else_of_the_report_is_touched(drawn, send, report_in):
    report = report_in("draft")
    others = list(FieldValue.objects.exclude(field__key="area").values()), report.progress
    row, name = drawn()
    send({**row, name: "186"})
    report.refresh_from_db()
    assert (list(FieldValue.objects.exclude(field__key="area").values()), report.progress) == others


def test_a_wrong_figure_is_told_and_the_note_beside_it_saved(drawn, send, report_in):
    report_in("draft")
    row, name = drawn()
    note = next(key for key in row if key.startswith("n"))
    response = send({**row, name: "abc", note: "以实测为准"})
    assert response.status_code == 422
    assert f'id="id_{name}-error" hx-swap-oob="true">Not a number' in " ".join(response.content.decode().split())
    assert area() == 210
    assert ReportEntry.objects.get(indicator__code="K07").note == "以实测为准"


def test_what_another_window_saved_is_shown_beside_mine_and_neither_lost(drawn, send, report_in, secretary):
    report_in("draft")
    row, name = drawn()
    send({**row, name: "186"})
    response = send({**row, name: "190"})
    assert response.status_code == 422
    text = response.content.decode()
    assert secretary.name in text
    assert "186" in text
    assert "data-theirs" in text
    assert area() == 186


def test_a_conflict_leaves_the_row_confirmed(drawn, send, report_in):
    report_in("draft")
    row, name = drawn()
    send({**row, name: "186"})
    send({**row, name: "190"})
    assert ReportEntry.objects.get(indicator__code="K07").is_confirmed


def test_mine_is_saved_once_i_have_seen_theirs(drawn, send, report_in):
    report_in("draft")
    row, name = drawn()
    send({**row, name: "186"})
    row_now, _name = drawn()
    assert send({**row_now, name: "190"}).status_code == 200
    assert area() == 190


def test_a_field_i_did_not_touch_keeps_what_the_other_window_saved(drawn, send, report_in):
    report_in("draft")
    row, name = drawn()
    send({**row, name: "186"})
    note = next(key for key in row if key.startswith("n"))
    assert send({**row, note: "以实测为准"}).status_code == 200
    assert (area(), ReportEntry.objects.get(indicator__code="K07").note) == (186, "以实测为准")


def test_a_text_is_saved_alone(send, report_in):
    report = report_in("draft")
    base = json.dumps({"progress": report.progress})
    assert send({"progress": "验收完成", "b_progress": base}).status_code == 200
    assert Report.objects.get().progress == "验收完成"
    assert send({"progress": "另一句", "b_progress": base}).status_code == 422
    assert Report.objects.get().progress == "验收完成"


def test_a_tick_taken_away_takes_the_confirmation_away(drawn, send, report_in):
    report_in("draft")
    row, _name = drawn()
    tick = next(key for key in row if key.startswith("c"))
    del row[tick]
    send(row)
    assert not ReportEntry.objects.get(indicator__code="K07").is_confirmed


def test_a_report_out_of_hand_says_so_in_a_line(drawn, send, report_in, url, secretary):
    report = report_in("draft")
    row, name = drawn()
    Report.objects.filter(pk=report.pk).update(
        state="approved", submitted_by=secretary, submitted_at="2005-10-03T00:00Z"
    )
    response = send({**row, name: "186"})
    assert (response.status_code, response["Content-Type"]) == (409, "text/plain; charset=utf-8")
    assert area() == 210


def test_without_a_session_it_says_so_instead_of_sending_the_login_page(drawn, client, send, report_in, url):
    report_in("draft")
    row, name = drawn()
    Session.objects.all().delete()
    response = client.post(url("report-save"), {**row, name: "186"}, headers=HTMX)
    assert (response.status_code, response.content) == (401, b"")
    assert area() == 210


def test_nothing_to_save_tells_that_the_server_is_there(send, report_in):
    report_in("draft")
    assert send({}).status_code == 200
