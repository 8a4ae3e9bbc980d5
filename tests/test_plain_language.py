"""Every gap sentence of the shipped plan, in both languages, for nothing, one and many."""

import re
from decimal import Decimal

import pytest
from django.utils import translation

from partybuilding.plan.queries import load_plan_context

pytestmark = pytest.mark.alike

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ONE_OF_MANY = re.compile(
    r"(?<![\d./])1 (?:men|women|persons|people|[a-z]+(?<!s)s|(?:Party )?branches|communities|facilities)\b"
)
MANY_OF_ONE = re.compile(r"(?<![\d./])(?:[2-9]|1\d) (?:man|woman|person|cadre|unit|meeting|plan|area|member|post)\b")


@pytest.fixture
def clauses(shipped_plan):
    return {each.code: each.clause for each in load_plan_context(shipped_plan).indicators}


def figures(clause, number):
    """Return values of a clause: each count `number`, each whole 20, each answer a bit of `number`."""
    wholes = {"denominator", "total"}
    return {
        each.key: Decimal((number >> place) & 1 if each.role.is_yes_no else 20 if each.role in wholes else number)
        for place, each in enumerate(clause.fields)
    }


def gaps(clause):
    return [clause.judge(figures(clause, number)).gap for number in range(64)]


def test_what_is_short_is_said_in_both_languages(clauses):
    said = 0
    for code, clause in clauses.items():
        with translation.override("en"):
            english = gaps(clause)
        with translation.override("zh-hans"):
            chinese = gaps(clause)
        assert [bool(gap) for gap in english] == [bool(gap) for gap in chinese], code
        assert [gap for gap in english if CHINESE.search(gap)] == [], code
        assert [gap for gap in chinese if gap and not CHINESE.search(gap)] == [], code
        said += any(english)
    assert said > 30


def test_english_counts_one_and_many(clauses):
    with translation.override("en"):
        sentences = {gap for clause in clauses.values() for gap in gaps(clause)}
    assert len(sentences) > 200
    assert [gap for gap in sentences if ONE_OF_MANY.search(gap) or MANY_OF_ONE.search(gap)] == []


def test_what_is_met_has_no_gap(clauses):
    for code, clause in clauses.items():
        for number in range(64):
            verdict = clause.judge(figures(clause, number))
            assert not (verdict.met and verdict.gap), (code, number)
