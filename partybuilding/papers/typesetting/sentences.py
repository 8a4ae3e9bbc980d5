"""Sentences several papers have in common, assembled from what partybuilding/papers/content.py collected."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from fengxiang.bilingual import listed
from partybuilding.papers.typesetting.text import Block, Level
from partybuilding.papers.typesetting.words import day, official, sentence, share
from partybuilding.targets.numbers import numeral

Content = Mapping[str, Any]

LAMPS = {"green": "绿灯", "yellow": "黄灯", "red": "红灯", "grey": "灰灯"}
UNDONE = ("尚未", "未")  # how a gap begins that says all there is to say
SHAPES = {"green": "●", "yellow": "▲", "red": "■", "grey": "○"}


def day_of(kept: str) -> str:
    """Return a kept day as it is written: 2005年12月31日."""
    return day(date.fromisoformat(kept))


def first_heading(number: int, words: str) -> Block:
    return Block(f"{numeral(number)}、{words}", Level.FIRST)


def second(number: int, words: str, text: str = "") -> Block:
    """Return a heading of the second level; with `text`, the paragraph it runs on into."""
    heading = f"（{numeral(number)}）{words}"
    return Block(text, lead=f"{heading}。") if text else Block(heading, Level.SECOND)


def sections(parts: Iterable[tuple[str, Sequence[Block]]]) -> Iterator[Block]:
    """Yield the parts of a paper under headings 一、二、…; a part without a paragraph is left out with its heading."""
    number = 0
    for words, blocks in parts:
        if blocks:
            number += 1
            yield first_heading(number, words)
            yield from blocks


def tally_sentence(tally: Content) -> str:
    """Return how binding tasks stand: met of all, then the lamps that are lit."""
    total, met = tally["total"], tally["met"]
    if not total:
        return ""
    if met == total:
        return f"必达任务{total}项，全部达到方案要求。"
    done = f"已达到方案要求{met}项，占{share(met, total)}"
    return f"必达任务{total}项，{done}；{lamps_clause(tally)}。"


def lamps_clause(tally: Content, unit: str = "项") -> str:
    """Return the lamps that are lit: 绿灯30项、黄灯2项、红灯1项; of what is grey only that it is not judged yet."""
    lit = listed(f"{LAMPS[colour]}{tally[colour]}{unit}" for colour in LAMPS if tally[colour] and colour != "grey")
    if not tally["grey"]:
        return lit
    rest = f"{tally['grey']}{unit}尚未到期、尚未报送或者尚无记录，暂不评定"
    return f"{lit}，其余{rest}" if lit else rest


NOT_REQUIRED = {"encouraged": "提倡", "stretch": "力争"}


def cell_clause(cell: Content) -> str:
    """Return a value with its gap in brackets, and that it is not required: 阵地建筑面积（186平方米，还差14平方米）."""
    shown = "" if cell["gap"].startswith(UNDONE) else value_of(cell)
    text = "，".join(part for part in (NOT_REQUIRED.get(cell["kind"]), shown, cell["gap"]) if part)
    return f"{cell['name']}（{text}）" if text else str(cell["name"])


def value_of(cell: Content) -> str:
    """Return the value; what only an earlier quarter knows says so."""
    if not cell["value"]:
        return ""
    return f"{cell['value']}（沿用{cell['as_of']}数据）" if cell["as_of"] else str(cell["value"])


def item_source(item: Content) -> str:
    """Return where a matter comes from, as a paper refers to it."""
    if item["meeting"]:
        day = f"{day_of(item['meeting_on'])}" if item["meeting_on"] else ""
        return f"{day}召开的第{item['meeting']}次联席会议议定"
    return _SOURCES[item["source"]]


_SOURCES = {
    "meeting": "联席会议的要求",
    "lamp": "红灯任务情况",
    "report": "季度报告反映的情况",
    "visit": "包抓领导走访了解的情况",
    "plan": "实施方案的要求",
}


def responsibility(item: Content) -> str:
    """Return who does it and who helps: 由财政局负责，民政局、城建局配合."""
    helpers = f"，{listed(item['supporting'])}配合" if item["supporting"] else ""
    return f"由{item['responsible']}负责{helpers}"


def matter_of(item: Content) -> str:
    """Return what it is about, the pilot before it unless the words name it."""
    matter = official(str(item["matter"])).rstrip("。；，;,. ")
    return f"{item['pilot']}：{matter}" if item["pilot"] and item["pilot"] not in matter else matter


def item_paragraph(number: int, item: Content) -> Block:
    """Return a resolution with its unit and deadline, as a heading that runs on."""
    return second(number, matter_of(item), sentence(f"{responsibility(item)}，于{day_of(item['due'])}前办结"))
