"""Tables of what stands behind an indicator: cadres by channel and source, working funds by matter."""

from datetime import date

import pytest
from django.utils import translation

from partybuilding.registers.tables import load_tables
from tests.factories import CadreFactory
from tests.factories_indicator import IndicatorFactory
from tests.factories_meeting import FundingFactory

ON = date(2005, 9, 30)
RECRUITS = {"source": "register", "measure": "recruitment", "operator": "value", "kind": "tracked", "target": None}
FUNDS = {**RECRUITS, "source": "record", "measure": "working_funds", "scope": "plan"}
COUNTS = [{"key": key, "role": "count"} for key in ("elected", "assigned", "employed", "concurrent")]
COUNTS += [{"key": key, "role": "count"} for key in ("graduate", "ex_soldier", "laid_off", "other")]


@pytest.fixture
def recruited(pilots):
    """Of the first community: three in post, one who left, one to come; of the second, one."""
    team = {"community": pilots[0].community}
    CadreFactory(**team, channel="elected", source="graduate")
    CadreFactory(**team, channel="elected", source="graduate")
    CadreFactory(**team, channel="employed", source="laid_off", is_general_staff=True, committee_post="")
    CadreFactory(**team, channel="assigned", source="ex_soldier", until=date(2005, 9, 29))
    CadreFactory(**team, channel="assigned", source="ex_soldier", since=date(2005, 10, 1))
    CadreFactory(community=pilots[1].community, channel="concurrent", source="other")


def test_who_is_in_post_stands_by_channel_and_source(plan, pilots, recruited, django_assert_num_queries):
    with translation.override("en"), django_assert_num_queries(1):
        first, second, third = load_tables(plan, "recruitment", pilots, ON)
    assert first.title == "Qinfeng Road Community: cadres by channel and source"
    assert [row[1:] for row in first.rows] == [
        ["2", "0", "0", "0", "2"],
        ["0", "0", "0", "0", "0"],
        ["0", "0", "1", "0", "1"],
        ["0", "0", "0", "0", "0"],
        ["2", "0", "1", "0", "3"],
    ]
    assert (second.rows[3][1:], second.rows[-1][-1], third.rows[-1][-1]) == (["0", "0", "0", "1", "1"], "1", "0")


def test_working_funds_are_summed_by_matter_and_department(plan, django_assert_num_queries):
    paid = {"plan": plan, "source": "department", "purpose": "working", "unit": plan.lead_unit, "paid_on": ON}
    rows: list[dict[str, object]] = [
        {"paid": 100, "matter": "低保"},
        {"paid": 50.5, "matter": "低保"},
        {"paid": 7, "matter": ""},
        {"paid": 30, "matter": "就业"},
        {"paid": 900, "matter": "低保", "paid_on": date(2005, 10, 1)},
        {"paid": 900, "matter": "低保", "purpose": "equipment"},
        {"paid": 900, "matter": "低保", "source": "donation"},
    ]
    for row in rows:
        FundingFactory(**{**paid, **row})
    with translation.override("en"), django_assert_num_queries(1):
        (table,) = load_tables(plan, "working_funds", [], ON)
    assert table.rows == [
        ["低保", "Organisation Department", "2", "150.5"],
        ["就业", "Organisation Department", "1", "30"],
        ["matter not stated", "Organisation Department", "1", "7"],
        ["in all", "", "4", "187.5"],
    ]


def test_what_has_no_table_costs_nothing(plan, pilots, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert load_tables(plan, "gross_floor_area", pilots, ON) == []


@pytest.mark.parametrize(
    ("page", "parts", "given", "word"),
    [
        ("indicator", {"indicator": "K47"}, RECRUITS, "按渠道和来源"),
        ("value", {"pilot": "qinfenglu", "code": "K47"}, RECRUITS, "秦凤路社区：按渠道和来源"),
        ("indicator", {"indicator": "K47"}, FUNDS, "工作经费按事项汇总"),
    ],
)
def test_the_tables_stand_on_the_pages(as_user, member, url, plan, recruited, page, parts, given, word):
    fields = COUNTS if given is RECRUITS else [{"key": "paid", "role": "value"}]
    IndicatorFactory(plan=plan, area=plan.areas.get(number=4), code="K47", fields=fields, **given)
    client = as_user(member)
    client.cookies["django_language"] = "zh-hans"
    assert word in client.get(url(page, **parts), {"quarter": "2005Q3"}).content.decode()
