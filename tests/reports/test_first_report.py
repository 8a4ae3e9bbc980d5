"""A first report of a community with an empty past says only what was answered, whichever way it comes in."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from communities.models import Room, User
from fengxiang import clock
from partybuilding.models import FieldValue, Report
from partybuilding.reports.actions import save_draft
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.forms import ReportForm
from partybuilding.reports.workbook import layout
from partybuilding.reports.workbook.compare import compare
from partybuilding.reports.workbook.write import write_workbook
from tests.factories import ReportFactory, RoomFactory, UserFactory
from tests.pages import form_data, text_of, told

OPEN = {"K04", "K09", "K12", "K27", "K33"}
BEFORE_THE_END, THE_LAST_DAY = date(2005, 9, 20), date(2005, 9, 30)


@pytest.fixture
def report(shipped_plan):
    """An empty report on 2005Q3, of a community that never reported."""
    return ReportFactory(pilot=shipped_plan.pilots.select_related("plan", "community").first())


@pytest.fixture
def site(report, client):
    client.force_login(UserFactory(secretary=True, community=report.pilot.community))
    client.cookies["django_language"] = "en"
    return client


def address(report, name):
    return reverse(name, args=[report.pilot.plan.slug, report.pilot.code, report.quarter])


def answered(report):
    rows = load_report_detail(report).rows
    return {row.indicator.code for row in rows if row.is_filled or row.is_confirmed}


def every_tick(data, detail):
    return {**data, **{f"c{row.indicator.pk}": "on" for row in detail.rows}}


def by_the_page(report, site):
    """Press every "no change": the whole page comes with every row ticked and nothing else touched."""
    data = every_tick(form_data(site.get(address(report, "report-edit"))), load_report_detail(report))
    site.post(address(report, "report-save"), data)


def by_each_row(report, site):
    data = every_tick(form_data(site.get(address(report, "report-edit"))), load_report_detail(report))
    for row in load_report_detail(report).rows:
        names = [f"{kind}{row.indicator.pk}" for kind in "rbcn"]
        names += [f"v{each.pk}" for each in row.indicator.fields.all()]
        sent = {name: data[name] for name in names if name in data}
        assert site.post(address(report, "report-save"), sent, headers={"HX-Request": "true"}).status_code == 200


def by_another_window(report, site):
    """Two windows: what the other one saved is no answer to the rest."""
    data = every_tick(form_data(site.get(address(report, "report-edit"))), load_report_detail(report))
    by_the_page(report, site)
    site.post(address(report, "report-save"), data)


def by_the_workbook(report, site):
    """The workbook comes back as it went out, said to be checked in every row."""
    detail = load_report_detail(report)
    book = load_workbook(io.BytesIO(write_workbook(detail)))
    for line in range(layout.FIRST_ROW, book[layout.FIGURES_SHEET].max_row + 1):
        checked = book[layout.FIGURES_SHEET].cell(line, layout.CHECKED)
        if not checked.protection.locked:
            checked.value = "是"
    out = io.BytesIO()
    book.save(out)
    save_draft(report=report, draft=compare(out.getvalue(), detail).draft, actor=User.objects.get())


@pytest.mark.alike
@pytest.mark.parametrize("way", [by_the_page, by_each_row, by_another_window, by_the_workbook])
def test_no_change_answers_nothing_that_has_no_past(report, site, way):
    way(report, site)
    left_open = {row.indicator.code for row in load_report_detail(report).rows} - answered(report)
    assert left_open >= OPEN
    assert not FieldValue.objects.filter(entry__indicator__code__in=OPEN, value__isnull=False).exists()
    # What a register holds can be confirmed.
    assert "K07" in answered(report)


def test_the_page_says_which_answers_are_open(report, site):
    data = form_data(site.get(address(report, "report-edit")))
    for row in load_report_detail(report).rows:
        names = {f"v{each.pk}" for each in row.indicator.fields.all() if each.spec.role.is_yes_no}
        assert row.is_unanswered == (row.indicator.source == "report")
        assert not (row.is_unanswered and names & data.keys())


def test_every_row_of_a_first_report_is_new_to_the_reviewer(report):
    detail = load_report_detail(report)
    data: dict[str, str] = {}
    for row in detail.rows:
        data |= {f"r{row.indicator.pk}": "1", f"c{row.indicator.pk}": "on"}
        data |= {f"v{each.pk}": "0" for each in row.indicator.fields.all()}
    form = ReportForm(detail, data)
    assert form.is_valid(), form.errors
    save_draft(report=report, draft=form.draft(), actor=UserFactory(secretary=True, community=report.pilot.community))
    rows = load_report_detail(report).rows
    assert len(rows) == 33
    assert all(row.is_new and row.is_notable for row in rows)


# --- before the quarter's last day ------------------------------------------------------------------------------------


def test_the_register_is_shown_as_it_is_today_and_what_will_count_beside_it(report, site):
    RoomFactory(community=report.pilot.community, gross_floor_area=40, since=date(2005, 1, 1))
    RoomFactory(community=report.pilot.community, gross_floor_area=60, since=date(2005, 9, 25))
    assert Room.objects.count() == 2
    shown = {}
    for day in (BEFORE_THE_END, THE_LAST_DAY):
        with clock.set_to(day):
            row = next(row for row in load_report_detail(report).rows if row.indicator.code == "K07")
            shown[day] = row.register["area"], bool(row.register_ahead), row.sheet.context.is_register_today
            page = text_of(site.get(address(report, "report-edit")))
        assert ("Register (today)" in page) == (day == BEFORE_THE_END)
    assert shown == {BEFORE_THE_END: (Decimal(40), True, True), THE_LAST_DAY: (Decimal(100), False, False)}


def test_the_form_says_at_once_from_which_day_it_can_be_sent(report, site):
    edit, submit = address(report, "report-edit"), address(report, "report-submit")
    for day, is_too_early in ((BEFORE_THE_END, True), (THE_LAST_DAY, False)):
        with clock.set_to(day):
            page = site.get(edit)
            assert ("Can be submitted from 30 September" in text_of(page)) == is_too_early
            assert (submit in page.content.decode()) != is_too_early
            response = site.post(submit, form_data(page))
            assert response.status_code == 422
            assert any("from 30 September on" in message for message in told(response)) == is_too_early
            board = text_of(site.get(reverse("reports", args=[report.pilot.plan.slug])))
            assert ("can be submitted from" in board) == is_too_early
    assert Report.objects.get().state == "draft"
