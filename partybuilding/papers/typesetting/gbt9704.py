"""A paper as a .docx in the layout of GB/T 9704-2012; numbers in brackets are its clauses.

What was measured, and against which programs, stands in docs/papers.md.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from docx import Document
from docx.document import Document as Made
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.section import Section
from docx.shared import Mm

from partybuilding.papers.typesetting.foot import imprint, number_foot, side_number
from partybuilding.papers.typesetting.ooxml import CHARACTER, Element, element, indents, paragraph, run, twips
from partybuilding.papers.typesetting.styles import (
    BODY,
    CELL,
    FIRST,
    HEAD,
    LINE,
    MARK,
    PLAIN,
    SECOND,
    TITLE,
    put_styles,
)
from partybuilding.papers.typesetting.text import Annex, Block, Level, Look, PaperTable, PaperText, Stamp
from partybuilding.papers.typesetting.words import width

TOP, LEFT, BOTTOM, RIGHT = 37, 28, 35, 26  # margins in mm (5.2.1)
PAGE_NUMBER = 25.4  # mm from the edge to the foot of the number: its dash is 7 mm below the type area (7.5)
RED = "FF0000"
RULE_BELOW = 11  # pt: the red rule is 4 mm below the document number (7.2.7)
_STYLES = {Level.BODY: BODY, Level.FIRST: FIRST, Level.SECOND: SECOND}
_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # the same paper is the same file: it says its date itself


def write(text: PaperText, look: Look, stamp: Stamp) -> bytes:
    """Return the paper as a .docx."""
    document = Document()
    put_styles(document, look)
    document.settings.odd_and_even_pages_header_footer = True
    _set_properties(document, text)
    body: Any = document.element.body
    for part in [*_head(text, look), *_body(text, look), *_lists(text, look), *_signature(text, look)]:
        _append(body, part)
    _set_up(document.sections[0])
    number_foot(document.sections[0])
    for place, annex in enumerate(text.annexes, 1):
        _add_annex(document, annex, place if len(text.annexes) > 1 else 0)
    if text.annexes and text.annexes[-1].is_landscape:
        # The imprint is the last thing of a paper; a page of its own carries no number (7.4, 7.5).
        last = document.add_section(WD_SECTION.NEW_PAGE)
        _set_up(last)
        for foot in (last.footer, last.even_page_footer):
            foot.is_linked_to_previous = False
        for head in (last.header, last.even_page_header):
            head.is_linked_to_previous = False
    foot = imprint(document, text, stamp)
    if foot is not None:
        _append(body, foot)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _append(body: Any, part: Element) -> None:
    """Append before the properties of the last section, which stay at the end."""
    body.insert(len(body) - 1, part)


def _set_properties(document: Made, text: PaperText) -> None:
    kept = document.core_properties
    kept.title, kept.author, kept.language = text.name, text.signature or text.dateline[0], "zh-CN"
    kept.comments = kept.keywords = kept.last_modified_by = ""
    kept.created = kept.modified = _NO_TIME
    # The empty document comes with a picture of itself.
    of_package = document.part.package.rels if document.part.package else {}
    for key in [key for key, each in of_package.items() if each.reltype.endswith("/thumbnail")]:
        del of_package[key]


def _set_up(section: Section, *, is_landscape: bool = False) -> None:
    """Give a section its page: A4, the margins of the standard turned with it; no grid."""
    sides = [Mm(TOP), Mm(RIGHT), Mm(BOTTOM), Mm(LEFT)]
    if is_landscape:  # the head of the page is on the binding side, so its left is the foot of the others (8)
        sides = [Mm(LEFT), Mm(TOP), Mm(RIGHT), Mm(BOTTOM)]
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = sides
    short, long = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if is_landscape else (short, long)
    section.footer_distance = Mm(PAGE_NUMBER)
    section.header_distance = Mm(10)
    for grid in section._sectPr.findall("{*}docGrid"):
        section._sectPr.remove(grid)


# --- the head (7.2, 10.3) ---------------------------------------------------------------------------------------------


def _head(text: PaperText, look: Look) -> Iterator[Element]:
    if text.mark:
        yield _mark(text.mark)
        if text.issue:
            yield _blank(0.5)
            yield paragraph(PLAIN, run(text.issue), properties=[element("jc", val="center")])
        yield from [_blank()] if text.issue else [_blank(), _blank()]
        yield _red_rule(text)
        yield from [_blank(), _blank()] if text.title else [_blank()]
    for line in text.title:
        yield paragraph(TITLE, run(line))
    if text.title:
        yield _blank()
    if text.recipients:
        yield paragraph(PLAIN, run(f"{text.recipients}："))


def _mark(words: str) -> Element:
    """The mark: its upper edge 35 mm below that of the type area, as large as one line allows (7.2.4)."""
    size = min(62, int(442 / len(words)))
    above = element("spacing", before=twips(35), after=0, line=round(size * 20 * 1.15), lineRule="exact")
    return paragraph(MARK, run(words, half_points=size * 2), properties=[above])


def _red_rule(text: PaperText) -> Element:
    """The document number, or who issues it and the day, with the red rule 4 mm below (7.2.5, 7.2.7)."""
    rule = element("pBdr", element("bottom", val="single", sz=12, space=RULE_BELOW, color=RED))
    left, right = text.dateline
    if left or right:
        # Tabs and no indent: the rule is as wide as its paragraph.
        stops = [("left", CHARACTER), ("right", twips(156) - CHARACTER)]
        tabs = element("tabs", *(element("tab", val=side, pos=place) for side, place in stops))
        return paragraph(PLAIN, run(f"\t{left}\t{right}"), properties=[rule, tabs])
    return paragraph(
        PLAIN, *([run(text.number)] if text.number else []), properties=[rule, element("jc", val="center")]
    )


def _blank(lines: float = 1, *, keep: bool = False) -> Element:
    pitch = [] if lines == 1 else [element("spacing", line=round(LINE * lines), lineRule="exact")]
    return paragraph(PLAIN, properties=[*([element("keepNext")] if keep else []), *pitch])


# --- the text (7.3) ---------------------------------------------------------------------------------------------------


def _body(text: PaperText, look: Look) -> Iterator[Element]:
    blocks = list(text.blocks)
    for block, after in pairwise([*blocks, None]):
        # The last paragraph stays with the signature: that is never alone on a page (7.3.5.5).
        yield _block(block, look, keep=after is None and bool(text.signature))
    if text.annexes:
        yield _blank(keep=True)
        yield from _attachments([annex.title for annex in text.annexes], keep=bool(text.signature))


def _block(block: Block | None, look: Look, *, keep: bool) -> Element:
    if block is None:
        raise ValueError("a pair begins with a block")
    runs = [run(block.lead, look.kai)] if block.lead else []
    kept = [element("keepNext")] if keep else []
    return paragraph(_STYLES[block.level], *runs, *([run(block.text)] if block.text else []), properties=kept)


def _attachments(titles: Sequence[str], *, keep: bool) -> Iterator[Element]:
    """The note under the text; lines that turn begin under the first character of the name (7.3.4)."""
    kept = [element("keepNext")] if keep else []
    for place, title in enumerate(titles, 1):
        number = f"{place}." if len(titles) > 1 else ""
        hang = width(number)
        words, hanging = (f"附件：{number}{title}", 3 + hang) if place == 1 else (f"{number}{title}", hang)
        yield paragraph(PLAIN, run(words), properties=[*kept, indents(left=5 + hang, hanging=hanging)])


def _lists(text: PaperText, look: Look) -> Iterator[Element]:
    """Who was present, excused, in attendance: one blank line under the text (10.3)."""
    if text.lists:
        yield _blank()
    for word, names in text.lists:
        yield paragraph(PLAIN, run(f"{word}：", look.hei), run(names), properties=[indents(left=5, hanging=3)])


# --- signature and date (7.3.5) ---------------------------------------------------------------------------------------


def _signature(text: PaperText, look: Look) -> Iterator[Element]:
    if not text.signature:
        return
    organ, date = width(text.signature), width(text.date)
    organ_right, date_right = sealed(organ, date) if look.is_sealed else unsealed(organ, date)
    for _line in range(2 if look.is_sealed else 1):
        yield _blank(keep=True)
    yield _to_the_right(text.signature, organ_right, keep=True)
    yield _to_the_right(text.date, date_right, keep=False)


def sealed(organ: float, date: float) -> tuple[float, float]:
    """Return how far organ and date stand from the right: the date 4 characters, the organ centred on it (7.3.5.1)."""
    centred = 4 + (date - organ) / 2
    return (centred, 4) if centred >= 0 else (0, 4 - centred)


def unsealed(organ: float, date: float) -> tuple[float, float]:
    """Return the same without a seal: the date begins 2 characters right of the organ (7.3.5.2)."""
    return (4 + date - organ, 2) if date > organ else (2, organ - date)


def _to_the_right(words: str, characters: float, *, keep: bool) -> Element:
    kept = [element("keepNext")] if keep else []
    return paragraph(PLAIN, run(words), properties=[*kept, indents(right=characters), element("jc", val="right")])


# --- attachments (7.3.7, 8) -------------------------------------------------------------------------------------------


def _add_annex(document: Made, annex: Annex, place: int) -> None:
    """Add an attachment: its word on the first line, its title on the third; page numbers run on."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _set_up(section, is_landscape=annex.is_landscape)
    if annex.is_landscape:
        side_number(section)
    else:
        number_foot(section)
    body: Any = document.element.body
    _append(body, paragraph(HEAD, run(f"附件{place or ''}", half_points=32), properties=_pitch()))
    _append(body, _blank(0.5))
    _append(body, paragraph(TITLE, run(annex.title)))
    for table in annex.tables:
        _append(body, _blank(0.5))
        _append(body, _table(table))
    # A section must not end with a table: LibreOffice drops it.
    note = [run(annex.note)] if annex.note else []
    _append(body, paragraph(CELL, *note, properties=[element("spacing", before=60)]))


def _pitch() -> list[Element]:
    return [element("spacing", line=LINE, lineRule="exact"), element("jc", val="left")]


def _table(table: PaperTable) -> Element:
    """Return a table whose head is repeated on every page and whose rows are not torn apart."""
    widths = [twips(each) for each in table.widths]
    line = {"val": "single", "sz": 4, "space": 0, "color": "000000"}
    edges = element("tblBorders", *(element(edge, **line) for edge in _EDGES))
    margins = element("tblCellMar", element("left", w=60, type="dxa"), element("right", w=60, type="dxa"))
    layout = [element("tblW", w=sum(widths), type="dxa"), element("jc", val="center"), edges]
    properties = element("tblPr", *layout, element("tblLayout", type="fixed"), margins)
    grid = element("tblGrid", *(element("gridCol", w=each) for each in widths))
    rows = [_row(row, widths, table.row_height) for row in table.rows]
    head = [_row(table.head, widths, 0, is_head=True)] if table.head else []
    return element("tbl", properties, grid, *head, *rows)


_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _row(cells: Sequence[str], widths: Sequence[int], height: float, *, is_head: bool = False) -> Element:
    high = element("trHeight", val=twips(height), hRule="atLeast") if height else None
    row = element(
        "tr",
        element("trPr", element("cantSplit"), high, element("tblHeader") if is_head else None),
    )
    spans = [(cells[0], sum(widths), len(widths))] if len(cells) == 1 else [
        (text, each, 1) for text, each in zip(cells, widths, strict=True)
    ]  # fmt: skip
    for text, wide, columns in spans:
        span = element("gridSpan", val=columns) if columns > 1 else None
        cell = element("tcPr", element("tcW", w=wide, type="dxa"), span, element("vAlign", val="center"))
        style = HEAD if is_head else CELL
        row.append(element("tc", cell, *(paragraph(style, run(line)) for line in text.split("\n"))))
    return row
