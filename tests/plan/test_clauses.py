"""All 108 clauses of the plan have their place: in the plan file, and on the page of the plan."""

import re

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.models import User
from partybuilding.models import Clause
from partybuilding.plan.actions import load_plan
from partybuilding.plan.planfile import PlanFileError, read_plan
from partybuilding.plan.queries import defaults_of, load_sections
from tests.plan.plan_text import shipped

pytestmark = pytest.mark.alike

FILE = read_plan(shipped())
CLAUSES = {row["code"]: row for section in FILE.sections for row in section["clauses"]}
SECTION_OF = {row["code"]: section["number"] for section in FILE.sections for row in section["clauses"]}
QUERIES = 7
DUTIES = {row["code"]: row["units"] for row in FILE.duties}

# Section -> the clauses that stand in it, as the list of November 2026 counts them: first and last of each run.
PLACES = {
    "前言": ["C-01 C-03"],
    "一": ["C-04 C-10"],
    "二": ["P-01 P-02"],
    "三": ["L-01 L-04"],
    "三·1": ["T1-00 T1-06"],
    "三·2": ["T2-00 T2-03"],
    "三·3": ["T3-00 T3-11"],
    "三·4": ["T4-00 T4-10"],
    "三·5": ["T5-00 T5-06"],
    "三·6": ["T6-00 T6-06"],
    "四·1": ["M1-01 M1-06"],
    "四·2": ["M2-01 M2-02", "D-01 D-16"],
    "四·3": ["M3-01 M3-06"],
    "四·4": ["M4-01 M4-10"],
    "四·5": ["M5-01 M5-04"],
}
# Sections as checked against the text; every other indicator stands in its task area's section.
ELSEWHERE = {
    **dict.fromkeys(["K35", "K36", "K37"], "四·1"),
    "K38": "四·2",
    **dict.fromkeys(["K39", "K40", "K41"], "四·3"),
    "K42": "四·3、四·4",
    **{f"K{number}": "四·4" for number in range(43, 49)},
    **dict.fromkeys(["K49", "K50"], "四·5"),
}
# Who answers, as checked against the text: where the plan gives it to the town, and where we read it from the duties.
WHO = """
K01 zuzhibu · K02 zuzhibu · K03 minzhengju · K04 zuzhibu,minzhengju · K05 minzhengju
K06 chengjianju,gonganju,weishengju,minzhengju · K07 chengjianju,caizhengju,minzhengju · K08 caizhengju,zuzhibu
K09 zuzhibu · K10 zuzhibu · K11 zuzhibu · K12 zuzhibu · K13 zuzhibu · K14 zuzhibu · K15 zuzhibu
K16 zuzhibu,minzhengju · K17 minzhengju · K18 zuzhibu,minzhengju · K19 zuzhibu,minzhengju · K20 zuzhibu
K21 minzhengju,renlaoju · K22 zuzhibu,minzhengju · K23 zuzhibu,minzhengju · K24 zuzhibu,minzhengju
K25 zuzhibu,minzhengju · K26 zuzhibu,xuanchuanbu · K27 zuzhibu · K28 xuanchuanbu,chengjianju,gonganju
K29 xuanchuanbu · K30 zuzhibu · K31 zuzhibu · K32 zuzhibu · K33 zuzhibu · K34 zuzhibu,xuanchuanbu · K35 zuzhibu
K36 town · K37 zuzhibu · K38 zuzhibu · K39 town,community · K40 town,community · K41 zuzhibu
K42 zuzhibu,minzhengju,caizhengju · K43 caizhengju · K44 caizhengju · K45 caizhengju · K46 caizhengju,minzhengju
K47 zuzhibu,minzhengju,renlaoju · K48 minzhengju,zuzhibu · K49 town · K50 xuanchuanbu
"""
ANSWERS = {
    code: who.split(",") for code, who in (each.split() for each in WHO.replace("\n", " · ").split(" · ") if each)
}
# Milestones whose parties are not just those they are a milestone of.
OF_MILESTONES = {
    "leaders": ["zuzhibu"],
    **{key: ["town", "community"] for key in ["mobilisation", "survey", "work-plan"]},
}
# What the plan leaves open and we decided: the clauses that say so (plan-2004.md, "Also ours" included).
OURS = {
    *("C-03", "L-01", "L-02", "L-04", "T1-02", "T2-01", "T2-02", "T3-02", "T3-03", "T3-04", "T3-05", "T3-06", "T3-07"),
    *("T3-11", "T4-01", "T4-04", "T4-05", "T4-07", "T4-10", "T5-04", "T5-05", "T6-02", "T6-06", "M1-03", "M1-04"),
    *("M2-02", "M3-02", "D-06", "D-11", "D-13"),
}


def run(first_and_last: str) -> list[str]:
    """Return the codes from the first to the last: "C-01 C-03" is C-01, C-02, C-03."""
    (kind, first), (_kind, last) = (code.split("-") for code in first_and_last.split())
    return [f"{kind}-{number:02}" for number in range(int(first), int(last) + 1)]


def test_every_clause_stands_in_its_section():
    expected = {code: section for section, runs in PLACES.items() for each in runs for code in run(each)}
    assert len(expected) == 108
    assert expected == SECTION_OF


def test_every_clause_is_told_in_both_languages():
    for code, row in CLAUSES.items():
        assert re.search("[\u4e00-\u9fff]", row["name"]), code
        assert row["name_en"], code
        assert not re.search("[\u4e00-\u9fff]", row["name_en"]), code
        assert bool(row["default"]) == bool(row["default_en"]), code


@pytest.mark.parametrize("row", FILE.indicators, ids=lambda row: row["code"])
def test_an_indicator_comes_from_clauses_of_its_section(row):
    expected = ELSEWHERE.get(row["code"]) or f"三·{row['area']}"
    assert row["section"] == expected
    of = {SECTION_OF[code] for code, clause in CLAUSES.items() if row["code"] in clause["indicators"]}
    assert of == set(expected.split("、"))


def test_who_answers_is_whom_the_plan_gives_it_to():
    assert {row["code"]: row["leads"] for row in FILE.indicators} == ANSWERS
    stated = {each["code"]: each["leads"] for row in FILE.phases for each in row["milestones"] if each["leads"]}
    assert stated == OF_MILESTONES


def test_every_duty_comes_from_one_clause():
    named = [duty for clause in CLAUSES.values() for duty in clause["duties"]]
    assert sorted(named) == sorted(DUTIES)


def test_our_defaults_are_marked():
    assert {code for code, row in CLAUSES.items() if row["default"]} == OURS


# --- on the pages -----------------------------------------------------------------------------------------------------


@pytest.fixture
def page_for(shipped_plan, as_user):
    """Return the page of the plan as somebody sees it."""

    def page_for(user: User) -> str:
        answer = as_user(user).get(f"/{shipped_plan.slug}/plan/")
        assert answer.status_code == 200
        return str(answer.content.decode())

    return page_for


def test_the_page_tells_every_clause_and_what_became_of_it(page_for, member):
    page = page_for(member)
    for code, row in CLAUSES.items():
        assert f'id="{code}"' in page
        assert row["name"] in page
    assert page.count("本系统默认") > len(OURS)
    for indicator in FILE.indicators:
        assert f'href="{reverse("indicator", args=[FILE.plan["slug"], indicator["code"]])}"' in page


def test_the_page_is_read_in_english(page_for, member, english_pages):
    page = page_for(member)
    assert "A venue of at least 200 m²" in page
    assert "All rooms together; a room of two uses counts once." in page


def test_the_page_reads_a_fixed_number_of_queries(shipped_plan):
    with CaptureQueriesContext(connection) as taken:
        sections = load_sections(shipped_plan)
    assert sum(len(lines) for _section, lines in sections) == 108
    assert len(taken) == QUERIES


def test_who_answers_is_who_can_close_a_gap_or_has_the_duty(shipped_plan):
    answers = {line.clause.code: line.answers for _section, lines in load_sections(shipped_plan) for line in lines}
    assert list(map(str, answers["D-06"])) == ["公安局", "综治办"]
    assert list(map(str, answers["T2-02"])) == ["民政局", "财政局", "城建局"]
    assert answers["C-05"] == []
    told = {code: "、".join(map(str, who)) for code, who in answers.items()}
    shared = "城关镇党委、各社区"
    for clause in CLAUSES:
        for code, parties in {"K36": "城关镇党委", "K39": shared, "K40": shared, "K49": "城关镇党委"}.items():
            assert code not in CLAUSES[clause]["indicators"] or parties in told[clause], (clause, code)


def test_a_plan_without_its_text_says_so(plan, as_user, member, english_pages):
    assert "The text of this plan has not been entered" in as_user(member).get(f"/{plan.slug}/plan/").content.decode()


def test_the_countys_own_copy_is_sent(shipped_plan, as_user, member):
    shipped_plan.document.save("copy.pdf", ContentFile(b"%PDF-1.4 the plan"))
    answer = as_user(member).get(f"/{shipped_plan.slug}/plan/copy/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 the plan"
    assert answer["Content-Disposition"] == 'attachment; filename="fengxiang-2004.pdf"'


def test_a_default_is_marked_where_it_shows(shipped_plan, as_user, member, english_pages):
    client = as_user(member)
    for address, default in {
        "indicators/K07": "All rooms together; a room of two uses counts once.",
        "timeline": "Mobilisation as a first phase",
        "reports": "the default is the 5th day after the quarter",
    }.items():
        assert default in client.get(f"/{shipped_plan.slug}/{address}/").content.decode(), address
    # Five clauses leave the share of K11 open, in the same words.
    assert [clause.code for clause in defaults_of(shipped_plan.indicators.get(code="K11"))] == ["T3-03"]


# --- loading ----------------------------------------------------------------------------------------------------------


def test_loading_again_changes_nothing_and_a_change_is_told(shipped_plan):
    assert not load_plan(file=FILE, reason="again")
    text = shipped().replace('name = "一社区一支部"', 'name = "一个社区一个支部"')
    changes = load_plan(file=read_plan(text), reason="changed")
    assert changes.changed == ["sections.三·1.clauses.T1-01.name: 一社区一支部 → 一个社区一个支部"]
    clause = Clause.objects.get(code="T1-01")
    assert clause.history.first().history_change_reason == "changed"


def test_a_clause_that_is_gone_is_removed(shipped_plan):
    start = shipped().index('[[sections.clauses]]\ncode = "C-02"')
    end = shipped().index('[[sections.clauses]]\ncode = "C-03"')
    changes = load_plan(file=read_plan(shipped()[:start] + shipped()[end:]), reason="shorter")
    assert changes.removed == ["sections.前言.clauses.C-02"]
    assert not Clause.objects.filter(code="C-02").exists()


def test_a_clause_that_names_what_is_not_there_is_a_fault(english):
    text = shipped().replace('indicators = ["K01"]', 'indicators = ["K99"]', 1)
    with pytest.raises(PlanFileError) as refused:
        read_plan(text)
    assert [str(fault) for fault in refused.value.faults] == [
        "sections.三·1.clauses.T1-01.indicators: there is no indicator K99"
    ]


def test_an_indicator_in_no_section_is_a_fault(english):
    with pytest.raises(PlanFileError) as refused:
        read_plan(shipped().replace('section = "三·2"', 'section = "五·2"', 1))
    assert [str(fault) for fault in refused.value.faults] == ["indicators.K06.section: there is no section 五·2"]
