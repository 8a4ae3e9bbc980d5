"""Resident units of the three communities, what they have agreed on with them, and what was done together."""

from typing import NamedTuple


class UnitRow(NamedTuple):
    name: str
    since: str
    feedback_since: str = ""


class PartnershipRow(NamedTuple):
    unit: str
    subject: str
    since: str
    until: str = ""
    remark: str = ""
    sent: tuple[str, int] | None = None  # feedback: the day, and for how many members
    used: tuple[str, int] | None = None


class ActivityRow(NamedTuple):
    unit: str
    held_on: str
    subject: str
    participants: int


UNITS: dict[str, list[UnitRow]] = {
    "qinfenglu": [
        UnitRow("凤鸣小学", "1998-01-01", "2004-12-01"),
        UnitRow("雍城宾馆", "1999-01-01", "2005-04-01"),
        UnitRow("秦凤信用社", "1997-01-01", "2005-07-01"),
        UnitRow("凤鸣医院", "1995-01-01", "2005-03-01"),
        UnitRow("秦丰粮油公司", "1996-01-01"),
        UnitRow("雍兴商场", "2000-01-01", "2005-10-10"),
    ],
    "dongguan": [
        UnitRow("东关机械厂", "1990-01-01", "2005-05-01"),
        UnitRow("东关印刷厂", "1992-01-01"),
        UnitRow("关中运输公司", "1994-01-01"),
        UnitRow("东关小学", "1989-01-01", "2005-09-01"),
        UnitRow("东岭纺织厂", "1991-01-01"),
    ],
    "donghulu": [
        UnitRow("东湖饭店", "1993-01-01"),
        UnitRow("东湖园林处", "1990-01-01", "2005-10-10"),
        UnitRow("饮食服务公司", "1988-01-01"),
        UnitRow("湖滨中学", "1996-01-01"),
    ],
}

PARTNERSHIPS: dict[str, list[PartnershipRow]] = {
    "qinfenglu": [
        PartnershipRow(
            "凤鸣小学", "开放操场，共办市民学校", "2004-10-15", sent=("2004-11-10", 22), used=("2004-12-01", 20)
        ),
        PartnershipRow("凤鸣医院", "社区医务室坐诊", "2004-12-10", sent=("2005-02-20", 31), used=("2005-03-01", 26)),
        PartnershipRow(
            "雍城宾馆", "提供下岗职工就业岗位", "2005-02-20", sent=("2005-03-20", 14), used=("2005-04-01", 9)
        ),
        PartnershipRow("秦凤信用社", "共建阅览室", "2005-05-10", sent=("2005-06-15", 18), used=("2005-07-01", 18)),
        PartnershipRow("雍兴商场", "慰问困难家庭", "2005-10-12"),
    ],
    "dongguan": [
        PartnershipRow("东关机械厂", "提供活动场地", "2004-11-18", sent=("2005-04-10", 25), used=("2005-05-01", 12)),
        PartnershipRow("东关小学", "共办暑期活动", "2005-04-06", sent=("2005-07-05", 16), used=("2005-09-01", 11)),
        PartnershipRow("关中运输公司", "老车站院搬迁安置", "2004-12-01", "2005-06-30", "事项办结"),
    ],
    "donghulu": [
        PartnershipRow("东湖饭店", "借用门面房作服务站", "2004-11-25", "2005-03-31", "房屋收回，协议终止"),
        PartnershipRow("东湖园林处", "院落绿化", "2005-06-08", sent=("2005-06-20", 10), used=("2005-10-10", 4)),
    ],
}

# Which of the five in common a partnership bears out, and its activities with it.
COMMONS = {
    **dict.fromkeys(["凤鸣小学", "东关小学"], "activities"),
    **dict.fromkeys(["凤鸣医院", "东关机械厂"], "affairs"),
    **dict.fromkeys(["雍城宾馆", "雍兴商场", "关中运输公司"], "problems"),
    **dict.fromkeys(["秦凤信用社", "东湖园林处"], "civility"),
}

ACTIVITIES: dict[str, list[ActivityRow]] = {
    "qinfenglu": [
        ActivityRow("凤鸣小学", "2004-11-20", "市民学校开课", 86),
        ActivityRow("凤鸣医院", "2004-12-26", "义诊", 120),
        ActivityRow("凤鸣小学", "2005-01-28", "新春联欢", 210),
        ActivityRow("雍城宾馆", "2005-03-12", "就业岗位见面会", 64),
        ActivityRow("凤鸣医院", "2005-04-18", "健康讲座", 95),
        ActivityRow("秦凤信用社", "2005-05-10", "阅览室开放", 70),
        ActivityRow("凤鸣小学", "2005-06-25", "党员义务清扫", 58),
        ActivityRow("凤鸣小学", "2005-07-01", "党员歌咏会", 180),
        ActivityRow("凤鸣医院", "2005-08-16", "义诊", 134),
        ActivityRow("雍城宾馆", "2005-09-14", "技能培训", 42),
        ActivityRow("秦凤信用社", "2005-09-22", "读书会", 36),
        ActivityRow("雍兴商场", "2005-10-25", "慰问困难家庭", 28),
        ActivityRow("凤鸣小学", "2005-11-05", "书画展", 90),
    ],
    "dongguan": [
        ActivityRow("东关机械厂", "2004-12-18", "退休职工座谈", 40),
        ActivityRow("关中运输公司", "2005-01-15", "搬迁户走访", 22),
        ActivityRow("东关机械厂", "2005-03-25", "义务植树", 75),
        ActivityRow("东关小学", "2005-05-31", "少年儿童文艺演出", 160),
        ActivityRow("东关小学", "2005-07-20", "暑期活动站", 54),
        ActivityRow("东关机械厂", "2005-09-10", "设施维修", 18),
        ActivityRow("东关小学", "2005-10-30", "重阳敬老", 66),
    ],
    "donghulu": [
        ActivityRow("东湖饭店", "2004-12-30", "慰问老党员", 15),
        ActivityRow("东湖园林处", "2005-08-20", "院落植绿", 31),
        ActivityRow("东湖园林处", "2005-11-08", "秋季补植", 20),
    ],
}
