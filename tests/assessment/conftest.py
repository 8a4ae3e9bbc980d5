from datetime import date

import pytest

from fengxiang import clock
from partybuilding.assessment.access import PARTIES
from partybuilding.assessment.actions import RatingDraft, SheetDraft, begin_assessment, write_assessment
from partybuilding.assessment.rules import AssessmentAct
from partybuilding.models import Indicator, Plan
from partybuilding.targets.quarter import Quarter
from tests.factories import ReportFactory
from tests.factories_indicator import IndicatorFactory, IndicatorFieldFactory
from tests.sample_plan import ALL_MET

LAST = Quarter(2006, 2)
AFTER = date(2006, 7, 10)


@pytest.fixture(autouse=True)
def after_the_plan():
    with clock.set_to(AFTER):
        yield


@pytest.fixture
def goods(plan: Plan):
    """Two goods to be rated, K27 of the small plan."""
    area = plan.areas.get(number=5)
    rated = IndicatorFactory(
        plan=plan, area=area, code="K27", name="五个好", name_en="Five goods", operator="checklist", is_rated=True,
        kind=Indicator.Kind.REQUIRED, source=Indicator.Source.REPORT, due_phase=plan.phases.last(),
    )  # fmt: skip
    names = [
        ("leadership", "领导班子好", "good leadership team"),
        ("mechanism", "工作机制好", "good working mechanism"),
    ]
    return [
        IndicatorFieldFactory(indicator=rated, key=key, role="item", name=name, name_en=name_en, order=place)
        for place, (key, name, name_en) in enumerate(names)
    ]


@pytest.fixture
def last_report(pilots, goods, secretary):
    """The approved report on the plan's last quarter, which says both goods are reached."""
    values = {**ALL_MET, "K27": {"leadership": 1, "mechanism": 1}}
    return ReportFactory(pilot=pilots[0], quarter=LAST, approved=True, submitted_by=secretary, values=values)


@pytest.fixture
def sheet(pilots, goods, department):
    """Qinfenglu's sheet, begun."""
    return begin_assessment(pilot=pilots[0], actor=department)


@pytest.fixture
def rate(sheet, goods, secretary, department):
    """Rate as the branch or the department, each good with an answer; the department concludes as well."""

    def rate(kind: AssessmentAct, *answers: bool | None, reason: str = "有佐证材料", **more):
        ratings = {good.pk: RatingDraft(answer, reason) for good, answer in zip(goods, answers, strict=True)}
        is_branch = PARTIES[kind] == "branch"
        facts = {} if is_branch else {"conclusion": "mostly", "remarks": "总体良好"}
        actor = secretary if is_branch else department
        return write_assessment(assessment=sheet, kind=kind, draft=SheetDraft(ratings, facts), actor=actor, **more)

    return rate


@pytest.fixture
def complete(rate, last_report):
    """A sheet that can be approved: the branch says both are good, the department one."""
    rate(AssessmentAct.RATE, True, True)
    return rate(AssessmentAct.CONCLUDE, True, False)
