"""Targets and phases in the admin: from a quarter on, or a correction; shown before it is saved."""

import html
from decimal import Decimal

import pytest

from partybuilding.models import Plan, PlanChange, ScheduleStep
from partybuilding.targets.quarter import Quarter
from tests.admin.admin_forms import in_english
from tests.factories import ReportFactory

pytestmark = pytest.mark.django_db
LARGER = {
    "target": "260",
    "step_2": "260",
    "step_3": "260",
    "step_4": "260",
    "since": "2005Q4",
    "reason": "县委会议决定",
}


@pytest.fixture
def staff(as_user, department):
    return in_english(as_user(department))


@pytest.fixture
def floor_area(plan):
    return plan.indicators.get(code="K07")


@pytest.fixture
def reports(pilots):
    """What two of three pilots have: 210 and 300 m², approved for 2005Q1."""
    for pilot, area in zip(pilots, (210, 300), strict=False):
        ReportFactory(pilot=pilot, quarter=Quarter(2005, 1), approved=True, values={"K07": {"area": area}})


@pytest.fixture
def terms(staff):
    """Send the page's form as a browser would: what stands in it, changed; return the answer."""

    def send(entry, changes, button="look", query=""):
        address = f"/admin/partybuilding/{entry._meta.model_name}/{entry.pk}/terms/{query}"
        form = staff.get(address).context["form"]
        typed = {bound.html_name: bound.value() for bound in form} | changes
        typed = {name: value for name, value in typed.items() if value is not None and value is not False}
        looked = staff.post(address, {**typed, "look": "1"})
        if button == "look":
            return looked
        return staff.post(address, {**typed, button: "1", "shown": looked.context["form"].digest})

    return send


def test_the_preview_names_whose_lamp_changes_and_keeps_nothing(terms, floor_area, reports):
    page = terms(floor_area, LARGER)
    content = page.content.decode()
    assert "2005Q4: of 2 values judged, 1 turn red and 1 change in all." in content
    assert [each.quarter for each in page.context["preview"]] == [Quarter(2005, 4)]
    (change,) = page.context["preview"][0].changes
    assert (change.value.name, change.value.text) == ("Qinfeng Road Community", "210 m²")
    floor_area.refresh_from_db()
    assert floor_area.target == Decimal(200)
    assert not PlanChange.objects.exists()


def test_what_was_shown_is_saved_with_its_reason(terms, floor_area, department, reports):
    assert terms(floor_area, LARGER, "save").status_code == 302
    floor_area.refresh_from_db()
    assert floor_area.target == 260
    assert list(ScheduleStep.objects.filter(indicator=floor_area).values_list("value", flat=True)) == [0, 260, 260, 260]
    change = PlanChange.objects.get()
    assert (change.since, change.reason, change.made_by) == (Quarter(2005, 4), "县委会议决定", department)
    assert floor_area.history.first().history_change_reason == "县委会议决定"


def test_what_was_not_shown_is_not_saved(staff, floor_area):
    address = f"/admin/partybuilding/indicator/{floor_area.pk}/terms/"
    page = staff.post(address, {**LARGER, "step_1": "0", "save": "1", "shown": "something else"})
    assert page.status_code == 200
    assert page.context["preview"] is not None
    assert not PlanChange.objects.exists()


def test_a_correction_shows_every_quarter_and_is_kept(terms, floor_area, reports):
    page = terms(floor_area, LARGER, query="?correct=beginning")
    assert [each.quarter for each in page.context["preview"]] == [Quarter(2005, n) for n in (1, 2, 3, 4)]
    assert terms(floor_area, LARGER, "save", "?correct=beginning").status_code == 302
    assert PlanChange.objects.get().is_correction


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({f"step_{n}": "250" for n in (2, 3, 4)}, "ends at 250, the target is 260"),
        ({"target": ""}, "missing: “at_least” needs it"),
        ({"since": ""}, "This field is required."),
        ({"reason": " "}, "This field is required."),
        ({"reason": "610322195203151234"}, "looks like an ID number"),
        ({"step_3": "190"}, "falls"),
    ],
)
def test_what_a_plan_file_is_refused_for_is_refused(terms, floor_area, changes, words):
    page = terms(floor_area, LARGER | changes)
    assert words in html.unescape(str(page.context["form"].errors))
    assert page.context["preview"] is None


def test_phases_and_thresholds_are_changed_from_a_quarter_on(terms, plan):
    changes = {"last_3": "2006-03-31", "first_4": "2006-04-01", "red_points": "20", "since": "2005Q4", "reason": "顺延"}
    assert terms(plan, changes, "save").status_code == 302
    assert (Plan.objects.get().red_points, Plan.objects.get().terms_since) == (20, Quarter(2005, 4))
    assert str(plan.phases.get(number=4).first_day) == "2006-04-01"
    assert PlanChange.objects.get().before["rules"]["red_points"] == 30


def test_phases_with_a_gap_are_refused(terms, plan):
    page = terms(plan, {"first_4": "2006-02-01", "since": "2005Q4", "reason": "顺延"})
    assert "leaves a gap" in str(page.context["form"].errors)


def test_the_pages_of_indicator_and_plan_lead_there_and_take_no_target(staff, floor_area):
    page = f"/admin/partybuilding/indicator/{floor_area.pk}/change/"
    assert f"{floor_area.pk}/terms/" in staff.get(page).content.decode()
    assert "target" not in staff.get(page).context["adminform"].form.fields
    floor_area.refresh_from_db()
    assert floor_area.target == Decimal(200)


def test_terms_that_begin_with_no_such_quarter_are_404(staff, floor_area):
    assert staff.get(f"/admin/partybuilding/indicator/{floor_area.pk}/terms/?correct=2005Q4").status_code == 404
