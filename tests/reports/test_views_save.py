from decimal import Decimal

import pytest

from partybuilding.models import FieldValue, IndicatorField, Plan, Report
from partybuilding.plan.actions import load_plan
from partybuilding.plan.planfile import read_plan
from tests.factories import ReportFactory, UserFactory
from tests.pages import field_messages, form_data, told
from tests.plan.plan_text import shipped

pytestmark = pytest.mark.usefixtures("english_pages")


def value_of(key):
    return FieldValue.objects.get(field__key=key).value


def field_of(key):
    return IndicatorField.objects.get(key=key)


@pytest.fixture
def form(as_user, secretary, url):
    """Return the form's data as the browser holds them."""

    def get():
        return form_data(as_user(secretary).get(url("report-edit")))

    return get


@pytest.fixture
def save(as_user, secretary, url):
    def post(data):
        return as_user(secretary).post(url("report-save"), data)

    return post


def test_what_was_typed_is_kept(form, save, report_in, url):
    report_in("draft")
    area = field_of("area")
    response = save({**form(), f"v{area.pk}": "２２０．５ m²", "progress": "验收完成"})
    assert (response.status_code, response.url) == (302, url("report-edit"))
    assert told(response) == ["Saved."]
    assert (value_of("area"), Report.objects.get().progress) == (Decimal("220.5"), "验收完成")


def test_an_untouched_form_changes_nothing(form, save, report_in):
    report = report_in("draft")
    before = list(FieldValue.objects.values()), list(report.entries.values()), report.history.count()
    assert save(form()).status_code == 302
    assert (list(FieldValue.objects.values()), list(report.entries.values()), report.history.count()) == before


def test_a_wrong_figure_is_told_there_and_the_rest_is_kept(form, save, report_in):
    report_in("draft")
    area, known = field_of("area"), field_of("known")
    response = save({**form(), f"v{area.pk}": "twenty", f"v{known.pk}": "59", "progress": "已整改"})
    assert response.status_code == 422
    assert field_messages(response).keys() == {f"v{area.pk}"}
    assert form_data(response)[f"v{area.pk}"] == "twenty"
    assert (value_of("area"), value_of("known"), Report.objects.get().progress) == (210, 59, "已整改")


def test_a_note_with_an_id_number_is_told_there_and_not_kept(form, save, report_in):
    report = report_in("draft")
    area = field_of("area")
    response = save({**form(), f"n{area.indicator_id}": "王某 610322196503120017"})
    assert response.status_code == 422
    assert field_messages(response).keys() == {f"n{area.indicator_id}"}
    assert not report.entries.filter(note__contains="6103").exists()


def test_a_report_out_of_hand_shows_what_was_typed_and_keeps_nothing(form, save, report_in):
    report = report_in("draft")
    data = {**form(), "progress": "来不及保存的话"}
    Report.objects.filter(pk=report.pk).update(
        state="approved", submitted_by=UserFactory(), submitted_at="2005-10-03T00:00Z"
    )
    response = save(data)
    assert response.status_code == 422
    assert form_data(response)["progress"] == "来不及保存的话"
    assert Report.objects.get().progress != "来不及保存的话"


@pytest.mark.alike
def test_wrong_input_of_each_kind_of_figure_of_the_shipped_plan(client, form, save, url, db):
    """One figure after the other is wrong; each time it is told there, and all else stays on the page and is kept.

    The form is tried with every figure in test_forms.py.
    """
    load_plan(file=read_plan(shipped()), reason="test")
    pilot = Plan.objects.get().pilots.select_related("community")[0]
    ReportFactory(pilot=pilot)
    client.force_login(UserFactory(secretary=True, community=pilot.community))
    address = "/fengxiang-2004/reports/qinfenglu/2005Q3"
    data = form_data(client.get(f"{address}/edit/"))
    figures = [each for each in IndicatorField.objects.exclude(role__in=["item", "condition"]) if f"v{each.pk}" in data]
    typed = {"denominator": "2", "total": "2"}
    data |= {f"v{each.pk}": typed.get(each.role, "1") for each in figures}
    assert len(figures) > 40
    one_of_each_kind = {(each.indicator.operator, each.role): each for each in figures}
    assert len(one_of_each_kind) > 5
    for wrong in one_of_each_kind.values():
        sent = {**data, f"v{wrong.pk}": "abc", "progress": f"第 {wrong.pk} 项"}
        response = client.post(f"{address}/save/", sent)
        assert response.status_code == 422
        assert field_messages(response).keys() == {f"v{wrong.pk}"}
        shown = form_data(response)
        # What the page carries to tell two windows apart moves on with what is saved; everything else stays as typed.
        assert {name: text for name, text in shown.items() if name[0] != "b"} == {
            name: text for name, text in sent.items() if name[0] != "b"
        }
        assert Report.objects.get().progress == sent["progress"]
        data = {**shown, f"v{wrong.pk}": data[f"v{wrong.pk}"]}
    kept = FieldValue.objects.filter(field__in=figures, value__isnull=False)
    assert kept.count() == len(figures)
