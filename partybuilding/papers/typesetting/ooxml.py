"""Elements of a Word document, by their names in the standard; measures in twips (1/20 pt) unless said otherwise."""

from collections.abc import Iterable
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

TWIPS_PER_MM = 1440 / 25.4
CHARACTER = 315  # one character of the text with its spacing: 15.75 pt

Element = Any  # lxml's elements come without types


def twips(millimetres: float) -> int:
    return round(millimetres * TWIPS_PER_MM)


def element(tag: str, *children: Element, **attributes: object) -> Element:
    """Return `w:tag` with attributes of the same namespace, and children; None among them is left out."""
    node = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        node.set(qn(f"w:{name}"), str(value))
    node.extend(child for child in children if child is not None)
    return node


def fonts(name: str) -> Element:
    """Return a font for all characters: what only `ascii` and `hAnsi` name is not applied to Chinese."""
    return element("rFonts", hint="eastAsia", ascii=name, hAnsi=name, eastAsia=name, cs=name)


def run(text: str, font: str = "", colour: str = "", half_points: int = 0) -> Element:
    """Return a run. Quotation marks and dashes stand in both scripts: the hint says that they are Chinese here."""
    properties = element(
        "rPr",
        fonts(font) if font else element("rFonts", hint="eastAsia"),
        element("color", val=colour) if colour else None,
        element("sz", val=half_points) if half_points else None,
    )
    node = element("r", properties)
    for place, part in enumerate(text.split("\t")):
        if place:
            node.append(element("tab"))
        if part:
            words = element("t")
            words.text = part
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            node.append(words)
    return node


def field(code: str) -> list[Element]:
    """Return a field that Word fills in: PAGE."""
    instruction = element("instrText")
    instruction.text = code
    parts: Iterable[Element] = (
        element("fldChar", fldCharType="begin"),
        instruction,
        element("fldChar", fldCharType="separate"),
        element("fldChar", fldCharType="end"),
    )
    return [element("r", element("rPr", element("rFonts", hint="eastAsia")), part) for part in parts]


def indents(*, left: float = 0, right: float = 0, first: float = 0, hanging: float = 0) -> Element:
    """Return indents in characters, with twips beside them for programs that do not count characters."""
    indent = element("ind")
    for name, characters in (("left", left), ("right", right), ("firstLine", first), ("hanging", hanging)):
        if characters:
            indent.set(qn(f"w:{name}Chars"), str(round(characters * 100)))
            indent.set(qn(f"w:{name}"), str(round(characters * CHARACTER)))
    return indent


def paragraph(style: str, *runs: Element, properties: Iterable[Element] = ()) -> Element:
    """Return a paragraph of a style. `properties` stand in the order the schema wants."""
    return element("p", element("pPr", element("pStyle", val=style), *properties), *runs)
