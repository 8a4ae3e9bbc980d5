"""The county's own records in the demonstration: who is assigned, what was paid, taught, written up and reached.

Yuan, and the days as 2004-09-10. No person of these names exists.
"""

from typing import NamedTuple

from partybuilding.models import ExperienceItem, Funding, Training


class LeaderRow(NamedTuple):
    unit: str
    name: str
    post: str
    since: str
    until: str
    visits: tuple[tuple[str, str], ...]  # day, and what was found and settled


LEADERS: dict[str, list[LeaderRow]] = {
    "qinfenglu": [
        LeaderRow("zuzhibu", "魏某", "副部长", "2004-08-12", "", (
            ("2004-08-26", "到社区宣讲方案，商定摸底分工。"),
            ("2004-11-19", "现场确定临街用房收回时间。"),
            ("2005-03-16", "查看党员分类管理台账，要求补齐流动党员去向。"),
            ("2005-06-22", "协调秦凤信用社提供阅览室。"),
            ("2005-09-14", "检查五共机制运行，商定申报市级文明社区。"),
        )),
        LeaderRow("jiaoyuju", "许某", "局长", "2004-08-20", "", (
            ("2004-12-08", "落实凤鸣小学操场周末开放。"),
            ("2005-05-11", "指导市民学校排课。"),
        )),
    ],
    "dongguan": [
        LeaderRow("minzhengju", "蒋某", "局长", "2004-08-12", "", (
            ("2004-09-09", "听取摸底情况，研究用房。"),
            ("2004-12-15", "协调警务室、劳动保障工作站挂牌。"),
            ("2005-05-18", "查看活动室扩建进度。"),
            ("2005-10-19", "研究医务室用房和干部超编问题。"),
        )),
    ],
    "donghulu": [
        LeaderRow("gonganju", "沈某", "副局长", "2004-08-18", "2005-02-28", (
            ("2004-10-27", "要求加快摸底进度。"),
        )),
        LeaderRow("chengjianju", "韩某某", "局长", "2005-03-01", "", (
            ("2005-04-21", "实地查看服务站借用房收回情况。"),
            ("2005-08-17", "商定西厢房腾退办法。"),
        )),
    ],
}  # fmt: skip

SPECIAL, DEPARTMENT, DONATION = Funding.Source.SPECIAL_FUND, Funding.Source.DEPARTMENT, Funding.Source.DONATION
PREMISES, EQUIPMENT, WORKING = Funding.Purpose.PREMISES, Funding.Purpose.EQUIPMENT, Funding.Purpose.WORKING


class FundingRow(NamedTuple):
    source: Funding.Source
    purpose: Funding.Purpose
    pilot: str = ""
    unit: str = ""
    giver: str = ""
    planned: int | None = None
    planned_on: str = ""
    paid: int | None = None
    paid_on: str = ""
    remark: str = ""
    matter: str = ""


MONEY = [
    FundingRow(
        SPECIAL, PREMISES, "qinfenglu", "caizhengju", "", 60000, "2004-10-15", 60000, "2004-12-02", "临街用房修缮"
    ),
    FundingRow(SPECIAL, PREMISES, "dongguan", "caizhengju", "", 50000, "2004-10-15", 30000, "2004-12-20", "服务站改造"),
    FundingRow(SPECIAL, PREMISES, "dongguan", "caizhengju", "", None, "", 20000, "2005-04-28", "活动室扩建"),
    FundingRow(SPECIAL, PREMISES, "donghulu", "caizhengju", "", 50000, "2004-10-15", 15000, "2005-01-18", "工作站改造"),
    FundingRow(
        SPECIAL, EQUIPMENT, "", "caizhengju", "", 36000, "2005-02-25", 24000, "2005-06-10", "统一采购桌椅、文件柜"
    ),
    FundingRow(SPECIAL, PREMISES, "donghulu", "caizhengju", "", 40000, "2005-07-08", None, "", "警务室、医务室用房"),
    FundingRow(
        DEPARTMENT, EQUIPMENT, "qinfenglu", "minzhengju", "", 8000, "2004-11-01", 8000, "2004-11-26", "电脑、电视机"
    ),
    FundingRow(DEPARTMENT, EQUIPMENT, "qinfenglu", "jiaoyuju", "", None, "", 2600, "2005-05-20", "图书、书架"),
    FundingRow(DONATION, EQUIPMENT, "qinfenglu", "", "秦凤信用社", None, "", 3200, "2005-05-10", "阅览室桌椅"),
    FundingRow(
        DEPARTMENT, EQUIPMENT, "dongguan", "minzhengju", "", 6000, "2005-03-10", 5800, "2005-05-16", "电脑、影碟机"
    ),
    FundingRow(DONATION, EQUIPMENT, "dongguan", "", "东关机械厂", None, "", 3000, "2005-05-25", "桌椅"),
    FundingRow(
        DEPARTMENT, EQUIPMENT, "donghulu", "zuzhibu", "", 4500, "2005-07-08", 1800, "2005-08-22", "调剂电脑一台"
    ),
    FundingRow(DONATION, EQUIPMENT, "donghulu", "", "东湖饭店", None, "", 2400, "2004-12-30", "桌椅、文件柜"),
    FundingRow(DEPARTMENT, WORKING, "", "renlaoju", "", 9000, "2005-01-20", 5000, "2005-03-30", "", "劳动保障"),
    FundingRow(DEPARTMENT, WORKING, "", "renlaoju", "", None, "", 4000, "2005-08-22", "就业登记补助", "劳动保障"),
    FundingRow(DEPARTMENT, WORKING, "", "jishengju", "", 6000, "2005-01-20", 4500, "2005-04-25", "", "计划生育管理"),
    FundingRow(DEPARTMENT, WORKING, "", "minzhengju", "", 7500, "2005-07-15", 7500, "2005-09-12", "", "城市低保"),
]


class YearRow(NamedTuple):
    year: int
    county_average: int
    allowance_standard: int
    in_budget: bool
    remark: str


# Yuan a month.
YEARS = [
    YearRow(2004, 760, 420, False, "由镇自筹，未列入县级预算"),
    YearRow(2005, 850, 680, True, "自 2005 年 1 月起列入县级预算"),
]


class TrainingRow(NamedTuple):
    kind: Training.Kind
    held_on: str
    place: Training.Place
    topic: str
    persons: int
    is_in_year_plan: bool | None = None


SESSION, STUDY_VISIT = Training.Kind.SESSION, Training.Kind.STUDY_VISIT
TRAINING = [
    TrainingRow(SESSION, "2004-09-16", Training.Place.COUNTY_SCHOOL, "社区党建示范点工作方案解读", 34, False),
    TrainingRow(SESSION, "2004-12-07", Training.Place.TOWN_SCHOOL, "居委会换届选举程序", 22, True),
    TrainingRow(SESSION, "2005-04-12", Training.Place.COUNTY_SCHOOL, "党员分类管理与“三知五管”", 28, True),
    TrainingRow(STUDY_VISIT, "2005-05-24", Training.Place.ELSEWHERE, "赴宝鸡市区考察社区服务站", 9, False),
    TrainingRow(SESSION, "2005-07-19", Training.Place.TOWN_SCHOOL, "城市低保和劳动保障业务", 18, True),
    TrainingRow(SESSION, "2005-10-13", Training.Place.COUNTY_SCHOOL, "社区干部综合业务", 26, True),
]


class ToldRow(NamedTuple):
    kind: ExperienceItem.Kind
    field: str
    pilot: str
    indicator: str
    title: str
    how: str
    medium: str
    published_on: str


PUBLICITY, EXPERIENCE = ExperienceItem.Kind.PUBLICITY, ExperienceItem.Kind.EXPERIENCE
Field = ExperienceItem.Field
TOLD = [
    ToldRow(PUBLICITY, "", "", "", "全县社区党建示范点工作启动", "", "《凤翔党建》第 9 期", "2004-09-20"),
    ToldRow(PUBLICITY, "", "qinfenglu", "", "秦凤路社区七类用房一次配齐", "", "县广播站", "2004-12-24"),
    ToldRow(EXPERIENCE, Field.VENUE, "qinfenglu", "K06", "收回临街用房，一室多用",
            "与租户协商提前两月退租，包抓领导带队验收；活动站与会议室合用。", "《凤翔党建》第 2 期", "2005-02-25"),
    ToldRow(EXPERIENCE, Field.VENUE, "qinfenglu", "K07", "三家凑出二百平方米",
            "社区收回 122 平方米，驻区单位借出会议室，签五年协议并写明水电分担。", "《凤翔党建》第 2 期", "2005-02-25"),
    ToldRow(EXPERIENCE, Field.VENUE, "qinfenglu", "K08", "六类设施分头落实",
            "列出缺项清单，民政局、教育局各认一项，余下由专项资金统一采购。", "", "2005-06-20"),
    ToldRow(PUBLICITY, "", "dongguan", "", "东关社区老车站院搬迁户得到妥善安置", "", "县电视台", "2005-03-30"),
    ToldRow(EXPERIENCE, Field.MEMBERS, "qinfenglu", "K10", "“三知”分楼院登记，季末核对一次",
            "九名信息员包楼院，每月走访，季末与党员名册核对。", "《凤翔党建》第 7 期", "2005-07-18"),
    ToldRow(PUBLICITY, "", "", "", "凤翔县社区党建联席会议运行一年", "", "《凤翔党建》第 9 期", "2005-09-05"),
    ToldRow(EXPERIENCE, Field.COBUILDING, "dongguan", "K33", "共建事项先列单、再认领",
            "每季初列需求单送驻区单位，认领一项签一项，季末公布完成情况。", "", "2005-09-26"),
    ToldRow(PUBLICITY, "", "donghulu", "", "东湖路社区腾出西厢房办服务站", "", "县广播站", "2005-10-20"),
]  # fmt: skip


class ReachedRow(NamedTuple):
    milestone: str
    pilot: str
    reached_on: str
    remark: str = ""
    document: str = ""  # what is attached: text (a PDF) or picture
    document_number: str = ""


REACHED = [
    ReachedRow("joint-meeting", "", "2004-08-16", "十八个成员单位", "text"),
    ReachedRow("special-body", "", "2004-09-10", "镇社区党建工作办公室，三人"),
    ReachedRow("mobilisation", "qinfenglu", "2004-08-18", "到会 132 人", "picture"),
    ReachedRow("mobilisation", "dongguan", "2004-08-20", "到会 96 人"),
    ReachedRow("mobilisation", "donghulu", "2004-10-08", "到会 61 人，推迟召开"),
    ReachedRow("work-plan", "qinfenglu", "2004-09-06", "", "text"),
    ReachedRow("work-plan", "dongguan", "2004-09-15", "", "text"),
    ReachedRow("work-plan", "donghulu", "2004-10-14", "摸底推迟，方案随后印发", "", "凤东湖社〔2004〕4号"),
    ReachedRow("town-work-plan", "", "2004-09-02", "", "text"),
    ReachedRow("systems", "qinfenglu", "2004-12-06"),
    ReachedRow("systems", "dongguan", "2004-12-22"),
    ReachedRow("systems", "donghulu", "2005-03-11", "比要求晚一个季度"),
    ReachedRow("projects", "qinfenglu", "2005-06-15"),
    ReachedRow("projects", "dongguan", "2005-09-20"),
]
