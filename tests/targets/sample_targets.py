"""One target of every kind the plan has, and the figures to judge them by."""

from decimal import Decimal

from fengxiang.bilingual import Bilingual
from partybuilding.targets.target import Field, FieldRole, Operator, Phrases, Target

CADRES = Bilingual("人", "cadre|cadres")
COMPOUNDS = Bilingual("个小区", "compound|compounds")
METRES = Bilingual("m²", "m²")


def fields(role, *keys):
    return tuple(Field(key, role, Bilingual(f"数据{key}", f"figure {key}")) for key in keys)


def figures(**values):
    """Return values as the database gives them: Decimals, or None for what is not known."""
    return {key: None if value is None else Decimal(str(value)) for key, value in values.items()}


AREA = Target(Operator.AT_LEAST, fields(FieldRole.VALUE, "area"), Decimal(200), unit=METRES)
TEAM = Target(
    Operator.BAND,
    fields(FieldRole.VALUE, "cadres"),
    Decimal(3),
    Decimal(5),
    unit=CADRES,
    phrases=Phrases(Bilingual("缺 {n}", "{n} short"), Bilingual("超编 {n}", "{n} over the establishment")),
)
BRANCH = Target(Operator.BAND, fields(FieldRole.VALUE, "branches"), Decimal(1), Decimal(1))
HALF = Target(
    Operator.SHARE,
    fields(FieldRole.NUMERATOR, "part") + fields(FieldRole.DENOMINATOR, "whole"),
    Decimal(50),
    unit=COMPOUNDS,
    phrases=Phrases(
        Bilingual(
            "再认定 {n}即达 {target}（{fraction}）",
            "certify {n} more to reach {target} ({fraction})|certify {n} more to reach {target} ({fraction})",
        )
    ),
)
MORE_THAN_HALF = Target(Operator.SHARE, HALF.fields, Decimal(50), strict=True, unit=COMPOUNDS)
ROOMS = Target(
    Operator.CHECKLIST,
    (
        Field("office", FieldRole.ITEM, Bilingual("党支部办公室", "Party branch office")),
        Field("police", FieldRole.ITEM, Bilingual("警务室", "police office")),
        Field("clinic", FieldRole.ITEM, Bilingual("医务室", "clinic")),
    ),
)
SYSTEM = Target(Operator.YES_NO, fields(FieldRole.CONDITION, "system"))
MEN = Target(
    Operator.EACH,
    fields(FieldRole.TOTAL, "total") + fields(FieldRole.OUTSIDE, "outside") + fields(FieldRole.WAIVED, "waived"),
    unit=CADRES,
    phrases=Phrases(Bilingual("{n}超过 55 周岁", "{n} is over 55|{n} are over 55")),
)
MEETINGS = Target(
    Operator.FREQUENCY, fields(FieldRole.VALUE, "meetings"), Decimal(1), unit=Bilingual("次", "meeting|meetings")
)
VALUE = Target(Operator.VALUE, fields(FieldRole.VALUE, "units"))
POSTS = Target(Operator.SHARE, fields(FieldRole.CONDITION, "secretary") + HALF.fields, Decimal(100))
AREAS = Target(Operator.AT_LEAST, fields(FieldRole.CONDITION, "system") + fields(FieldRole.VALUE, "areas"), Decimal(1))
EVERY = [AREA, TEAM, BRANCH, HALF, MORE_THAN_HALF, ROOMS, SYSTEM, MEN, MEETINGS, VALUE, POSTS, AREAS]


def ids(target):
    return f"{target.operator}-{target.fields[0].key}" if isinstance(target, Target) else None
