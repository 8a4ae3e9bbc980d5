"""What the communities write in their reports, put together from short fixed parts.

Each narrative is a sentence all three share in a quarter, with one or two of the community's own.
"""

from partybuilding.demo.reports import QUARTERS
from partybuilding.targets.quarter import Quarter

Lines = tuple[str, ...]  # one for each quarter reported, 2004Q3 to 2005Q3

PROGRESS_SHARED: Lines = (
    "召开动员大会，传达县上方案，明确了支部班子分工。",
    "按照打基础的要求，集中力量抓用房、设施和制度。",
    "完善党员分类管理，开展“三知”登记。",
    "围绕三项工程组织活动，推行党员责任区。",
    "对照五个好标准自查，与驻区单位共商共办。",
)
PROGRESS: dict[str, Lines] = {
    "qinfenglu": (
        "五项摸底全部按时完成，居民代表会议制度已经建立。",
        "临街用房全部收回启用，七类用房和六类设施一次配齐。",
        "在职党员报到一百余人，凤鸣苑被认定为文明小区。",
        "阅览室开放，雍城小区被认定为市级文明小区。",
        "在职党员报到率超过九成，五共机制全部运行。",
    ),
    "dongguan": (
        "摸底工作在九月底前完成，查清了企业离退休党员底数。",
        "警务室、低保和劳动保障工作站挂牌，配备了电视机。",
        "综合服务站投入使用，四项民主制度全部上墙。",
        "活动室扩建完工，六类设施配齐，新认定文明小区两个。",
        "补选一名年轻干部，印刷厂家属院被认定为文明小区。",
    ),
    "donghulu": (
        "完成了人口、党员、驻区单位三项摸底，其余两项正在进行。",
        "五项摸底全部完成，康乐小区被认定为文明小区。",
        "居民会议召开，低保和劳动保障工作站启用。",
        "东湖花园被认定为文明小区，转入党员六名。",
    ),
}

DIFFICULTIES: dict[str, Lines] = {
    "qinfenglu": (
        "用房不足一百平方米，医务室、警务室没有着落。",
        "一般工作人员刚到岗，业务还不熟。",
        "流动党员联系不便，去向变化快。",
        "物业企业参与共建的积极性不高。",
        "老旧家属院没有物业，文明小区创建难度大。",
    ),
    "dongguan": (
        "办公用房紧张，没有独立的服务站。",
        "设施资金缺口较大，电脑尚未到位。",
        "企业离退休党员接管手续办理慢。",
        "医务室一直没有合适用房。",
        "医务室仍然空缺，干部超过五名需要消化。",
    ),
    "donghulu": (
        "摸底人手不够，进度慢于其他社区。",
        "警务室、医务室没有用房，服务站靠借用。",
        "借用的门面房被收回，服务站面临无处办公。",
        "用房面积减少，康乐小区被摘牌，群众有意见。",
    ),
}
DIFFICULTIES_OWN: dict[str, str] = {
    "qinfenglu": "这些问题不影响总体进度。",
    "dongguan": "已向包抓部门汇报，请求支持。",
    "donghulu": "单靠社区难以解决，请联席会协调。",
}

NEXT_SHARED: Lines = (
    "下季度抓用房、设施和制度，按时完成第二阶段任务。",
    "下季度转入抓提高，重点是党员分类管理。",
    "下季度开展三项工程活动，划定党员责任区。",
    "下季度对照五个好逐项整改。",
    "下季度总结第三阶段工作，准备迎接检查。",
)
NEXT: dict[str, Lines] = {
    "qinfenglu": (
        "十二月前收回临街用房，完成居委会换届。",
        "争取三月再认定一个文明小区。",
        "筹建阅览室，申报市级文明小区。",
        "抓好供销家属院的创建验收。",
        "申报市级文明社区，教师公寓争取通过认定。",
    ),
    "dongguan": (
        "先解决警务室和劳动保障工作站用房。",
        "争取电脑到位，启用二层服务站。",
        "完成活动室扩建，配齐设施。",
        "与机械厂协商医务室用房。",
        "用好新租的活动室，落实医务室用房。",
    ),
    "donghulu": (
        "十一月上旬完成全部摸底。",
        "召开居民会议，落实一间工作站用房。",
        "寻找新的服务站用房，摸清流动党员底数。",
        "腾出西厢房，恢复服务站。",
    ),
}


def narratives(community: str, quarter: Quarter, *, civilised: int, compounds: int, cadres: int) -> dict[str, str]:
    """Return the three narratives of a report, the counts among them as they are reported."""
    column = QUARTERS.index(quarter)
    state = f"季末有文明小区 {civilised} 个（共 {compounds} 个），在职干部 {cadres} 名。"
    return {
        "progress": PROGRESS_SHARED[column] + PROGRESS[community][column] + state,
        "difficulties": DIFFICULTIES[community][column] + DIFFICULTIES_OWN[community],
        "next_quarter": NEXT_SHARED[column] + NEXT[community][column],
    }
