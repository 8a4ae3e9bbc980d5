"""The parts of the .docx (GB/T 9704-2012), read out of the file. How they are laid out: tests/rendering."""

import io
import re
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from partybuilding.papers.typesetting import bulletin, minutes, notice, quarterly
from partybuilding.papers.typesetting.gbt9704 import sealed, unsealed, write
from partybuilding.papers.typesetting.stamp import stamp_of
from partybuilding.papers.typesetting.text import Look, PaperText
from tests.papers.sample_papers import bulletin_data, content, minutes_data, notice_data, report_data

STAMP = stamp_of("7K3M-Q2XR", "https://dangjian.example/fengxiang-2004/papers/7K3M-Q2XR/")
NUMBER = "凤组发〔2005〕12号"
PAPERS = {
    "bulletin": bulletin.compose(content("bulletin", bulletin_data(), number=NUMBER)),
    "minutes": minutes.compose(content("minutes", minutes_data())),
    "report": quarterly.compose(content("report", report_data())),
    "notice": notice.compose(content("notice", notice_data())),
}


@pytest.fixture(scope="module")
def files():
    return {name: write(text, Look(), STAMP) for name, text in PAPERS.items()}


@pytest.fixture(params=PAPERS)
def paper(request, files):
    return Document(io.BytesIO(files[request.param]))


@pytest.fixture
def of_bulletin(files):
    return Document(io.BytesIO(files["bulletin"]))


def part(content, name):
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def style(document, name):
    return next(each for each in document.styles.element if each.get(qn("w:styleId")) == name)


def attribute(element, path, name):
    return element.find(path, element.nsmap).get(qn(f"w:{name}"))


def of(printed: Any) -> Any:
    """Return what a paragraph or a run is made of."""
    return printed._element


def lines(document):
    """Return the words of each paragraph of the body, tables left out."""
    return [each.text for each in document.paragraphs]


def test_the_page_is_a4_with_the_margins_of_the_standard(paper):
    section = paper.sections[0]
    assert [round(getattr(section, f"{side}_margin").mm) for side in ("top", "right", "bottom", "left")] == [
        37,
        26,
        35,
        28,
    ]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert all(not each._sectPr.findall(qn("w:docGrid")) for each in paper.sections)


def test_text_has_22_lines_of_28_characters(paper):
    normal = style(paper, "Normal")
    assert attribute(normal, "w:pPr/w:spacing", "line") == "579"
    assert attribute(normal, "w:pPr/w:spacing", "lineRule") == "exact"
    assert attribute(normal, "w:rPr/w:spacing", "val") == "-5"
    assert attribute(normal, "w:rPr/w:sz", "val") == "32"
    assert [attribute(normal, f"w:pPr/w:{off}", "val") for off in ("overflowPunct", "autoSpaceDE", "autoSpaceDN")] == [
        "0"
    ] * 3


@pytest.mark.parametrize(
    ("name", "font", "size"),
    [
        ("Normal", "仿宋_GB2312", "32"),
        ("First", "黑体", None),
        ("Second", "楷体_GB2312", None),
        ("PaperTitle", "方正小标宋简体", "44"),
    ],
)
def test_each_level_has_its_font_for_chinese_too(of_bulletin, name, font, size):
    letters = style(of_bulletin, name).find(qn("w:rPr"))
    fonts = letters.find(qn("w:rFonts"))
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia")} == {font}
    assert size is None or letters.find(qn("w:sz")).get(qn("w:val")) == size
    assert letters.find(qn("w:b")) is None


def test_the_fonts_are_those_of_the_letterhead():
    look = Look(title="甲体", body="乙体", kai="丙体", hei="丁体", song="戊体")
    styles = part(write(PAPERS["bulletin"], look, STAMP), "word/styles.xml")
    assert {"甲体", "乙体", "丙体", "丁体", "戊体"} <= set(re.findall(r'eastAsia="(.体)"', styles))
    assert "仿宋" not in styles


def test_nothing_takes_its_font_from_a_theme_and_the_language_is_chinese(files):
    styles = part(files["bulletin"], "word/styles.xml")
    assert "Theme" not in styles
    assert 'w:eastAsia="zh-CN"' in styles


def test_headings_are_found_by_their_level(of_bulletin):
    levels = {each.text: each.style.style_id for each in of_bulletin.paragraphs}
    assert levels["一、总体情况"] == "First"
    assert attribute(style(of_bulletin, "First"), "w:pPr/w:outlineLvl", "val") == "0"
    (run_on,) = (each for each in of_bulletin.paragraphs if each.text.startswith("（一）秦凤路社区"))
    assert of(run_on.runs[0]).rPr.rFonts.get(qn("w:eastAsia")) == "楷体_GB2312"
    assert run_on.runs[0].text == "（一）秦凤路社区（全县示范点）。"


def test_the_number_stands_in_brackets_of_six_corners_over_the_red_rule(of_bulletin):
    (number,) = (each for each in of_bulletin.paragraphs if each.text == NUMBER)
    rule = of(number).pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert (rule.get(qn("w:color")), rule.get(qn("w:space"))) == ("FF0000", "11")
    assert "\u3014" in NUMBER
    assert "\u3015" in NUMBER


def test_the_mark_is_red_35_mm_down_and_fits_on_a_line(of_bulletin):
    mark = of_bulletin.paragraphs[0]
    assert mark.text == "中共凤翔县委组织部文件"
    assert round(mark.paragraph_format.space_before.mm) == 35
    size = mark.runs[0].font.size.pt
    assert size * len(mark.text) <= 442
    assert attribute(style(of_bulletin, "Mark"), "w:rPr/w:color", "val") == "FF0000"


def test_page_numbers_change_sides(of_bulletin, files):
    assert of_bulletin.settings.odd_and_even_pages_header_footer
    first = of_bulletin.sections[0]
    odd, even = first.footer.paragraphs[0], first.even_page_footer.paragraphs[0]
    assert [attribute(each._element, "w:pPr/w:jc", "val") for each in (odd, even)] == ["right", "left"]
    assert "PAGE" in odd._element.xml
    assert odd.style.style_id == "PageNumber"
    assert attribute(style(of_bulletin, "PageNumber"), "w:rPr/w:rFonts", "eastAsia") == "宋体"
    assert "— " in odd.text
    assert odd.text.endswith(" —")
    assert round(first.footer_distance.mm, 1) == 25.4


def test_the_annex_is_landscape_with_a_number_where_the_others_have_it(of_bulletin):
    annex = of_bulletin.sections[1]
    assert annex.page_width > annex.page_height
    assert [round(getattr(annex, f"{side}_margin").mm) for side in ("top", "right", "bottom", "left")] == [
        28,
        37,
        26,
        35,
    ]
    for head in (annex.header, annex.even_page_header):
        assert 'w:textDirection w:val="tbRl"' in head._element.xml
        assert "PAGE" in head._element.xml
    assert not annex.footer.paragraphs or not annex.footer.paragraphs[0].text
    last = of_bulletin.sections[2]
    assert "PAGE" not in last.footer._element.xml + last.header._element.xml


def test_a_table_repeats_its_head_and_tears_no_row(of_bulletin):
    table = of_bulletin.tables[0]._element
    assert table[2].find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
    assert len(table.findall(f".//{qn('w:cantSplit')}")) == len(table.findall(qn("w:tr")))


@pytest.mark.parametrize("name", ["bulletin", "report", "notice"])
def test_the_signature_is_never_alone(files, name):
    document = Document(io.BytesIO(files[name]))
    paragraphs = document.paragraphs
    place = next(n for n, each in enumerate(paragraphs) if each.text == PAPERS[name].signature)
    kept = []
    while of(paragraphs[place]).pPr.find(qn("w:keepNext")) is not None:
        kept.append(paragraphs[place].text)
        place -= 1
    last = PAPERS[name].blocks[-1]
    assert f"{last.lead}{last.text}" in kept


def test_no_date_is_padded_and_no_mark_is_half_width(files):
    for name, file in files.items():
        words = "".join(re.findall(r"<w:t [^>]*>([^<]*)", part(file, "word/document.xml")))
        assert not re.search(r"年0|月0", words), name
        assert not re.search(r"[\u4e00-\u9fff][,;:?!]|\u33a1|m²", words), name


def test_the_foot_carries_code_picture_copies_and_printer(files):
    xml = part(files["bulletin"], "word/document.xml")
    assert "版本码：7K3M-Q2XR" in xml
    assert "抄送：县委办公室，县政府办公室。" in xml
    assert "2005年11月5日印发" in xml
    assert 'descr="版本码7K3M-Q2XR的核对地址"' in xml
    assert any(name.startswith("word/media/") for name in zipfile.ZipFile(io.BytesIO(files["bulletin"])).namelist())


def test_lists_of_the_minutes_hang_after_the_colon(files):
    document = Document(io.BytesIO(files["minutes"]))
    (present,) = (each for each in document.paragraphs if each.text.startswith("出席"))
    indent = of(present).pPr.find(qn("w:ind"))
    assert (indent.get(qn("w:leftChars")), indent.get(qn("w:hangingChars"))) == ("500", "300")
    assert of(present.runs[0]).rPr.rFonts.get(qn("w:eastAsia")) == "黑体"


def test_what_is_empty_leaves_no_line():
    text = PaperText(name="空", blocks=PAPERS["minutes"].blocks)
    document = Document(io.BytesIO(write(text, Look(), stamp_of("", ""))))
    assert lines(document) == [f"{block.lead}{block.text}" for block in text.blocks]


def test_the_same_paper_is_the_same_file(files):
    again = write(PAPERS["bulletin"], Look(), STAMP)
    assert part(again, "word/document.xml") == part(files["bulletin"], "word/document.xml")
    assert part(again, "docProps/core.xml") == part(files["bulletin"], "docProps/core.xml")


@pytest.mark.parametrize(
    ("organ", "date", "right"),
    [(9, 7, (3, 4)), (20, 7, (0, 6.5)), (4, 7, (5.5, 4))],
)
def test_with_a_seal_the_organ_is_centred_on_the_date(organ, date, right):
    assert sealed(organ, date) == right
    assert right[0] + organ / 2 == right[1] + date / 2


def test_without_a_seal_the_date_begins_two_characters_after_the_organ():
    assert unsealed(9, 7) == (2, 2)
    organ_right, date_right = unsealed(4, 7)
    assert (organ_right + 4) - (date_right + 7) == 2
