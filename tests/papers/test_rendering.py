"""Papers as LibreOffice lays them out: 22 lines of 28 characters, margins, numbers, no signature alone.

All papers are converted at once, for each start of LibreOffice takes seconds. Millimetres are from the page's upper
left corner.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

import pytest

from partybuilding.papers.typesetting import assessment, bulletin, burden, minutes, notice, quarterly
from partybuilding.papers.typesetting.gbt9704 import write
from partybuilding.papers.typesetting.stamp import stamp_of
from partybuilding.papers.typesetting.text import Block, Look, PaperText
from tests.papers.sample_papers import (
    assessment_data,
    bulletin_data,
    burden_data,
    content,
    item,
    minutes_data,
    notice_data,
    report_data,
)

pytestmark = pytest.mark.rendering

MM = 25.4 / 72
XHTML = "{http://www.w3.org/1999/xhtml}"
STAMP = stamp_of("7K3M-Q2XR", "https://dangjian.example/fengxiang-2004/papers/7K3M-Q2XR/")
# Han characters alone: a line holds 28 of them, and nothing hangs in the margin.
FULL = "各社区党支部对照实施方案逐项查找差距明确责任单位和完成时限确保各项任务按期落实到位" * 45
# In Chinese figures, which are as wide in any font.
SIGNED = {"signature": "中共凤翔县委组织部", "date": "二○○五年十一月五日"}


def paper_that_ends(lines: int) -> PaperText:
    """A paper whose text fills so many lines, in paragraphs of two."""
    pairs, rest = divmod(lines, 2)
    blocks = [Block(FULL[:54])] * pairs + [Block(FULL[:20])] * rest
    return PaperText(name="页", blocks=blocks, signature=SIGNED["signature"], date=SIGNED["date"])


PAPERS = {
    "full": PaperText(name="满页", blocks=[Block(FULL)]),
    "bulletin": bulletin.compose(
        content(
            "bulletin", bulletin_data(items=[item(id=f"2005-0{n}") for n in range(10, 40)]), number="凤组发〔2005〕12号"
        )
    ),
    "minutes": minutes.compose(content("minutes", minutes_data())),
    "report": quarterly.compose(content("report", report_data())),
    "notice": notice.compose(content("notice", notice_data())),
    "assessment": assessment.compose(content("assessment", assessment_data(), number="凤组发〔2006〕18号")),
    "burden": burden.compose(content("burden", burden_data(), number="凤组发〔2005〕24号")),
    **{f"ends{lines}": paper_that_ends(lines) for lines in (18, 19, 20, 21, 22)},
}


@dataclass(frozen=True)
class Line:
    """A printed line: its words without blanks, and where it stands."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    lines: list[Line]

    @cached_property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)

    @property
    def body(self) -> list[Line]:
        """The lines in the type area, the page number left out."""
        return [line for line in self.lines if line.bottom < 265]

    def find(self, words: str) -> Line:
        return next(line for line in self.lines if words in line.text)


def pages_of(pdf: Path) -> list[Page]:
    told = subprocess.run(  # noqa: S603 -- our own file
        ["pdftotext", "-bbox-layout", str(pdf), "-"],  # noqa: S607 -- on the path, as checked
        capture_output=True,
        check=True,
    )
    pages = ElementTree.fromstring(re.sub(rb"[\x00-\x08]", b"", told.stdout)).iter(f"{XHTML}page")  # noqa: S314
    return [
        Page(
            float(page.get("width", 0)) * MM, float(page.get("height", 0)) * MM, [line_of(each) for each in lines(page)]
        )
        for page in pages
    ]


def lines(page: ElementTree.Element) -> list[ElementTree.Element]:
    found = list(page.iter(f"{XHTML}line"))
    return sorted(found, key=lambda each: (float(each.get("yMin", 0)), float(each.get("xMin", 0))))


def line_of(each: ElementTree.Element) -> Line:
    text = "".join(word.text or "" for word in each.iter(f"{XHTML}word"))
    left, top, right, bottom = (float(each.get(edge, 0)) * MM for edge in ("xMin", "yMin", "xMax", "yMax"))
    return Line(text, left, top, right, bottom)


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    """Every paper as printed pages."""
    folder = tmp_path_factory.mktemp("papers")
    for name, text in PAPERS.items():
        (folder / f"{name}.docx").write_bytes(write(text, Look(), STAMP if text.copies else stamp_of("", "")))
    soffice = shutil.which("soffice")
    assert soffice, "no LibreOffice: make test-rendering says so, and .ci/run installs it"
    subprocess.run(  # noqa: S603 -- our own files
        [
            *(soffice, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"),
            *("--outdir", str(folder)),
            *(str(path) for path in sorted(folder.glob("*.docx"))),
        ],
        capture_output=True,
        check=True,
        timeout=180,
    )
    return {name: pages_of(folder / f"{name}.pdf") for name in PAPERS}


def test_a_full_page_has_22_lines_of_28_characters(printed):
    first, second, *_rest = printed["full"]
    assert [len(page.body) for page in (first, second)] == [22, 22]
    # The first line is indented by two.
    assert [len(line.text) for line in first.body] == [26, *[28] * 21]
    assert [len(line.text) for line in second.body] == [28] * 22


def test_the_type_area_is_filled_and_not_overrun(printed):
    for page in printed["full"][:2]:
        assert min(line.left for line in page.body) == pytest.approx(28, abs=1)
        assert max(line.right for line in page.body) == pytest.approx(210 - 26, abs=1)
        assert page.body[0].top == pytest.approx(37 + 1.5, abs=2)
        assert page.body[-1].bottom == pytest.approx(297 - 35, abs=2)


@pytest.mark.parametrize("name", ["full", "bulletin"])
def test_numbers_stand_7_mm_below_outside(printed, name):
    for place, page in enumerate(printed[name][:3], 1):
        number = page.find(f"—{place}—")
        assert (number.top + number.bottom) / 2 == pytest.approx(297 - 35 + 7, abs=1.5)
        edge = number.right if place % 2 else number.left
        assert edge == pytest.approx(210 - 26 - 4.9 if place % 2 else 28 + 4.9, abs=1)


def test_the_first_page_of_the_bulletin_is_as_the_standard_wants_it(printed):
    page = printed["bulletin"][0]
    mark, number = page.find("中共凤翔县委组织部文件"), page.find("凤组发〔2005〕12号")
    assert mark.top == pytest.approx(37 + 35, abs=3)
    assert (mark.left + mark.right) / 2 == pytest.approx(28 + 78, abs=1)
    assert mark.right - mark.left <= 156 + 1
    assert number.top > mark.bottom
    assert (number.left + number.right) / 2 == pytest.approx(28 + 78, abs=1)
    assert "2005年第三季度，全县3个社区党建示范点中" in page.text  # the first page shows text


def test_the_final_assessment_stands_in_the_official_layout(printed):
    first, *rest = printed["assessment"]
    mark, title = first.find("中共凤翔县委组织部文件"), first.find("关于秦凤路社区")
    assert mark.top == pytest.approx(37 + 35, abs=3)
    assert first.find("凤组发〔2006〕18号").top > mark.bottom
    assert (title.left + title.right) / 2 == pytest.approx(28 + 78, abs=1)
    whole = "".join(page.text for page in printed["assessment"])
    assert "支部自评：已达到，班子健全，分工明确，群众评议满意率高；评定意见：已达到" in whole
    assert "终期评估结论：基本达到目标。" in whole
    # Upright like the text: the annex of 36 tasks keeps to the type area, each page with its number.
    annex = next(page for page in rest if page.lines[0].text == "附件")
    assert "秦凤路社区必达任务完成情况表" in annex.text
    assert all(page.width < page.height for page in rest)
    assert max(line.right for page in rest for line in page.body) <= 210 - 26 + 1


def test_the_paper_on_needless_reporting_stands_in_the_official_layout(printed):
    first, *rest = printed["burden"]
    mark, title = first.find("中共凤翔县委组织部文件"), first.find("关于2005年社区党建")
    assert mark.top == pytest.approx(37 + 35, abs=3)
    assert first.find("凤组发〔2005〕24号").top > mark.bottom
    assert (title.left + title.right) / 2 == pytest.approx(28 + 78, abs=1)
    whole = "".join(line.text for page in printed["burden"] for line in page.body)
    assert "秦凤路社区：报送季度报告3份，填报306栏次，其中与带出数不同的41栏次，用时约1小时35分钟。" in whole
    assert "每份季度报告由28栏减为2栏" in whole
    annex = [page for page in rest if page.width > page.height]
    assert "季度报告各项指标填报情况和建议" in annex[0].text
    assert max(line.right for page in annex for line in page.body) <= 297 - 26 + 1


def test_the_annex_is_turned_and_its_number_is_not(printed):
    turned = [page for page in printed["bulletin"] if page.width > page.height]
    assert turned
    assert "附件" in turned[0].lines[0].text
    for page in turned:
        place = printed["bulletin"].index(page) + 1
        # Turned with the paper: at the left, its figures one above the other.
        marks = [line for line in page.lines if line.right < 35]
        assert str(place) in "".join(line.text for line in marks)
        assert all(line.top > 105 for line in marks) == bool(place % 2)


def test_the_imprint_ends_the_last_page(printed):
    for name in ("bulletin", "minutes", "notice", "assessment", "burden"):
        page = printed[name][-1]
        printer = page.find("中共凤翔县委组织部办公室")
        assert printer.bottom == pytest.approx(297 - 35 - 1.5, abs=2.5), name
        assert page.find("抄送：").bottom <= printer.top + 1
        assert page.find("版本码：7K3M-Q2XR").bottom <= page.find("抄送：").top + 1
    assert "—" not in printed["bulletin"][-1].text


@pytest.mark.parametrize("lines", [18, 19, 20, 21, 22])
def test_the_signature_is_never_alone_on_a_page(printed, lines):
    last = printed[f"ends{lines}"][-1]
    assert SIGNED["date"] in last.text
    above = [line for line in last.lines if line.bottom < last.find(SIGNED["signature"]).top]
    assert above
    assert above[-1].text in FULL


def test_with_a_seal_the_organ_is_centred_on_the_date(printed):
    page = printed["ends18"][-1]
    organ, date = page.find(SIGNED["signature"]), page.find(SIGNED["date"])
    assert (organ.left + organ.right) / 2 == pytest.approx((date.left + date.right) / 2, abs=3)
    assert date.right == pytest.approx(210 - 26 - 4 * 5.56, abs=1)


def test_the_reply_is_one_page(printed):
    assert len(printed["notice"]) == 3
    assert "负责人签字" in printed["notice"][-1].text
