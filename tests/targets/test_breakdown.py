"""What a value is made of by kind: shares, gaps, sub-groups, and sums nobody is asked for."""

from decimal import Decimal

import pytest
from django.utils import translation

from fengxiang.bilingual import Bilingual
from partybuilding.targets.breakdown import in_short, kinds_of, kinds_text
from partybuilding.targets.checks import differing
from partybuilding.targets.target import Field, FieldRole, Operator, Target
from tests.targets.sample_targets import figures


def field(key, role, group, quantity=""):
    return Field(key=key, role=FieldRole(role), label=Bilingual(key), quantity=quantity, group=Bilingual(group))


def pair(key, group, role=("numerator", "denominator"), sum_of=""):
    names = [f"{sum_of}_{end}" if sum_of else "" for end in ("managed", "members")]
    return (
        field(f"{key}_managed", role[0], group, names[0]),
        field(f"{key}_members", role[1], group, names[1]),
    )


DETAIL = ("detail", "detail")
MANAGED = Target(
    operator=Operator.SHARE,
    fields=(
        *pair("direct", "直管"),
        *pair("linked", "联管", sum_of="linked"),
        *pair("economic", "联管·经济", DETAIL, "+linked"),
        *pair("social", "联管·社会", DETAIL, "+linked"),
    ),
    goal=Decimal(100),
)
PARTS = {"economic_managed": 2, "economic_members": 4, "social_managed": 0, "social_members": 3}
OLD = figures(direct_managed=8, direct_members=8, linked_managed=1, linked_members=7)
NEW = figures(direct_managed=0, direct_members=0, linked_managed=2, linked_members=7, **PARTS)


@pytest.mark.parametrize(
    ("values", "texts", "short"),
    [
        (NEW, ["none", "2/7 · 28.6%", "2/4 · 50%", "0/3 · 0%, nothing yet"], ["直管", "联管", "联管·社会"]),
        (OLD, ["8/8 · 100%", "1/7 · 14.3%, not broken down", "—", "—"], ["直管", "联管"]),
        (
            figures(linked_managed=0, linked_members=7),
            ["—", "0/7 · 0%, nothing yet, not broken down", "—", "—"],
            ["联管"],
        ),
        ({}, ["—"] * 4, []),
    ],
)
def test_each_kind_has_a_share_of_its_own(values, texts, short):
    with translation.override("en"):
        lines = kinds_of(MANAGED, values)
        assert [line.text for line in lines] == texts
    assert [line.is_sub_group for line in lines] == [False, False, True, True]
    assert [line.label for line in in_short(lines)] == short


def test_a_share_that_is_missed_never_reads_as_reached():
    with translation.override("zh-hans"):
        lines = kinds_of(MANAGED, figures(direct_managed=1999, direct_members=2000))
        assert kinds_text(lines) == "直管：1,999/2,000 · 99.9%"


def test_what_has_no_kinds_is_made_of_none():
    assert kinds_of(Target(operator=Operator.VALUE, fields=(field("n", "value", ""),)), figures(n=3)) == []


@pytest.mark.parametrize(
    ("values", "linked", "still_open"),
    [
        (NEW, 2, []),
        ({**OLD, **figures(**PARTS)}, 2, []),  # the parts are what counts
        (OLD, 1, []),  # a sum of before they were asked for stays
        ({**OLD, **figures(economic_managed=2)}, 1, ["social_managed"]),
        (figures(direct_managed=1, direct_members=1), None, list(PARTS)),
    ],
)
def test_a_sum_is_added_up_and_never_asked_for(values, linked, still_open):
    assert MANAGED.summed(values).get("linked_managed") == linked
    assert [each.key for each in MANAGED.unanswered(MANAGED.summed(values))] == sorted(
        still_open, key=[each.key for each in MANAGED.fields].index
    )
    assert {each.key for each in MANAGED.fields} - {each.key for each in MANAGED.asked} == {
        "linked_managed",
        "linked_members",
    }


@pytest.mark.parametrize(("values", "is_known", "met"), [(NEW, True, False), (OLD, True, False), ({}, False, None)])
def test_a_detail_is_not_needed_for_the_verdict(values, is_known, met):
    assert MANAGED.is_known(values) is is_known
    assert MANAGED.judge(values).met is met


@pytest.mark.parametrize(
    ("other", "keys"),
    [(OLD, []), ({**OLD, **figures(direct_managed=7)}, ["direct_managed"]),
     ({**OLD, **figures(linked_managed=None)}, ["linked_managed"])],
)  # fmt: skip
def test_a_detail_that_is_not_told_differs_from_nothing(other, keys):
    told = {**OLD, **figures(**PARTS)}
    assert [each.key for each in differing(MANAGED, told, other)] == keys
    assert [each.key for each in differing(MANAGED, {**told, "social_members": Decimal(9)}, told)] == ["social_members"]
