"""The final assessment 终期评估 of one pilot: its tasks, the five goods, the stretch goals, the conclusion."""

from collections.abc import Iterator

from fengxiang.bilingual import joined, listed
from partybuilding.papers.typesetting.circular import circular
from partybuilding.papers.typesetting.sentences import Content, second, sections
from partybuilding.papers.typesetting.text import Annex, Block, PaperTable, PaperText
from partybuilding.papers.typesetting.words import official, paragraphs, quarter_name, sentence, share
from partybuilding.targets.quarter import Quarter


def compose(content: Content) -> PaperText:
    """Return the text of the paper."""
    data = content["data"]
    words = ["关于", data["pilot"], "党建示范点", "终期评估", "情况的通报"]
    parts = [
        ("任务完成情况", list(results(data))),
        ("“五个好”评定情况", list(goods(data))),
        ("力争目标完成情况", list(stretch(data))),
        ("评估结论", list(conclusion(data))),
    ]
    return circular(
        content,
        words,
        [Block(opening(data)), *sections(parts)],
        [Annex(f"{data['pilot']}必达任务完成情况表", (table(data),))],
    )


def opening(data: Content) -> str:
    quarter = quarter_name(Quarter.parse(data["quarter"]))
    return f"根据实施方案，对{data['pilot']}党建示范点建设工作进行了终期评估，数据截至{quarter}末。现将情况通报如下："


def results(data: Content) -> Iterator[Block]:
    met, total = (sum(area[key] for area in data["areas"]) for key in ("met", "total"))
    if total:
        yield Block(f"必达任务{total}项，已达到方案要求{met}项，占{share(met, total)}。")
    for place, area in enumerate((area for area in data["areas"] if area["total"]), 1):
        missed = [
            f"{each['name']}（{official(each['gap'] or each['lamp'])}）" for each in area["cells"] if not each["met"]
        ]
        rest = f"；尚未达到的有：{listed(missed)}" if missed else ""
        yield second(place, area["name"], f"必达任务{area['total']}项，已达到{area['met']}项{rest}。")


def goods(data: Content) -> Iterator[Block]:
    """Yield how many are good, then each with both ratings and their reasons."""
    if not data["goods"]:
        return
    rated_by_branch, rated = (sum(each[party]["good"] for each in data["goods"]) for party in ("branch", "department"))
    yield Block(f"社区党支部自评达到{rated_by_branch}项，县委组织部评定达到{rated}项，以县委组织部评定为准。")
    for place, each in enumerate(data["goods"], 1):
        text = joined(
            f"{who}：{_word(each[party])}" for who, party in (("支部自评", "branch"), ("评定意见", "department"))
        )
        yield second(place, each["name"], sentence(text))


def _word(rating: Content) -> str:
    reason = official(rating["reason"].replace("\n", "")).rstrip("。；;.")
    return f"{'已达到' if rating['good'] else '尚未达到'}，{reason}"


def stretch(data: Content) -> Iterator[Block]:
    for place, each in enumerate(data["stretch"], 1):
        gap = f"（{each['gap']}）" if each["gap"] and not each["met"] else ""
        yield Block(f"{place}.{each['name']}：{'已实现' if each['met'] else '尚未实现'}{gap}。")


def conclusion(data: Content) -> Iterator[Block]:
    yield Block(f"{data['pilot']}党建示范点终期评估结论：{data['conclusion']}。")
    yield from (Block(text) for text in paragraphs(data["remarks"]))


def table(data: Content) -> PaperTable:
    """Return every required task with what was asked for and what was reached; areas as rows of one cell."""
    rows: list[tuple[str, ...]] = []
    for area in (area for area in data["areas"] if area["total"]):
        rows.append((f"{area['name']}（{area['met']}/{area['total']}）",))
        for each in area["cells"]:
            judged = "已达到" if each["met"] else each["lamp"]
            value = "" if each["value"] == "—" else official(each["value"])
            rows.append((each["id"], each["name"], official(each["target"]), value, judged))
    return PaperTable(("编号", "任务", "要求", "结果", "评定"), tuple(rows), (14, 46, 36, 36, 24))
