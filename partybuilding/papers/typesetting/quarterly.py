"""The quarterly report 季度报告 of a community: the task areas one by one, its difficulties, what it plans."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from fengxiang.bilingual import joined
from partybuilding.papers.typesetting.sentences import NOT_REQUIRED, UNDONE, Content, day_of, sections
from partybuilding.papers.typesetting.text import Annex, Block, PaperTable, PaperText
from partybuilding.papers.typesetting.words import paragraphs, quarter_name, title_lines
from partybuilding.targets.quarter import Quarter


def compose(content: Content) -> PaperText:
    """Return the text of the report."""
    data, letter = content["data"], content["letterhead"]
    quarter = quarter_name(Quarter.parse(data["quarter"]))
    words = [data["branch"], "关于", quarter, "党建示范点", "建设工作", "情况的报告"]
    parts: list[tuple[str, Sequence[Block]]] = [
        (area, list(area_blocks(list(cells)))) for area, cells in groupby(data["cells"], key=lambda cell: cell["area"])
    ]
    parts += [
        ("存在问题和困难", [Block(text) for text in paragraphs(data["difficulties"])]),
        ("下季度打算", [Block(text) for text in paragraphs(data["next_quarter"])]),
    ]
    opening = f"现将{data['branch']}{quarter}党建示范点建设工作情况报告如下："
    progress = [Block(text) for text in paragraphs(data["progress"])]
    return PaperText(
        name="".join(words),
        title=title_lines(words),
        recipients=letter["organ"],
        blocks=[Block(opening), *progress, *sections(parts), *entered(data), Block("特此报告。")],
        signature=data["branch"],
        date=content["date"],
        annexes=list(evidence(data["evidence"])),
    )


def entered(data: Content) -> Iterator[Block]:
    """Yield that the report was entered afterwards, if it was."""
    if data.get("entered_on"):
        yield Block(f"（本报告由{data['entered_by']}于{day_of(data['entered_on'])}补录。）")


def area_blocks(cells: Sequence[Content]) -> Iterator[Block]:
    """Yield one paragraph for each task with a target; what is only followed stands together in a last one."""
    numbered = [cell for cell in cells if cell["target"]]
    followed = [cell for cell in cells if not cell["target"]]
    for number, cell in enumerate(numbered, 1):
        yield Block(f"{number}.{cell_sentence(cell)}")
    if followed:
        text = joined(f"{cell['name']}：{cell['value'] or '尚未填报'}{_kinds(cell, '，')}" for cell in followed)
        yield Block(f"{len(numbered) + 1}.其他情况。{text}。" if numbered else f"{text}。")


def cell_sentence(cell: Content) -> str:
    """Return target, value, change and gap of one task; of what is done or not, only that."""
    kind = f"（{NOT_REQUIRED[cell['kind']]}）" if cell["kind"] in NOT_REQUIRED else ""
    if not cell["value"]:
        return f"{cell['name']}{kind}：要求{cell['target']}，本季度尚未填报。"
    if cell["operator"] in {"yes_no", "each"}:
        return f"{cell['name']}{kind}：{_answer(cell)}。"
    value = cell["value"]
    parts = [f"要求{cell['target']}", f"本季度为{value}", cell["change"]]
    if cell["met"] is not None:
        parts.append("已达到要求" if cell["met"] else cell["gap"] or "尚未达到要求")
    return f"{cell['name']}{kind}：{'，'.join(part for part in parts if part)}。{_kinds(cell, '')}"


def _kinds(cell: Content, before: str) -> str:
    """Return 其中直管100%（60/60）…。; papers made before kinds were kept have none."""
    kinds = cell.get("kinds", "")
    return f"{before}其中{kinds}{'' if before else '。'}" if kinds else ""


def _answer(cell: Content) -> str:
    """Return 已落实, 3人均符合要求, or what is wrong."""
    value, gap = str(cell["value"]), cell["gap"]
    if cell["met"]:
        people, _among, within = value.partition("中")
        # 3人中3人符合要求 says it in a roundabout way.
        return f"{people}均符合要求" if within == f"{people}符合要求" else value
    return gap if gap.startswith(UNDONE) else "，".join(part for part in (value, gap) if part)


def evidence(files: Sequence[Content]) -> Iterator[Annex]:
    """Yield the list of the evidence, if there is any."""
    if not files:
        return
    rows = [(str(n), each["about"], each["name"], day_of(each["on"])) for n, each in enumerate(files, 1)]
    head = ("序号", "佐证内容", "材料名称", "上传日期")
    yield Annex("佐证材料目录", (PaperTable(head, tuple(rows), (12, 44, 70, 30)),))
