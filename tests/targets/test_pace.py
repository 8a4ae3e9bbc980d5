"""The lamp that follows from what is expected, for each kind of clause in each phase."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengxiang.bilingual import Bilingual
from partybuilding.targets.pace import Colour, Kind, Lamp, Schedule, Thresholds, frequency_lamp, lamp_of
from partybuilding.targets.target import UNKNOWN, Field, FieldRole, Operator, Target, Verdict
from tests.targets.schedules import BEGIN, COMPOUNDS, END, SPANS, days, schedule

RULES = Thresholds()


def target(operator=Operator.AT_LEAST, goal=100, upper=None, items=1):
    role = {Operator.CHECKLIST: FieldRole.ITEM, Operator.YES_NO: FieldRole.CONDITION}.get(operator, FieldRole.VALUE)
    fields = tuple(Field(key=f"f{number}", role=role, label=Bilingual("数据")) for number in range(items))
    return Target(
        operator=operator,
        fields=fields,
        goal=None if goal is None else Decimal(goal),
        upper=None if upper is None else Decimal(upper),
    )


def value(*figures):
    return {f"f{number}": Decimal(str(figure)) for number, figure in enumerate(figures)}


def lamp(target, figures, schedule, on, kind=Kind.REQUIRED, rules=RULES):
    return lamp_of(target, target.judge(figures), kind=kind, schedule=schedule, on=on, end=END, rules=rules)


AREA = schedule(0, 200, 200, 200)
KNOWN = schedule(0, 50, 90, 100)
HUNDRED = target(goal=100)
ROOMS = target(Operator.CHECKLIST, None, items=7)
YES_NO = target(Operator.YES_NO, None)
TEAM = target(Operator.BAND, 3, 5)


# --- numbers, bands and shares ----------------------------------------------------------------------------------------

# On the last day of phase 3, 90 of 100 are expected and the whole only in phase 4.
PHASE_3_ENDS = SPANS[2].last


@pytest.mark.parametrize(
    ("reached", "result"),
    [
        (100, Lamp.MET),
        (99, Lamp.ON_PACE),
        (90, Lamp.ON_PACE),
        ("80.01", Lamp.ON_PACE),
        (80, Lamp.BEHIND),
        ("79.99", Lamp.BEHIND),
        ("60.01", Lamp.BEHIND),
        (60, Lamp.BEHIND),
        ("59.99", Lamp.FAR_BEHIND),
        (0, Lamp.FAR_BEHIND),
    ],
)
def test_a_number_is_yellow_from_10_points_below_and_red_beyond_30(reached, result):
    assert lamp(HUNDRED, value(reached), KNOWN, PHASE_3_ENDS) == result


@pytest.mark.parametrize(
    ("rules", "reached", "result"),
    [
        (Thresholds(yellow_points=0), 90, Lamp.ON_PACE),
        (Thresholds(yellow_points=0), "89.99", Lamp.BEHIND),
        (Thresholds(yellow_points=0, red_points=0), "89.99", Lamp.FAR_BEHIND),
        (Thresholds(yellow_points=0, red_points=0), 90, Lamp.ON_PACE),
        (Thresholds(yellow_points=20, red_points=20), "70.01", Lamp.ON_PACE),
        (Thresholds(yellow_points=20, red_points=20), 70, Lamp.BEHIND),
        (Thresholds(yellow_points=20, red_points=20), "69.99", Lamp.FAR_BEHIND),
        (Thresholds(red_points=100), 0, Lamp.BEHIND),
    ],
)
def test_a_plan_may_set_other_thresholds(rules, reached, result):
    assert lamp(HUNDRED, value(reached), KNOWN, PHASE_3_ENDS, rules=rules) == result


@pytest.mark.parametrize(
    ("on", "reached", "result"),
    [
        (date(2004, 9, 30), 0, Lamp.NOT_DUE),
        (date(2004, 9, 30), 200, Lamp.MET),
        (date(2004, 10, 1), 0, Lamp.ON_PACE),  # 1 of 92 days: 1.1 points
        (date(2004, 10, 10), 0, Lamp.BEHIND),  # 10 of 92 days: 10.9 points
        (date(2004, 10, 28), 0, Lamp.FAR_BEHIND),  # 28 of 92 days: 30.4 points
        (date(2004, 12, 31), 199.99, Lamp.ON_PACE),
        (date(2004, 12, 31), 180, Lamp.BEHIND),
        (date(2004, 12, 31), 140, Lamp.BEHIND),
        (date(2004, 12, 31), 139.99, Lamp.FAR_BEHIND),
        (date(2005, 1, 1), 199.99, Lamp.OVERDUE),
        (date(2006, 12, 31), 199.99, Lamp.OVERDUE),
        (date(2006, 12, 31), 200, Lamp.MET),
    ],
)
def test_floor_area_through_the_phases(on, reached, result):
    assert lamp(target(goal=200), value(reached), AREA, on) == result


@pytest.mark.parametrize(
    ("on", "civilised", "result"),
    [
        (date(2004, 9, 30), 0, Lamp.NOT_DUE),
        (date(2004, 12, 31), 0, Lamp.BEHIND),  # 10 % expected: 20 points of the target
        (date(2004, 12, 31), 10, Lamp.ON_PACE),
        (date(2005, 12, 31), 35, Lamp.ON_PACE),
        (date(2005, 12, 31), 30, Lamp.BEHIND),  # 10 points of the target
        (date(2005, 12, 31), 31, Lamp.ON_PACE),
        (date(2005, 12, 31), 20, Lamp.BEHIND),  # 30 points
        (date(2005, 12, 31), 19, Lamp.FAR_BEHIND),
        (date(2006, 6, 30), 49, Lamp.ON_PACE),
        (date(2006, 6, 30), 50, Lamp.MET),
        (date(2006, 7, 1), 49, Lamp.OVERDUE),
    ],
)
def test_a_share_through_the_phases(on, civilised, result):
    fields = (
        Field(key="f0", role=FieldRole.NUMERATOR, label=Bilingual("文明小区")),
        Field(key="f1", role=FieldRole.DENOMINATOR, label=Bilingual("小区")),
    )
    share = Target(operator=Operator.SHARE, fields=fields, goal=Decimal(50))
    assert lamp(share, value(civilised, 100), COMPOUNDS, on) == result


@pytest.mark.parametrize(
    ("on", "cadres", "result"),
    [
        (date(2004, 9, 30), 6, Lamp.NOT_DUE),
        (date(2004, 10, 1), 6, Lamp.BEHIND),  # too many is wrong from the first day on
        (date(2004, 10, 1), 2, Lamp.ON_PACE),  # too few only as the schedule runs ahead
        (date(2004, 12, 31), 2, Lamp.FAR_BEHIND),
        (date(2004, 12, 31), 3, Lamp.MET),
        (date(2004, 12, 31), 5, Lamp.MET),
        (date(2004, 12, 31), 6, Lamp.BEHIND),  # a fifth too many: 20 points
        (date(2004, 12, 31), 7, Lamp.FAR_BEHIND),
        (date(2005, 1, 1), 6, Lamp.OVERDUE),
    ],
)
def test_a_band_through_the_phases(on, cadres, result):
    assert lamp(TEAM, value(cadres), schedule(0, 3, 3, 3), on) == result


def test_too_many_is_yellow_however_wide_the_thresholds():
    wide = Thresholds(yellow_points=90, red_points=90)
    assert lamp(TEAM, value(6), schedule(0, 3, 3, 3), date(2004, 12, 31), rules=wide) == Lamp.BEHIND


@pytest.mark.parametrize(("red_points", "result"), [(19, Lamp.FAR_BEHIND), (20, Lamp.BEHIND)])
def test_too_many_is_measured_against_the_whole_target(red_points, result):
    rules = Thresholds(red_points=red_points)
    assert lamp(TEAM, value(6), schedule(0, 3, 3, 3), date(2004, 10, 1), rules=rules) == result


def test_a_condition_not_fulfilled_is_never_green_at_the_end():
    fields = (
        Field(key="f0", role=FieldRole.CONDITION, label=Bilingual("书记在职")),
        Field(key="f1", role=FieldRole.VALUE, label=Bilingual("人数")),
    )
    posts = Target(operator=Operator.AT_LEAST, fields=fields, goal=Decimal(1))
    assert lamp(posts, value(0, 1), Schedule.due_in(2, Decimal(1), SPANS), date(2004, 12, 31)) == Lamp.FAR_BEHIND


# --- checklists -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "done", "result"),
    [
        (date(2004, 9, 30), 0, Lamp.NOT_DUE),
        (date(2004, 10, 13), 0, Lamp.ON_PACE),  # day 13 of 92: not one of seven is due
        (date(2004, 10, 14), 0, Lamp.FAR_BEHIND),  # day 14: one is
        (date(2004, 10, 14), 1, Lamp.ON_PACE),
        (date(2004, 12, 31), 7, Lamp.MET),
        (date(2004, 12, 31), 6, Lamp.BEHIND),
        (date(2004, 12, 31), 5, Lamp.BEHIND),  # 5 of 7: 71 %
        (date(2004, 12, 31), 4, Lamp.FAR_BEHIND),  # 4 of 7: 57 %
        (date(2005, 1, 1), 6, Lamp.OVERDUE),
    ],
)
def test_a_checklist_through_the_phases(on, done, result):
    answers = value(*([1] * done + [0] * (7 - done)))
    assert lamp(ROOMS, answers, schedule(0, 7, 7, 7), on) == result


@pytest.mark.parametrize(
    ("percent", "done", "result"),
    [
        (70, 7, Lamp.BEHIND),
        (70, 6, Lamp.FAR_BEHIND),
        (71, 7, Lamp.FAR_BEHIND),
        (60, 6, Lamp.BEHIND),
        (100, 9, Lamp.FAR_BEHIND),
    ],
)
def test_a_checklist_is_red_below_70_per_cent_of_what_is_due(percent, done, result):
    ten = target(Operator.CHECKLIST, None, items=10)
    answers = value(*([1] * done + [0] * (10 - done)))
    rules = Thresholds(checklist_percent=percent)
    assert lamp(ten, answers, schedule(0, 10, 10, 10), date(2004, 12, 31), rules=rules) == result


def test_only_whole_items_fall_due():
    goods = target(Operator.CHECKLIST, None, items=5)
    steps = schedule(0, 1, 3, 5)
    assert lamp(goods, value(1, 0, 0, 0, 0), steps, date(2005, 6, 30)) == Lamp.ON_PACE  # 1.99 expected
    assert lamp(goods, value(1, 0, 0, 0, 0), steps, date(2005, 7, 2)) == Lamp.FAR_BEHIND  # 2.00 expected


# --- yes or no --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "answer", "result"),
    [
        (date(2004, 9, 30), 0, Lamp.NOT_DUE),
        (date(2004, 9, 30), 1, Lamp.MET),
        (date(2004, 10, 1), 0, Lamp.ON_PACE),
        (date(2004, 12, 15), 0, Lamp.ON_PACE),  # 16 days left
        (date(2004, 12, 16), 0, Lamp.BEHIND),  # 15 days left
        (date(2004, 12, 31), 0, Lamp.BEHIND),
        (date(2005, 1, 1), 0, Lamp.OVERDUE),
        (date(2005, 1, 1), 1, Lamp.MET),
    ],
)
def test_yes_or_no_is_yellow_15_days_before_its_date(on, answer, result):
    assert lamp(YES_NO, value(answer), Schedule.due_in(2, Decimal(1), SPANS), on) == result


@pytest.mark.parametrize(("warn_days", "result"), [(0, Lamp.ON_PACE), (29, Lamp.ON_PACE), (30, Lamp.BEHIND)])
def test_the_warning_time_is_the_plans(warn_days, result):
    due = Schedule.due_in(2, Decimal(1), SPANS)
    assert lamp(YES_NO, value(0), due, date(2004, 12, 1), rules=Thresholds(warn_days=warn_days)) == result


# --- how binding the clause is ----------------------------------------------------------------------------------------

CLAUSES = [(HUNDRED, value(0)), (ROOMS, value(*[0] * 7)), (YES_NO, value(0)), (TEAM, value(2)), (TEAM, value(9))]
schedules = st.sampled_from([None, AREA, KNOWN, *(Schedule.due_in(phase, Decimal(1), SPANS) for phase in (1, 2, 3, 4))])


@given(st.sampled_from(CLAUSES), schedules, days)
def test_what_is_encouraged_is_never_red(clause, plan, on):
    of, figures = clause
    shown = lamp(of, figures, plan, on, kind=Kind.ENCOURAGED)
    assert (shown, shown.colour) == (Lamp.NOT_REACHED, Colour.YELLOW)


@given(st.sampled_from(CLAUSES), schedules, days)
def test_what_is_striven_for_is_red_only_after_the_plans_end(clause, plan, on):
    of, figures = clause
    shown = lamp(of, figures, plan, on, kind=Kind.STRETCH)
    assert (shown.colour == Colour.RED) == (on > END)


@pytest.mark.parametrize(
    ("on", "result"),
    [
        (date(2005, 12, 31), Lamp.NOT_DUE),
        (date(2006, 1, 1), Lamp.NOT_REACHED),
        (date(2006, 6, 30), Lamp.NOT_REACHED),
        (date(2006, 7, 1), Lamp.OVERDUE),
    ],
)
def test_what_is_striven_for_by_the_end(on, result):
    assert lamp(YES_NO, value(0), Schedule.due_in(4, Decimal(1), SPANS), on, kind=Kind.STRETCH) == result


@given(st.sampled_from(CLAUSES), schedules, days)
def test_what_is_only_tracked_has_no_lamp(clause, plan, on):
    of, figures = clause
    shown = lamp(of, figures, plan, on, kind=Kind.TRACKED)
    assert (shown, shown.colour) == (Lamp.NO_TARGET, Colour.GREY)


@pytest.mark.parametrize("kind", [Kind.REQUIRED, Kind.ENCOURAGED, Kind.STRETCH])
@pytest.mark.parametrize("on", [BEGIN - timedelta(days=1), BEGIN, PHASE_3_ENDS, END, END + timedelta(days=1)])
def test_a_target_met_is_green_on_any_day(kind, on):
    assert lamp(HUNDRED, value(100), KNOWN, on, kind=kind) == Lamp.MET


@pytest.mark.parametrize("kind", [Kind.REQUIRED, Kind.ENCOURAGED, Kind.STRETCH])
def test_where_there_is_nothing_to_count_there_is_nothing_to_blame(kind):
    shown = lamp_of(HUNDRED, UNKNOWN, kind=kind, schedule=KNOWN, on=date(2007, 1, 1), end=END, rules=RULES)
    assert (shown, shown.colour) == (Lamp.EMPTY, Colour.GREY)


def test_a_value_without_a_target_has_no_lamp_even_if_required():
    assert lamp(target(Operator.VALUE, None), value(3), KNOWN, END) == Lamp.NO_TARGET


@given(days, st.integers(0, 100))
def test_a_better_value_never_has_a_worse_lamp(on, reached):
    order = list(Colour)
    one, other = (lamp(HUNDRED, value(each), KNOWN, on).colour for each in (reached, reached + 1))
    assert other == Colour.GREEN or order.index(one) <= order.index(other)


# --- once in every quarter --------------------------------------------------------------------------------------------

QUARTER_ENDS = date(2005, 12, 31)
NONE_HELD, ONE_HELD = (target(Operator.FREQUENCY, 1).judge(value(held)) for held in (0, 1))


@pytest.mark.parametrize(
    ("verdict", "today", "begun", "result"),
    [
        (NONE_HELD, date(2005, 9, 30), False, Lamp.NOT_DUE),
        (NONE_HELD, date(2005, 10, 1), True, Lamp.NOT_DUE),
        (NONE_HELD, date(2005, 12, 15), True, Lamp.NOT_DUE),
        (NONE_HELD, date(2005, 12, 16), True, Lamp.BEHIND),
        (NONE_HELD, date(2005, 12, 31), True, Lamp.BEHIND),
        (NONE_HELD, date(2005, 12, 31), False, Lamp.NOT_DUE),
        (NONE_HELD, date(2006, 1, 1), True, Lamp.OVERDUE),
        (ONE_HELD, date(2005, 10, 1), True, Lamp.MET),
        (ONE_HELD, date(2006, 1, 1), True, Lamp.MET),
    ],
)
def test_a_meeting_is_overdue_the_day_after_the_quarter(verdict: Verdict, today, begun, result):
    assert frequency_lamp(verdict, last_day=QUARTER_ENDS, begun=begun, today=today, rules=RULES) == result


# --- the lamps themselves ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        (Colour.GREEN, {Lamp.MET, Lamp.ON_PACE}),
        (Colour.YELLOW, {Lamp.BEHIND, Lamp.NOT_REACHED}),
        (Colour.RED, {Lamp.FAR_BEHIND, Lamp.OVERDUE}),
        (Colour.GREY, {*Lamp} - {Lamp.MET, Lamp.ON_PACE, Lamp.BEHIND, Lamp.NOT_REACHED, Lamp.FAR_BEHIND, Lamp.OVERDUE}),
    ],
)
def test_each_lamp_has_its_colour(colour, expected):
    assert {lamp for lamp in Lamp if lamp.colour == colour} == expected


def test_each_lamp_has_a_word_of_its_own():
    words = {str(lamp.word) for lamp in Lamp}
    assert len(words) == len(Lamp)
    assert "" not in words
