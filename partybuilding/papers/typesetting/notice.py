"""The supervision notice 督办单 of one matter: who has to do what by when, how it stands, a part to reply on."""

from collections.abc import Iterator

from fengxiang.bilingual import listed
from partybuilding.papers.typesetting.sentences import Content, day_of, item_source, matter_of, responsibility, sections
from partybuilding.papers.typesetting.text import Annex, Block, PaperTable, PaperText
from partybuilding.papers.typesetting.words import official, paragraphs, quarter_name, sentence
from partybuilding.targets.quarter import Quarter


def compose(content: Content) -> PaperText:
    """Return the text of the notice."""
    item, letter = content["data"], content["letterhead"]
    parts = [
        ("督办事项", list(matter(item))),
        ("办理要求", list(requirement(item, letter["organ"]))),
        ("目前办理情况", list(state(item))),
    ]
    about = [item["pilot"]] if item["pilot"] not in {"", item["responsible"]} else []
    return PaperText(
        name=f"督办单（{item['id']}）",
        mark=f"{letter['organ']}督办单",
        number=content["number"] or f"编号：{item['id']}",
        recipients=item["responsible"],
        blocks=[Block(opening(item)), *sections(parts)],
        signature=letter["organ"],
        date=content["date"],
        annexes=[Annex("督办事项办理情况回执", (reply(item),))],
        copies=listed([*item["supporting"], *about]),
        printed_by=letter["printed_by"],
        printed_on=day_of(content["dated"]),
    )


def opening(item: Content) -> str:
    since = item_source(item)
    return f"下列事项由{since}，请按要求办理。" if item["meeting"] else f"根据{since}，现将下列事项交由你单位办理。"


def matter(item: Content) -> Iterator[Block]:
    yield Block(sentence(matter_of(item)))
    if item["shown"]:
        about = item["indicator"] or "有关指标"
        yield Block(sentence(f"立项时{about}为{official(item['shown'])}"))
    if value := item.get("value_now"):  # notices made earlier do not tell it
        quarter = quarter_name(Quarter.parse(item["value_quarter"]))
        yield Block(sentence(f"截至{quarter}，{item['indicator']}为{official(value)}"))


def requirement(item: Content, organ: str) -> Iterator[Block]:
    yield Block(f"此事项{responsibility(item)}，办理期限为{day_of(item['due'])}。")
    if item["put_off"]:
        yield Block(f"此事项的办理期限已延期{len(item['put_off'])}次，原定时限为{day_of(item['put_off'][0])}。")
    if item["overdue"]:
        yield Block(f"此事项已逾期{item['days_late']}天。请立即办理，并书面说明逾期原因。")
    yield Block(f"办结后请填写所附回执，连同佐证材料报{organ}，经核查后予以销号。")


def state(item: Content) -> Iterator[Block]:
    yield Block(f"截至{day_of(item['asked_on'])}，此事项{_STATES[item['state']]}。")
    progress = paragraphs(item["progress"])
    if not progress:
        yield Block("尚未报送办理情况。")
        return
    yield Block(f"{day_of(item['progress_on'])}报送：{progress[0]}")
    yield from (Block(text) for text in progress[1:])


_STATES = {
    "opened": "已立项，尚未开始办理",
    "in_hand": "正在办理",
    "close_asked": "已申请销号，尚待核查",
    "under_check": "正在核查",
    "returned": "已退回续办",
    "closed": "已销号",
}


_INDENT = "　" * 22


def reply(item: Content) -> PaperTable:
    """Return the form the unit fills in; the empty cells are for its pen."""
    rows = (
        ("督办编号", item["id"]),
        ("督办事项", matter_of(item)),
        ("承办单位", item["responsible"]),
        ("协办单位", listed(item["supporting"]) or "无"),
        ("办理期限", day_of(item["due"])),
        ("办理情况", "\n" * 8),
        ("佐证材料", "\n"),
        ("承办人", ""),
        (
            "单位意见",
            "\n\n" + "\n".join(f"{_INDENT}{line}" for line in ("负责人签字：", "（盖章）", "年　　月　　日")),
        ),
    )
    return PaperTable((), rows, (30, 126), row_height=9)
