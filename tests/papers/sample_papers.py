"""What papers are made from, by hand: one content of each kind, as partybuilding/papers/queries.py keeps it."""

from copy import deepcopy
from typing import Any

LETTERHEAD = {
    "organ": "中共凤翔县委组织部",
    "number_code": "凤组发",
    "meeting_name": "凤翔县社区党建工作联席会议",
    "recipients": "城关镇党委，县社区党建工作联席会议各成员单位",
    "copies": "县委办公室，县政府办公室",
    "printed_by": "中共凤翔县委组织部办公室",
    "date_style": "arabic",
    "is_sealed": True,
    "title_font": "方正小标宋简体",
    "body_font": "仿宋_GB2312",
    "kai_font": "楷体_GB2312",
    "hei_font": "黑体",
    "song_font": "宋体",
}


def cell(**more: Any) -> dict[str, Any]:
    """A floor area that is short, long overdue."""
    return {
        "id": "K07", "area": "活动阵地", "name": "阵地建筑面积", "kind": "required", "operator": "at_least",
        "target": "不少于200平方米", "value": "186平方米", "as_of": "", "change": "", "met": False,
        "gap": "还差14平方米", "colour": "red", "lamp": "overdue", "due": "2004-12-31", "leads": ["财政局", "城建局"],
        "is_reported": True, **more,
    }  # fmt: skip


def good(**more: Any) -> dict[str, Any]:
    """The same, met."""
    return cell(**{"value": "236平方米", "met": True, "gap": "", "colour": "green", "lamp": "met", **more})


def tally(green: int = 0, yellow: int = 0, red: int = 0, grey: int = 0) -> dict[str, int]:
    counts = {"green": green, "yellow": yellow, "red": red, "grey": grey}
    return {**counts, "total": sum(counts.values()), "met": green}


def pilot(name: str = "秦凤路社区", report: str = "approved", *cells: dict[str, Any], **more: Any) -> dict[str, Any]:
    own = list(cells) or [good()]
    counts = {colour: sum(each["colour"] == colour for each in own) for colour in ("green", "yellow", "red", "grey")}
    words = {"id": name, "name": name, "tier": "全县示范点", "report": report}
    return {**words, "tally": tally(**counts), "cells": own, **more}


def seat(name: str, *, confirmed: str = "2004-08-20", submitted: bool = True) -> dict[str, Any]:
    return {"id": name, "name": name, "confirmed": confirmed, "submitted": submitted}


def item(**more: Any) -> dict[str, Any]:
    return {
        "id": "2005-012", "kind": "resolution", "matter": "扩建社区用房", "source": "meeting", "meeting": 5,
        "meeting_on": "2005-07-20", "pilot": "东关社区", "indicator": "阵地建筑面积", "shown": "186 m²",
        "responsible": "财政局", "supporting": ["民政局", "城建局"], "due": "2005-12-31", "state": "in_hand",
        "overdue": False, **more,
    }  # fmt: skip


def content(kind: str, data: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "kind": kind, "about": "", "dated": "2005-11-05", "date": "2005年11月5日", "number": "", "issue": 6,
        "letterhead": deepcopy(LETTERHEAD), "data": data, **more,
    }  # fmt: skip


def bulletin_data(**more: Any) -> dict[str, Any]:
    pilots = [
        pilot("秦凤路社区", "approved", good(), good(id="K06", name="七类用房", target="7项齐全", value="7项")),
        pilot("东关社区", "approved", cell(), good(id="K06", name="七类用房", target="7项齐全", value="7项")),
        pilot(
            "东湖路社区",
            "missing",
            *(
                good(id=code, name=name, as_of="2005年第二季度", value="102平方米", colour="grey", met=None)
                for code, name in (("K07", "阵地建筑面积"), ("K06", "七类用房"))
            ),
        ),
    ]
    meetings = cell(
        id="K30", area="共驻共建机制", name="联席会议", operator="frequency", target="每季度不少于1次", value="1次",
        gap="", met=True, colour="green", lamp="met", is_reported=False,
    )  # fmt: skip
    return {
        "quarter": "2005Q3",
        "until": "2005-09-30",
        "tally": tally(green=98, yellow=6, red=3, grey=5),
        "met_before": 92,
        "pilots": pilots,
        "county": {"id": "county", "name": "", "tally": tally(green=1), "cells": [meetings]},
        "seats": [seat("组织部"), seat("民政局", submitted=False), seat("财政局")],
        "duties": [
            {
                "id": "d1", "name": "党支部建设", "units": ["组织部"],
                "lines": [{"id": "zuzhibu", "unit": "组织部", "status": "done", "text": "到三个社区各指导一次。"}],
            },
            {
                "id": "d2", "name": "社会治安和稳定", "units": ["公安局", "综治办"],
                "lines": [
                    {"id": "gonganju", "unit": "公安局", "status": "under_way", "text": "增设巡逻点"},
                    {"id": "zongzhiban", "unit": "综治办", "status": "nothing", "text": ""},
                ],
            },
        ],
        "items": [item(), item(id="2005-003", matter="配齐文件柜", pilot="", due="2005-10-31", overdue=True)],
        "next_quarter": "2005Q4",
        "next_deadline": "2006-01-05",
        **more,
    }  # fmt: skip


def attendance(unit: str, status: str = "present", person: str = "", *, is_member: bool = True) -> dict[str, Any]:
    return {"id": unit, "unit": unit, "is_member": is_member, "status": status, "person": person}


def minutes_data(**more: Any) -> dict[str, Any]:
    return {
        "number": 6,
        "quarter": "2005Q3",
        "held_on": "2005-10-20",
        "place": "县委三楼会议室",
        "chair": "县委常委、组织部部长",
        "members": 3,
        "attendance": [
            attendance("组织部", person="刘某"),
            attendance("民政局", "excused", "杨某"),
            attendance("财政局", "absent"),
            attendance("城关镇党委", person="郑某", is_member=False),
        ],
        "last": {
            "number": 5, "total": 12, "closed": 9, "in_hand": 2, "overdue": 1,
            "late": [{"id": "2005-003", "matter": "配齐文件柜", "responsible": "民政局", "due": "2005-09-30"}],
        },
        "shown": {"tally": tally(green=98, red=3), "pilots": [{"id": "dongguan", "name": "东关社区", "red": 3}]},
        "resolutions": [item()],
        **more,
    }  # fmt: skip


def report_data(**more: Any) -> dict[str, Any]:
    return {
        "quarter": "2005Q3",
        "community": "秦凤路社区",
        "branch": "秦凤路社区党支部",
        "cells": [
            cell(change="比上季度增加20平方米"),
            cell(id="K05", area="组织体系", name="社会组织", target="", value="社会团体2个", met=None, gap=""),
        ],
        "progress": "活动站已开放",
        "difficulties": "办公用房不足。",
        "next_quarter": "争取再增加一间用房。\n\n筹备动员大会",
        "evidence": [{"id": "1", "name": "平面图.png", "about": "阵地建筑面积", "on": "2005-10-04"}],
        **more,
    }


def notice_data(**more: Any) -> dict[str, Any]:
    extra = {
        "asked_on": "2005-11-05",
        "days_late": 0,
        "put_off": [],
        "progress": "已选定地点",
        "progress_on": "2005-11-01",
    }
    return {**item(), **extra, **more}


def assessment_data(**more: Any) -> dict[str, Any]:
    def task(name: str, *, met: bool = True) -> dict[str, Any]:
        gap, lamp = ("", "达到") if met else ("还差 14 m²", "逾期")
        words = {"id": "K07", "name": name, "target": "≥ 200 m²", "value": "186 m²", "lamp": lamp}
        return {**words, "met": met, "gap": gap}

    names = ("组织体系", "活动阵地", "党员教育管理", "干部队伍", "服务群众平台", "共驻共建机制")
    cells = [task("七类用房")] * 5
    goods = ("领导班子好", "党员干部队伍好", "工作机制好", "管理服务好", "居民群众反映好")
    rated = {"good": True, "reason": "班子健全，分工明确，群众评议满意率高"}
    return {
        "pilot": "秦凤路社区",
        "quarter": "2006Q2",
        "areas": [
            {
                "id": name,
                "name": name,
                "met": 5,
                "total": 6,
                "cells": [task("阵地建筑面积", met=False), *cells],
            }
            for name in names
        ],
        "stretch": [task("市级文明社区", met=False)],
        "goods": [{"id": name, "name": name, "branch": rated, "department": rated} for name in goods],
        "conclusion": "基本达到目标",
        "remarks": "各项工作扎实推进",
        **more,
    }


def burden_use(**more: Any) -> dict[str, Any]:
    """A floor area that every report took from the register as it stood."""
    return {
        "id": "K07", "name": "阵地建筑面积", "section": "三·2", "serves": "财政局、城建局", "fields": 1, "reports": 9,
        "changed": 0, "register": True, "used": True, **more,
    }  # fmt: skip


def burden_data(**more: Any) -> dict[str, Any]:
    indicators = [
        *(burden_use(id=f"K{number:02d}", name=f"台账指标{number}") for number in range(1, 24)),
        burden_use(id="K09", name="党员分类管理制度", register=False),
        burden_use(id="K10", name="三知覆盖率", register=False, changed=9, fields=2),
        burden_use(id="K13", name="在职党员报到率", changed=2, serves="", used=False, fields=2, register=False),
    ]
    return {
        "year": 2005,
        "quarters": ["2005Q1", "2005Q2", "2005Q3"],
        "communities": [
            {"id": "qinfenglu", "name": "秦凤路社区", "reports": 3, "asked": 306, "changed": 41, "minutes": 95},
            {"id": "donghulu", "name": "东湖路社区", "reports": 0, "asked": 0, "changed": 0, "minutes": 0},
        ],
        "indicators": indicators,
        **more,
    }
