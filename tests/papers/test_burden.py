"""The yearly paper on what can be asked no longer: what it is made from, what it proposes, when it can be made."""

from datetime import date

import pytest
from django.utils import translation

from partybuilding.models import Paper, Report
from partybuilding.papers.actions import issue_paper
from partybuilding.papers.content_burden import burden_data, quarters_of, years_asked
from partybuilding.papers.queries import Subject, compose, content_of
from partybuilding.papers.typesetting import burden
from partybuilding.papers.typesetting.text import Level
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from tests.factories_meeting import LedgerItemFactory
from tests.papers import sample_papers
from tests.reports.reporting import complete_report

TODAY = date(2005, 11, 15)
Q4 = Quarter(2005, 4)


def data_of(plan, on=TODAY):
    return burden_data(plan, 2005, on, "zh-hans")


def used(plan, code):
    return next(each for each in data_of(plan)["indicators"] if each["id"] == code)


def words(data):
    return "\n".join(f"{block.lead}{block.text}" for block in composed(data).blocks)


def composed(data):
    return burden.compose(sample_papers.content("burden", data, number="凤组发〔2005〕24号"))


# --- what it is made from ---------------------------------------------------------------------------------------------


def test_it_looks_at_the_quarters_of_the_year_whose_reports_were_due(plan):
    assert [str(each) for each in quarters_of(plan, 2005, TODAY)] == ["2005Q1", "2005Q2", "2005Q3"]
    assert [str(each) for each in quarters_of(plan, 2005, date(2006, 1, 10))][-1] == "2005Q4"
    assert [str(each) for each in years_asked(plan)][:2] == ["2004Q4", "2005Q4"]


def test_it_counts_what_each_community_was_asked_in_the_plans_order(plan, pilots):
    complete_report(pilots[0], approved=True)
    complete_report(pilots[1], submitted=True)
    Report.objects.filter(pilot=pilots[1]).update(state="returned")
    first, second = data_of(plan)["communities"][:2]
    assert (first["id"], first["reports"], first["asked"] > 30) == (pilots[0].code, 1, True)
    assert (second["id"], second["reports"], second["asked"]) == (pilots[1].code, 0, 0)


def test_it_names_no_person(plan, pilots, secretary):
    complete_report(pilots[0], approved=True, submitted_by=secretary)
    said = str(data_of(plan))
    assert secretary.name not in said
    assert secretary.username not in said.replace(pilots[0].code, "")


def test_what_is_served_or_judged_or_followed_is_used(plan, pilots):
    complete_report(pilots[0], approved=True)
    tracked = plan.indicators.get(code="K25")
    assert tracked.is_tracked
    tracked.leads.clear()
    assert used(plan, "K25")["used"] is False
    LedgerItemFactory(plan=plan, responsible=plan.member_units.first().unit, indicator=tracked, opened_on=TODAY)
    assert used(plan, "K25")["used"] is True


# --- what it proposes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "proposed"),
    [
        ({}, "由台账直接取数，每年核对一次"),
        ({"register": False}, "改为每年填报一次"),
        ({"changed": 1}, ""),
        ({"changed": 1, "used": False}, "不再填报"),
        ({"section": ""}, "不再填报"),
    ],
)
def test_what_is_proposed_follows_from_what_was_changed(more, proposed):
    assert burden.proposal(sample_papers.burden_use(**more)) == proposed


def test_the_paper_has_its_four_parts_and_an_annex():
    text = composed(sample_papers.burden_data())
    assert [block.text for block in text.blocks if block.level == Level.FIRST] == [
        "一、填报情况", "二、全年未改动的指标", "三、没有依据或者无人使用的栏目", "四、减少填报的建议",
    ]  # fmt: skip
    assert text.name == "关于2005年社区党建季度报告可减少填报事项的通报"
    (annex,) = text.annexes
    assert len(annex.tables[0].rows) == 26
    said = words(sample_papers.burden_data())
    assert "东湖路社区：尚未报送季度报告。" in said
    assert "1.在职党员报到率（2栏）：没有目标，没有责任单位，也没有据此立项办理的事项。" in said
    assert "23项（23栏）由台账直接取数，每年核对一次；1项（1栏）改为每年填报一次；1项（2栏）不再填报" in said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"quarters": [], "communities": [], "indicators": []}, "本年度尚无社区报送季度报告。"),
        ({"indicators": [sample_papers.burden_use(changed=3)]}, "季度报告填报事项暂不调整。"),
        ({"indicators": [sample_papers.burden_use(changed=3)]}, "没有全年未改动的指标"),
        ({"indicators": [sample_papers.burden_use()]}, "所填各项指标均有实施方案条文作依据"),
    ],
)
def test_a_year_with_nothing_to_say_says_so(more, said):
    assert said in words(sample_papers.burden_data(**more))


@pytest.mark.parametrize(("minutes", "time"), [(5, "5分钟"), (60, "1小时"), (95, "1小时35分钟"), (0, "")])
def test_time_is_told_in_hours_and_minutes(minutes, time):
    community = {"id": "a", "name": "甲", "reports": 1, "asked": 9, "changed": 0, "minutes": minutes}
    told = words(sample_papers.burden_data(communities=[community]))
    assert (f"用时约{time}。" in told) if time else ("用时" not in told)


def test_a_county_of_many_communities_has_them_in_an_annex():
    community = {"id": "a", "name": "甲社区", "reports": 3, "asked": 306, "changed": 41, "minutes": 95}
    text = composed(sample_papers.burden_data(communities=[community] * 120))
    assert text.characters <= 4000
    assert [annex.title for annex in text.annexes][-1] == "各社区季度报告填报情况"


# --- making it --------------------------------------------------------------------------------------------------------


def test_the_department_makes_it_once_the_years_last_quarter_has_begun(plan, pilots, department, settings):
    complete_report(pilots[0], approved=True)
    subject = Subject(plan=plan, kind=Paper.Kind.BURDEN, quarter=Q4)
    with translation.override("en"):
        paper = issue_paper(subject=subject, actor=department, dated=TODAY, document_number=24)
        assert (paper.document_number, Subject.of(paper).key, Subject.of(paper).label) == (24, "2005", "year 2005")
        assert "2005年第三季度" in words(content_of(subject, TODAY)["data"])
        settings.FENGXIANG_TODAY = date(2005, 9, 30)
        with pytest.raises(ActionError, match="last quarter has not begun"):
            issue_paper(subject=subject, actor=department, dated=date(2005, 9, 30))


def test_a_branch_does_not_make_it(plan, pilots, secretary):
    with translation.override("en"), pytest.raises(ActionError, match="made by the Organisation Department"):
        issue_paper(subject=Subject(plan=plan, kind=Paper.Kind.BURDEN, quarter=Q4), actor=secretary, dated=TODAY)


def test_its_text_is_chinese_whoever_makes_it(plan, pilots):
    complete_report(pilots[0], approved=True)
    with translation.override("en"):
        text = compose(content_of(Subject(plan=plan, kind=Paper.Kind.BURDEN, quarter=Q4), TODAY))
    (annex,) = text.annexes
    assert "阵地建筑面积" in {row[1] for row in annex.tables[0].rows}
