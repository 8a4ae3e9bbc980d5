import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.admin.exchange_cells import visible
from communities.privacy import refuse_id_number
from fengxiang.bilingual import Bilingual
from fengxiang.text import one_line, person_name, received, seen, with_person_name
from partybuilding.papers.typesetting.clauses import change_words, target_words, value_words
from partybuilding.papers.typesetting.stamp import LETTERS, code_of, stamp_of
from partybuilding.papers.typesetting.words import (
    dated,
    day,
    official,
    paragraphs,
    sentence,
    share,
    title_lines,
    width,
)
from partybuilding.shared.tables import _inert
from partybuilding.targets.numbers import UNCHANGED
from partybuilding.targets.target import Field, FieldRole, Operator, Target


def test_days_are_never_padded():
    assert day(date(2005, 1, 5)) == "2005年1月5日"
    assert dated(date(2005, 12, 31), "arabic") == "2005年12月31日"
    assert dated(date(2004, 7, 27), "chinese") == "二○○四年七月二十七日"
    assert dated(date(2010, 10, 10), "chinese") == "二○一○年十月十日"


@pytest.mark.parametrize(
    ("screen", "paper"),
    [
        ("还差 38 m²", "还差38平方米"),
        ("再认定 2 个小区即达 50%（21/50）", "再认定2个小区即达50%（21/50）"),
        ("50,000 元", "50000元"),
        ("缺:警务室,医务室", "缺：警务室，医务室"),
        ("1 名超过 55 周岁", "1名超过55周岁"),
        ("用 Word 2003 报送", "用Word 2003报送"),
        ("", ""),
    ],
)
def test_a_text_of_the_screen_is_set_for_print(screen, paper):
    assert official(screen) == paper


def test_what_was_typed_becomes_sentences():
    assert paragraphs("  第一段\n\n第二段。\n第三段，") == ["第一段。", "第二段。", "第三段。"]
    assert paragraphs(" \n ") == []
    assert [sentence(text) for text in ("好", "好！", "好.", "")] == ["好。", "好！", "好。", ""]


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(1, 2, "50%"), (32, 36, "88.8%"), (999, 1000, "99.9%"), (3, 3, "100%")]
)
def test_a_share_never_flatters(part, whole, said):
    assert share(part, whole) == said


def test_a_title_keeps_its_words_whole_with_the_longer_line_first():
    words = ["关于", "2005年第三季度", "社区党建", "示范点", "建设工作", "情况的通报"]
    assert title_lines(words) == ["关于2005年第三季度社区党建", "示范点建设工作情况的通报"]
    assert title_lines(["通报"]) == ["通报"]
    assert all(width(line) <= 20 for line in title_lines(["甲" * 15, "乙" * 12, "丙" * 9]))


NAME = "中国共产党凤翔县城关镇秦凤路社区支部委员会"  # 21 signs, one more than a line holds


def test_a_word_wider_than_a_line_goes_on_in_the_next():
    words = [NAME, "关于", "2005年第三季度", "党建示范点", "建设工作", "情况的报告"]
    assert title_lines(words) == [NAME[:20], f"{NAME[20:]}关于2005年第三季度党建示范点建设工作", "情况的报告"]


@given(st.lists(st.text("甲乙aB1，—", max_size=100), min_size=1, max_size=6), st.integers(1, 30))
def test_a_title_ends_loses_no_sign_and_keeps_within_its_lines(words, most):
    lines = title_lines(words, most)
    assert "".join(lines) == "".join(words)
    assert max(map(width, lines)) <= most


@pytest.mark.parametrize("wide", range(1, 101))
def test_a_word_of_any_width_makes_a_title(wide):
    lines = title_lines(["甲" * wide, "关于", "情况的报告"])
    assert "".join(lines) == "甲" * wide + "关于情况的报告"
    assert max(map(width, lines)) <= 20


# The longest text a form takes is 5000 signs, a cell of a workbook 32767: read over and over, each takes minutes.
@pytest.mark.parametrize(
    "read",
    [official, _inert, visible, refuse_id_number, received, one_line, seen, person_name, with_person_name],
    ids=lambda read: read.__name__.strip("_"),
)
@pytest.mark.parametrize("sign", [" ", "\u00a0", "\t", "1", ",", "1,", "，", "甲", "甲 ", "\n ", "-"], ids=ascii)
def test_a_long_text_is_read_in_a_moment(read, sign):
    began = time.process_time()
    read(f"甲x{sign * 100_000}x")
    read(f"{sign * 100_000}x")
    assert time.process_time() - began < 5


def target(operator, *fields, **more):
    return Target(operator=Operator(operator), fields=fields, **more)


def a_field(role, name="甲", unit="", key=""):
    return Field(key=key or role, role=FieldRole(role), label=Bilingual(name), unit=Bilingual(unit))


AREA = target("at_least", a_field("value"), goal=Decimal(200), unit=Bilingual("m²"))
BAND = target("band", a_field("value"), goal=Decimal(3), upper=Decimal(5), unit=Bilingual("人"))
SHARE = target("share", a_field("numerator"), a_field("denominator"), goal=Decimal(50), strict=True)
YES = target("yes_no", a_field("condition"))
LIST = target("checklist", a_field("item", "警务室", key="a"), a_field("item", "医务室", key="b"))
EACH = target("each", a_field("total"), a_field("outside"), a_field("waived"), unit=Bilingual("人"))
COUNTS = target("value", a_field("count", "核心工程活动", "次", "a"), a_field("count", "民心工程活动", "次", "b"))


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        (AREA, "不少于200平方米"),
        (BAND, "3至5人"),
        (SHARE, "超过50%"),
        (YES, "予以落实"),
        (LIST, "2项齐全"),
        (EACH, "每人符合要求"),
        (COUNTS, ""),
    ],
)
def test_what_the_plan_asks_for(clause, words):
    assert target_words(clause) == words


@pytest.mark.parametrize(
    ("clause", "figures", "words"),
    [
        (AREA, {"value": Decimal("1186.50")}, "1186.5平方米"),
        (AREA, {"value": Decimal(0)}, "0平方米"),
        (AREA, {"value": None}, ""),
        (SHARE, {"numerator": Decimal(4), "denominator": Decimal(9)}, "44.4%（4/9）"),
        (SHARE, {"numerator": Decimal(0), "denominator": Decimal(0)}, "0项"),
        (YES, {"condition": Decimal(0)}, "未落实"),
        (LIST, {"a": Decimal(1), "b": Decimal(0)}, "1项"),
        (
            EACH,
            {"total": Decimal(5), "outside": Decimal(1), "waived": Decimal(1)},
            "5人中4人符合要求（其中经批准放宽1人）",
        ),
        (EACH, {"total": Decimal(0), "outside": Decimal(0), "waived": Decimal(0)}, "0人"),
        (COUNTS, {"a": Decimal(2), "b": Decimal(0)}, "核心工程活动2次"),
        (COUNTS, {"a": Decimal(0), "b": Decimal(0)}, "核心工程活动0次、民心工程活动0次"),
    ],
)
def test_a_value_in_words(clause, figures, words):
    assert value_words(clause, figures) == words


def test_a_change_in_words():
    assert change_words("+1,020.5", AREA) == "比上季度增加1020.5平方米"
    assert change_words("−2", BAND) == "比上季度减少2人"
    assert change_words("+8.3", SHARE) == "比上季度提高8.3个百分点"
    assert [change_words(change, AREA) for change in ("", UNCHANGED)] == ["", ""]
    assert change_words("+1", YES) == ""


def test_a_version_code_is_short_and_cannot_be_misread():
    digest = "086e477c8d2f98cbc002b02006c5f3a5a1109a628bb354e8038c2d5b3debe19e"
    code = code_of(digest)
    assert code == code_of(digest) != code_of(digest.replace("0", "1"))
    assert len(code) == 9
    assert set(code) <= {*LETTERS, "-"}
    assert not set("0O1ILU") & set(LETTERS)
    assert code_of(digest, 3).startswith(code)


def test_the_picture_is_there_only_with_an_address():
    assert stamp_of("7K3M-Q2XR", "").picture == b""
    assert stamp_of("7K3M-Q2XR", "https://x.example/a/").picture.startswith(b"\x89PNG")
