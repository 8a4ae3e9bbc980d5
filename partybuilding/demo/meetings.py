"""The joint meetings of the demonstration: who came, what was agreed, and what became of it."""

from dataclasses import dataclass, field

from partybuilding.models import LedgerItem, Paper

PLACE, CHAIR = "县委三楼会议室", "县委常委、组织部部长"
AGENDA = "一、通报上次议定事项办理情况\n二、听取三个社区进度汇报\n三、研究红灯指标\n四、议定下阶段事项"


@dataclass(frozen=True)
class ItemStep:
    """One step of an item: progress, ask, cite, check, close, back, extend, urge; units act by their own account.

    To cite is to ask for the close-out by the number of a document, the step's text.
    """

    on: str
    act: str
    text: str = ""
    by: str = ""  # the account, where it is not that of who answers for it or the checker's
    due_on: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """A matter of the ledger; of a meeting, where it stands among its decisions."""

    matter: str
    responsible: str  # a unit, or the community of a pilot
    due_on: str
    steps: tuple[ItemStep, ...] = ()
    pilot: str = ""
    indicator: str = ""
    supporting: tuple[str, ...] = ()
    kind: LedgerItem.Kind = LedgerItem.Kind.RESOLUTION
    source: LedgerItem.Source = LedgerItem.Source.MEETING
    opened_on: str = ""
    visited_on: str = ""  # the day of the visit it comes from
    common: str = ""  # which of the five in common it bears out


@dataclass(frozen=True, kw_only=True)
class MeetingRow:
    """A meeting; units not named in `away` were present. Without `decisions` it is planned only."""

    quarter: str
    planned_on: str
    set_down_on: str
    decisions: tuple[ItemRow, ...] = ()
    excused: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    persons: dict[str, str] = field(default_factory=dict)


def _done(
    asked: str, checked: str, closed: str, text: str, opinion: str = "现场核查，情况属实。", by: str = ""
) -> tuple[ItemStep, ...]:
    """Return the usual end: asked for with evidence, looked at, closed by somebody else."""
    return (
        ItemStep(asked, "ask", text, by),
        ItemStep(checked, "check"),
        ItemStep(closed, "close", opinion, "zuzhibu2"),
    )


MEETINGS = [
    MeetingRow(
        quarter="2004Q3", planned_on="2004-09-28", set_down_on="2004-09-15",
        decisions=(
            ItemRow(matter="秦凤路社区临街用房年底前收回并修缮启用", responsible="chengjianju", due_on="2004-12-15",
                 steps=(ItemStep("2004-11-10", "progress", "已与三家租户签订退租协议，十一月底腾空。"),
                  *_done("2004-12-10", "2004-12-13", "2004-12-14", "用房收回修缮完毕，附平面图。")),
                 pilot="qinfenglu", indicator="K07", supporting=("caizhengju",), common="problems"),
            ItemRow(matter="设立县级社区党建专项资金，首批年内拨付", responsible="caizhengju", due_on="2004-12-31",
                 steps=_done("2004-12-21", "2004-12-22", "2004-12-23", "首批九万元已拨付到位，附拨款凭证。"),
                 pilot="", indicator="K43", common="affairs"),
            ItemRow(matter="东湖路社区十月底前完成五项摸底", responsible="minzhengju", due_on="2004-10-31",
                 steps=(ItemStep("2004-10-20", "progress", "已抽调两人协助入户。"),
                  *_done("2004-11-09", "2004-11-10", "2004-11-11", "五项摸底全部完成，比要求迟九天。")),
                 pilot="donghulu", indicator="K39"),
        ),
        excused=("tiyuju", "laolingban"), absent=("huanbaoju",),
    ),
    MeetingRow(
        quarter="2004Q3", planned_on="2004-12-21", set_down_on="2004-12-06",
        decisions=(
            ItemRow(matter="东关社区警务室、劳动保障工作站春节前挂牌", responsible="minzhengju", due_on="2005-01-31",
                 steps=_done("2005-01-26", "2005-01-27", "2005-01-28", "两室均已挂牌，人员到位。"),
                 pilot="dongguan", indicator="K06", supporting=("gonganju", "renlaoju")),
            ItemRow(matter="指导三个社区开展道德工程活动，每季度不少于一次", responsible="xuanchuanbu",
                 due_on="2005-06-30",
                 steps=(ItemStep("2005-03-30", "progress", "印发活动安排，秦凤路社区已开展两次。"),
                  *_done("2005-06-20", "2005-06-22", "2005-06-23", "三个社区均按季开展，附活动记录。")), pilot="",
                  indicator="K26", common="building"),
        ),
        excused=("gonganju", "wenlvju"), absent=("laolingban",),
    ),
    MeetingRow(
        quarter="2004Q4", planned_on="2005-03-25", set_down_on="2005-03-10",
        decisions=(
            ItemRow(matter="社区干部补贴列入 2005 年县级预算", responsible="caizhengju", due_on="2005-04-30",
                 steps=_done("2005-04-22", "2005-04-25", "2005-04-26", "已列入年初预算，按月拨付。"), pilot="",
                 indicator="K46"),
            ItemRow(matter="东湖路社区服务站另行选址", responsible="chengjianju", due_on="2005-08-31",
                 steps=(ItemStep("2005-05-20", "progress", "比选三处房屋，拟腾退西厢房。"),
                  ItemStep("2005-08-29", "extend", "西厢房住户九月中旬方能搬出。", due_on="2005-09-30"),
                  *_done("2005-09-19", "2005-09-20", "2005-09-21", "西厢房腾空，交社区修缮后作服务站。")),
                 pilot="donghulu", indicator="K06", supporting=("minzhengju",), common="problems"),
        ),
        excused=("tiyuju",), absent=("jishengju",),
    ),
    MeetingRow(
        quarter="2005Q1", planned_on="2005-06-28", set_down_on="2005-06-13",
        decisions=(
            ItemRow(matter="解决东湖路社区警务室、医务室用房", responsible="weishengju", due_on="2005-10-31",
                 steps=(ItemStep("2005-08-30", "progress", "看过两处房屋，面积不足，另与饭店协商。"),
                  ItemStep("2005-11-04", "urge")),
                 pilot="donghulu", indicator="K06", supporting=("gonganju", "chengjianju")),
            ItemRow(matter="东关社区电脑、影碟机配备到位", responsible="minzhengju", due_on="2005-09-15",
                 steps=(ItemStep("2005-08-09", "ask", "电脑一台已送达。"),
                  ItemStep("2005-08-10", "check"),
                  ItemStep("2005-08-11", "back", "影碟机没有到位，请补齐后再报。"),
                  *_done("2005-09-12", "2005-09-13", "2005-09-13", "影碟机已送达并登记。")),
                 pilot="dongguan", indicator="K08"),
        ),
        excused=("weishengju", "fulian"),
    ),
    MeetingRow(
        quarter="2005Q2", planned_on="2005-09-27", set_down_on="2005-09-12",
        decisions=(
            ItemRow(matter="东关社区医务室用房与机械厂职工医院合用", responsible="weishengju", due_on="2005-12-20",
                 steps=(ItemStep("2005-11-02", "progress", "机械厂同意合用门诊楼一层，正在商定协议。"),),
                 pilot="dongguan", indicator="K06", supporting=("minzhengju",)),
            ItemRow(matter="2006 年社区干部补贴标准不低于全县职工平均工资", responsible="caizhengju",
                 due_on="2006-03-31",
                 steps=(ItemStep("2005-10-28", "progress", "已列入 2006 年预算编制建议。"),), pilot="",
                 indicator="K46"),
            ItemRow(matter="总结党员教育管理和共驻共建两个方面的经验", responsible="xuanchuanbu", due_on="2005-11-30",
                 steps=(ItemStep("2005-11-10", "cite", "凤宣发〔2005〕21 号"),), pilot="", indicator="K34"),
            ItemRow(matter="东湖路社区逐楼补齐流动党员去向登记", responsible="donghulu", due_on="2005-12-10",
                 steps=(ItemStep("2005-11-08", "progress", "七个楼栋已登记五个，其余两个本月内完成。"),),
                 pilot="donghulu", indicator="K10"),
        ),
        excused=("tiyuju",), absent=("laolingban",),
    ),
    MeetingRow(quarter="2005Q3", planned_on="2005-11-22", set_down_on="2005-11-08"),
]  # fmt: skip

OPINION, SUPPORT, SUPERVISION = LedgerItem.Kind.OPINION, LedgerItem.Kind.SUPPORT, LedgerItem.Kind.SUPERVISION
VISIT, LAMP = LedgerItem.Source.VISIT, LedgerItem.Source.LAMP

OTHERS = [
    ItemRow(matter="摸底分工到人，九月二十日前报完", responsible="zuzhibu", due_on="2004-09-20",
         steps=_done("2004-09-20", "2004-09-21", "2004-09-21", "五项摸底按时完成。", by="zuzhibu"),
         pilot="qinfenglu", indicator="K39", kind=OPINION, source=VISIT, opened_on="2004-08-26",
         visited_on="2004-08-26"),
    ItemRow(matter="补齐流动党员去向登记", responsible="zuzhibu", due_on="2005-05-31",
         steps=_done("2005-05-30", "2005-05-31", "2005-05-31", "去向登记已补齐。", by="zuzhibu"),
         pilot="qinfenglu", indicator="K10", kind=OPINION, source=VISIT, opened_on="2005-03-16",
         visited_on="2005-03-16"),
    ItemRow(matter="支持阅览室图书和书架", responsible="minzhengju", due_on="2005-06-30",
         steps=_done("2005-06-29", "2005-06-30", "2005-06-30", "图书和书架已配送。"),
         pilot="qinfenglu", kind=SUPPORT, source=VISIT, opened_on="2005-06-22", visited_on="2005-06-22"),
    ItemRow(matter="活动室扩建与设施配备同步验收", responsible="minzhengju", due_on="2005-07-31",
         steps=_done("2005-07-05", "2005-07-06", "2005-07-06", "扩建和设施一并验收。"),
         pilot="dongguan", indicator="K08", kind=OPINION, source=VISIT, opened_on="2005-05-18",
         visited_on="2005-05-18"),
    ItemRow(matter="支持服务站迁入西厢房的修缮", responsible="chengjianju", due_on="2005-09-30",
         steps=_done("2005-09-26", "2005-09-27", "2005-09-28", "门窗、地面修缮完毕。"),
         pilot="donghulu", indicator="K06", kind=SUPPORT, source=VISIT, opened_on="2005-08-17",
         visited_on="2005-08-17"),
    ItemRow(matter="东湖路社区男干部年龄超过规定，年底前提出调整意见", responsible="zuzhibu", due_on="2005-12-15",
         steps=(ItemStep("2005-10-31", "progress", "已与本人谈话，拟结合支部换届调整。"),),
         pilot="donghulu", indicator="K22", kind=SUPERVISION, source=LAMP, opened_on="2005-10-12"),
]  # fmt: skip

# The five difficulties and the four standing problems of every pilot: on which day, by when, and who answers for each.
STANDING_SINCE, STANDING_UNTIL = "2004-10-12", "2006-06-30"
ANSWERS_FOR: dict[str, str] = {
    "premises": "chengjianju",
    "services": "minzhengju",
    "economy": "caizhengju",
    "in_service": "zuzhibu",
    "cobuilding": "xuanchuanbu",
    "office_space": "chengjianju",
    "facilities": "minzhengju",
    "treatment": "caizhengju",
    "quality": "zuzhibu",
}
STANDING: dict[tuple[str, str], tuple[ItemStep, ...]] = {
    ("qinfenglu", "office_space"): _done("2005-01-11", "2005-01-12", "2005-01-13", "办公用房已独立。"),
    ("qinfenglu", "premises"): _done("2005-01-11", "2005-01-12", "2005-01-13", "七类用房配齐，面积达标。"),
    ("qinfenglu", "facilities"): _done("2005-05-31", "2005-06-01", "2005-06-02", "六类设施配齐。"),
    ("qinfenglu", "cobuilding"): _done("2005-10-11", "2005-10-12", "2005-10-13", "五共机制全部运行。"),
    ("dongguan", "office_space"): _done("2005-04-14", "2005-04-15", "2005-04-18", "办公用房与活动室分设。"),
    ("dongguan", "facilities"): _done("2005-09-20", "2005-09-21", "2005-09-22", "六类设施配齐。"),
    ("dongguan", "premises"): (ItemStep("2005-07-08", "progress", "活动室扩建完工，还缺医务室。"),),
    ("donghulu", "facilities"): (ItemStep("2005-09-05", "progress", "落实调剂电脑一台，待送达；还缺影碟机。"),),
    ("donghulu", "in_service"): (
        ItemStep("2005-07-26", "progress", "在职党员报到四成以上，正在逐单位核对。", "zuzhibu"),
    ),
}


# --- duty reports -----------------------------------------------------------------------------------------------------

# Quarter -> unit -> the day it was handed in, times on the agenda, and a line for each duty: d done, u under way,
# n nothing, then the words.
DUTY_REPORTS: dict[str, dict[str, tuple[str, int, tuple[str, ...]]]] = {
    "2005Q2": {
        "zuzhibu": ("2005-07-05", 3, (
            "d三个社区支部班子配齐，召开支部书记例会一次。",
            "u选派一名大学生到东关社区任职，手续办理中。",
            "d组织党员分类管理培训 28 人。",
            "d督促三个社区落实支部牵头的居民议事制度。",
            "u起草共建协议样本。",
            "n",
        )),
        "minzhengju": ("2005-07-06", 2, (
            "d登记社区社会组织两个。",
            "u社区建设规划征求意见。",
            "d协调阅览室图书和书架。",
            "d核定三个社区干部职数。",
            "u补贴标准提高方案送财政局会签。",
            "n",
            "d社区低保审核按月办结。",
        )),
        "caizhengju": ("2005-07-04", 2, (
            "d专项资金累计拨付到四个项目。",
            "d补贴按月拨付。",
            "d上半年办公经费全部到位。",
            "u设备采购余款待验收后支付。",
        )),
        "chengguan": ("2005-07-05", 3, ()),
    },
    "2005Q3": {
        "zuzhibu": ("2005-10-05", 3, (
            "d指导秦凤路社区支部开展争创活动。",
            "u东关社区干部超过五名，拟年底前消化一名。",
            "d在职党员报到情况逐单位通报。",
            "d检查三个社区民主议事记录。",
            "u五共机制在秦凤路社区先行运行。",
            "u指导社区共青团、妇女组织换届准备。",
        )),
        "xuanchuanbu": ("2005-10-06", 1, (
            "d印发政策宣传页三千份。",
            "u理论宣讲进社区两场，东湖路社区待安排。",
            "u经验材料两篇，正在定稿。",
            "d三个社区道德工程活动按季开展。",
        )),
        "minzhengju": ("2005-10-08", 2, (
            "d新登记社会组织一个。",
            "u社区建设规划送审。",
            "d东湖路社区服务站新址修缮完毕，国庆后迁入。",
            "d干部职数复核完毕。",
            "u补贴标准与财政局商定中。",
            "d组织社区干部低保业务培训 18 人。",
            "d低保工作经费七千五百元拨付社区。",
        )),
        "caizhengju": ("2005-10-04", 2, (
            "u东湖路社区用房资金列入四季度拨付计划。",
            "d补贴按月拨付，标准每月六百八十元。",
            "d三季度办公经费到位。",
            "u设施余款一万二千元待验收。",
        )),
        "chengjianju": ("2005-10-10", 1, (
            "u新建住宅区配建社区用房的意见送审。",
            "u物业管理协议签订六个小区。",
            "d整治东湖路社区院落两处。",
        )),
        "chengguan": ("2005-10-05", 2, ()),
    },
}  # fmt: skip

# --- papers -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PaperRow:
    """A paper made on its day: about a quarter, the meeting held on a day, a pilot's report, or a matter."""

    on: str
    kind: Paper.Kind
    number: int | None = None
    quarter: str = ""
    held_on: str = ""
    pilot: str = ""
    matter: str = ""


PAPERS = [
    PaperRow(on="2005-07-28", kind=Paper.Kind.REPORT, quarter="2005Q2", pilot="qinfenglu"),
    PaperRow(on="2005-07-29", kind=Paper.Kind.BULLETIN, number=21, quarter="2005Q2"),
    PaperRow(on="2005-09-28", kind=Paper.Kind.MINUTES, number=5, held_on="2005-09-27"),
    PaperRow(on="2005-11-14", kind=Paper.Kind.BURDEN, number=24, quarter="2005Q4"),
    PaperRow(
        on="2005-10-13", kind=Paper.Kind.NOTICE, number=9, matter="东湖路社区男干部年龄超过规定，年底前提出调整意见"
    ),
]
