"""The yearly paper on what can be asked no longer 减负: what was asked, what of it changed nothing, what follows."""

from collections.abc import Iterator, Sequence
from typing import Any

from fengxiang.bilingual import joined, listed
from partybuilding.papers.typesetting.circular import circular
from partybuilding.papers.typesetting.length import Listing, Part, within_length
from partybuilding.papers.typesetting.sentences import Content, second, sections
from partybuilding.papers.typesetting.text import Annex, Block, PaperTable, PaperText
from partybuilding.papers.typesetting.words import quarter_name
from partybuilding.targets.quarter import Quarter

MINUTES = 60  # an hour's
_BY_COMMUNITY = Listing("各社区季度报告填报情况", ("社区", "填报情况"), lambda block: _split(block.text))


def compose(content: Content) -> PaperText:
    """Return the text of the paper."""
    data = content["data"]
    words = ["关于", f"{data['year']}年社区党建", "季度报告", "可减少填报事项", "的通报"]
    every_indicator = Annex("季度报告各项指标填报情况和建议", (table(data),), True, _LEGEND)
    parts, annexes = within_length(
        [
            Part("填报情况", list(asked(data)), _BY_COMMUNITY),
            Part("全年未改动的指标", list(unchanged(data))),
            Part("没有依据或者无人使用的栏目", list(unfounded(data))),
            Part("减少填报的建议", list(proposals(data))),
        ],
        [every_indicator] if data["indicators"] else [],
    )
    return circular(
        content, words, [Block(opening(data)), *sections((part.title, part.blocks) for part in parts)], annexes
    )


_LEGEND = "注：“改动”指与系统带出的数不同，或者没有带出、须自行填写；按报告份数计，不按人计。"


def opening(data: Content) -> str:
    quarters = listed(quarter_name(Quarter.parse(each)) for each in data["quarters"])
    of_quarters = f"{quarters}的报告" if quarters else "全年尚无应报送的报告"
    return (
        f"为减轻社区填报负担，对{data['year']}年社区党建季度报告要求填报的事项进行了清理，以{of_quarters}为准。"
        "现将情况通报如下："
    )


# --- 一、填报情况 -----------------------------------------------------------------------------------------------------


def asked(data: Content) -> Iterator[Block]:
    """Yield what was asked of all communities, then of each in the plan's order."""
    reported = [each for each in data["communities"] if each["reports"]]
    if not reported:
        yield Block("本年度尚无社区报送季度报告。")
        return
    yield Block(f"{len(data['communities'])}个社区共{_load(_sum(reported))}。")
    for each in data["communities"]:
        yield Block(f"{each['name']}：{_load(each) if each['reports'] else '尚未报送季度报告'}。")


def _sum(loads: Sequence[Content]) -> dict[str, Any]:
    return {key: sum(each[key] for each in loads) for key in ("reports", "asked", "changed", "minutes")}


def _load(load: Content) -> str:
    """Return what was asked in words: reports, fields, those that were changed, and the time it took."""
    words = [f"报送季度报告{load['reports']}份", f"填报{load['asked']}栏次，其中与带出数不同的{load['changed']}栏次"]
    if load["minutes"]:
        words.append(f"用时约{_time(load['minutes'])}")
    return "，".join(words)


def _time(minutes: int) -> str:
    """Return minutes as hours and minutes: what communities took adds up to the whole."""
    hours, rest = divmod(minutes, MINUTES)
    return (f"{hours}小时" if hours else "") + (f"{rest}分钟" if rest else "")


def _split(text: str) -> tuple[str, str]:
    name, _sign, words = text.partition("：")
    return name, words


# --- 二、全年未改动的指标 ---------------------------------------------------------------------------------------------


def never_changed(data: Content, *, from_register: bool) -> list[Content]:
    """Return the indicators that every report gave as they were offered: by the register, or by last quarter."""
    return [each for each in data["indicators"] if not each["changed"] and each["register"] is from_register]


def unchanged(data: Content) -> Iterator[Block]:
    """Yield how many indicators nobody changed, then which: those a register holds, and the others."""
    known = never_changed(data, from_register=True)
    others = never_changed(data, from_register=False)
    if not known and not others:
        yield Block("所填各项指标均有改动，没有全年未改动的指标。" if data["indicators"] else "尚无可供清理的报告。")
        return
    both = [*known, *others]
    yield Block(
        f"季度报告填报的{len(data['indicators'])}项指标中，各社区全年均按带出数原样上报的有{len(both)}项"
        f"（{_fields(both)}栏，共{_fields(data['indicators'])}栏）。"
    )
    groups = [(what, some) for what, some in (("基础台账已有的", known), ("与上季度相同的", others)) if some]
    for place, (what, some) in enumerate(groups, 1):
        names = f"{listed(each['name'] for each in some)}。"
        yield second(place, f"{what}{len(some)}项", names) if len(groups) > 1 else Block(f"均为{what}：{names}")


def _fields(some: Sequence[Content]) -> int:
    return sum(each["fields"] for each in some)


# --- 三、没有依据或者无人使用的栏目 -----------------------------------------------------------------------------------


def unused(data: Content) -> list[Content]:
    """Return the indicators no section of the plan asks for, or nobody makes any use of."""
    return [each for each in data["indicators"] if not each["section"] or not each["used"]]


def unfounded(data: Content) -> Iterator[Block]:
    """Yield what is asked without a clause or a use, and why it is said to be."""
    if not data["indicators"]:
        return
    some = unused(data)
    if not some:
        yield Block("所填各项指标均有实施方案条文作依据，并用于任务评定、单位履职或者事项督办。")
    for place, each in enumerate(some, 1):
        why = "实施方案没有要求" if not each["section"] else "没有目标，没有责任单位，也没有据此立项办理的事项"
        yield Block(f"{place}.{each['name']}（{each['fields']}栏）：{why}。")


# --- 四、减少填报的建议 -----------------------------------------------------------------------------------------------


def proposal(each: Content) -> str:
    """Return what is proposed of an indicator; empty if it is to be asked as before."""
    if not each["section"] or not each["used"]:
        return "不再填报"
    if each["changed"]:
        return ""
    return "由台账直接取数，每年核对一次" if each["register"] else "改为每年填报一次"


def proposals(data: Content) -> Iterator[Block]:
    """Yield what can be asked less often, and how many fields a report would have then."""
    by_proposal: dict[str, list[Content]] = {}
    for each in data["indicators"]:
        if words := proposal(each):
            by_proposal.setdefault(words, []).append(each)
    if not by_proposal:
        if data["indicators"]:
            yield Block("季度报告填报事项暂不调整。")
        return
    clauses = [f"{len(some)}项（{_fields(some)}栏）{words}" for words, some in by_proposal.items()]
    every = _fields(data["indicators"])
    fewer = every - sum(_fields(some) for some in by_proposal.values())
    yield Block(f"建议自下一年度起，{joined(clauses)}。按此办理，每份季度报告由{every}栏减为{fewer}栏。")
    yield Block("以上建议提请联席会议研究确定；确定以前，仍按现行规定填报。登记、更新基础台账的要求不变。")


# --- the annex --------------------------------------------------------------------------------------------------------


def table(data: Content) -> PaperTable:
    """Return every indicator: what asks for it, whom it serves, how often it was changed, and what is proposed."""
    head = ("编号", "指标", "方案条文", "服务单位", "栏数", "报告", "改动", "建议")
    rows = tuple(
        (
            *(each["id"], each["name"], each["section"] or "无", each["serves"] or "无", str(each["fields"])),
            *(str(each["reports"]), str(each["changed"]), proposal(each) or "照旧填报"),
        )
        for each in data["indicators"]
    )
    return PaperTable(head, rows, (16, 46, 22, 55, 14, 14, 14, 44))
