"""Dated changes in a plan file: what they may say, what they do, and that they are there once."""

from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from partybuilding.models import Plan, PlanChange
from partybuilding.plan.actions import load_plan
from partybuilding.plan.actions_terms import change_terms, versions_of
from partybuilding.plan.planfile import PlanFileError, read_plan
from partybuilding.plan.queries import load_plan_context
from partybuilding.targets.pace import ScheduleSpan, Thresholds
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.terms import IndicatorTerms, PlanTerms
from tests.factories import ReportFactory
from tests.plan.plan_text import edited, fault_keys, row_counts, small, without

Q2, Q3, Q4, LAST = Quarter(2005, 2), Quarter(2005, 3), Quarter(2005, 4), Quarter(2006, 1)
LARGER = {"since": '"2005Q4"', "indicator": '"K07"', "target": "260", "schedule": "[0, 200, 260, 260]"}
LATER = {"since": '"2005Q4"', "last_days": "[2004-09-30, 2004-12-31, 2006-03-31, 2006-06-30]"}


def changed(*changes: dict[str, str], text: str = "") -> str:
    """Return the small plan with changes at its end."""
    entries = [{"reason": '"县委会议决定"', **each} for each in changes]
    lines = ["\n".join(["[[changes]]", *(f"{key} = {value}" for key, value in each.items())]) for each in entries]
    return "\n\n".join([text or small(), *lines])


def load(text: str) -> list[str]:
    """Load a plan file's text; return what it changed."""
    return load_plan(file=read_plan(text), reason="loadplan plan.toml").changed


# --- what they may say ------------------------------------------------------------------------------------------------


def but(change: dict[str, str], **values: str) -> dict[str, str]:
    return {key: value for key, value in (change | values).items() if value}


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ([LARGER, LATER], []),
        ([but(LARGER, schedule="[0, 200, 200, 200]")], ["schedule"]),
        ([but(LARGER, schedule="")], ["schedule"]),
        ([but(LARGER, schedule="[0, 260]")], ["schedule"]),
        ([but(LARGER, schedule="[0, 270, 260, 260]")], ["schedule"]),
        ([but(LARGER, due="3")], ["due"]),
        ([but(LARGER, due="5", schedule="")], ["due"]),
        ([but(LARGER, upper="300")], ["upper"]),
        ([but(LARGER, target='"260"')], ["target"]),
        ([but(LARGER, since='"2005"')], ["since"]),
        ([but(LARGER, since="")], ["since"]),
        ([but(LARGER, since='"2004Q3"')], ["since"]),
        ([but(LARGER, since='"2006Q3"')], ["since"]),
        ([but(LARGER, target="200", schedule="")], ["since"]),
        ([LARGER, LARGER], ["since"]),
        ([but(LARGER, reason='" "')], ["reason"]),
        ([but(LARGER, indicator='"K99"')], ["indicator"]),
        ([but(LARGER, indicator="")], ["schedule", "target"]),
        ([but(LARGER, warn_days="20")], ["warn_days"]),
        ([but(LARGER, goal="260")], ["goal"]),
        ([but(LATER, last_days="[2004-09-30, 2004-12-31, 2006-03-31]")], ["last_days"]),
        ([but(LATER, last_days="[2004-09-30, 2004-12-31, 2006-03-31, 2006-06-29]")], ["last_days"]),
        ([but(LATER, last_days="[2004-12-31, 2004-09-30, 2006-03-31, 2006-06-30]")], ["last_days"]),
        ([but(LATER, last_days='["2004-09-30"]')], ["last_days"]),
        ([but(LATER, yellow_points="40")], ["red_points"]),
        ([but(LATER, warn_days="91")], ["warn_days"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_place(changes, keys):
    places = [f"changes[{len(changes)}].{key}" for key in keys]
    assert sorted(fault_keys(changed(*changes))) == places


# --- what they do -----------------------------------------------------------------------------------------------------


@pytest.fixture
def plan(db):
    load(changed(but(LARGER, since='"2006Q1"', target="280", schedule="[0, 200, 260, 280]"), LARGER, LATER))
    return Plan.objects.get()


def targets(plan):
    context = load_plan_context(plan)
    return [context.in_quarter(each).indicators[0].target for each in (Q2, Q3, Q4, LAST)]


def third_ends(plan):
    context = load_plan_context(plan)
    return [context.in_quarter(each).phases[2].last_day for each in (Q3, Q4)]


def test_each_quarter_is_judged_by_what_the_file_states_for_it(plan):
    assert targets(plan) == [200, 200, 260, 280]
    assert third_ends(plan) == [date(2005, 12, 31), date(2006, 3, 31)]
    assert {(each.reason, each.made_by) for each in PlanChange.objects.all()} == {("县委会议决定", None)}
    assert set(PlanChange.history.values_list("history_change_reason", flat=True)) == {"loadplan plan.toml"}


def test_a_due_phase_takes_the_place_of_a_schedule_and_a_threshold_moves_alone(db):
    due = {"since": '"2005Q4"', "indicator": '"K08"', "due": "4"}
    load(changed(due, {"since": '"2005Q4"', "red_points": "20"}))
    plan = Plan.objects.get()
    schedules = [each.terms for each in versions_of(plan, plan.indicators.get(code="K08"))]
    assert [(each.due, len(each.steps)) for each in schedules] == [(None, 4), (4, 0)]
    assert [each.terms.rules for each in versions_of(plan, None)] == [Thresholds(), Thresholds(red_points=20)]


def test_the_same_file_again_writes_nothing(plan):
    text = changed(but(LARGER, since='"2006Q1"', target="280", schedule="[0, 200, 260, 280]"), LARGER, LATER)
    before = row_counts()
    assert load(text) == []
    assert row_counts() == before


def test_a_change_put_between_two_others_corrects_nothing(plan, pilot_report):
    between = but(LARGER, since='"2005Q3"', target="230", schedule="[0, 200, 230, 230]")
    load(changed(but(LARGER, since='"2006Q1"', target="280", schedule="[0, 200, 260, 280]"), LARGER, LATER, between))
    assert targets(plan) == [200, 230, 260, 280]
    assert not PlanChange.objects.filter(is_correction=True).exists()


@pytest.fixture
def pilot_report(plan):
    """Something that was reported: what the plan asked was judged by."""
    return ReportFactory(pilot=plan.pilots.first())


@pytest.mark.parametrize("is_reported_on", [True, False])
def test_what_is_stated_otherwise_is_a_correction_once_something_is_reported(plan, is_reported_on):
    if is_reported_on:
        ReportFactory(pilot=plan.pilots.first())
    text = edited(edited(small(), 'code = "K07"', "target = 200", "target = 210"), 'code = "K07"', "200]", "210]")
    smaller = but(LARGER, target="250", schedule="[0, 200, 250, 250]")
    load(changed(but(LARGER, since='"2006Q1"', target="280", schedule="[0, 200, 260, 280]"), smaller, LATER, text=text))
    assert targets(plan) == [210, 210, 250, 280]
    corrections = PlanChange.objects.filter(is_correction=True, reason="loadplan plan.toml").order_by("pk")
    wrong = [(each.since, int(Decimal(each.before["target"]))) for each in corrections]
    assert wrong == ([(None, 200), (Q4, 260)] if is_reported_on else [])


@pytest.fixture
def changed_by_hand(db):
    """The plan with phases, thresholds and an indicator changed in the admin."""
    load(small())
    plan = Plan.objects.get()
    spans = {each.number: each.span for each in plan.phases.all()}
    spans |= {3: ScheduleSpan(spans[3].first, date(2006, 3, 31)), 4: ScheduleSpan(date(2006, 4, 1), spans[4].last)}
    cadres = IndicatorTerms(target=Decimal("2.5"), upper=Decimal(6), due=4)
    more: dict[str, Any] = {"plan": plan, "reason": "会议“决定”", "actor": None}
    change_terms(indicator=None, terms=PlanTerms(phases=spans, rules=Thresholds(5, 20)), since=Q3, **more)
    change_terms(indicator=plan.indicators.get(code="K16"), terms=cadres, since=Q4, **more)


def test_a_change_the_file_does_not_state_stays_and_is_told_as_its_entry(changed_by_hand, english, tmp_path):
    before, told, path = row_counts(), StringIO(), tmp_path / "plan.toml"
    for number in range(2):  # the second time with what the first one told
        path.write_text(small() + told.getvalue().partition("To state them, add:")[2])
        told = StringIO()
        call_command("loadplan", path, stdout=told)
        assert ("[[changes]]" in told.getvalue()) == (number == 0)
        assert row_counts() == before


@pytest.mark.usefixtures("english", "changed_by_hand")
def test_a_change_that_does_not_fit_the_file_any_more_is_refused():
    text = without(small(), 'name = "见成效"').replace("2006-06-30", "2005-12-31")
    for four, three in (
        ("200, 200, 200", "200, 200"),
        ("0, 6, 6, 6", "0, 6, 6"),
        ("3, 3, 3", "3, 3"),
        ("35, 50", "50"),
    ):
        text = text.replace(f"{four}]", f"{three}]")
    with pytest.raises(PlanFileError) as refused:
        load(text)
    assert [each.key for each in refused.value.faults] == ["indicators.K16", "plan"]
    assert "was changed from 2005Q4 on, which does not fit any more" in str(refused.value)
