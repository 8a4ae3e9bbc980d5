"""A small but whole plan, in the shape of the real one: every operator, kind, scope and source once or twice."""

from collections.abc import Mapping, Sequence
from typing import Any

from communities.models import Community
from partybuilding.models import (
    Indicator,
    IndicatorField,
    Letterhead,
    MemberUnit,
    Phase,
    Pilot,
    Plan,
    ScheduleStep,
    StandingTopic,
    TaskArea,
)
from tests.factories import (
    CommunityFactory,
    PhaseFactory,
    PilotFactory,
    PlanFactory,
    TaskAreaFactory,
    UnitFactory,
    at,
)
from tests.factories_indicator import IndicatorFactory, IndicatorFieldFactory

COMMUNITIES = [
    ("qinfenglu", "秦凤路社区", "Qinfeng Road Community"),
    ("dongguan", "东关社区", "Dongguan Community"),
    ("donghulu", "东湖路社区", "Donghu Road Community"),
]
UNITS = [
    ("zuzhibu", "组织部", "Organisation Department"),
    ("minzhengju", "民政局", "Civil Affairs Bureau"),
    ("caizhengju", "财政局", "Finance Bureau"),
]
AREAS = {
    2: ("活动阵地", "Venue"),
    3: ("党员教育管理", "Member management"),
    4: ("干部队伍", "Cadre team"),
    5: ("服务群众平台", "Service platform"),
    6: ("共驻共建机制", "Joint mechanism"),
}
ROOMS = [
    ("room_party_office", "党支部办公室", "Party branch office"),
    ("room_committee_office", "居委会办公室", "residents' committee office"),
    ("room_police", "警务室", "police office"),
    ("room_clinic", "医务室", "clinic"),
    ("room_allowance_labour", "低保和劳动保障工作站", "allowance and labour station"),
    ("room_service", "综合服务站", "service station"),
    ("room_activity", "活动站", "activity station"),
]
TOPICS = [
    (
        "premises",
        "difficulty",
        "社区用房",
        "premises",
        "解决社区公用房问题",
        "Settle the question of the community's premises",
    ),
    (
        "services",
        "difficulty",
        "拓展服务领域",
        "wider services",
        "拓宽社区服务领域",
        "Widen the services of the community",
    ),
    ("economy", "difficulty", "社区经济", "community economy", "发展壮大社区经济", "Build up the community's economy"),
    (
        "in_service",
        "difficulty",
        "在职党员管理",
        "in-service members",
        "加强在职党员管理，发挥在职党员作用",
        "Manage in-service members and let them play their part",
    ),
    (
        "cobuilding",
        "difficulty",
        "共驻共建",
        "co-building",
        "推动驻社区单位共驻共建",
        "Bring the resident units into co-building",
    ),
    (
        "office_space",
        "problem",
        "办公用房紧缺",
        "office space in short supply",
        "解决社区办公用房紧缺问题",
        "Relieve the shortage of office space",
    ),
    (
        "facilities",
        "problem",
        "基础设施薄弱",
        "weak facilities",
        "改善社区基础设施薄弱状况",
        "Improve the weak facilities of the community",
    ),
    (
        "treatment",
        "problem",
        "干部待遇偏低",
        "low cadre pay",
        "解决社区干部待遇偏低问题",
        "Raise the low pay of community cadres",
    ),
    (
        "quality",
        "problem",
        "干部素质不齐",
        "uneven cadre quality",
        "提高社区干部队伍整体素质",
        "Raise the quality of the cadre team",
    ),
]
REPORT, REGISTER, RECORD = Indicator.Source.REPORT, Indicator.Source.REGISTER, Indicator.Source.RECORD
SQUARE_METRES = {"unit": "m²", "unit_en": "m²"}
CADRES = {"unit": "人", "unit_en": "cadre|cadres"}


def field(key: str, role: str, name: str, name_en: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "role": role, "name": name, "name_en": name_en, **more}


INDICATORS: list[dict[str, Any]] = [
    {
        "code": "K06", "area": 2, "name": "七类用房", "name_en": "Seven kinds of room", "operator": "checklist",
        "source": REGISTER, "measure": "room_uses", "steps": [0, 7, 7, 7],
        "fields": [field(key, "item", name, name_en) for key, name, name_en in ROOMS],
    },
    {
        "code": "K07", "area": 2, "name": "阵地建筑面积", "name_en": "Gross floor area", "operator": "at_least",
        "target": 200, **SQUARE_METRES, "gap_short": "还差 {n}", "gap_short_en": "{n} short",
        "source": REGISTER, "measure": "gross_floor_area", "steps": [0, 200, 200, 200],
        "fields": [field("area", "value", "建筑面积", "gross floor area", places=2, **SQUARE_METRES)],
    },
    {
        "code": "K09", "area": 3, "name": "党员分类管理制度", "name_en": "Classified management system",
        "operator": "yes_no", "source": REPORT, "due": 2,
        "fields": [field("system", "condition", "制度已建立并执行", "system written and in use")],
    },
    {
        "code": "K10", "area": 3, "name": "三知覆盖率", "name_en": "Three knows", "operator": "share", "target": 100,
        "source": REPORT, "steps": [0, 50, 90, 100], "unit": "名党员", "unit_en": "member|members",
        "fields": [
            field("known", "numerator", "已掌握情况的党员", "members known"),
            field("members", "denominator", "党员总数", "members"),
        ],
    },
    {
        "code": "K16", "area": 4, "name": "社区干部人数", "name_en": "Cadres in post", "operator": "band",
        "target": 3, "upper": 5, **CADRES, "source": REGISTER, "measure": "cadres_in_post", "steps": [0, 3, 3, 3],
        "gap_short": "缺 {n}", "gap_short_en": "{n} short", "gap_over": "超编 {n}", "gap_over_en": "{n} too many",
        "fields": [field("cadres", "value", "在职干部", "cadres in post", **CADRES)],
    },
    {
        "code": "K18", "area": 4, "name": "书记主任一肩挑", "name_en": "One person is secretary and director",
        "operator": "yes_no", "kind": Indicator.Kind.ENCOURAGED, "source": REGISTER, "measure": "dual_post",
        "fields": [field("dual_post", "condition", "一肩挑", "one person holds both posts")],
    },
    {
        "code": "K22", "area": 4, "name": "男干部年龄", "name_en": "Men within 55", "operator": "each", **CADRES,
        "source": REGISTER, "measure": "men_within_age", "due": 3,
        "gap_short": "{n}超过 55 周岁", "gap_short_en": "{n} over 55",
        "fields": [
            field("total", "total", "男干部", "men in post"),
            field("outside", "outside", "超龄", "over the limit"),
            field("waived", "waived", "经批准放宽", "waived"),
        ],
    },
    {
        "code": "K25", "area": 4, "name": "大专以上占比", "name_en": "Junior college or above", "operator": "value",
        "kind": Indicator.Kind.TRACKED, "source": REGISTER, "measure": "junior_college",
        "fields": [
            field("graduates", "numerator", "大专以上", "junior college or above"),
            field("cadres", "denominator", "在职干部", "cadres in post"),
        ],
    },
    {
        "code": "K28", "area": 5, "name": "文明小区占比", "name_en": "Civilised compounds", "operator": "share",
        "target": 50, "source": REGISTER, "measure": "civilised_compounds", "steps": [0, 10, 35, 50],
        "unit": "个小区", "unit_en": "compound|compounds", "gap_short": "再认定 {n}即达 {target}（{fraction}）",
        "gap_short_en": "{n} more to be certified to reach {target} ({fraction})",
        "fields": [
            field("civilised", "numerator", "文明小区", "civilised compounds"),
            field("compounds", "denominator", "小区总数", "compounds"),
        ],
    },
    {
        "code": "K29", "area": 5, "name": "市级文明社区", "name_en": "City-level civilised community",
        "operator": "yes_no", "kind": Indicator.Kind.STRETCH, "source": REGISTER, "measure": "city_civilised", "due": 4,
        "fields": [field("awarded", "condition", "已获命名", "awarded")],
    },
    {
        "code": "K30", "area": 6, "name": "联席会议", "name_en": "Joint meetings", "operator": "frequency", "target": 1,
        "unit": "次", "unit_en": "meeting|meetings", "scope": Indicator.Scope.PLAN, "source": RECORD,
        "is_flow": True, "steps": [1, 2, 6, 8], "fields": [field("meetings", "value", "会议次数", "meetings held")],
    },
]  # fmt: skip

# One pilot's figures that meet every target, by indicator and field.
ALL_MET: dict[str, dict[str, int]] = {
    "K06": {key: 1 for key, _, _ in ROOMS},
    "K07": {"area": 210},
    "K09": {"system": 1},
    "K10": {"known": 60, "members": 60},
    "K16": {"cadres": 4},
    "K18": {"dual_post": 1},
    "K22": {"total": 2, "outside": 0, "waived": 0},
    "K25": {"graduates": 1, "cadres": 4},
    "K28": {"civilised": 5, "compounds": 9},
    "K29": {"awarded": 1},
}


def make_communities() -> list[Community]:
    """Create the three communities of Chengguan Town, in the plan's order."""
    return [CommunityFactory(code=code, name=name, name_en=name_en) for code, name, name_en in COMMUNITIES]


def make_plan(communities: Sequence[Community], **fields: Any) -> Plan:
    """Create a plan with four phases, three units, five task areas, eleven indicators and a pilot per community.

    In bulk, and without the history of it having been entered: more than half of the suite's tests begin with it.
    """
    plan: Plan = PlanFactory(**{"slug": "fengxiang-2004", **fields})
    phases = Phase.objects.bulk_create(PhaseFactory.build(plan=plan, number=number) for number in (1, 2, 3, 4))
    areas = TaskArea.objects.bulk_create(
        TaskAreaFactory.build(plan=plan, number=number, name=name, name_en=name_en)
        for number, (name, name_en) in AREAS.items()
    )
    units = [UnitFactory(code=code, name=name, name_en=name_en) for code, name, name_en in UNITS]
    MemberUnit.objects.bulk_create(MemberUnit(plan=plan, unit=unit, order=n) for n, unit in enumerate(units, 1))
    _make_topics(plan)
    _make_indicators(plan, phases, dict(zip(AREAS, areas, strict=True)))
    plan.indicators.get(code="K07").leads.add(plan.member_units.get(unit__code="caizhengju"))
    Pilot.objects.bulk_create(
        PilotFactory.build(plan=plan, community=community, order=n) for n, community in enumerate(communities, 1)
    )
    confirm_letterhead(plan)
    return plan


def confirm_letterhead(plan: Plan) -> None:
    """Give a plan a letterhead somebody has looked at, so that papers are made."""
    letterhead = Letterhead.usual(plan)
    letterhead.confirmed_at = at(plan.begins_on)
    Letterhead.objects.bulk_create([letterhead])


def _make_topics(plan: Plan) -> None:
    StandingTopic.objects.bulk_create(
        StandingTopic(
            plan=plan, code=code, kind=kind, order=n, name=name, name_en=name_en, matter=matter, matter_en=matter_en
        )
        for n, (code, kind, name, name_en, matter, matter_en) in enumerate(TOPICS, 1)
    )


def _make_indicators(plan: Plan, phases: Sequence[Phase], areas: Mapping[int, TaskArea]) -> None:
    indicators = []
    for spec in INDICATORS:
        given = {key: value for key, value in spec.items() if key not in {"due", "fields", "steps"}}
        due = phases[spec["due"] - 1] if "due" in spec else None
        indicators.append(IndicatorFactory.build(plan=plan, **{**given, "area": areas[spec["area"]], "due_phase": due}))
    Indicator.objects.bulk_create(indicators)
    pairs = list(zip(indicators, INDICATORS, strict=True))
    IndicatorField.objects.bulk_create(
        IndicatorFieldFactory.build(indicator=indicator, **{"order": n, **each})
        for indicator, spec in pairs
        for n, each in enumerate(spec["fields"], 1)
    )
    ScheduleStep.objects.bulk_create(
        ScheduleStep(indicator=indicator, phase=phase, value=value)
        for indicator, spec in pairs
        for phase, value in zip(phases, spec.get("steps", [None] * 4), strict=True)
        if value is not None
    )
