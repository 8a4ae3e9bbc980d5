"""What is approved is loaded whole, by one call, and changed by nobody."""

from dataclasses import FrozenInstanceError

import pytest

from partybuilding.models import Report
from partybuilding.plan.queries import load_plan_context
from partybuilding.scoreboard.approved import load_approved
from partybuilding.targets.quarter import Quarter
from tests.reports.reporting import complete_report

FIRST, SECOND, THIRD = Quarter(2005, 1), Quarter(2005, 2), Quarter(2005, 3)


@pytest.fixture
def plan_context(plan):
    return load_plan_context(plan)


@pytest.fixture
def area(plan_context):
    return next(each for each in plan_context.indicators if each.code == "K07")


def areas(approved, area, pilots, *quarters):
    """Return the floor area of every pilot in every quarter, None where it was not read."""
    return [[approved.of(pilot, area, each).get("area") for each in quarters] for pilot in pilots]


@pytest.fixture
def reports(pilots):
    """The first pilot reported on every quarter, the second on the first alone."""
    for place, quarter in enumerate((FIRST, SECOND, THIRD)):
        complete_report(pilots[0], approved=True, quarter=quarter, changes={"K07": {"area": 100 + place}})
    complete_report(pilots[1], approved=True, quarter=FIRST, changes={"K07": {"area": 200}})


def test_the_quarters_asked_for_are_there_and_each_pilots_last(reports, plan_context, area, pilots):
    approved = load_approved(plan_context, [THIRD])
    assert areas(approved, area, pilots[:2], FIRST, SECOND, THIRD) == [[None, None, 102], [200, None, None]]
    assert approved.last_known(pilots[1], THIRD) == FIRST


def test_no_quarter_after_the_last_one_asked_for_is_known(reports, plan_context, area, pilots):
    approved = load_approved(plan_context, [FIRST, SECOND])
    assert areas(approved, area, pilots[:1], FIRST, SECOND, THIRD) == [[100, 101, None]]
    assert approved.last_known(pilots[0], THIRD) == SECOND


def test_one_pilot_and_one_indicator_can_be_asked_for_alone(reports, plan_context, area, pilots):
    of_pilot = load_approved(plan_context, [FIRST, THIRD], pilot=pilots[1])
    assert areas(of_pilot, area, pilots[:2], FIRST) == [[None], [200]]
    of_area = load_approved(plan_context, [FIRST, THIRD], indicator=area)
    assert areas(of_area, area, pilots[:2], FIRST) == [[100], [200]]
    assert {indicator for _report, indicator in of_area.reported.figures} == {area.pk}


def test_only_what_is_approved_is_read(reports, plan_context, area, pilots):
    Report.objects.filter(quarter=str(THIRD)).update(state="returned")
    approved = load_approved(plan_context, [THIRD])
    assert areas(approved, area, pilots[:1], THIRD, SECOND) == [[None, 101]]


def widen(approved):
    approved.only_verified = True


def put(mapping, key):
    mapping[key] = None


def test_nobody_changes_what_was_loaded(reports, plan_context, pilots):
    approved = load_approved(plan_context, [THIRD], with_present=True)
    with pytest.raises(FrozenInstanceError):
        widen(approved)
    for indicator in plan_context.indicators:
        for pilot in (pilots[0], None):
            with pytest.raises(TypeError, match="item assignment"):
                put(approved.of(pilot, indicator, THIRD), "area")
    with pytest.raises(TypeError, match="item assignment"):
        put(approved.reports, (pilots[0].pk, THIRD))
