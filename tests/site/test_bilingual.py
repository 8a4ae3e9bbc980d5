"""Words that come from data, and how names and clauses stand in a row."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from fengxiang.bilingual import in_readers_language, joined, listed, section_number

ROOT = Path(__file__).parents[2]
SOURCES = [path for app in ("communities", "fengxiang", "partybuilding") for path in (ROOT / app).rglob("*.py")]
# An enumeration built by hand, in whichever of the ways it was once built.
BY_HAND = re.compile(r"""pgettext\("list"|["'][、；]["']\)?\.join|else ["'][、；]["']\)""")
LOOP_BY_HAND = re.compile(r"{% for (\w+) in [^%]+ %}{{ \1 }}{% if not forloop.last %}")


@pytest.mark.parametrize(
    ("parts", "names", "english"),
    [
        ([], "", ""),
        (["甲"], "甲", "甲"),
        (["甲", "", "乙", 3], "甲、乙、3", "甲, 乙, 3"),
        ((_("Value"), "乙"), "数值、乙", "Value, 乙"),
    ],
)
def test_names_and_clauses_stand_in_a_row_in_the_readers_language(parts, names, english):
    assert (listed(iter(parts)), joined(iter(parts))) == (names, names.replace("、", "；"))
    with translation.override("en"):
        assert (listed(parts), joined(parts)) == (english, english.replace(",", ";"))


def test_a_section_of_the_plan_is_numbered_as_the_reader_counts():
    assert section_number("四·3、四·4") == "四·3、四·4"
    with translation.override("en"):
        assert section_number("三·2") == "III.2"
        assert section_number("四·3、四·4") == "IV.3, IV.4"
        assert section_number(listed(["三·2", "四·1"])) == "III.2, IV.1"
        assert section_number("3.2") == "3.2"
        assert section_number("前言、三") == "Preface, III"


def test_a_page_lists_names_and_trusts_none_of_them():
    page = engines["django"].from_string("{% load plan_tags %}{{ names|listed }}")
    assert page.render({"names": ["<b>", "乙"]}) == "&lt;b&gt;、乙"


def test_nobody_else_builds_an_enumeration():
    found = [path.name for path in SOURCES if BY_HAND.search(path.read_text(encoding="utf-8"))]
    pages = [path.name for path in (ROOT / "templates").rglob("*.html") if LOOP_BY_HAND.search(path.read_text("utf-8"))]
    assert (found, pages) == (["bilingual.py"], [])


def test_of_a_text_in_both_languages_a_reader_reads_one():
    text = "默认口径：\n1. 七间房。\n\nDefaults:\n1. Seven rooms."
    assert in_readers_language(text) == "默认口径：\n1. 七间房。"
    with translation.override("en"):
        assert in_readers_language(text) == "Defaults:\n1. Seven rooms."
        assert in_readers_language("只有中文。\n\n第二段。") == "只有中文。\n\n第二段。"
