"""What the three communities did for the three projects: how often in each quarter, and in turn what it was."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle
from typing import NamedTuple

from partybuilding.targets.quarter import Quarter

BEGUN, TOLD_UNTIL = date(2004, 8, 10), date(2005, 11, 12)
QUARTERS = list(Quarter(2004, 3).through(Quarter(2005, 4)))


class Deed(NamedTuple):
    """An activity that comes back: what, with whom, how many took part, where it is recorded."""

    subject: str
    partners: str = ""
    participants: int | None = None
    proof: str = ""
    common: str = ""  # which of the five in common it bears out


class Activity(NamedTuple):
    """One activity on its day."""

    project: str
    held_on: date
    deed: Deed


# Community -> project -> how many in each quarter from 2004Q3 to 2005Q4 so far.
COUNTS: dict[str, dict[str, tuple[int, ...]]] = {
    "qinfenglu": {"core": (1, 2, 3, 3, 4, 1), "morality": (1, 2, 2, 3, 3, 1), "hearts": (1, 3, 4, 4, 5, 2)},
    "dongguan": {"core": (1, 1, 2, 2, 3, 1), "morality": (0, 1, 2, 2, 2, 1), "hearts": (1, 2, 2, 3, 3, 1)},
    "donghulu": {"core": (0, 1, 1, 1, 2, 0), "morality": (0, 0, 1, 1, 1, 0), "hearts": (1, 1, 1, 2, 1, 1)},
}
DEEDS: dict[str, tuple[Deed, ...]] = {
    "core": (
        Deed("党员公开承诺", "", 42, "承诺栏、会议记录"),
        Deed("党员设岗定责", "", 36, "岗位职责表"),
        Deed("党员义务劳动", "驻社区单位党员", 58, "活动照片", "building"),
        Deed("党支部评议党员", "", 47, "评议记录"),
    ),
    "morality": (
        Deed("文明楼院评选", "居民小组", 85, "评选结果公示", "civility"),
        Deed("市民文明公约宣传", "文化体育局", 130, "宣传单"),
        Deed("文艺演出进社区", "文化体育局", 210, common="activities"),
    ),
    "hearts": (
        Deed("慰问困难家庭", "民政局", 18, "慰问登记表"),
        Deed("便民服务日", "工商局", 160, "活动照片"),
        Deed("健康咨询和义诊", "卫生局", 124),
        Deed("就业信息发布", "劳动和社会保障局", 63, "登记册"),
        Deed("走访孤寡老人", "", 12),
    ),
}


def activities(community: str) -> Iterator[Activity]:
    """Yield a community's activities: spread over each quarter, as many as it counts."""
    for project, counts in COUNTS[community].items():
        deeds = cycle(DEEDS[project])
        for quarter, count in zip(QUARTERS, counts, strict=True):
            first, last = max(quarter.first_day, BEGUN), min(quarter.last_day, TOLD_UNTIL)
            for place in range(1, count + 1):
                yield Activity(project, first + timedelta((last - first).days * place // (count + 1)), next(deeds))
