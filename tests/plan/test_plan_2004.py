"""The shipped plan says what the county's plan says: the facts, typed here once more."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from partybuilding.models import Indicator, Plan
from partybuilding.plan.planfile import PlanRow, read_plan
from partybuilding.targets.target import FieldRole
from tests.plan.plan_text import shipped

FILE = read_plan(shipped())
INDICATORS = {row["code"]: row for row in FILE.indicators}

UNITS = [
    "组织部", "宣传部", "民政局", "人事和劳动社会保障局", "财政局", "公安局", "司法局", "综治办", "城建局", "环保局",
    "教育局", "文化旅游局", "卫生局", "计生局", "体育局", "团委", "妇联", "老龄办",
]  # fmt: skip
ENCOURAGED, STRETCH = {"K18", "K19", "K20"}, {"K29", "K34"}
TRACKED = {"K05", "K13", "K14", "K25", "K26", "K31", "K32", "K35", "K41", "K42", "K43", "K45", "K47", "K48", "K50"}
OF_THE_PLAN = {"K30", "K31", "K34", "K35", "K36", "K38", "K40", "K43", "K45", "K46", "K48", "K50"}
AREAS = {
    1: {1, 2, 3, 4, 5},
    2: {6, 7, 8, 43, 44},
    3: {*range(9, 16)},
    4: {*range(16, 26), 46, 47, 48},
    5: {26, 27, 28, 29, 50},
    6: {*range(30, 43), 45, 49},
}
TARGETS = {
    "K01": 1, "K02": 100, "K04": 4, "K06": 7, "K07": 200, "K08": 6, "K10": 100, "K11": 100, "K12": 3, "K15": 1,
    "K16": 3, "K17": 100, "K19": 1, "K20": 1, "K21": 100, "K27": 5, "K28": 50, "K30": 1, "K33": 5, "K34": 5, "K37": 1,
    "K38": 18, "K39": 5, "K40": 4, "K44": 50, "K46": 100, "K49": 1,
}  # fmt: skip
SCHEDULES = {
    "K01": [1, 1, 1, 1], "K02": [0, 100, 100, 100], "K04": [0, 4, 4, 4], "K06": [0, 7, 7, 7], "K07": [0, 200, 200, 200],
    "K08": [0, 6, 6, 6], "K10": [0, 50, 90, 100], "K11": [0, 50, 90, 100], "K12": [0, 3, 3, 3], "K16": [0, 3, 3, 3],
    "K27": [0, 1, 3, 5], "K28": [0, 10, 35, 50], "K30": [1, 2, 6, 8], "K33": [0, 2, 5, 5], "K34": [0, 0, 2, 5],
}  # fmt: skip
DUE = {
    "K03": 2, "K09": 2, "K15": 2, "K17": 3, "K21": 3, "K22": 3, "K23": 3, "K24": 3, "K29": 4, "K36": 1, "K37": 1,
    "K38": 1, "K39": 1, "K40": 1, "K44": 3, "K46": 3, "K49": 1,
}  # fmt: skip
REPORTED = {"K04", "K09", "K10", "K11", "K12", "K13", "K15", "K27", "K33"}
RECORDS = {
    "K30", "K31", "K34", "K35", "K36", "K37", "K38", "K40", "K41", "K42", "K43", "K44", "K45", "K46", "K48", "K49",
    "K50",
}  # fmt: skip
DUTIES = {
    ("zuzhibu",): 6, ("xuanchuanbu",): 4, ("minzhengju",): 7, ("renlaoju",): 4, ("caizhengju",): 4,
    ("gonganju", "zongzhiban"): 4, ("sifaju",): 4, ("chengjianju",): 3, ("huanbaoju",): 4, ("jiaoyuju",): 4,
    ("wenlvju", "tiyuju"): 3, ("weishengju",): 4, ("jishengju",): 3, ("tuanwei",): 2, ("fulian",): 1,
    ("laolingban",): 2,
}  # fmt: skip


def having(**wanted: object) -> set[str]:
    """Return the codes of the indicators with these values."""
    return {code for code, row in INDICATORS.items() if all(row[key] == value for key, value in wanted.items())}


def test_plan_record():
    plan = FILE.plan
    assert (plan["slug"], plan["county"], plan["lead_unit"]) == ("fengxiang-2004", "凤翔县", "zuzhibu")
    assert plan["published_on"] == plan["begins_on"] == date(2004, 7, 27)
    assert plan["ends_on"] == date(2006, 6, 30)
    assert FILE.settings["report_deadline_days"] == 5


def test_three_pilots_of_one_town_in_order():
    assert [(row["code"], row["name"], row["tier"], row["town"]) for row in FILE.pilots] == [
        ("qinfenglu", "秦凤路社区", "全市示范点", "chengguan"),
        ("dongguan", "东关社区", "全县示范点", "chengguan"),
        ("donghulu", "东湖路社区", "全县示范点", "chengguan"),
    ]
    assert [row["name"] for row in FILE.towns] == ["城关镇党委"]


def test_four_phases():
    assert [(row["name"], row["first_day"].isoformat(), row["last_day"].isoformat()) for row in FILE.phases] == [
        ("动员部署", "2004-07-27", "2004-09-30"),
        ("打基础", "2004-10-01", "2004-12-31"),
        ("抓提高", "2005-01-01", "2005-12-31"),
        ("见成效", "2006-01-01", "2006-06-30"),
    ]
    assert [len(row["milestones"]) for row in FILE.phases] == [8, 5, 3, 4]


def test_eighteen_units_in_the_plans_order():
    assert [row["name"] for row in FILE.units] == UNITS
    assert len(UNITS) == 18


def test_duties_and_the_joint_ones():
    units = [tuple(row["units"]) for row in FILE.duties]
    assert {key: units.count(key) for key in units} == DUTIES


def test_fifty_indicators_in_order():
    assert [row["code"] for row in FILE.indicators] == [f"K{number:02}" for number in range(1, 51)]
    areas = {number: {int(code[1:]) for code, row in INDICATORS.items() if row["area"] == number} for number in AREAS}
    assert areas == AREAS


def test_kinds():
    assert having(kind="encouraged") == ENCOURAGED
    assert having(kind="stretch") == STRETCH
    assert having(kind="tracked") == TRACKED == having(operator="value")
    assert len(having(kind="required")) == 50 - 3 - 2 - 15


def test_scopes_and_sources():
    assert having(scope="plan") == OF_THE_PLAN
    assert having(source="report") == REPORTED
    assert having(source="record") == RECORDS


def test_targets():
    assert {code: row["target"] for code, row in INDICATORS.items() if row["target"] is not None} == TARGETS
    assert {code: row["upper"] for code, row in INDICATORS.items() if row["upper"] is not None} == {"K01": 1, "K16": 5}
    assert having(strict=True) == {"K44"}


def test_schedules_and_due_phases():
    assert {code: row["schedule"] for code, row in INDICATORS.items() if row["schedule"]} == SCHEDULES
    assert {code: row["due"] for code, row in INDICATORS.items() if row["due"]} == DUE


@pytest.mark.parametrize("row", FILE.indicators, ids=lambda row: row["code"])
def test_indicator_is_told_whole_in_both_languages(row: PlanRow):
    assert [key for key in ("name_en", "section", "proof", "proof_en", "leads") if not row[key]] == []
    for each in [row, *row["fields"]]:
        pairs = [(key, f"{key}_en") for key in ("name", "unit", "note", "gap_short", "gap_over") if key in each.values]
        assert [(here, there) for here, there in pairs if bool(each[here]) != bool(each[there])] == []
        assert all(each[there].isascii() or each[there] == "m²" for _, there in pairs if there != "note_en")


def test_no_name_is_asked_of_a_roster():
    fields = [field for row in FILE.indicators for field in row["fields"]]
    assert {field["role"] for field in fields} <= {role.value for role in FieldRole}
    assert not [field for field in fields if "姓名" in field["name"]]


# --- the gap in words, as it will be read ----------------------------------------------------------------------------

GAPS = [
    ("K07", {"area": 162}, "还差 38 m²", "38 m² short"),
    ("K16", {"cadres": 6}, "超编 1 人", "1 cadre above the number of posts"),
    ("K16", {"cadres": 2}, "缺 1 人", "1 cadre short"),
    ("K28", {"civilised": 21, "compounds": 50},
     "再认定 4 个小区即达 50%（21/50）", "certify 4 compounds more to reach 50% (21/50)"),
    ("K17", {"elected": 4, "committee": 5}, "1 人未经选举", "1 cadre not elected"),
    ("K22", {"total": 3, "outside": 1, "waived": 1}, "1 人超过 55 周岁", "1 man over 55"),
    ("K23", {"total": 3, "outside": 2, "waived": 0}, "2 人超过 50 周岁", "2 women over 50"),
    ("K01", {"branches": 0}, "尚未建立社区党支部", "no Party branch yet"),
    ("K01", {"branches": 2}, "应一社区一支部，多 1 个党支部", "one community, one branch: 1 Party branch too many"),
    ("K44", {"department": 5000, "input": 10000}, "部门投入还差 1 元", "department input 1 yuan short"),
    ("K38", {"units": 16}, "还有 2 个单位未确认", "2 units not yet confirmed"),
]  # fmt: skip


def test_gaps_read_as_sentences_in_units_of_work(shipped_plan: Plan):
    indicators = {each.code: each for each in Indicator.objects.prefetch_related("fields")}
    for code, values, chinese, english in GAPS:
        verdict = {}
        for language in ("zh-hans", "en"):
            with translation.override(language):
                verdict[language] = indicators[code].clause.judge({key: Decimal(n) for key, n in values.items()})
        assert (code, verdict["zh-hans"].gap) == (code, chinese)
        assert (code, verdict["en"].gap) == (code, english)


def test_every_clause_with_a_target_can_be_met(shipped_plan: Plan):
    phases = list(shipped_plan.phases.all())
    for each in Indicator.objects.prefetch_related("fields", "steps"):
        schedule = each.schedule(phases)
        assert (schedule is None) == (each.kind in {Indicator.Kind.TRACKED, Indicator.Kind.ENCOURAGED})
        if schedule and each.operator != "frequency":
            assert (each.code, schedule.points[-1]) == (each.code, each.whole)
