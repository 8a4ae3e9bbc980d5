"""What stands at the foot of the pages: their numbers (7.5), and the imprint 版记 of the last one (7.4)."""

import io
from math import ceil
from typing import Any

from docx.document import Document
from docx.oxml import parse_xml
from docx.section import Section
from docx.shared import Mm

from partybuilding.papers.typesetting.ooxml import Element, element, field, paragraph, run, twips
from partybuilding.papers.typesetting.styles import NUMBER, SMALL, TINY
from partybuilding.papers.typesetting.text import PaperText, Stamp
from partybuilding.papers.typesetting.words import width

PICTURE = 18  # mm: large enough for a telephone, small enough for the imprint
_FOUR = 280  # twips of a character of 14 pt


def number_foot(section: Section) -> None:
    """Number the pages: — 1 —, odd ones at the right, even ones at the left, one character in."""
    for head in (section.header, section.even_page_header):
        head.is_linked_to_previous = False
    for foot, side, indent in (
        (section.footer, "right", element("ind", right=_FOUR, rightChars=100)),
        (section.even_page_footer, "left", element("ind", left=_FOUR, leftChars=100)),
    ):
        foot.is_linked_to_previous = False
        _fill(foot, paragraph(NUMBER, *_number(), properties=[indent, element("jc", val=side)]))


def side_number(section: Section) -> None:
    """Number landscape pages where the others have their number: turned, at the left edge of the page (8)."""
    for foot in (section.footer, section.even_page_footer):
        foot.is_linked_to_previous = False
    for head, is_odd in ((section.header, True), (section.even_page_header, False)):
        head.is_linked_to_previous = False
        _fill(head, _turned(is_odd=is_odd), paragraph(TINY))


def _fill(part: Any, *content: Element) -> None:
    for old in list(part._element):
        part._element.remove(old)
    part._element.extend(content)


def _number() -> list[Element]:
    return [run("— "), *field("PAGE"), run(" —")]


def _turned(*, is_odd: bool) -> Element:
    """A table of one cell that floats over the left margin; its text runs downwards."""
    long, wide = twips(60), twips(9)
    left = twips(23.5)  # so that the dash is 7 mm outside the type area, as on the other pages
    top = twips(210 - 26) - long if is_odd else twips(28)
    place = element(
        "tblpPr", leftFromText=0, rightFromText=0, vertAnchor="page", horzAnchor="page", tblpX=left, tblpY=top
    )
    properties = element("tblPr", place, element("tblW", w=wide, type="dxa"), element("tblLayout", type="fixed"))
    cell = element(
        "tcPr",
        element("tcW", w=wide, type="dxa"),
        element("textDirection", val="tbRl"),
        element("vAlign", val="center"),
    )
    indent = element("ind", right=_FOUR) if is_odd else element("ind", left=_FOUR)
    side = element("jc", val="right" if is_odd else "left")
    number = paragraph(NUMBER, *_number(), properties=[indent, side])
    row = element("tr", element("trPr", element("trHeight", val=long, hRule="exact")), element("tc", cell, number))
    return element("tbl", properties, element("tblGrid", element("gridCol", w=wide)), row)


# --- the imprint ------------------------------------------------------------------------------------------------------


def imprint(document: Document, text: PaperText, stamp: Stamp) -> Element | None:
    """The version code, copies, who printed it and when, at the foot of the type area; None if there is nothing."""
    content: list[Element] = []
    rows: list[Element] = []
    height = 1.0
    if stamp.code:
        content.append(_stamped(document, stamp))
        height += PICTURE + 4 if stamp.picture else 5
    if text.copies:
        words = f"抄送：{text.copies}。"
        indent = element("ind", left=4 * _FOUR, right=_FOUR, hanging=3 * _FOUR)
        rows.append(_line(run(words), indent))
        height += LINE_MM * ceil((width(words) - 3) / _COPIES_A_LINE)
    if text.printed_by:
        tabs = element("tabs", element("tab", val="right", pos=twips(156) - _FOUR))
        words = f"{text.printed_by}\t{text.printed_on}印发"
        rows.append(_line(run(words), tabs, element("ind", left=_FOUR)))
        height += LINE_MM
    if rows:
        content.append(_ruled(rows))
    return _box([*content, _nothing()], height) if content else None


def _line(words: Element, *properties: Element) -> Element:
    return paragraph(SMALL, words, properties=properties)


def _ruled(lines: list[Element]) -> Element:
    """Return lines between rules as wide as the type area: the first and the last thicker (7.4.1)."""
    edges = [element(edge, val="single", sz=size, space=0, color="000000") for edge, size in _RULES]
    wide = {"w": twips(156), "type": "dxa"}
    margins = element("tblCellMar", element("left", w=0, type="dxa"), element("right", w=0, type="dxa"))
    layout = [element("tblW", **wide), element("tblBorders", *edges), element("tblLayout", type="fixed"), margins]
    rows = [element("tr", element("tc", element("tcPr", element("tcW", **wide)), line)) for line in lines]
    grid = element("tblGrid", element("gridCol", w=twips(156)))
    return element("tbl", element("tblPr", *layout), grid, *rows)


_RULES = (("top", 8), ("bottom", 8), ("insideH", 6))  # eighths of a point: 0.35 and 0.25 mm


def _nothing() -> Element:
    """A line one point high: no box and no page ends with a table or begins with nothing."""
    return paragraph(TINY, properties=[element("spacing", line=20, lineRule="exact")])


LINE_MM = 28.95 * 25.4 / 72
_COPIES_A_LINE = 26  # characters of 14 pt between the indents


def _box(rows: list[Element], height: float) -> Element:
    """Return a paragraph with a box that holds the rows, at the foot of the type area of the page it stands on.

    A plan_context of paragraphs or a floating table would do in Word; LibreOffice drops the one and lifts the other.
    """
    size = f'cx="{Mm(156)}" cy="{Mm(height)}"'
    drawing = parse_xml(_BOX.format(size=size))
    next(drawing.iter("{*}txbxContent")).extend(rows)
    box = _nothing()
    box.append(element("r", drawing))
    return box


_BOX = """\
<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0"
 layoutInCell="1" allowOverlap="0">
<wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>
<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>
<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/>
<wp:docPr id="100" name="版记"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<wps:wsp><wps:cNvSpPr txBox="1"/>
<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx>
<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr>
</wps:wsp></a:graphicData></a:graphic></wp:anchor>
</w:drawing></mc:Choice></mc:AlternateContent>"""


def _stamped(document: Document, stamp: Stamp) -> Element:
    """The picture of the address, with the version code beside it."""
    runs: list[Element] = []
    if stamp.picture:
        holder = document.add_paragraph()
        drawn = holder.add_run()
        drawn.add_picture(io.BytesIO(stamp.picture), width=Mm(PICTURE))
        _describe(drawn._element, stamp.code)
        runs.append(drawn._element)
        holder._element.getparent().remove(holder._element)
    runs.append(run(f" 版本码：{stamp.code}{f'　{stamp.head}' if stamp.head else ''}"))
    return paragraph(TINY, *runs, properties=[element("spacing", after=60)])


def _describe(drawn: Any, code: str) -> None:
    """Give the picture words for those who do not see it."""
    for named in drawn.iter("{*}docPr"):
        named.set("descr", f"版本码{code}的核对地址")
