"""Each kind of target at, below, above and just beside its limit, and the gap in words."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from partybuilding.targets.target import UNKNOWN, FieldRole, Operator, Target
from tests.targets.sample_targets import (
    AREA,
    AREAS,
    BRANCH,
    CADRES,
    EVERY,
    HALF,
    MEETINGS,
    MEN,
    MORE_THAN_HALF,
    POSTS,
    ROOMS,
    SYSTEM,
    TEAM,
    VALUE,
    fields,
    figures,
    ids,
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


# --- at least ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "met", "completion", "gap"),
    [
        ("0", False, 0, "200 m² short"),
        ("162", False, 81, "38 m² short"),
        ("161.50", False, Fraction(323, 4), "38.5 m² short"),
        ("199.99", False, Fraction(19999, 200), "0.01 m² short"),
        ("200", True, 100, ""),
        ("200.01", True, 100, ""),
        ("100000", True, 100, ""),
    ],
)
def test_floor_area_of_at_least_200(area, met, completion, gap):
    verdict = AREA.judge(figures(area=area))
    assert (verdict.met, verdict.amount, verdict.completion, verdict.gap) == (met, Decimal(area), completion, gap)


@pytest.mark.parametrize(("value", "met"), [("199.99", False), ("200", False), ("200.01", True)])
def test_strictly_more_than_the_goal(value, met):
    strict = Target(operator=Operator.AT_LEAST, fields=AREA.fields, goal=Decimal(200), strict=True)
    assert strict.judge(figures(area=value)).met is met


def test_several_values_are_added_up():
    target = Target(operator=Operator.AT_LEAST, fields=fields(FieldRole.VALUE, "one", "other"), goal=Decimal(10))
    assert target.judge(figures(one=4, other=6)).met
    assert target.judge(figures(one=4, other="5.99")).gap == "0.01 short"
    assert target.judge(figures(one=10, other=None)) == UNKNOWN


# --- band -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cadres", "met", "completion", "english_gap", "chinese_gap"),
    [
        (0, False, 0, "3 cadres short", "缺 3 人"),
        (2, False, Fraction(200, 3), "1 cadre short", "缺 1 人"),
        (3, True, 100, "", ""),
        (4, True, 100, "", ""),
        (5, True, 100, "", ""),
        (6, False, 80, "1 cadre over the establishment", "超编 1 人"),
        (8, False, 40, "3 cadres over the establishment", "超编 3 人"),
        (11, False, 0, "6 cadres over the establishment", "超编 6 人"),
    ],
)
def test_three_to_five_cadres(cadres, met, completion, english_gap, chinese_gap):
    verdict = TEAM.judge(figures(cadres=cadres))
    assert (verdict.met, verdict.completion, verdict.gap) == (met, completion, english_gap)
    with translation.override("zh-hans"):
        assert TEAM.judge(figures(cadres=cadres)).gap == chinese_gap


@pytest.mark.parametrize(
    ("branches", "met", "gap"),
    [(0, False, "1 short"), (1, True, ""), (2, False, "1 too many"), (3, False, "2 too many")],
)
def test_exactly_one_branch(branches, met, gap):
    verdict = BRANCH.judge(figures(branches=branches))
    assert (verdict.met, verdict.gap) == (met, gap)


# --- share ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "met", "text"),
    [
        (3, 8, False, "37.5% (3/8)"),
        (4, 8, True, "50% (4/8)"),
        (5, 8, True, "62.5% (5/8)"),
        (1249, 2500, False, "49.9% (1,249/2,500)"),
        (1250, 2500, True, "50% (1,250/2,500)"),
        (1251, 2500, True, "50% (1,251/2,500)"),
        (4, 9, False, "44.4% (4/9)"),
        (0, 9, False, "0% (0/9)"),
        (9, 9, True, "100% (9/9)"),
    ],
)
def test_half_of_the_compounds(part, whole, met, text):
    values = figures(part=part, whole=whole)
    assert HALF.judge(values).met is met
    assert HALF.value_text(values) == text


def test_49_96_per_cent_neither_passes_nor_reads_as_half():
    values = figures(part=1249, whole=2500)
    verdict = HALF.judge(values)
    assert (verdict.met, verdict.amount) == (False, Fraction(4996, 100))
    assert verdict.completion == Fraction(4996, 50)
    assert "50%" not in HALF.value_text(values)


@pytest.mark.parametrize(
    ("part", "whole", "english_gap", "chinese_gap"),
    [
        (17, 42, "certify 4 compounds more to reach 50% (17/42)", "再认定 4 个小区即达 50%（17/42）"),
        (20, 42, "certify 1 compound more to reach 50% (20/42)", "再认定 1 个小区即达 50%（20/42）"),
        (0, 9, "certify 5 compounds more to reach 50% (0/9)", "再认定 5 个小区即达 50%（0/9）"),
        (5, 9, "", ""),
    ],
)
def test_the_gap_of_a_share_is_told_in_whole_things(part, whole, english_gap, chinese_gap):
    values = figures(part=part, whole=whole)
    assert HALF.judge(values).gap == english_gap
    with translation.override("zh-hans"):
        assert HALF.judge(values).gap == chinese_gap


@pytest.mark.parametrize(
    ("part", "whole", "met", "gap"),
    [
        (4, 8, False, "1 compound short"),
        (4, 9, False, "1 compound short"),
        (5, 9, True, ""),
        (5, 8, True, ""),
        (2, 8, False, "3 compounds short"),
        (5000, 10000, False, "1 compound short"),
        (5001, 10000, True, ""),
    ],
)
def test_more_than_half(part, whole, met, gap):
    verdict = MORE_THAN_HALF.judge(figures(part=part, whole=whole))
    assert (verdict.met, verdict.gap) == (met, gap)


@pytest.mark.parametrize("target", [HALF, MORE_THAN_HALF, POSTS], ids=ids)
def test_nothing_of_nothing_is_not_judged(target):
    verdict = target.judge(figures(secretary=1, part=0, whole=0))
    assert (verdict.met, verdict.amount, verdict.completion, verdict.gap) == (None, None, None, "")
    assert target.value_text(figures(secretary=1, part=0, whole=0)) == "0/0"


def test_a_share_adds_up_its_categories():
    target = Target(
        operator=Operator.SHARE,
        fields=fields(FieldRole.NUMERATOR, "direct", "joint") + fields(FieldRole.DENOMINATOR, "members", "workers"),
        goal=Decimal(100),
    )
    assert target.judge(figures(direct=50, members=50, joint=9, workers=10)).gap == "1 short"
    assert target.judge(figures(direct=50, members=50, joint=10, workers=10)).met


def test_999_of_1000_does_not_read_as_all():
    everyone = Target(operator=Operator.SHARE, fields=HALF.fields, goal=Decimal(100))
    values = figures(part=9999, whole=10000)
    assert everyone.judge(values).met is False
    assert everyone.value_text(values) == "99.9% (9,999/10,000)"


# --- checklist and yes/no ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "met", "completion", "gap"),
    [
        ((1, 1, 1), True, 100, ""),
        ((1, 1, 0), False, Fraction(200, 3), "Missing: clinic"),
        ((1, 0, 0), False, Fraction(100, 3), "Missing: police office, clinic"),
        ((0, 0, 0), False, 0, "Missing: Party branch office, police office, clinic"),
    ],
)
def test_a_checklist_names_what_is_missing(answers, met, completion, gap):
    verdict = ROOMS.judge(figures(**dict(zip(("office", "police", "clinic"), answers, strict=True))))
    assert (verdict.met, verdict.amount, verdict.completion, verdict.gap) == (met, sum(answers), completion, gap)


def test_names_are_listed_as_chinese_lists_them():
    with translation.override("zh-hans"):
        assert ROOMS.judge(figures(office=1, police=0, clinic=0)).gap.endswith("警务室、医务室")


@pytest.mark.parametrize(("answers", "met"), [((1, 0, 0), False), ((1, 1, 0), True), ((1, 1, 1), True)])
def test_a_checklist_may_ask_for_fewer_than_all(answers, met):
    two = Target(operator=Operator.CHECKLIST, fields=ROOMS.fields, goal=Decimal(2))
    assert two.judge(figures(**dict(zip(("office", "police", "clinic"), answers, strict=True)))).met is met


@pytest.mark.parametrize(
    ("answer", "met", "completion", "gap", "text"), [(1, True, 100, "", "yes"), (0, False, 0, "Not yet in place", "no")]
)
def test_yes_or_no(answer, met, completion, gap, text):
    verdict = SYSTEM.judge(figures(system=answer))
    assert (verdict.met, verdict.completion, verdict.gap) == (met, completion, gap)
    assert SYSTEM.value_text(figures(system=answer)) == text


# --- each person ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "outside", "waived", "met", "completion", "gap", "text"),
    [
        (4, 0, 0, True, 100, "", "4/4"),
        (4, 0, 1, True, 100, "", "4/4 (1 waived)"),
        (4, 1, 0, False, 75, "1 cadre is over 55", "3/4"),
        (4, 1, 2, False, 75, "1 cadre is over 55", "3/4 (2 waived)"),
        (4, 4, 0, False, 0, "4 cadres are over 55", "0/4"),
    ],
)
def test_each_person_within_the_limit_or_waived(total, outside, waived, met, completion, gap, text):
    values = figures(total=total, outside=outside, waived=waived)
    verdict = MEN.judge(values)
    assert (verdict.met, verdict.completion, verdict.gap, verdict.waived) == (met, completion, gap, waived)
    assert MEN.value_text(values) == text


def test_with_nobody_in_post_there_is_nobody_to_judge():
    verdict = MEN.judge(figures(total=0, outside=0, waived=0))
    assert (verdict.met, verdict.amount, verdict.completion) == (None, None, None)
    assert MEN.value_text(figures(total=0, outside=0, waived=0)) == "0/0"


def test_each_person_in_general_words():
    plain = Target(operator=Operator.EACH, fields=MEN.fields, unit=CADRES)
    assert plain.judge(figures(total=4, outside=2, waived=0)).gap == "2 cadres outside the limit"


# --- frequency and value only -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("meetings", "met", "gap"), [(0, False, "1 meeting short"), (1, True, ""), (2, True, "")])
def test_one_meeting_each_quarter(meetings, met, gap):
    verdict = MEETINGS.judge(figures(meetings=meetings))
    assert (verdict.met, verdict.gap) == (met, gap)


@pytest.mark.parametrize("units", [0, 1, 7])
def test_a_figure_the_plan_sets_no_target_for_is_shown_and_not_judged(units):
    verdict = VALUE.judge(figures(units=units))
    assert (verdict.met, verdict.amount, verdict.completion, verdict.gap) == (None, units, None, "")
    assert VALUE.value_text(figures(units=units)) == str(units)


def test_a_tracked_share_is_shown_with_its_fraction():
    target = Target(operator=Operator.VALUE, fields=HALF.fields)
    assert target.judge(figures(part=1, whole=4)).amount == 25
    assert target.value_text(figures(part=1, whole=4)) == "25% (1/4)"


def test_counts_are_shown_one_by_one():
    target = Target(operator=Operator.VALUE, fields=fields(FieldRole.COUNT, "core", "morality"))
    assert target.value_text(figures(core=2, morality=0)) == "figure core 2 · figure morality 0"


# --- conditions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("secretary", "part", "met", "completion", "gap"),
    [
        (1, 5, True, 100, ""),
        (0, 5, False, 50, "Missing: figure secretary"),
        (1, 4, False, 90, "1 short"),
        (0, 4, False, 40, "Missing: figure secretary; 1 short"),
    ],
)
def test_a_share_with_a_condition(secretary, part, met, completion, gap):
    verdict = POSTS.judge(figures(secretary=secretary, part=part, whole=5))
    assert (verdict.met, verdict.amount, verdict.completion, verdict.gap) == (met, part * 20, completion, gap)


@pytest.mark.parametrize(
    ("system", "areas", "met", "completion"),
    [(1, 1, True, 100), (1, 0, False, 50), (0, 3, False, 50), (0, 0, False, 0)],
)
def test_at_least_one_with_a_condition(system, areas, met, completion):
    verdict = AREAS.judge(figures(system=system, areas=areas))
    assert (verdict.met, verdict.completion) == (met, completion)


def test_sentences_are_joined_as_chinese_joins_them():
    with translation.override("zh-hans"):
        assert "；" in POSTS.judge(figures(secretary=0, part=4, whole=5)).gap


# --- not known is not 0 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", EVERY, ids=ids)
def test_a_figure_that_is_not_known_is_never_taken_for_0(target):
    known = {each.key: Decimal(1) for each in target.fields}
    for key in known:
        left_open, left_out = {**known, key: None}, {other: 1 for other in known if other != key}
        assert target.judge(left_open) == target.judge(left_out) == UNKNOWN
        assert target.value_text(left_open) == "—"


def test_0_is_known():
    assert AREA.judge(figures(area=0)).amount == 0
    assert AREA.value_text(figures(area=0)) == "0 m²"


def test_a_target_without_fields_is_never_met():
    for operator in Operator:
        assert Target(operator=operator, fields=(), goal=Decimal(0), upper=Decimal(1)).judge({}) == UNKNOWN


@pytest.mark.parametrize("operator", [Operator.AT_LEAST, Operator.FREQUENCY])
def test_without_a_goal_nothing_is_judged(operator):
    verdict = Target(operator=operator, fields=AREA.fields).judge(figures(area=7))
    assert (verdict.met, verdict.amount, verdict.completion) == (None, 7, None)


@pytest.mark.parametrize(("lower", "upper"), [(None, None), (None, 5), (3, None)])
def test_a_band_with_an_end_left_open_is_not_judged(lower, upper):
    goal, end = (None if figure is None else Decimal(figure) for figure in (lower, upper))
    assert Target(operator=Operator.BAND, fields=TEAM.fields, goal=goal, upper=end).judge(figures(cadres=4)).met is None


@pytest.mark.parametrize("operator", [Operator.AT_LEAST, Operator.BAND, Operator.SHARE, Operator.EACH])
def test_a_target_without_the_fields_it_judges_is_not_judged(operator):
    target = Target(operator=operator, fields=fields(FieldRole.COUNT, "shown"), goal=Decimal(1), upper=Decimal(2))
    assert target.judge(figures(shown=1)).met is None


# --- wording ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "text"),
    [
        (AREA, "≥ 200 m²"),
        (TEAM, "3–5 cadres"),
        (BRANCH, "exactly 1"),
        (HALF, "≥ 50%"),
        (MORE_THAN_HALF, "> 50%"),
        (POSTS, "100%"),
        (ROOMS, "all 3"),
        (Target(operator=Operator.CHECKLIST, fields=ROOMS.fields, goal=Decimal(3)), "all 3"),
        (Target(operator=Operator.CHECKLIST, fields=ROOMS.fields, goal=Decimal(2)), "≥ 2 / 3"),
        (SYSTEM, "yes"),
        (MEN, "each"),
        (MEETINGS, "≥ 1 meeting each quarter"),
        (VALUE, ""),
        (Target(operator=Operator.AT_LEAST, fields=AREA.fields), ""),
        (Target(operator=Operator.AT_LEAST, fields=AREA.fields, goal=Decimal("200.50"), strict=True), "> 200.5"),
    ],
)
def test_a_target_reads_as_a_clause(target, text):
    assert target.describe() == text


@pytest.mark.parametrize(
    ("lacking", "english_gap", "chinese_gap"), [(1, "1 cadre short", "1 人"), (2, "2 cadres short", "2 人")]
)
def test_a_gap_without_words_of_the_plan(lacking, english_gap, chinese_gap):
    plain = Target(operator=Operator.AT_LEAST, fields=TEAM.fields, goal=Decimal(3), unit=CADRES)
    assert plain.judge(figures(cadres=3 - lacking)).gap == english_gap
    with translation.override("zh-hans"):
        assert chinese_gap in plain.judge(figures(cadres=3 - lacking)).gap
