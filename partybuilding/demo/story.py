"""When each report was submitted and what came of it, and what the county itself did."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# --- The county -------------------------------------------------------------------------------------------------------

SPECIAL_BODY_SINCE = "2004-09-10"
# Whom to call at a unit's office, and its telephone: no number of a person's own.
CONTACTS: dict[str, tuple[str, str]] = {
    "zuzhibu": ("周某，组织科", "0917-7210000"),
    "xuanchuanbu": ("韩某，宣传科", "0917-7210001"),
    "minzhengju": ("赵某，基层政权科", "0917-7210002"),
    "caizhengju": ("钱某，预算科", "0917-7210003"),
    "chengjianju": ("冯某，物业科", "0917-7210004"),
    "weishengju": ("曹某，办公室", "0917-7210005"),
}
# The day each unit confirmed its duties: 16 of 18 have.
DUTIES_CONFIRMED: dict[str, str] = {
    "zuzhibu": "2004-08-16",
    "xuanchuanbu": "2004-08-18",
    "minzhengju": "2004-08-18",
    "renlaoju": "2004-08-25",
    "caizhengju": "2004-09-02",
    "gonganju": "2004-08-26",
    "sifaju": "2004-08-26",
    "zongzhiban": "2004-08-26",
    "chengjianju": "2004-09-08",
    "huanbaoju": "2004-09-14",
    "jiaoyuju": "2004-09-06",
    "wenlvju": "2004-09-20",
    "weishengju": "2004-09-22",
    "jishengju": "2004-09-15",
    "tuanwei": "2004-08-30",
    "fulian": "2004-08-30",
}

# --- The reports ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Return:
    """A report given back: what was wrong in it, and when it came back right."""

    on: str
    wrong: Mapping[str, Mapping[str, int]]  # indicator -> field -> figure
    reason: str = ""  # of the report as a whole
    notes: Mapping[str, str] = field(default_factory=dict)
    objections: Mapping[str, str] = field(default_factory=dict)  # indicator -> what is wrong with it
    submitted_again: str = ""


@dataclass(frozen=True, kw_only=True)
class Filing:
    """The road of one report. Without `submitted` it is begun and no more; without `approved` it was returned."""

    community: str
    quarter: str
    submitted: str = ""
    approved: str = ""
    returned: Return | None = None
    with_evidence: bool = False


FILINGS = [
    Filing(community="qinfenglu", quarter="2004Q3", submitted="2004-10-04", approved="2004-10-06"),
    Filing(community="dongguan", quarter="2004Q3", submitted="2004-10-04", approved="2004-10-06"),
    Filing(community="donghulu", quarter="2004Q3", submitted="2004-10-09", approved="2004-10-11"),  # four days late
    Filing(community="qinfenglu", quarter="2004Q4", submitted="2005-01-04", approved="2005-01-06"),
    Filing(community="dongguan", quarter="2004Q4", submitted="2005-01-04", approved="2005-01-06"),
    Filing(community="donghulu", quarter="2004Q4", submitted="2005-01-05", approved="2005-01-07"),
    Filing(community="qinfenglu", quarter="2005Q1", submitted="2005-04-04", approved="2005-04-06"),
    Filing(
        community="dongguan",
        quarter="2005Q1",
        submitted="2005-04-04",
        approved="2005-04-13",
        returned=Return(
            on="2005-04-06",
            reason="退回原因：在职党员报到 86 名与“五管”中协管已纳入管理的 66 名不一致，请按报到登记核对。",
            wrong={"K13": {"reported_in": 86}},
            notes={"K13": "含 3 月底口头报到、尚未登记的党员。"},
            submitted_again="2005-04-11",
        ),
    ),
    Filing(community="donghulu", quarter="2005Q1", submitted="2005-04-05", approved="2005-04-07"),
    Filing(community="qinfenglu", quarter="2005Q2", submitted="2005-07-04", approved="2005-07-06", with_evidence=True),
    Filing(community="dongguan", quarter="2005Q2", submitted="2005-07-04", approved="2005-07-06"),
    Filing(community="donghulu", quarter="2005Q2", submitted="2005-07-05", approved="2005-07-07"),
    Filing(community="qinfenglu", quarter="2005Q3", submitted="2005-10-04", approved="2005-10-06", with_evidence=True),
    Filing(
        community="dongguan",
        quarter="2005Q3",
        submitted="2005-10-05",
        returned=Return(
            on="2005-10-07",
            wrong={"K07": {"area": 206}},
            notes={"K07": "含新租活动室"},
            objections={"K07": "阵地建筑面积与台账不一致：填报 206 平方米，台账 186 平方米，请核实第二间活动室。"},
        ),
    ),
    Filing(community="donghulu", quarter="2005Q3"),  # late, though nothing changed: three taps send it
]

# The proof attached to the reports that have any.
EVIDENCE_INDICATOR = "K07"
EVIDENCE_NAME = "社区用房平面图（演示）.png"
