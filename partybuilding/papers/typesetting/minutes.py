"""The minutes 会议纪要 of a joint meeting: what became of the last one's resolutions, what it saw, what it agreed."""

from collections.abc import Iterator, Sequence

from fengxiang.bilingual import listed
from partybuilding.papers.typesetting.sentences import Content, day_of, item_paragraph, lamps_clause, sections
from partybuilding.papers.typesetting.text import Block, PaperText
from partybuilding.papers.typesetting.words import official, quarter_name, sentence, share
from partybuilding.targets.quarter import Quarter

_LISTS = (("出席", True, "present"), ("请假", True, "excused"), ("缺席", True, "absent"), ("列席", False, "present"))


def compose(content: Content) -> PaperText:
    """Return the text of the minutes."""
    data, letter = content["data"], content["letterhead"]
    name = letter["meeting_name"]
    parts = [
        ("上次会议议定事项办理情况", [*last_resolutions(data), *closed_red(data)]),
        ("示范点建设进展情况", list(state_of_things(data))),
        ("议定事项", list(resolutions(data))),
    ]
    return PaperText(
        name=f"{name}纪要（第{content['issue']}期）",
        mark=f"{name}纪要",
        issue=f"第{content['issue']}期",
        dateline=(letter["organ"], content["date"]),
        blocks=[Block(opening(data, name)), *sections(parts)],
        lists=attendance_lists(data["attendance"]),
        copies=letter["copies"],
        printed_by=letter["printed_by"],
        printed_on=day_of(content["dated"]),
    )


def opening(data: Content, name: str) -> str:
    """Return day, place, chair and how many units came."""
    place = f"在{data['place']}" if data["place"] else ""
    text = f"{day_of(data['held_on'])}，{name}{place}召开第{data['number']}次会议。"
    text += f"{data['chair']}主持会议。" if data["chair"] else ""
    text += counted(data["attendance"], data["members"])
    quarter = quarter_name(Quarter.parse(data["quarter"]))
    agreed = "，议定了有关事项" if data["resolutions"] or data.get("agreed") else ""
    return f"{text}会议研究了{quarter}社区党建示范点建设工作{agreed}。现纪要如下："


def counted(attendance: Sequence[Content], members: int) -> str:
    """Return how many member units came; nothing is said of what was not written down."""
    statuses = [each["status"] for each in attendance if each["is_member"]]
    if not statuses:
        return ""
    if statuses.count("present") == members:
        return f"{members}个成员单位全部到会。"
    others = [(statuses.count("excused"), "请假"), (statuses.count("absent"), "缺席")]
    text = "".join(f"，{word}{count}个" for count, word in others if count)
    return f"{members}个成员单位中，到会{statuses.count('present')}个{text}。"


def last_resolutions(data: Content) -> Iterator[Block]:
    last = data["last"]
    if last is None:
        return
    if not last["total"]:
        yield Block(f"第{last['number']}次会议没有议定事项。")
        return
    parts = [("已销号", last["closed"]), ("办理中", last["in_hand"]), ("逾期未销号", last["overdue"])]
    if last["closed"] == last["total"]:
        yield Block(f"第{last['number']}次会议议定事项{last['total']}项，已全部办结。")
        return
    text = listed(f"{word}{count}项" for word, count in parts if count)
    yield Block(f"第{last['number']}次会议议定事项{last['total']}项，其中{text}。")
    for item in last["late"]:
        yield Block(f"“{item['matter']}”逾期未办结，由{item['responsible']}负责，应于{day_of(item['due'])}前办结。")


def closed_red(data: Content) -> Iterator[Block]:
    """What was closed although its indicator was red, with the reason; minutes made earlier do not tell it."""
    for item in data.get("closed_red", []):
        value = official(item["value"])
        yield Block(
            sentence(f"“{item['matter']}”销号时有关指标仍为红灯（{value}），销号理由：{official(item['text'])}")
        )


def state_of_things(data: Content) -> Iterator[Block]:
    """What the meeting was shown: its own snapshot, not what is known by now."""
    shown = data["shown"]
    if not shown or not shown["tally"]["total"]:
        return
    tally, pilots = shown["tally"], shown["pilots"]
    done = f"已达到方案要求{tally['met']}项次，占{share(tally['met'], tally['total'])}"
    lamps = lamps_clause(tally).replace("项", "项次")
    yield Block(f"方案规定的必达任务共{tally['total']}项次，{done}；{lamps}。")
    behind = [f"{each['name']}红灯{each['red']}项" for each in pilots if each["red"]]
    if behind:
        yield Block(f"会议逐项分析了红灯任务：{listed(behind)}。")


def resolutions(data: Content) -> Iterator[Block]:
    agreed = data.get("agreed", "").splitlines()
    yield from (Block(line.strip()) for line in agreed if line.strip())
    if not data["resolutions"] and not agreed:
        yield Block("本次会议没有议定新的事项。")
    for number, item in enumerate(data["resolutions"], 1):
        yield item_paragraph(number, item)
    if data.get("entered_on"):
        yield Block(f"（本次会议情况由{data['entered_by']}于{day_of(data['entered_on'])}补录。）")


def attendance_lists(attendance: Sequence[Content]) -> list[tuple[str, str]]:
    """Return who was present, excused, absent and in attendance, in the plan's order; empty lists are left out."""
    lists = []
    for word, is_member, status in _LISTS:
        names = [
            f"{each['unit']}{each['person'] if status == 'present' else ''}"
            for each in attendance
            if each["is_member"] == is_member and each["status"] == status
        ]
        if names:
            lists.append((word, listed(names)))
    return lists
