"""The styles of an official paper (GB/T 9704-2012): what each kind of paragraph looks like.

22 lines of 28 characters fill the type area of 156 × 225 mm with lines of exactly 28.95 pt and characters drawn
together by a quarter of a point; no grid is needed, and none is set, for LibreOffice breaks it.
"""

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from partybuilding.papers.typesetting.ooxml import Element, element, fonts, indents
from partybuilding.papers.typesetting.text import Look

LINE = 579  # twips: 22 of them are 224.7 mm
TITLE_LINE = 660
CLOSER = -5  # twips: 28 characters of 16 pt in 442.2 pt

BODY, FIRST, SECOND = "Body", "First", "Second"
PLAIN, MARK, TITLE, SMALL, CELL, HEAD, TINY = "Normal", "Mark", "PaperTitle", "Small", "Cell", "CellHead", "Tiny"
NUMBER = "PageNumber"
_NAMES = {
    BODY: "公文正文",
    FIRST: "公文一级标题",
    SECOND: "公文二级标题",
    MARK: "发文机关标志",
    TITLE: "公文标题",
    SMALL: "版记",
    CELL: "表格",
    HEAD: "表头",
    TINY: "版本码",
    NUMBER: "页码",
}


@dataclass(frozen=True)
class Letters:
    """How the letters of a style differ from the text's: font, half points, how far drawn together, colour."""

    font: str = ""
    size: int = 0
    closer: int = CLOSER
    colour: str = ""


def put_styles(document: Document, look: Look) -> None:
    """Replace the styles of the empty document, and with them the fonts of its theme."""
    root: Any = document.styles.element
    for style in root.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in {"DefaultParagraphFont", "TableNormal", "NoList"}:
            root.remove(style)
    defaults = root.find(qn("w:docDefaults"))
    if defaults is not None:
        root.remove(defaults)
    # The language of Latin letters and figures stays English: in Chinese a line may break within 2005.
    language = element("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    root.insert(0, element("docDefaults", element("rPrDefault", element("rPr", fonts(look.body), language))))
    root.append(_normal(look))
    root.append(_style(BODY, Letters(), indent=indents(first=2)))
    root.append(_style(FIRST, Letters(font=look.hei), outline=0, indent=indents(first=2)))
    root.append(_style(SECOND, Letters(font=look.kai), outline=1, indent=indents(first=2)))
    root.append(_style(MARK, Letters(font=look.title, closer=0, colour="FF0000"), align="center", line=None))
    root.append(_style(TITLE, Letters(font=look.title, size=44, closer=0), align="center", line=TITLE_LINE))
    root.append(_style(SMALL, Letters(size=28, closer=0)))
    root.append(_style(CELL, Letters(size=21, closer=0), line=300, align="left"))
    root.append(_style(HEAD, Letters(font=look.hei, size=21, closer=0), line=300, align="center"))
    root.append(_style(NUMBER, Letters(font=look.song, size=28, closer=0), line=None))
    root.append(_style(TINY, Letters(font=look.song, size=18, closer=0), line=None))


def _normal(look: Look) -> Element:
    """The text: size 3 (16 pt); nothing hangs in the margin, nothing is put between Chinese and figures."""
    switched_off = [element(name, val=0) for name in ("widowControl", "overflowPunct", "autoSpaceDE", "autoSpaceDN")]
    spacing = element("spacing", before=0, after=0, line=LINE, lineRule="exact")
    text = element("rPr", fonts(look.body), element("spacing", val=CLOSER), _size(32)[0], _size(32)[1])
    normal = element("style", element("name", val="Normal"), element("qFormat"), type="paragraph", styleId=PLAIN)
    normal.set(qn("w:default"), "1")
    normal.append(element("pPr", *switched_off, spacing, element("jc", val="both")))
    normal.append(text)
    return normal


def _size(half_points: int) -> tuple[Element, Element]:
    return element("sz", val=half_points), element("szCs", val=half_points)


def _style(
    key: str,
    letters: Letters,
    *,
    align: str = "",
    indent: Element | None = None,
    line: int | None = LINE,
    outline: int | None = None,
) -> Element:
    """Return a style on top of the text's; without `line` a line is as high as what stands in it."""
    pitch = {"line": line, "lineRule": "exact"} if line else {"line": 240, "lineRule": "auto"}
    layout = element(
        "pPr",
        element("keepNext") if outline is not None else None,
        element("spacing", **pitch),
        indent,
        element("jc", val=align) if align else None,
        element("outlineLvl", val=outline) if outline is not None else None,
    )
    sizes = _size(letters.size) if letters.size else ()
    look = element(
        "rPr",
        fonts(letters.font) if letters.font else None,
        element("color", val=letters.colour) if letters.colour else None,
        element("spacing", val=letters.closer),
        *sizes,
    )
    return element(
        "style",
        element("name", val=_NAMES[key]),
        element("basedOn", val=PLAIN),
        element("qFormat"),
        layout,
        look,
        type="paragraph",
        styleId=key,
        customStyle=1,
    )
