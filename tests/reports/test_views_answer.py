"""Answers in one tap, by the button alone: the register's figure, and everything that is as it was."""

from datetime import date

import pytest

from fengxiang.bilingual import section_number
from partybuilding.models import FieldValue, IndicatorField, Report
from partybuilding.reports.actions import return_report, submit_report
from partybuilding.reports.detail import load_report_detail
from partybuilding.targets.quarter import Quarter
from tests.factories import ReportFactory, RoomFactory
from tests.factories_meeting import MeetingFactory
from tests.pages import form_data
from tests.reports.reporting import complete_report, photo

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def area(plan):
    return IndicatorField.objects.get(key="area", indicator__plan=plan)


@pytest.fixture
def room(pilots):
    return RoomFactory(community=pilots[0].community, gross_floor_area=186)


@pytest.fixture
def site(as_user, secretary):
    return as_user(secretary)


@pytest.fixture
def returned(report_in, secretary, department, area, room):
    """A report that came back for its floor area alone."""
    report = submit_report(report=report_in("draft"), actor=secretary)
    return return_report(report=report, objections={area.indicator_id: "台账为 186"}, actor=department)


def rows_of(response):
    return [each.row.indicator.code for each in response.context["layout"].first]


# --- the register 采用台账 --------------------------------------------------------------------------------------------


def test_the_register_is_taken_by_the_button_and_the_rest_typed_is_kept(site, returned, area, url):
    data = form_data(site.get(url("report-edit")))
    address = url("report-adopt", indicator="K07")
    response = site.post(address, {**data, f"v{area.pk}": "abc", "progress": "已核实"})
    assert response.url == url("report-edit") + "#row-K07"
    returned.refresh_from_db()
    assert FieldValue.objects.get(field=area).value == 186
    assert returned.progress == "已核实"
    assert returned.entries.get(indicator=area.indicator).is_confirmed
    assert site.post(url("report-submit"), form_data(site.get(url("report-edit")))).status_code == 302


def test_where_no_register_holds_it_nothing_is_taken(site, report_in, url):
    report_in("draft")
    before = list(FieldValue.objects.values_list("value", flat=True))
    site.post(url("report-adopt", indicator="K10"), form_data(site.get(url("report-edit"))))
    assert list(FieldValue.objects.values_list("value", flat=True)) == before


def test_the_button_names_the_figure_and_goes_once_it_is_taken(site, returned, url):
    words = "Take the register's 186 m²"
    assert words in site.get(url("report-edit")).content.decode()
    site.post(url("report-adopt", indicator="K07"), form_data(site.get(url("report-edit"))))
    page = site.get(url("report-edit")).content.decode()
    assert words not in page
    assert "as in the register" in page


# --- what came back ---------------------------------------------------------------------------------------------------


def test_what_was_returned_stands_first_with_its_reason_and_the_rest_is_folded(site, returned, url):
    response = site.get(url("report-edit"))
    page = response.content.decode()
    assert rows_of(response) == ["K07"]
    assert page.index("台账为 186") < page.index('id="area-2"')
    assert "Returned 1/1" in page
    assert '<details class="folded rest__area" id="area-2" data-area="2">' in page


def test_a_general_return_begins_with_what_differs_from_the_register(site, report_in, secretary, department, room, url):
    report = submit_report(report=report_in("draft"), actor=secretary)
    return_report(report=report, reason="请核实", actor=department)
    response = site.get(url("report-edit"))
    assert "K07" in rows_of(response)
    assert all(each.row.differs_from_register for each in response.context["layout"].first)


def test_who_returned_it_and_the_telephone_are_named(site, returned, department, plan, url):
    plan.member_units.filter(unit=plan.lead_unit).update(telephone="0917-7210000", contact="周某 组织股")
    page = site.get(url("report-edit")).content.decode()
    assert f"{department.unit} {department}" in page
    assert '<a href="tel:0917-7210000">' in page
    assert "周某 组织股" in page


def test_nothing_changed_asks_why_beside_the_place_for_it(site, returned, url):
    data = form_data(site.get(url("report-edit")))
    response = site.post(url("report-submit"), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Returned, and not changed: Gross floor area." in page
    assert '<details class="reply" open>' in page
    assert Report.objects.get(pk=returned.pk).state == "returned"


def test_the_reply_is_shown_to_whoever_checks(site, returned, as_user, department, url):
    data = form_data(site.get(url("report-edit"))) | {"reply": "第二间活动室已启用"}
    assert site.post(url("report-submit"), data).status_code == 302
    for page in ("report", "report-check"):
        text = as_user(department).get(url(page)).content.decode()
        assert "The community replied to the return:" in text
        assert text.count("第二间活动室已启用") == 2  # above the figures, and in the history


def test_the_reply_is_kept_like_the_other_texts(site, returned, url):
    data = {"reply": "经核对无误", "b_reply": '{"reply":""}'}
    assert site.post(url("report-save"), data, headers={"HX-Request": "true"}).status_code == 200
    assert Report.objects.get(pk=returned.pk).reply == "经核对无误"


def test_a_first_draft_has_nothing_to_reply_to(site, report_in, url):
    report = report_in("draft")
    data = form_data(site.get(url("report-edit")))
    assert "reply" not in data
    site.post(url("report-save"), {**data, "reply": "经核对无误"})
    report.refresh_from_db()
    assert report.reply == ""


def test_the_answer_to_a_saved_field_says_that_it_is_changed(site, returned, area, url):
    data = form_data(site.get(url("report-edit")))
    names = (f"r{area.indicator_id}", f"b{area.indicator_id}", f"c{area.indicator_id}", f"n{area.indicator_id}")
    row = {name: data[name] for name in names}
    answer = site.post(url("report-save"), {**row, f"v{area.pk}": "186"}, headers={"HX-Request": "true"})
    assert 'data-turn="done"' in answer.content.decode()
    answer = site.post(url("report-save"), {"progress": "-"}, headers={"HX-Request": "true"})
    assert "data-turn" not in answer.content.decode()


# --- an unchanged quarter ---------------------------------------------------------------------------------------------


@pytest.fixture
def next_draft(pilots, room):
    """The draft after a quarter that was approved; of the registers only the floor area says anything."""
    complete_report(pilots[0], quarter=Quarter(2005, 2), approved=True, changes={"K07": {"area": 186}})
    return ReportFactory(pilot=pilots[0])


def confirmed(report):
    return set(report.entries.filter(is_confirmed=True).values_list("indicator__code", flat=True))


def test_one_tap_confirms_what_last_quarter_and_the_register_say(site, next_draft, url):
    rows = {row.indicator.code: row for row in load_report_detail(next_draft).rows}
    alike = {code for code, row in rows.items() if row.is_as_before}
    response = site.post(url("report-unchanged"), form_data(site.get(url("report-edit"))))
    assert response.url == url("report-edit") + "#left"
    assert confirmed(next_draft) == alike >= {"K07", "K10"}
    assert FieldValue.objects.get(entry__report=next_draft, field__key="area").value == 186


def test_it_leaves_what_differs_and_lists_it_by_area_with_links(site, next_draft, room, area, url):
    room.gross_floor_area = 200
    room.save()
    site.post(url("report-unchanged"), form_data(site.get(url("report-edit"))))
    assert "K07" not in confirmed(next_draft)
    response = site.get(url("report-edit"))
    assert "K07" in [each.row.indicator.code for each in response.context["layout"].to_answer[0].rows]
    assert f'<a href="#id_c{area.indicator_id}" data-left-row="K07">' in response.content.decode()


def test_what_was_typed_otherwise_stays_typed(site, next_draft, area, url):
    data = form_data(site.get(url("report-edit")))
    known = IndicatorField.objects.get(key="known")
    site.post(url("report-unchanged"), {**data, f"v{known.pk}": "1"})
    assert FieldValue.objects.get(entry__report=next_draft, field=known).value == 1


def test_a_first_report_has_nothing_to_be_unchanged_against(site, pilots, url):
    ReportFactory(pilot=pilots[0])
    response = site.get(url("report-edit"))
    alike = {each.row.indicator.code for each in response.context["layout"].unchanged}
    assert "K10" not in alike
    assert not any(each.row.last for each in response.context["layout"].rows)


def test_what_is_missing_takes_one_line_an_area_and_no_line_twice(site, pilots, url):
    ReportFactory(pilot=pilots[0])
    data = form_data(site.get(url("report-edit")))
    response = site.post(url("report-submit"), data)
    lines = [(line.area, line.text) for line in response.context["errors"]]
    assert len(lines) == len(set(lines))
    still_open = [line for line in response.context["errors"] if "still to be" in line.text]
    assert len(still_open) == len({line.area for line in still_open}) > 1
    assert all(line.text.startswith(str(len(line.points))) for line in still_open)
    page = response.content.decode()
    assert all(f'href="#{point.anchor}"' in page for line in still_open for point in line.points)
    assert all(f'id="{point.anchor}"' in page for line in still_open for point in line.points)


# --- in the row -------------------------------------------------------------------------------------------------------


def test_evidence_is_attached_in_the_row(site, report_in, area, url):
    report = report_in("draft")
    data = form_data(site.get(url("report-edit")))
    row = {
        "indicator": str(area.indicator_id),
        f"file{area.indicator_id}": photo("平面图.jpg"),
        "file": photo("全.jpg"),
    }
    response = site.post(url("evidence-add"), {**data, **row})
    assert response.url == url("report-edit") + "#row-K07"
    proof = report.evidence.get()
    assert (proof.name, proof.indicator) == ("平面图.jpg", area.indicator)
    assert site.get(url("report-edit")).content.decode().count("平面图.jpg</span>") == 2  # in its row, and in the list


def test_each_field_says_which_section_asks_and_whom_it_serves(site, report_in, url):
    report_in("draft")
    response = site.get(url("report-edit"))
    page = " ".join(response.content.decode().split())
    rows = response.context["layout"].rows
    assert any(each.serves for each in rows)
    for each in rows:
        asked = f"Asked for by {section_number(each.row.indicator.section)} of the plan"
        assert (f"{asked}; serves {each.serves}" if each.serves else asked) in page


# --- afterwards -------------------------------------------------------------------------------------------------------


def test_what_happens_next_and_when_is_told(site, report_in, plan, url):
    report_in("draft")
    site.post(url("report-submit"), form_data(site.get(url("report-edit"))))
    page = " ".join(site.get(url("report")).content.decode().split())
    assert f"{plan.lead_unit} checks it by 18 November 2005." in page
    assert "The next report is on the fourth quarter of 2005: from 31 December 2005, by" in page
    assert "The next joint meeting" not in page
    MeetingFactory(plan=plan, number=1, planned_on=date(2005, 9, 27), held=True)
    MeetingFactory(plan=plan, number=2, planned_on=date(2005, 12, 20))
    MeetingFactory(plan=plan, number=3, planned_on=date(2006, 3, 21))
    page = " ".join(site.get(url("report")).content.decode().split())
    assert "The next joint meeting is planned for 20 December 2005: what is approved by then is seen there." in page


def test_it_is_told_to_the_community_and_while_it_waits(site, as_user, department, report_in, url):
    report_in("submitted")
    assert "What happens next" in site.get(url("report")).content.decode()
    assert "What happens next" not in as_user(department).get(url("report")).content.decode()
    Report.objects.update(state="approved")
    assert "What happens next" not in site.get(url("report")).content.decode()
