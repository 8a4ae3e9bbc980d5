"""The county's own records in the staff pages: what is taken, what is refused and where the message stands."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.models import User
from partybuilding.models import Funding, LeaderAssignment, LeaderVisit, Milestone, MilestoneRecord, Training
from tests import sample_plan
from tests.admin.admin_forms import errors_of, in_english, post
from tests.factories_meeting import (
    ExperienceItemFactory,
    FundingFactory,
    LeaderAssignmentFactory,
    LeaderVisitFactory,
    MilestoneRecordFactory,
    TrainingFactory,
)

pytestmark = pytest.mark.django_db
HOME = "/admin/partybuilding"


@pytest.fixture
def staff(as_user, department):
    return in_english(as_user(department))


@pytest.fixture
def milestone(plan):
    return Milestone.objects.create(phase=plan.phases.first(), code="work-plan", scope="pilot", order=1, name="方案")


def test_a_leader_is_entered_with_a_visit_and_the_history_says_who(staff, pilots, plan, department):
    entry = {"pilot": pilots[0].pk, "unit": plan.lead_unit_id, "name": "刘某", "since": "2004-08-10"}
    entry |= {"visits-TOTAL_FORMS": 1, "visits-0-visited_on": "2005-09-08", "visits-0-findings": "商定用房"}
    assert post(staff, f"{HOME}/leaderassignment/add/", entry).status_code == 302
    visit = LeaderVisit.objects.get()
    assert (visit.assignment.name, visit.visited_on) == ("刘某", date(2005, 9, 8))
    assert [row.history_user for row in (visit.history.get(), visit.assignment.history.get())] == [department] * 2


@pytest.mark.parametrize(
    ("day", "message"),
    [("2005-11-16", "This day has not come yet."), ("2004-08-09", "This is before the leader was assigned.")],
)
def test_a_visit_lies_between_the_assignment_and_today(staff, pilots, day, message):
    leader = LeaderAssignmentFactory(pilot=pilots[0])
    changes = {"visits-TOTAL_FORMS": 1, "visits-0-visited_on": day}
    errors = errors_of(post(staff, f"{HOME}/leaderassignment/{leader.pk}/change/", changes))
    assert errors == {"visits-0-visited_on": [message]}
    assert not LeaderVisit.objects.exists()


def test_leaders_and_visits_are_counted_under_the_list(staff, pilots):
    for pilot in pilots[:2]:
        LeaderVisitFactory(assignment=LeaderAssignmentFactory(pilot=pilot))
    LeaderAssignmentFactory(pilot=pilots[2], until=date(2005, 1, 1))
    page = staff.get(f"{HOME}/leaderassignment/").content.decode()
    assert "leaders 2, pilots 2; visits in all 2" in page


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"paid_on": ""}, "paid_on", "Give amount and day together."),
        ({"paid": "", "paid_on": ""}, "planned", "Give what was planned, what was paid, or both."),
        ({"paid": "-1"}, "paid", "greater than or equal to 0"),
        ({"paid_on": "2005-11-16"}, "paid_on", "This day has not come yet."),
        ({"remark": "610322195203151234"}, "remark", "looks like an ID number"),
        ({"source": "department", "purpose": "working"}, "matter", "Working funds come with a matter"),
        ({"source": "department", "purpose": "working", "matter": "低保"}, "unit", "Working funds come with a matter"),
    ],
)
def test_wrong_money_is_refused_beside_its_field(staff, plan, changes, field, message):
    entry = {"plan": plan.pk, "source": "donation", "purpose": "equipment", "paid": "500", "paid_on": "2005-03-01"}
    response = post(staff, f"{HOME}/funding/add/", entry | changes)
    assert message in " ".join(errors_of(response)[field])
    assert not Funding.objects.exists()


def test_money_of_another_plans_pilot_is_refused_and_not_offered(staff, plan, pilots):
    elsewhere = sample_plan.make_plan([pilots[0].community], slug="second-round").pilots.get()
    money = FundingFactory(plan=plan)
    errors = errors_of(post(staff, f"{HOME}/funding/{money.pk}/change/", {"pilot": elsewhere.pk}))
    assert "pilot" in errors
    offered = staff.get(f"{HOME}/funding/{money.pk}/change/").context["adminform"].form.fields["pilot"].queryset
    assert list(offered) == pilots


def test_sums_of_money_stand_under_the_list(staff, plan):
    FundingFactory(plan=plan, planned=80000, planned_on=date(2005, 1, 5), paid=50000)
    FundingFactory(plan=plan, source="donation", paid="1200.50")
    page = staff.get(f"{HOME}/funding/").content.decode()
    assert "county special fund: planned 80,000 yuan, paid 50,000 yuan" in page
    assert "in all: planned 80,000 yuan, paid 51,200.5 yuan" in page
    assert "in all" not in staff.get(f"{HOME}/funding/", {"source": "donation"}).content.decode()


def test_training_and_experience_are_counted_under_their_lists(staff, plan):
    TrainingFactory(plan=plan)
    TrainingFactory(plan=plan, kind="study_visit", persons=6)
    ExperienceItemFactory(plan=plan)
    ExperienceItemFactory(plan=plan, kind="publicity", field="")
    assert "Training sessions: 1, persons 12; study visits: 1" in staff.get(f"{HOME}/training/").content.decode()
    page = staff.get(f"{HOME}/experienceitem/").content.decode()
    assert "Publicity: 1; experience: 1, in 1 of 5 fields" in page


def test_an_experience_needs_its_field(staff, plan):
    entry = {"plan": plan.pk, "kind": "experience", "title": "一室多用", "published_on": "2005-08-01"}
    errors = errors_of(post(staff, f"{HOME}/experienceitem/add/", entry))
    assert errors["field"] == ["Choose in which field the experience lies."]


def test_the_only_plan_is_chosen_already(staff, plan):
    assert staff.get(f"{HOME}/training/add/").context["adminform"].form.initial["plan"] == plan.pk
    sample_plan.make_plan([], slug="second-round")
    assert "plan" not in staff.get(f"{HOME}/training/add/").context["adminform"].form.initial


# --- milestones -------------------------------------------------------------------------------------------------------


def test_a_milestones_document_is_kept_under_another_name_and_handed_out(staff, pilots, milestone, media_root):
    entry = {"milestone": milestone.pk, "pilot": pilots[0].pk, "reached_on": "2004-09-20"}
    entry["document"] = SimpleUploadedFile("李某.pdf", b"%PDF-1.4 ...", "application/pdf")
    assert post(staff, f"{HOME}/milestonerecord/add/", entry).status_code == 302
    record = MilestoneRecord.objects.get()
    assert len(Path(str(record.document)).stem) == 32
    response = staff.get(f"{HOME}/milestonerecord/{record.pk}/document/")
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"] == 'attachment; filename="work-plan.pdf"'
    assert "with evidence: 1" in staff.get(f"{HOME}/milestonerecord/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"document": SimpleUploadedFile("方案.pdf", b"MZ\x90")}, "document"),
        ({"reached_on": "2005-11-16"}, "reached_on"),
        ({"pilot": ""}, "pilot"),
    ],
)
def test_a_wrong_milestone_is_refused_beside_its_field(staff, pilots, milestone, changes, field):
    entry = {"milestone": milestone.pk, "pilot": pilots[0].pk, "reached_on": "2004-09-20"}
    assert list(errors_of(post(staff, f"{HOME}/milestonerecord/add/", entry | changes))) == [field]


def test_a_milestone_is_reached_once_and_in_its_own_plan(staff, pilots, plan, milestone):
    town = Milestone.objects.create(phase=plan.phases.first(), code="town", scope="town", order=2, name="镇")
    MilestoneRecordFactory(milestone=town)
    entry = {"milestone": town.pk, "reached_on": "2004-09-20"}
    errors = errors_of(post(staff, f"{HOME}/milestonerecord/add/", entry))
    assert errors["milestone"] == ["This is entered already."]
    other = sample_plan.make_plan([pilots[0].community], slug="second-round").pilots.get()
    entry = {"milestone": milestone.pk, "pilot": other.pk, "reached_on": "2004-09-20"}
    assert errors_of(post(staff, f"{HOME}/milestonerecord/add/", entry)) == {"pilot": ["Choose a pilot of this plan."]}


@pytest.mark.parametrize("page", ["leaderassignment", "funding", "training", "experienceitem", "milestonerecord"])
def test_a_longer_list_takes_no_more_queries(staff, plan, pilots, page):
    def enter(number: int) -> None:
        LeaderVisitFactory(assignment=LeaderAssignmentFactory(pilot=pilots[0]))
        FundingFactory(plan=plan, pilot=pilots[0])
        TrainingFactory(plan=plan)
        ExperienceItemFactory(plan=plan, pilot=pilots[0])
        stone = Milestone.objects.create(phase=plan.phases.first(), code=f"m{number}", scope="pilot", order=number)
        MilestoneRecordFactory(milestone=stone, pilot=pilots[0])

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert staff.get(f"{HOME}/{page}/").status_code == 200
        return len(caught)

    enter(1)
    enter(2)
    few = queries()
    for number in range(3, 7):
        enter(number)
    assert queries() == few


def test_nothing_of_it_is_for_the_sysadmin(as_user, sysadmin: User, plan):
    assert as_user(sysadmin).get(f"{HOME}/funding/").status_code == 403
    assert not Training.objects.exists()
    assert not LeaderAssignment.objects.exists()
