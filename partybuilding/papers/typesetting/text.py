"""What a paper says, before anything is known of fonts and millimetres: the parts GB/T 9704-2012 names, in order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

ARABIC, CHINESE = "arabic", "chinese"  # how the date of the document is written


class Level(IntEnum):
    """What a paragraph is: text, or a heading of the first 一、 or second level （一）."""

    BODY = 0
    FIRST = 1
    SECOND = 2


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph; `lead` is a heading of the second level that the text runs on from."""

    text: str
    level: Level = Level.BODY
    lead: str = ""


def count_characters(blocks: Sequence[Block]) -> int:
    """Return how long these paragraphs are, headings and punctuation included."""
    return sum(len(block.lead) + len(block.text) for block in blocks)


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table of an annex. `widths` are in millimetres; a row of one cell goes across the whole table."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    row_height: float = 0  # millimetres at least; 0 as the text needs


@dataclass(frozen=True, slots=True)
class Annex:
    """An attachment 附件, on pages of its own: landscape for wide tables."""

    title: str
    tables: tuple[PaperTable, ...]
    is_landscape: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperText:
    """A whole paper. What is empty is left out, with the lines around it."""

    name: str  # of the document, in its properties
    blocks: Sequence[Block]
    mark: str = ""  # 发文机关标志, red
    issue: str = ""  # 第6期
    number: str = ""  # 发文字号
    dateline: tuple[str, str] = ("", "")  # minutes: who issues them, and the day
    title: Sequence[str] = ()
    recipients: str = ""
    lists: Sequence[tuple[str, str]] = ()  # 出席, 请假, 列席
    signature: str = ""
    date: str = ""
    annexes: Sequence[Annex] = ()
    copies: str = ""
    printed_by: str = ""
    printed_on: str = ""

    @property
    def characters(self) -> int:
        """The length of the text; head, lists, annexes and foot are not counted."""
        return count_characters(self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The fonts of a letterhead, and whether room is left for a seal. The file carries names of fonts, no font."""

    title: str = "方正小标宋简体"
    body: str = "仿宋_GB2312"
    kai: str = "楷体_GB2312"
    hei: str = "黑体"
    song: str = "宋体"
    is_sealed: bool = True


@dataclass(frozen=True, slots=True)
class Stamp:
    """What says which data a paper was made from: the version code, and the picture of the page that resolves it.

    `head` says how long the record was then, and what it came to: who holds the sheet is its witness.
    """

    code: str = ""
    head: str = ""
    picture: bytes = field(default=b"", repr=False)  # PNG
