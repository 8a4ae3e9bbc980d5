"""What a text may hold: the rules of fengxiang/text.py, and that no form takes texts by others."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from fengxiang.text import cleaned, cleaned_in, one_line, person_name, received, seen, with_person_name

ROOT = Path(__file__).parents[2]
BREAKS = ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028", "\u2029"]
NEVER = [*map(chr, {*range(0x20), *range(0x7F, 0xA0)} - {0x00, 0x09, 0x0A, 0x0B, 0x0D, 0x85}), "\ufffe", "\uffff"]
SURROGATES = ["\ud800", "\udfff"]
PRIVATE = ["\ue000", "\uf8ff", "\U000f0000", "\U00100000"]


@pytest.mark.parametrize("sign", BREAKS, ids=ascii)
def test_every_kind_of_line_break_is_one(sign):
    assert received(f"甲{sign}乙") == "甲\n乙"
    assert one_line(f"甲 {sign}{sign} 乙{sign}") == "甲 乙"


@pytest.mark.parametrize("sign", [*NEVER, *SURROGATES], ids=ascii)
def test_what_no_xml_holds_is_left_out(sign):
    assert received(f"甲{sign}乙") == "甲乙"
    assert cleaned_in({"a": [f"甲{sign}", (f"乙{sign}", 1, None)]}) == {"a": ["甲", ("乙", 1, None)]}


@given(st.text(max_size=50))
def test_what_is_cleaned_stands_in_xml_and_stays_as_it_is(text):
    kept = cleaned(text)
    assert cleaned(kept) == kept
    escaped = kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert (parse_xml(f"<x>{escaped}</x>").text or "") == kept


def test_other_texts_stay_as_they_are():
    text = " 甲\t乙\n\n𠮷 é👨‍👩‍👧 ﷽ "
    assert received(text) == text


def test_the_null_character_is_told_and_dropped_where_it_is_kept_already():
    with translation.override("en"), pytest.raises(ValidationError, match="null character"):
        received("甲\x00乙")
    assert cleaned("甲\x00乙") == "甲乙"


@pytest.mark.parametrize("sign", PRIVATE, ids=ascii)
def test_a_character_of_ones_own_computer_is_named(sign):
    with translation.override("en"), pytest.raises(ValidationError) as told:
        received(f"甲乙{sign}")
    assert told.value.messages[0].startswith(f"Character 3 “{sign}” (U+{ord(sign):04X})")
    assert cleaned(f"甲{sign}") == f"甲{sign}"  # what is kept already is nobody's fault any more


def test_what_a_spreadsheet_leaves_unseen_goes():
    assert seen("\ufeff甲\u200b\u00a0乙\u3000丙\t丁\x0b戊 ") == "甲 乙 丙 丁\n戊"


@pytest.mark.parametrize(
    ("typed", "name", "beside_a_post"),
    [
        ("张 三", "张三", "张三"),
        ("张\u3000\u3000三", "张三", "张三"),
        ("欧阳 修", "欧阳修", "欧阳 修"),
        ("王 小 明", "王小明", "王小 明"),
        ("𠮷 田", "𠮷田", "𠮷田"),
        ("Li San", "Li San", "Li San"),
        ("副县长 张 三", "副县长张三", "副县长 张三"),
        ("张 三 副县长", "张三副县长", "张三 副县长"),
        ("赵某 股长", "赵某股长", "赵某 股长"),
    ],
)
def test_a_name_is_not_spread(typed, name, beside_a_post):
    assert person_name(typed) == name
    assert with_person_name(typed) == beside_a_post


def test_no_form_takes_texts_in_another_way():
    paths = [path for app in ("communities", "partybuilding") for path in (ROOT / app).rglob("*.py")]
    assert not [path for path in paths if re.search(r"\bforms\.CharField\b", path.read_text("utf-8"))]
