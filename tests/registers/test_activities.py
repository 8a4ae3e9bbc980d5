"""The register of the three projects' activities: written by the community, counted for K26."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.models import ProjectActivity
from fengxiang import clock
from partybuilding.models import FieldValue, Plan
from partybuilding.plan.actions import load_plan
from partybuilding.plan.planfile import read_plan
from partybuilding.registers.access import trail_of
from partybuilding.registers.actions import ActivityDraft, change_activity, delete_activity, enter_activity
from partybuilding.reports.detail import load_report_detail
from partybuilding.shared.errors import ActionError
from partybuilding.shared.stale import StaleError
from partybuilding.targets.quarter import Quarter
from tests.factories import ProjectActivityFactory, ReportFactory
from tests.plan.plan_text import shipped, with_k26_typed

pytestmark = pytest.mark.usefixtures("english_pages")
PILOT = {"pilot": "qinfenglu"}
TYPED = {"project": "hearts", "held_on": "2005-11-12", "subject": "慰问困难家庭"}


def draft(**more) -> ActivityDraft:
    return ActivityDraft(**{"project": "core", "held_on": date(2005, 11, 1), "subject": "义务劳动", **more})


# --- acts -------------------------------------------------------------------------------------------------------------


def test_an_activity_is_entered_corrected_and_taken_out_with_its_history(communities, secretary):
    entry = enter_activity(community=communities[0], typed=draft(), actor=secretary)
    change_activity(activity=entry, typed=draft(subject="植树", participants=30), actor=secretary)
    delete_activity(activity=entry, actor=secretary)
    history = ProjectActivity.history.order_by("history_id").values_list("history_type", "subject", "history_user")
    assert list(history) == [
        (kind, name, secretary.pk) for kind, name in zip("+~-", ["义务劳动", "植树", "植树"], strict=True)
    ]
    with pytest.raises(ActionError):
        change_activity(activity=entry, typed=draft(), actor=secretary)


def test_a_day_that_has_not_come_is_refused(communities, secretary):
    with pytest.raises(ActionError):
        enter_activity(community=communities[0], typed=draft(held_on=date(2005, 11, 16)), actor=secretary)
    assert not ProjectActivity.objects.exists()


@pytest.mark.parametrize("act", [partial(change_activity, typed=draft()), delete_activity])
def test_what_a_colleague_changed_meanwhile_is_told(communities, secretary, department, act):
    entry = ProjectActivityFactory(community=communities[0])
    seen = trail_of(entry).mark
    change_activity(activity=entry, typed=draft(subject="植树"), actor=department)
    with pytest.raises(StaleError):
        act(activity=entry, actor=secretary, seen=seen)
    assert ProjectActivity.objects.get().subject == "植树"


# --- the page ---------------------------------------------------------------------------------------------------------


def test_three_fields_are_enough(as_user, url, secretary):
    browser = as_user(secretary)
    browser.post(url("activity-enter", **PILOT), TYPED)
    content = browser.get(url("activities", **PILOT)).content.decode()
    assert "慰问困难家庭" in content
    assert "People&#x27;s Hearts Project <b>1</b>" in content
    entry = ProjectActivity.objects.get()
    browser.post(
        url("activity-change", **PILOT, activity=entry.pk), {**TYPED, "partners": "民政局", "participants": "12人"}
    )
    assert "with 民政局 · 12 persons took part" in browser.get(url("activities", **PILOT)).content.decode()
    browser.post(url("activity-remove", **PILOT, activity=entry.pk))
    assert "No activity has been entered yet." in browser.get(url("activities", **PILOT)).content.decode()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"project": ""}, "Choose one of the three projects."),
        ({"project": "other"}, "Select a valid choice"),
        ({"held_on": "2005-11-16"}, "This day has not come yet."),
        ({"held_on": "11月"}, "Write the day like 2005-11-15."),
        ({"subject": " "}, "This field is required."),
        ({"subject": "慰问610322195001010017"}, "ID number"),
        ({"participants": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_stays_typed(as_user, url, secretary, wrong, message):
    answer = as_user(secretary).post(url("activity-enter", **PILOT), {**TYPED, **wrong})
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not ProjectActivity.objects.exists()


def test_of_another_community_an_entry_is_not_there(as_user, url, secretary, communities):
    entry = ProjectActivityFactory(community=communities[1])
    assert as_user(secretary).get(url("activity", **PILOT, activity=entry.pk)).status_code == 404


def test_who_works_for_the_community_reads_it_without_a_form(as_user, url, department, communities):
    ProjectActivityFactory(community=communities[0])
    content = as_user(department).get(url("activities", **PILOT)).content.decode()
    assert "党员义务劳动" in content
    assert "activity-form" not in content.replace("activities.css", "")


def test_the_page_costs_the_same_for_30_activities(as_user, url, secretary, communities):
    browser, costs = as_user(secretary), []
    for _turn in range(2):
        ProjectActivityFactory.create_batch(10, community=communities[0])
        with CaptureQueriesContext(connection) as queries:
            browser.get(url("activities", **PILOT))
        costs.append(len(queries))
    assert costs[0] == costs[1]


# --- K26 --------------------------------------------------------------------------------------------------------------


def counted(report):
    row = next(row for row in load_report_detail(report).rows if row.indicator.code == "K26")
    return dict(row.register), row.register_page


def first_pilot():
    return Plan.objects.get().pilots.select_related("plan", "community")[0]


def test_k26_is_counted_from_the_register_on_the_quarter(shipped_plan):
    pilot = first_pilot()
    for day in (date(2005, 6, 30), date(2005, 7, 1), date(2005, 9, 30), date(2005, 10, 1)):
        ProjectActivityFactory(community=pilot.community, held_on=day)
    ProjectActivityFactory(community=pilot.community, project="hearts")
    figures, page = counted(ReportFactory(pilot=pilot, quarter=Quarter(2005, 3)))
    assert figures == {"core": 2, "morality": 0, "hearts": 1}
    assert page == "/fengxiang-2004/activities/qinfenglu/"


def test_counts_typed_before_stay_when_the_plan_is_loaded_again(db):
    """A plan loaded while K26 was typed is brought up to date; what was approved keeps its figures."""
    load_plan(file=read_plan(with_k26_typed(shipped())), reason="before")
    pilot = first_pilot()
    typed = {"core": Decimal(3), "morality": Decimal(2), "hearts": Decimal(4)}
    ReportFactory(pilot=pilot, quarter=Quarter(2005, 2), approved=True, values={"K26": typed})
    with clock.set_to(date(2005, 11, 15)):
        changes = load_plan(file=read_plan(shipped()), reason="now")
    assert "indicators.K26.source: report → register" in changes.changed
    assert dict(FieldValue.objects.values_list("field__key", "value")) == typed
    assert Plan.objects.get().indicators.get(code="K26").measure == "project_activities"
