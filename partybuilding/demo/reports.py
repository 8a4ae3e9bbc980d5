"""What the communities report beyond their registers, quarter by quarter, and their notes on it.

One figure for each of the five quarters 2004Q3 to 2005Q3, the last of which the community behind has not reported. Of
a checklist, how many of its items are in place, counted from the first.
"""

from partybuilding.targets.quarter import Quarter

QUARTERS = list(Quarter(2004, 3).through(Quarter(2005, 3)))

Line = tuple[int, ...]

# Community -> indicator -> field -> figures.
FIGURES: dict[str, dict[str, dict[str, Line]]] = {
    "qinfenglu": {
        "K09": {"system": (0, 1, 1, 1, 1)},
        "K10": {"known": (0, 31, 42, 52, 57), "members": (58, 58, 59, 60, 60)},
        "K11": {
            "direct_managed": (0, 40, 52, 57, 60),
            "direct_members": (58, 58, 59, 60, 60),
            "joint_managed": (0, 92, 118, 148, 163),
            "joint_members": (168, 170, 171, 172, 172),
            "participating_managed": (0, 6, 9, 12, 13),
            "participating_members": (15, 15, 15, 14, 14),
            "takeover_retired_managed": (0, 15, 19, 23, 25),
            "takeover_retired_members": (27, 27, 28, 28, 28),
            "takeover_graduates_managed": (0, 4, 5, 7, 7),
            "takeover_graduates_members": (8, 8, 8, 8, 8),
            "takeover_soldiers_managed": (0, 5, 7, 8, 9),
            "takeover_soldiers_members": (9, 9, 9, 9, 9),
            "linked_economic_managed": (0, 3, 4, 6, 7),
            "linked_economic_members": (7, 7, 7, 7, 7),
            "linked_social_managed": (0, 0, 1, 2, 2),
            "linked_social_members": (2, 2, 3, 3, 3),
        },
        "K13": {"reported_in": (0, 92, 118, 148, 163), "known": (168, 170, 171, 172, 172)},
        "K15": {"system": (0, 1, 1, 1, 1), "named": (0, 3, 5, 8, 8), "areas": (0, 4, 6, 8, 8)},
    },
    "dongguan": {
        "K09": {"system": (0, 1, 1, 1, 1)},
        "K10": {"known": (0, 22, 30, 37, 43), "members": (52, 52, 53, 53, 54)},
        "K11": {
            "direct_managed": (0, 22, 32, 40, 46),
            "direct_members": (52, 52, 53, 53, 54),
            "joint_managed": (0, 44, 66, 84, 95),
            "joint_members": (131, 131, 130, 132, 132),
            "participating_managed": (0, 3, 5, 7, 8),
            "participating_members": (18, 18, 19, 19, 19),
            "takeover_retired_managed": (0, 11, 16, 20, 23),
            "takeover_retired_members": (40, 40, 40, 41, 41),
            "takeover_graduates_managed": (0, 2, 4, 5, 6),
            "takeover_graduates_members": (11, 11, 11, 11, 11),
            "takeover_soldiers_managed": (0, 3, 4, 5, 6),
            "takeover_soldiers_members": (10, 10, 10, 10, 10),
            "linked_economic_managed": (0, 1, 2, 3, 4),
            "linked_economic_members": (5, 5, 6, 6, 6),
            "linked_social_managed": (0, 0, 0, 0, 0),
            "linked_social_members": (2, 2, 2, 2, 2),
        },
        "K13": {"reported_in": (0, 44, 66, 84, 95), "known": (131, 131, 130, 132, 132)},
        "K15": {"system": (0, 1, 1, 1, 1), "named": (0, 2, 3, 5, 5), "areas": (0, 3, 4, 5, 6)},
    },
    "donghulu": {
        "K09": {"system": (0, 0, 1, 1)},
        "K10": {"known": (0, 12, 20, 19), "members": (41, 41, 41, 47)},
        "K11": {
            "direct_managed": (0, 10, 17, 19),
            "direct_members": (41, 41, 41, 47),
            "joint_managed": (0, 12, 22, 30),
            "joint_members": (88, 88, 88, 90),
            "participating_managed": (0, 0, 1, 2),
            "participating_members": (21, 21, 21, 21),
            "takeover_retired_managed": (0, 4, 7, 11),
            "takeover_retired_members": (36, 36, 36, 37),
            "takeover_graduates_managed": (0, 0, 0, 0),
            "takeover_graduates_members": (7, 7, 7, 7),
            "takeover_soldiers_managed": (0, 1, 2, 3),
            "takeover_soldiers_members": (9, 9, 9, 9),
            "linked_economic_managed": (0, 0, 0, 1),
            "linked_economic_members": (5, 5, 5, 6),
            "linked_social_managed": (0, 0, 0, 0),
            "linked_social_members": (0, 0, 0, 0),
        },
        "K13": {"reported_in": (0, 12, 22, 30), "known": (88, 88, 88, 90)},
        "K15": {"system": (0, 0, 1, 1), "named": (0, 0, 0, 1), "areas": (0, 0, 2, 3)},
    },
}

# Community -> checklist -> items in place.
CHECKLISTS: dict[str, dict[str, Line]] = {
    "qinfenglu": {"K04": (2, 4, 4, 4, 4), "K12": (0, 3, 3, 3, 3), "K27": (0, 1, 1, 2, 3), "K33": (0, 2, 3, 4, 5)},
    "dongguan": {"K04": (1, 3, 4, 4, 4), "K12": (0, 2, 2, 3, 3), "K27": (0, 1, 1, 1, 2), "K33": (0, 1, 2, 3, 3)},
    "donghulu": {"K04": (1, 2, 3, 3), "K12": (0, 1, 1, 2), "K27": (0, 0, 0, 1), "K33": (0, 0, 1, 1)},
}

# What looks odd and why: without a note it cannot be submitted.
NOTES: dict[tuple[str, str], dict[str, str]] = {
    ("qinfenglu", "2004Q4"): {
        "K05": "志愿者协会 11 月备案成立，承接三项社会职能。",
        "K07": "临街门面房收回自用，警务室、医务室、服务站、活动站先后启用。",
        "K18": "12 月 10 日换届，书记当选居委会主任。",
        "K25": "年底新任两名大专以上学历干部。",
        "K26": "四季度集中走访慰问两次，民心工程活动较多。",
    },
    ("dongguan", "2004Q4"): {"K07": "门房东西两间腾出，作劳动保障工作站和警务室。"},
    ("qinfenglu", "2005Q1"): {
        "K10": "春节期间入户走访，新掌握 11 名党员情况。",
        "K11": "节后集中登记流动党员和两新组织党员。",
        "K15": "按楼栋增设两个责任区。",
        "K28": "新秦苑 2 月交付，小区总数由 8 个增至 9 个。",
    },
    ("dongguan", "2005Q1"): {
        "K10": "2 月起逐户走访，新掌握 8 名党员情况。",
        "K11": "一季度集中办理党员登记，五类均有增加。",
        "K13": "春节后集中报到，登记表在社区备查。",
        "K28": "老车站院拆迁，小区总数由 12 个减为 11 个。",
    },
    ("donghulu", "2005Q1"): {
        "K10": "分片包户走访，新掌握 8 名党员情况。",
        "K11": "3 月集中登记一周，直管、协管、接管党员增加较多。",
        "K13": "3 月集中报到一周，新报到 10 名。",
        "K22": "书记 3 月满 56 周岁，未申请放宽，待换届调整。",
    },
    ("qinfenglu", "2005Q2"): {
        "K05": "凤鸣家政服务站 4 月登记，承接两项社会职能。",
        "K11": "商户党员随市场登记纳入联管，外出党员由家属协助联系。",
        "K15": "两个新建楼院各设责任区。",
    },
    ("dongguan", "2005Q2"): {
        "K11": "与用工企业建立联系，新纳入两名流动党员。",
        "K28": "关中新苑交付，小区总数恢复为 12 个；新认定 2 个。",
    },
    ("donghulu", "2005Q2"): {
        "K06": "借用的门面房 3 月 31 日被收回，服务站暂无用房。",
        "K07": "借用的 26 平方米门面房被收回。",
        "K11": "企业移交离退休党员 5 名，在职党员继续报到。",
        "K13": "5 月新报到 8 名。",
        "K17": "一名选举产生的委员 5 月离任，尚未补选。",
        "K10": "接转组织关系 6 名，新转入党员的情况还在了解。",
        "K28": "康乐小区复查不合格摘牌，东湖花园新认定。",
    },
    ("dongguan", "2005Q3"): {
        "K16": "7 月补选一名大学毕业生，年底换届时调整到五名以内。",
        "K22": "一名副主任 8 月满 56 周岁，县委组织部已批准放宽。",
    },
}


def figures(community: str, indicator: str, quarter: Quarter, items: list[str]) -> dict[str, int]:
    """Return what a community reports on an indicator that no register holds; empty for the others."""
    column = QUARTERS.index(quarter)
    if indicator in CHECKLISTS[community]:
        done = CHECKLISTS[community][indicator][column]
        return {key: int(number < done) for number, key in enumerate(items)}
    return {key: line[column] for key, line in FIGURES[community].get(indicator, {}).items()}
