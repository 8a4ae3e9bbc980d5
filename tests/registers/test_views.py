"""The plan's own records: the page, what is taken out of it, and the evidence of a milestone."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.models import Milestone
from tests.factories_meeting import (
    ExperienceItemFactory,
    FundingFactory,
    LeaderAssignmentFactory,
    LeaderVisitFactory,
    MilestoneRecordFactory,
    TrainingFactory,
    YearlyReferenceFactory,
)
from tests.reports.workbook.conftest import opened

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def reader(as_user, member):
    client = as_user(member)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def stone(plan):
    return Milestone.objects.create(phase=plan.phases.first(), code="work-plan", scope="pilot", order=1, name="方案")


@pytest.fixture
def entered(plan, pilots, stone):
    """One entry of each kind."""
    FundingFactory(plan=plan, planned=80000, planned_on=date(2004, 10, 15), paid=50000, paid_on=date(2005, 3, 1))
    FundingFactory(plan=plan, source="department", purpose="working", matter="低保", unit=plan.lead_unit, paid=300)
    FundingFactory(plan=plan, source="donation", purpose="equipment", giver="=机械厂", paid="1200.50")
    YearlyReferenceFactory(plan=plan, county_average=850, allowance_standard=680)
    TrainingFactory(plan=plan, topic="社区党建业务", is_in_year_plan=True)
    ExperienceItemFactory(plan=plan, pilot=pilots[0], how="签订协议。")
    LeaderVisitFactory(assignment=LeaderAssignmentFactory(pilot=pilots[0]), findings="商定用房")
    return MilestoneRecordFactory(milestone=stone, pilot=pilots[0], document=ContentFile(b"%PDF-1.4", "a.pdf"))


def cells(html: str) -> list[str]:
    """Return the cells of the page's first table, row by row, the tags gone."""
    body = html.split("<tbody>")[1].split("</tfoot>")[0]
    return [cell.split(">")[-1] for cell in body.replace("</b>", "").split("</t") if cell.rpartition(">")[2].strip()]


def test_money_is_summed_by_source_purpose_and_year(reader, url, entered):
    content = reader.get(url("records")).content.decode()
    assert cells(content)[:8] == ["county special fund", "premises", "80,000", "—", "—", "50,000", "80,000", "50,000"]
    assert cells(content)[-7:] == ["in all", "80,000", "—", "—", "51,500.5", "80,000", "51,500.5"]


def test_everything_entered_is_there_with_its_evidence(reader, url, entered):
    content = reader.get(url("records")).content.decode()
    for text in (
        "80%",
        "社区党建业务",
        "签订协议。",
        "刘某",
        "商定用房",
        "1/5",
        url("milestone-document", record=entered.pk),
    ):
        assert text in content


def test_what_lies_ahead_is_not_shown(reader, url, plan, pilots):
    FundingFactory(plan=plan, paid=33333, paid_on=date(2005, 11, 16))
    TrainingFactory(plan=plan, topic="明年的培训", held_on=date(2005, 11, 16))
    YearlyReferenceFactory(plan=plan, year=2006, county_average=77777)
    LeaderAssignmentFactory(pilot=pilots[0], name="许某", since=date(2005, 11, 16))
    content = reader.get(url("records")).content.decode()
    assert not [text for text in ("33,333", "明年的培训", "77,777", "许某") if text in content]
    assert "No money has been entered yet." in content


@pytest.mark.alike
def test_it_costs_as_many_queries_however_much_there_is(reader, url, plan, pilots, stone, entered):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(url("records")).status_code == 200
        return len(queries)

    cost()
    few = cost()
    for number in range(9):
        FundingFactory(plan=plan, pilot=pilots[1])
        TrainingFactory(plan=plan)
        ExperienceItemFactory(plan=plan, pilot=pilots[2])
        LeaderVisitFactory(assignment=LeaderAssignmentFactory(pilot=pilots[number % 3]))
        another = Milestone.objects.create(phase=stone.phase, code=f"m{number}", scope="town", order=9, name="节点")
        MilestoneRecordFactory(milestone=another)
    assert cost() == few <= 17


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("money", ["donation", "equipment", None, "'=机械厂", None, None, None, 1200.5, "2005-03-01", None]),
        ("matters", ["低保", "Organisation Department", 1, 300]),
        ("training", ["2005-04-12", "training session", "county Party school", "社区党建业务", 12, "yes"]),
        ("leaders", ["Qinfeng Road Community", None, "刘某", "2005-09-08", "商定用房", None]),
        (
            "milestones",
            ["Mobilisation", "方案", "each pilot", "Qinfeng Road Community", "2004-08-20", "yes", None, None],
        ),
        (
            "experience",
            ["2005-08-01", "experience", "venue", "Qinfeng Road Community", None, "一室多用", "签订协议。", None],
        ),
    ],
)
def test_each_kind_is_taken_out_as_a_table(reader, url, entered, key, line):
    page = opened(reader.get(url("out-records", key=key, form="xlsx")).content).worksheets[0]
    last = [cell.value for cell in page[page.max_row]]
    told = [value.date().isoformat() if hasattr(value, "date") else value for value in last]
    expected = [value.lstrip("'") if isinstance(value, str) else value for value in line]
    unit = expected.index(None) if key == "leaders" else None
    assert [each for place, each in enumerate(told) if place != unit] == [
        each for place, each in enumerate(expected) if place != unit
    ]
    heads = [cell.value for cell in page[1]]
    assert len(heads) == len(set(heads))
    if key == "money":
        assert "'=机械厂" in reader.get(url("out-records", key=key, form="csv")).content.decode()


@pytest.mark.parametrize("key", ["money", "matters", "training", "leaders", "milestones", "experience"])
def test_the_heads_are_chinese_where_the_page_is(reader, url, entered, key):
    reader.cookies["django_language"] = "zh-hans"
    page = opened(reader.get(url("out-records", key=key, form="xlsx")).content).worksheets[0]
    assert all(any("一" <= sign <= "鿿" for sign in str(cell.value)) for cell in page[1])


def test_there_is_no_table_of_another_kind(reader, url, plan):
    assert reader.get(url("out-records", key="wages", form="csv")).status_code == 404


def test_the_evidence_of_a_milestone_is_handed_out_as_an_attachment(reader, url, entered, stone, plan):
    answer = reader.get(url("milestone-document", record=entered.pk))
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
    assert answer["Content-Disposition"].startswith("attachment")
    bare = MilestoneRecordFactory(
        milestone=Milestone.objects.create(phase=stone.phase, code="bare", scope="town", order=2, name="节点")
    )
    assert reader.get(url("milestone-document", record=bare.pk)).status_code == 404
