"""One target of every kind the plan has, and the figures to judge them by."""

from decimal import Decimal

from fengxiang.bilingual import Bilingual
from partybuilding.targets.target import Field, FieldRole, Operator, Phrases, Target

CADRES = Bilingual("人", "cadre|cadres")
COMPOUNDS = Bilingual("个小区", "compound|compounds")
METRES = Bilingual("m²", "m²")


def fields(role, *keys):
    return tuple(Field(key=key, role=role, label=Bilingual(f"数据{key}", f"figure {key}")) for key in keys)


def figures(**values):
    """Return values as the database gives them: Decimals, or None for what is not known."""
    return {key: None if value is None else Decimal(str(value)) for key, value in values.items()}


AREA = Target(operator=Operator.AT_LEAST, fields=fields(FieldRole.VALUE, "area"), goal=Decimal(200), unit=METRES)
TEAM = Target(
    operator=Operator.BAND,
    fields=fields(FieldRole.VALUE, "cadres"),
    goal=Decimal(3),
    upper=Decimal(5),
    unit=CADRES,
    phrases=Phrases(Bilingual("缺 {n}", "{n} short"), Bilingual("超编 {n}", "{n} over the establishment")),
)
BRANCH = Target(operator=Operator.BAND, fields=fields(FieldRole.VALUE, "branches"), goal=Decimal(1), upper=Decimal(1))
HALF = Target(
    operator=Operator.SHARE,
    fields=fields(FieldRole.NUMERATOR, "part") + fields(FieldRole.DENOMINATOR, "whole"),
    goal=Decimal(50),
    unit=COMPOUNDS,
    phrases=Phrases(
        Bilingual(
            "再认定 {n}即达 {target}（{fraction}）",
            "certify {n} more to reach {target} ({fraction})|certify {n} more to reach {target} ({fraction})",
        )
    ),
)
MORE_THAN_HALF = Target(operator=Operator.SHARE, fields=HALF.fields, goal=Decimal(50), strict=True, unit=COMPOUNDS)
ROOMS = Target(
    operator=Operator.CHECKLIST,
    fields=(
        Field(key="office", role=FieldRole.ITEM, label=Bilingual("党支部办公室", "Party branch office")),
        Field(key="police", role=FieldRole.ITEM, label=Bilingual("警务室", "police office")),
        Field(key="clinic", role=FieldRole.ITEM, label=Bilingual("医务室", "clinic")),
    ),
)
SYSTEM = Target(operator=Operator.YES_NO, fields=fields(FieldRole.CONDITION, "system"))
MEN = Target(
    operator=Operator.EACH,
    fields=fields(FieldRole.TOTAL, "total") + fields(FieldRole.OUTSIDE, "outside") + fields(FieldRole.WAIVED, "waived"),
    unit=CADRES,
    phrases=Phrases(Bilingual("{n}超过 55 周岁", "{n} is over 55|{n} are over 55")),
)
MEETINGS = Target(
    operator=Operator.FREQUENCY,
    fields=fields(FieldRole.VALUE, "meetings"),
    goal=Decimal(1),
    unit=Bilingual("次", "meeting|meetings"),
)
VALUE = Target(operator=Operator.VALUE, fields=fields(FieldRole.VALUE, "units"))
POSTS = Target(
    operator=Operator.SHARE, fields=fields(FieldRole.CONDITION, "secretary") + HALF.fields, goal=Decimal(100)
)
AREAS = Target(
    operator=Operator.AT_LEAST,
    fields=fields(FieldRole.CONDITION, "system") + fields(FieldRole.VALUE, "areas"),
    goal=Decimal(1),
)
EVERY = [AREA, TEAM, BRANCH, HALF, MORE_THAN_HALF, ROOMS, SYSTEM, MEN, MEETINGS, VALUE, POSTS, AREAS]


def ids(target):
    return f"{target.operator}-{target.fields[0].key}" if isinstance(target, Target) else None
