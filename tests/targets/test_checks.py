"""What is odd about a value: every rule, on its threshold and on either side of it. No database."""

from decimal import Decimal

import pytest
from django.utils import translation

from fengxiang.bilingual import Bilingual
from partybuilding.targets.checks import WarningKind, inconsistencies, value_warnings
from partybuilding.targets.target import Field, FieldRole, Operator, Target

METRES, PERSONS = Bilingual("m²", "m²"), Bilingual("人", "person|persons")


def made(key, role, places=0, unit=PERSONS, quantity=""):
    return Field(
        key=key,
        role=FieldRole(role),
        label=Bilingual(f"数据{key}", f"the {key}"),
        unit=unit,
        places=places,
        quantity=quantity,
    )


AREA = Target(operator=Operator.AT_LEAST, fields=(made("area", "value", 2, METRES),), goal=Decimal(200), unit=METRES)
CADRES = Target(
    operator=Operator.BAND, fields=(made("cadres", "value"),), goal=Decimal(3), upper=Decimal(5), unit=PERSONS
)
SHARE = Target(
    operator=Operator.SHARE, fields=(made("known", "numerator"), made("members", "denominator")), goal=Decimal(50)
)
ROOMS = Target(
    operator=Operator.CHECKLIST, fields=(made("clinic", "item"), made("police", "item"), made("hall", "item"))
)
SYSTEM = Target(operator=Operator.YES_NO, fields=(made("system", "condition"),))
MEN = Target(
    operator=Operator.EACH, fields=(made("total", "total"), made("outside", "outside"), made("waived", "waived"))
)
COUNTS = Target(operator=Operator.VALUE, fields=(made("core", "count"), made("hearts", "count")))


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def figures(given):
    return {key: None if value is None else Decimal(value) for key, value in given.items()}


def told(clause, now, last=None, register=None, limit=30):
    """Return the kinds and sentences of what is odd."""
    found = value_warnings(clause, figures(now), figures(last or {}), figures(register or {}), limit)
    return [(each.kind, each.message) for each in found]


def kinds(*given, **more):
    return [kind for kind, _message in told(*given, **more)]


# --- against the register --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "now", "register", "has"),
    [
        (AREA, {"area": 206}, {"area": 186}, "186 m²"),
        (AREA, {"area": 0}, {"area": 186}, "186 m²"),
        (AREA, {"area": 186}, {"area": 0}, "0 m²"),
        (SYSTEM, {"system": 1}, {"system": 0}, "no"),
        (SHARE, {"known": 40, "members": 60}, {"known": 40, "members": 61}, "the members 61 persons"),
        (
            ROOMS,
            {"clinic": 0, "police": 1, "hall": 1},
            {"clinic": 1, "police": 0, "hall": 1},
            "the clinic yes, the police no",
        ),
    ],
)
def test_what_the_register_has_instead_is_told(clause, now, register, has):
    assert told(clause, now, register=register) == [
        (WarningKind.REGISTER, f"Differs from the register, which has: {has}.")
    ]


@pytest.mark.parametrize(
    ("now", "register"), [({"area": 186}, {"area": "186.00"}), ({"area": 186}, {}), ({"area": None}, {"area": 186})]
)
def test_nothing_differs_from_a_register_that_agrees_or_is_not_there(now, register):
    assert told(AREA, now, register=register) == []


# --- against the target ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "last", "now", "message"),
    [
        (AREA, {"area": 190}, {"area": 150}, "40 m² less than last quarter."),
        (SHARE, {"known": 24, "members": 60}, {"known": 20, "members": 60}, "Less than last quarter: 33.3% after 40%."),
        (
            ROOMS,
            {"clinic": 1, "police": 1, "hall": 0},
            {"clinic": 0, "police": 1, "hall": 0},
            "There last quarter, not any more: the clinic.",
        ),
        (CADRES, {"cadres": 7}, {"cadres": 8}, "Further from the target than last quarter: 3 persons too many."),
        (
            MEN,
            {"total": 4, "outside": 1, "waived": 0},
            {"total": 4, "outside": 2, "waived": 0},
            "Less than last quarter: 50% after 75%.",
        ),
    ],
)
def test_less_of_the_target_is_told_by_how_much(clause, last, now, message):
    assert told(clause, now, last) == [(WarningKind.LESS, message)]


def test_a_condition_lost_is_told_and_a_figure_that_stayed_is_not():
    duties = Target(
        operator=Operator.AT_LEAST, fields=(made("system", "condition"), made("areas", "value")), goal=Decimal(9)
    )
    now, last = {"system": 0, "areas": 5}, {"system": 1, "areas": 5}
    assert told(duties, now, last) == [(WarningKind.LESS, "There last quarter, not any more: the system.")]


@pytest.mark.parametrize(
    ("clause", "last", "now", "message"),
    [
        (AREA, {"area": 200}, {"area": "199.99"}, "On target last quarter, not any more: 0.01 m² short."),
        (CADRES, {"cadres": 5}, {"cadres": 6}, "On target last quarter, not any more: 1 person too many."),
        (CADRES, {"cadres": 3}, {"cadres": 2}, "On target last quarter, not any more: 1 person short."),
        (SYSTEM, {"system": 1}, {"system": 0}, "On target last quarter, not any more: Not yet in place."),
        (
            SHARE,
            {"known": 30, "members": 60},
            {"known": 29, "members": 60},
            "On target last quarter, not any more: 1 short.",
        ),
    ],
)
def test_what_leaves_its_target_is_told_with_the_gap(clause, last, now, message):
    assert told(clause, now, last) == [(WarningKind.LIMIT, message)]


@pytest.mark.parametrize(("last", "now"), [(2, 6), (6, 2)])
def test_from_one_side_of_a_band_to_the_other_is_beyond_the_target(last, now):
    assert WarningKind.LIMIT in kinds(CADRES, {"cadres": now}, {"cadres": last})


@pytest.mark.parametrize(
    ("clause", "last", "now"),
    [
        (AREA, {"area": 190}, {"area": 200}),  # newly met
        (AREA, {"area": 250}, {"area": 200}),  # less, and the target still met
        (AREA, {"area": None}, {"area": 100}),
        (AREA, {}, {"area": 100}),
        (AREA, {"area": 150}, {"area": None}),
        (CADRES, {"cadres": 6}, {"cadres": 5}),
        (CADRES, {"cadres": 2}, {"cadres": 3}),
        (SYSTEM, {"system": 0}, {"system": 1}),
        (SHARE, {"known": 0, "members": 0}, {"known": 0, "members": 0}),
    ],
)
def test_what_gets_better_or_has_no_past_is_not_odd(clause, last, now):
    assert told(clause, now, last) == []


# --- jumps -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "now", "is_jump"),
    [
        (100, 130, False),  # 30 % is not more than 30 %
        (100, "130.01", True),
        (100, 131, True),
        (1000, 700, False),
        (1000, "699.99", True),
        (100, 100, False),
        (100, 0, True),
        (0, 100, False),  # from nothing
        (None, 100, False),
        (100, None, False),
        ("0.5", 1, True),  # m² with decimals: no single one to count
    ],
)
def test_a_figure_jumps_beyond_the_share_not_on_it(last, now, is_jump):
    assert (WarningKind.JUMP in kinds(AREA, {"area": now}, {"area": last})) is is_jump


@pytest.mark.parametrize(
    ("last", "now", "is_jump"), [(1, 2, False), (2, 1, False), (1, 0, False), (1, 3, True), (3, 5, True), (5, 3, True)]
)
def test_a_count_that_moves_by_one_does_not_jump(last, now, is_jump):
    assert (kinds(COUNTS, {"core": now, "hearts": 0}, {"core": last, "hearts": 0}) == [WarningKind.JUMP]) is is_jump


@pytest.mark.parametrize(("limit", "is_jump"), [(0, True), (49, True), (50, False), (1000, False)])
def test_the_share_is_the_plans_setting(limit, is_jump):
    assert (
        kinds(COUNTS, {"core": 9, "hearts": 0}, {"core": 6, "hearts": 0}, limit=limit) == [WarningKind.JUMP]
    ) is is_jump


def test_every_figure_is_looked_at_and_a_yes_never_jumps():
    last, now = {"core": 4, "hearts": 10}, {"core": 6, "hearts": 3}
    assert told(COUNTS, now, last) == [
        (WarningKind.JUMP, "“the core” is 50% more than last quarter (4 persons): over 30%."),
        (WarningKind.JUMP, "“the hearts” is 70% less than last quarter (10 persons): over 30%."),
    ]
    assert WarningKind.JUMP not in kinds(SYSTEM, {"system": 0}, {"system": 1})


def test_the_denominator_of_a_share_can_jump_too():
    found = value_warnings(SHARE, figures({"known": 40, "members": 80}), figures({"known": 40, "members": 60}), {}, 30)
    assert [(each.kind, each.key, each.mark) for each in found if each.kind == WarningKind.JUMP] == [
        (WarningKind.JUMP, "members", "changed by more than 30%")
    ]


def test_rounding_does_not_bring_a_jump_back_onto_its_limit():
    message = dict(told(AREA, {"area": "130.04"}, {"area": 100}))[WarningKind.JUMP]
    assert message == "“the area” is 30.1% more than last quarter (100 m²): over 30%."


def test_in_chinese():
    with translation.override("zh-hans"):
        assert [message for _kind, message in told(AREA, {"area": 145}, {"area": 100})] == [
            "“数据area”比上季度（100 m²）多45%，超过30%。"
        ]
        assert [message for _kind, message in told(CADRES, {"cadres": 6}, {"cadres": 7})] == []
        assert [message for _kind, message in told(AREA, {"area": 147}, {"area": 150})] == ["比上季度少3 m²。"]


# --- against other indicators ----------------------------------------------------------------------------------------


def clash(*rows):
    """Return what is contradictory among (code, field, quantity, figure), by code."""
    clauses = [
        (
            code,
            Target(operator=Operator.AT_LEAST, fields=(made(key, "value", quantity=quantity),)),
            figures({key: value}),
        )
        for code, key, quantity, value in rows
    ]
    return {code: [each.message for each in found] for code, found in inconsistencies(clauses).items()}


COUNTED = ("K16", "cadres", "cadres")


@pytest.mark.parametrize(
    ("here", "message"), [(5, "“the total” is 5 persons here, 4 persons in K16."), (4, ""), (None, "")]
)
def test_two_indicators_state_the_same_quantity(here, message):
    found = clash((*COUNTED, 4), ("K24", "total", "cadres", here))
    assert found == ({"K24": [message]} if message else {})


@pytest.mark.parametrize(("part", "is_told"), [(3, False), (4, False), (5, True), (0, False), (None, False)])
def test_a_part_is_not_more_than_its_whole(part, is_told):
    found = clash((*COUNTED, 4), ("K17", "committee", "<cadres", part))
    message = f"“the committee” is {part} persons, more than the 4 persons of K16."
    assert found == ({"K17": [message]} if is_told else {})


@pytest.mark.parametrize(("women", "is_told"), [(2, False), (3, True), (1, True), (None, False)])
def test_addends_make_the_whole_once_all_are_known(women, is_told):
    found = clash((*COUNTED, 4), ("K22", "men", "+cadres", 2), ("K23", "women", "+cadres", women))
    message = f"K22, K23 add up to {2 + (women or 0)} persons, K16 has 4 persons."
    assert found == ({"K23": [message]} if is_told else {})


def test_what_is_stated_nowhere_contradicts_nothing():
    assert clash((*COUNTED, None), ("K17", "committee", "<cadres", 9), ("K22", "men", "+cadres", 9)) == {}


def test_the_first_figure_that_is_known_is_the_yardstick():
    found = clash((*COUNTED, None), ("K24", "total", "cadres", 4), ("K25", "cadres", "cadres", 5))
    assert found == {"K25": ["“the cadres” is 5 persons here, 4 persons in K24."]}


def test_fields_without_a_quantity_are_not_compared():
    assert clash(("K16", "cadres", "", 4), ("K25", "cadres", "", 5)) == {}
