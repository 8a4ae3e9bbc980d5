"""The plan in the admin: what stays open to change, what is fixed once reported on, and reports to look at."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.models import Phase, Plan, Report
from partybuilding.targets.quarter import Quarter
from tests import sample_plan
from tests.admin.admin_forms import errors_of, in_english, post
from tests.factories import PlanFactory, ReportFactory, TaskAreaFactory

pytestmark = pytest.mark.django_db
PLANS = "/admin/partybuilding/plan/"
INDICATORS = "/admin/partybuilding/indicator/"
SEATS = "/admin/partybuilding/memberunit/"
REPORTS = "/admin/partybuilding/report/"


@pytest.fixture
def staff(as_user, department):
    return in_english(as_user(department))


@pytest.fixture
def floor_area(plan):
    return plan.indicators.get(code="K07")


@pytest.fixture
def report(pilots):
    return ReportFactory(pilot=pilots[0], returned=True, values={"K07": {"area": 186}, "K09": {"system": 0}})


# --- settings, phases -------------------------------------------------------------------------------------------------


def test_the_deadline_is_changed_and_the_history_says_so(staff, plan):
    assert post(staff, f"{PLANS}{plan.pk}/change/", {"report_deadline_days": "8"}).status_code == 302
    assert Plan.objects.get().deadline_of(Quarter(2005, 3)) == date(2005, 10, 8)
    assert "5 → 8" in staff.get(f"{PLANS}{plan.pk}/history/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"slug": "login"}, "slug", "is the address of another page"),
        ({"ends_on": "2004-07-26"}, "ends_on", "The plan ends before it begins."),
        ({"source_note": "610322195203151234"}, "source_note", "looks like an ID number"),
    ],
)
def test_wrong_settings_are_refused(staff, plan, changes, field, message):
    response = post(staff, f"{PLANS}{plan.pk}/change/", changes)
    assert message in " ".join(errors_of(response)[field])


def test_a_phase_with_steps_is_not_deleted_and_the_page_says_why(staff, plan):
    response = post(staff, f"{PLANS}{plan.pk}/change/", {"phases-3-DELETE": "on"})
    assert response.status_code == 200
    assert "would require deleting the following protected related objects" in response.content.decode()
    assert Phase.objects.filter(number=4).exists()


def test_the_countys_own_copy_is_attached_and_handed_out(staff, plan):
    copy = SimpleUploadedFile("方案.pdf", b"%PDF-1.4 ...", "application/pdf")
    assert post(staff, f"{PLANS}{plan.pk}/change/", {"document": copy}).status_code == 302
    response = staff.get(f"{PLANS}{plan.pk}/document/")
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"] == 'attachment; filename="fengxiang-2004.pdf"'


def test_a_copy_that_is_not_what_its_name_says_is_refused(staff, plan):
    copy = SimpleUploadedFile("方案.pdf", b"MZ\x90", "application/pdf")
    assert "document" in errors_of(post(staff, f"{PLANS}{plan.pk}/change/", {"document": copy}))


def test_the_copy_is_not_for_the_sysadmin(as_user, sysadmin, plan):
    assert as_user(sysadmin).get(f"{PLANS}{plan.pk}/document/").status_code == 403


def test_no_copy_is_404(staff, plan):
    assert staff.get(f"{PLANS}{plan.pk}/document/").status_code == 404


# --- indicators -------------------------------------------------------------------------------------------------------


def test_figures_and_operator_are_fixed_once_reported_on(staff, floor_area, report):
    field = floor_area.fields.get()
    changes = {"operator": "band", "code": "K99", "fields-TOTAL_FORMS": 1, "fields-INITIAL_FORMS": 1}
    changes |= {"fields-0-id": field.pk, "fields-0-key": "other", "fields-0-role": "count", "fields-0-order": 1}
    changes |= {"fields-0-name": "面积", "fields-0-places": 2, "fields-0-indicator": floor_area.pk}
    assert post(staff, f"{INDICATORS}{floor_area.pk}/change/", changes).status_code == 302
    floor_area.refresh_from_db()
    field.refresh_from_db()
    assert (floor_area.operator, floor_area.code, field.key, field.role) == ("at_least", "K07", "area", "value")
    assert staff.post(f"/admin/partybuilding/indicatorfield/{field.pk}/change/").status_code == 403


def test_figures_can_be_put_right_before_the_first_report(staff, floor_area):
    changes = {"fields-0-places": "1"}
    assert post(staff, f"{INDICATORS}{floor_area.pk}/change/", changes).status_code == 302
    assert floor_area.fields.get().places == 1


def test_what_belongs_to_another_plan_is_refused(staff, plan):
    elsewhere = sample_plan.make_plan([], slug="second-round")
    entry = {"plan": plan.pk, "code": "K77", "order": 77, "name": "指标", "scope": "community", "kind": "tracked"}
    entry |= {"section": "三·2", "operator": "value", "source": "report", "area": elsewhere.areas.earliest("number").pk}
    entry |= {"leads": [elsewhere.member_units.earliest("order").pk], "steps-TOTAL_FORMS": 1}
    entry |= {"steps-0-phase": elsewhere.phases.earliest("number").pk, "steps-0-value": "1"}
    errors = errors_of(post(staff, f"{INDICATORS}add/", entry))
    assert {"area", "leads"} <= errors.keys()
    assert errors["area"] == ["This belongs to another plan."]


def test_a_step_of_another_plans_phase_is_refused(staff, plan):
    elsewhere = sample_plan.make_plan([], slug="second-round")
    entry = {"plan": plan.pk, "code": "K77", "order": 77, "name": "指标", "scope": "community", "kind": "tracked"}
    entry |= {"section": "三·2", "operator": "value", "source": "report", "area": plan.areas.earliest("number").pk}
    entry |= {"steps-TOTAL_FORMS": 1, "steps-0-phase": elsewhere.phases.earliest("number").pk, "steps-0-value": "1"}
    assert errors_of(post(staff, f"{INDICATORS}add/", entry)) == {"steps-0-phase": ["This belongs to another plan."]}


def test_an_indicator_offers_what_its_own_plan_has(staff, floor_area):
    TaskAreaFactory(plan=PlanFactory(), name_en="Another task")
    page = staff.get(f"{INDICATORS}{floor_area.pk}/change/").content.decode()
    assert ">Venue</option>" in page
    assert "Another task" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [({"q": "建筑面积"}, {"K07"}), ({"scope": "plan"}, {"K30"}), ({"kind": "encouraged"}, {"K18"})],
)
def test_indicators_are_found(staff, plan, query, found):
    rows = staff.get(INDICATORS, query).context["cl"].result_list
    assert {row.code for row in rows} == found


def test_a_band_reads_as_a_band(staff, plan):
    assert "3–5" in staff.get(INDICATORS, {"q": "K16"}).content.decode()


# --- member units -----------------------------------------------------------------------------------------------------


def test_confirmed_duties_are_entered_in_the_list(staff, plan):
    seats = list(plan.member_units.all())
    data = {"form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 3, "_save": "Save"}
    for place, seat in enumerate(seats):
        data |= {f"form-{place}-id": seat.pk, f"form-{place}-duties_confirmed_on": ""}
    assert staff.post(SEATS, data | {"form-1-duties_confirmed_on": "2004-08-20"}).status_code == 302
    assert plan.member_units.get(duties_confirmed_on=date(2004, 8, 20)) == seats[1]
    assert "Duties confirmed: 1 of 3" in staff.get(SEATS).content.decode()


# --- reports ----------------------------------------------------------------------------------------------------------


def test_a_report_is_shown_with_figures_and_steps(staff, report):
    page = staff.get(f"{REPORTS}{report.pk}/change/").content.decode()
    assert "gross floor area 186" in page
    assert "system written and in use no" in page
    assert "面积与台账不一致" in page
    assert "third quarter of 2005" in page


def test_names_in_a_report_lead_to_no_closed_door(staff, report):
    page = staff.get(f"{REPORTS}{report.pk}/change/").content.decode()
    assert report.submitted_by.name in page
    assert "/admin/communities/user/" not in page


@pytest.mark.parametrize("page", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_a_report_cannot_be_written_here(staff, report, page):
    url = REPORTS + page.format(pk=report.pk)
    assert staff.post(url, {"state": "approved", "post": "yes"}).status_code == 403
    assert Report.objects.get().state == Report.State.RETURNED


def test_a_longer_report_takes_no_more_queries(staff, plan, pilots):
    short = ReportFactory(pilot=pilots[0], returned=True, values={"K07": {"area": 1}})
    long = ReportFactory(pilot=pilots[1], returned=True, values=sample_plan.ALL_MET)
    staff.get(f"{REPORTS}{short.pk}/change/")  # what is remembered from then on is no part of the price
    counts = []
    for report in (short, long):
        with CaptureQueriesContext(connection) as caught:
            assert staff.get(f"{REPORTS}{report.pk}/change/").status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_a_longer_list_of_reports_takes_no_more_queries(staff, pilots):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert staff.get(REPORTS).status_code == 200
        return len(caught)

    ReportFactory(pilot=pilots[0], quarter=Quarter(2005, 1), approved=True)
    few = queries()
    for pilot in pilots:
        ReportFactory(pilot=pilot, quarter=Quarter(2005, 2), approved=True)
    assert queries() == few
