"""The bulletin 通报 of a quarter: where everybody stands, what is wrong, what has to be done by when."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from fengxiang.bilingual import joined, listed
from partybuilding.papers.typesetting.circular import circular
from partybuilding.papers.typesetting.length import Listing, Part, within_length
from partybuilding.papers.typesetting.sentences import (
    SHAPES,
    UNDONE,
    Content,
    cell_clause,
    day_of,
    lamps_clause,
    matter_of,
    responsibility,
    second,
    sections,
    tally_sentence,
    value_of,
)
from partybuilding.papers.typesetting.text import Annex, Block, PaperTable, PaperText
from partybuilding.papers.typesetting.words import paragraphs, quarter_name, share
from partybuilding.targets.quarter import Quarter

PILOTS_A_TABLE = 5  # columns a landscape page has room for
_MISSING = {"draft", "missing"}
_DUTY_WORDS = {"done": "已完成", "under_way": "正在推进", "nothing": "本季度未开展"}


def compose(content: Content) -> PaperText:
    """Return the text of the bulletin."""
    data, letter = content["data"], content["letterhead"]
    quarter = quarter_name(Quarter.parse(data["quarter"]))
    words = ["关于", quarter, "社区党建", "示范点", "建设工作", "情况的通报"]
    every_task = Annex(f"{len(data['pilots'])}个示范点任务完成情况表", tuple(tables(data)), True, _LEGEND)
    parts, annexes = within_length(
        [
            Part("总体情况", list(overview(data))),
            Part("各示范点进展", list(progress(data)), _BY_PILOT, stay=0),
            Part("成员单位履职情况", list(duties(data)), _BY_UNIT),
            Part("存在问题", list(problems(data)), _BY_NUMBER),
            Part("下一步工作要求", list(requirements(data, letter["organ"]))),
        ],
        [every_task],
    )
    return circular(content, words, sections((part.title, part.blocks) for part in parts), annexes)


# The lists that grow with pilots, units and red lamps, as the annexes they become when the text is too long.
_BY_PILOT = Listing("各示范点进展情况", ("示范点", "进展情况"), lambda block: (_name_of(block.lead), block.text))
_BY_UNIT = Listing("成员单位履职情况", ("成员单位", "履职情况"), lambda block: _split(block.text, "："))
_BY_NUMBER = Listing("存在问题清单", ("序号", "存在问题"), lambda block: _split(block.text, "."))


def _name_of(lead: str) -> str:
    """Return a heading of the second level without its number and its full stop."""
    return lead.partition("）")[2].rstrip("。")


def _split(text: str, sign: str) -> tuple[str, str]:
    before, _sign, after = text.partition(sign)
    return before, after


_LEGEND = (
    "注：●绿灯，已达到或符合进度；▲黄灯，滞后；■红灯，严重滞后或逾期；○灰灯，尚未到期、尚未报送或方案未设目标；"
    "上次为最近一次审核的数据。"
)

# --- 一、总体情况 -----------------------------------------------------------------------------------------------------


def overview(data: Content) -> Iterator[Block]:
    yield Block(reports_sentence(data))
    tally = data["tally"]
    if not tally["total"]:
        return
    done = f"已达到方案要求{tally['met']}项次，占{share(tally['met'], tally['total'])}"
    judged = lamps_clause(tally, "项次")
    yield Block(f"方案规定的必达任务共{tally['total']}项次，{done}{_compared(data)}。按进度评定，{judged}。")


def reports_sentence(data: Content) -> str:
    """Return how many of the pilots have reported, and which have not."""
    pilots = data["pilots"]
    approved = [each for each in pilots if each["report"] == "approved"]
    waiting = [each["name"] for each in pilots if each["report"] == "submitted"]
    returned = [each["name"] for each in pilots if each["report"] == "returned"]
    missing = [each["name"] for each in pilots if each["report"] in _MISSING]
    whole = f"{quarter_name(Quarter.parse(data['quarter']))}，全县{len(pilots)}个社区党建示范点"
    if len(approved) == len(pilots):
        return f"{whole}均已报送季度报告，并经审核。"
    clauses = [f"{len(approved)}个已报送季度报告并经审核"] if approved else []
    clauses += [f"{listed(waiting)}已报送，尚待审核"] if waiting else []
    clauses += [f"{listed(returned)}已报送，退回修改"] if returned else []
    clauses += [f"{listed(missing)}尚未报送"] if missing else []
    return f"{whole}中，{joined(clauses)}。"


def _compared(data: Content) -> str:
    before, met = data["met_before"], data["tally"]["met"]
    if before is None or any(each["report"] != "approved" for each in data["pilots"]):
        return ""  # a report that is not there yet is no step back
    if met == before:
        return "，与上季度持平"
    return f"，比上季度{'增加' if met > before else '减少'}{abs(met - before)}项次"


# --- 二、各示范点进展 -------------------------------------------------------------------------------------------------


def progress(data: Content) -> Iterator[Block]:
    for number, pilot in enumerate(data["pilots"], 1):
        tier = f"（{pilot['tier']}）" if pilot["tier"] else ""
        yield second(number, f"{pilot['name']}{tier}", pilot_sentences(pilot))


def pilot_sentences(pilot: Content) -> str:
    """Return how a pilot stands in the quarter."""
    text = tally_sentence(pilot["tally"])
    if pilot["report"] != "approved":
        carried = next((cell["as_of"] for cell in pilot["cells"] if cell["as_of"] and cell["colour"] != "grey"), "")
        text = f"{_WAITING[pilot['report']]}，沿用{carried}数据评定：{text}" if carried else _UNJUDGED[pilot["report"]]
    for colour, words in (("yellow", "进度滞后的有"), ("red", "严重滞后或者逾期的有")):
        cells = [cell_clause(cell) for cell in pilot["cells"] if cell["colour"] == colour]
        if cells:
            text += f"{words}：{joined(cells)}。"
    return text


_WAITING = {
    "submitted": "本季度报告已报送、待审核",
    "returned": "本季度报告已退回修改",
    **dict.fromkeys(_MISSING, "本季度报告尚未报送"),
}
_UNJUDGED = {
    "submitted": "本季度报告已报送，任务进展待审核后评定。",
    "returned": "本季度报告已退回修改，任务进展待重新报送后评定。",
    **dict.fromkeys(_MISSING, "本季度报告尚未报送，任务进展待报送后评定。"),
}

# --- 三、成员单位履职情况 ---------------------------------------------------------------------------------------------


def duties(data: Content) -> Iterator[Block]:
    seats = data["seats"]
    if not seats:
        return
    yield Block(seats_sentence(seats))
    for units, group in groupby(data["duties"], key=lambda duty: duty["units"]):
        clauses = [clause for duty in group for clause in duty_clauses(duty)]
        if clauses:
            yield Block(f"{listed(units)}：{joined(clauses)}。")


def seats_sentence(seats: Sequence[Content]) -> str:
    """Return how many units have confirmed their duties and reported on them, and which have not."""
    confirmed = sum(bool(each["confirmed"]) for each in seats)
    missing = [each["name"] for each in seats if not each["submitted"]]
    known = "均已确认职责" if confirmed == len(seats) else f"已确认职责的{confirmed}个"
    if not missing:
        return f"{len(seats)}个成员单位{'中，' if confirmed < len(seats) else ''}{known}，全部报送了本季度履职情况。"
    if len(missing) == len(seats):
        return f"{len(seats)}个成员单位{'中，' if confirmed < len(seats) else ''}{known}；本季度履职情况均尚未报送。"
    reported = len(seats) - len(missing)
    return f"{len(seats)}个成员单位中，{known}，报送本季度履职情况的{reported}个；{listed(missing)}尚未报送。"


def duty_clauses(duty: Content) -> Iterator[str]:
    """Yield what the units that answer for a duty say of it; of a joint one with their names, once what is the same."""
    by_answer: dict[tuple[str, str], list[str]] = {}
    for line in duty["lines"]:
        by_answer.setdefault((line["status"], line["text"]), []).append(line["unit"])
    for (status, text), units in by_answer.items():
        whose = f"（{listed(units)}）" if len(duty["units"]) > 1 else ""
        words = "".join(paragraphs(text)).rstrip("。")
        yield f"{duty['name']}{_DUTY_WORDS[status]}{whose}{f'，{words}' if words else ''}"


# --- 四、存在问题 -----------------------------------------------------------------------------------------------------


def reds(data: Content) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the red lamps with whose they are, in the plan's order; the county's have no name."""
    return [
        (pilot["name"], cell)
        for pilot in [*data["pilots"], data["county"]]
        for cell in pilot["cells"]
        if cell["colour"] == "red"
    ]


def problems(data: Content) -> Iterator[Block]:
    red, late = reds(data), [item for item in data["items"] if item["overdue"]]
    if not red and not late:
        waiting = sum(pilot["report"] != "approved" for pilot in data["pilots"])
        when = f"除{waiting}个示范点的报告尚未审核通过外，" if waiting else ""
        yield Block(f"{when}本季度没有红灯任务，也没有逾期未办结的事项。")
        return
    carried = sum(bool(cell["as_of"]) for _name, cell in red)
    of_these = f"（其中{carried}项沿用以前季度数据）" if carried else ""
    yield Block(f"{_sum_of(len(red), '红灯任务')}{of_these}，{_sum_of(len(late), '逾期未办结的事项')}。")
    for number, (name, cell) in enumerate(red, 1):
        yield Block(f"{number}.{red_sentence(name, cell)}")
    for number, item in enumerate(late, len(red) + 1):
        yield Block(f"{number}.{late_sentence(item)}")


def _sum_of(count: int, what: str) -> str:
    return f"{what}{count}项" if count else f"没有{what}"


def red_sentence(name: str, cell: Content) -> str:
    """Return what is wrong with one value, by when it was due, and who can close the gap."""
    value, gap = value_of(cell), cell["gap"]
    if gap.startswith(UNDONE):
        text = f"{name}{gap}"
    else:
        text = f"{name}{cell['name']}{f'为{value}' if value and value[0].isdigit() else value}"
        text += f"，{gap}" if gap else ""
    wanted = [f"方案要求{cell['target']}"] if cell["target"] else []
    if cell["due"] and cell["operator"] != "frequency":
        wanted.append(f"完成时限为{day_of(cell['due'])}")
    leads = f"责任单位：{listed(cell['leads'])}。" if cell["leads"] else ""
    return f"{joined((text, '，'.join(wanted)))}。{leads}"


def late_sentence(item: Content) -> str:
    return f"{matter_of(item)}（{item['id']}），{responsibility(item)}，应于{day_of(item['due'])}前办结，现已逾期。"


# --- 五、下一步工作要求 -----------------------------------------------------------------------------------------------


def requirements(data: Content, organ: str) -> Iterator[Block]:
    paragraphs = [each for each in (_close_gaps(data, organ), _finish_items(data), _report(data)) if each[1]]
    for number, (words, text) in enumerate(paragraphs, 1):
        yield second(number, words, text)


def _close_gaps(data: Content, organ: str) -> tuple[str, str]:
    red = reds(data)
    if not red:
        return "巩固已有成果", "各社区党支部和成员单位要对照方案要求查漏补缺，防止已达到要求的任务出现反复。"
    communities = {pilot["name"] for pilot in data["pilots"]}  # they are named together, below
    named = dict.fromkeys(lead for _name, cell in red for lead in cell["leads"])
    leads = [lead for lead in named if lead not in communities]
    branches = "有关社区党支部" if any(name for name, _cell in red) else ""
    who = f"{listed(leads)}要{f'会同{branches}' if branches else ''}" if leads else f"{branches or '有关单位'}要"
    return "抓紧整改红灯任务", f"{who}逐项制定措施，明确完成时限，并将整改情况报{organ}。"


_AGREED = {"resolution", "supervision"}
_STANDING = {"difficulty", "problem"}  # open for long by their nature: counted, not listed


def _finish_items(data: Content) -> tuple[str, str]:
    """The matters that are open, by deadline; the overdue ones first of all."""
    items = sorted(data["items"], key=lambda item: (item["due"], item["id"]))
    late = [item for item in items if item["overdue"]]
    due = [item for item in items if not item["overdue"] and item["kind"] in _AGREED]
    text = f"已逾期的{len(late)}项要立即办理，并书面说明原因。" if late else ""
    if due:
        listing = [f"{matter_of(each)}（{each['responsible']}，{day_of(each['due'])}前）" for each in due]
        text += f"下列{len(due)}项要按期办结：{joined(listing)}。"
    if standing := sum(item["kind"] in _STANDING for item in items):
        text += f"难点问题和突出问题尚有{standing}项未销号，要持续推进，成熟一项、销号一项。"
    return "按期办结议定和督办事项", text


def _report(data: Content) -> tuple[str, str]:
    text = ""
    quarter = quarter_name(Quarter.parse(data["quarter"]))
    if returned := [f"{each['name']}党支部" for each in data["pilots"] if each["report"] == "returned"]:
        text += f"请{listed(returned)}尽快修改并重新报送{quarter}报告。"
    if missing := [f"{each['name']}党支部" for each in data["pilots"] if each["report"] in _MISSING]:
        text += f"请{listed(missing)}尽快补报{quarter}报告。"
    if missing := [each["name"] for each in data["seats"] if not each["submitted"]]:
        who = "各成员单位" if len(missing) == len(data["seats"]) else listed(missing)
        text += f"请{who}尽快补报{quarter}履职情况。"
    if data["next_quarter"]:
        following = quarter_name(Quarter.parse(data["next_quarter"]))
        text += f"{following}报告请于{day_of(data['next_deadline'])}前报送。"
    return "按时报送情况", text


# --- the annex --------------------------------------------------------------------------------------------------------


def tables(data: Content) -> Iterator[PaperTable]:
    """Yield the table of all indicators of the pilots, a few pilots at a time, and the one of the county."""
    pilots = data["pilots"]
    for first in range(0, len(pilots), PILOTS_A_TABLE):
        yield _pilot_table(pilots[first : first + PILOTS_A_TABLE])
    cells = data["county"]["cells"]
    if cells:
        rows = [(str(n), cell["name"], cell["target"], _cell(cell)) for n, cell in enumerate(cells, 1)]
        yield PaperTable(("序号", "全县任务", "方案要求", "完成情况"), tuple(rows), (12, 60, 50, 103))


def _pilot_table(pilots: Sequence[Content]) -> PaperTable:
    width = (225 - 12 - 40 - 33) / len(pilots)
    rows: list[tuple[str, ...]] = []
    number = 0
    lines = zip(*(pilot["cells"] for pilot in pilots), strict=True)
    for area, columns in groupby(lines, key=lambda line: line[0]["area"]):
        rows.append((area,))
        for row in columns:
            number += 1
            rows.append((str(number), row[0]["name"], row[0]["target"], *(_cell(cell) for cell in row)))
    head = ("序号", "任务", "方案要求", *(pilot["name"] for pilot in pilots))
    return PaperTable(head, tuple(rows), (12, 40, 33, *([width] * len(pilots))))


def _cell(cell: Content) -> str:
    """Return lamp, value and gap; a shape and no colour, for a copier keeps the one and not the other."""
    missing = "尚待审核" if cell["lamp"] == "not_approved" else "尚未报送" if cell["is_reported"] else "尚无记录"
    shape, value, gap = SHAPES[cell["colour"]], cell["value"], cell["gap"]
    if cell["as_of"] and cell["colour"] == "grey" and cell["met"] is None:
        return f"{shape}{missing}\n上次{value}"
    value = f"{value}（沿用{cell['as_of']}）" if cell["as_of"] else value
    return f"{shape}{value or missing}" + (f"\n{gap}" if gap else "")
