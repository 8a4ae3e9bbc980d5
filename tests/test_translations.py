"""The Chinese catalogue: it holds every text of the sources, and the pages speak one language at a time.

Whether gettext itself gathers the same texts is for `make translations` (.ci/translations.py).
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"
CATALOGUE = polib.pofile(str(PO))
PYTHON = [path for folder in ("fengxiang", "communities", "partybuilding") for path in (ROOT / folder).rglob("*.py")]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))

Key = tuple[str | None, str]

HAN = re.compile(r"[\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")
# Half-width marks and blanks where Chinese print has full-width marks and none.
WESTERN = re.compile(r"[\u3400-\u9fff][,;:!?()]|[,;:!?()][\u3400-\u9fff]|[\u3400-\u9fff] +[\u3400-\u9fff]|\.{3}|\.$")
STRING = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
TEMPLATE_CALL = re.compile(rf"\b(?P<name>_|n?p?gettext)\(\s*(?P<texts>{STRING}(?:\s*,\s*{STRING})*)")

# Translations without a Chinese character, and why. An entry that is no longer true fails too.
NOT_WORDS: dict[Key, str] = {
    ("list", ", "): "a mark: 、 stands between the parts of a list",
    ("list", "; "): "a mark: ； stands between parts that are lists themselves",
    ("label", ": "): "a mark: ： stands between a name and what is said of it",
    ("agenda", "%(indicator)s (%(gap)s)"): "marks: （ ） around the gap of an indicator",
    ("lamp", "%(value)s (%(gap)s)"): "marks: （ ） around the gap of a value",
    (None, "%(meeting)s, %(plan)s"): "a mark between two names",
    (None, "%(app)s administration"): "a page of the staff has the name of its part, and no more",
    **dict.fromkeys(
        ((None, "Select %s"), (None, "Select %s to change"), (None, "Select %s to view")),
        "a list has the name of what it lists",
    ),
    (None, "exactly %s"): "the figure alone says so",
    ("date format", "M Y"): "2004.7: the form in which a month is written",
}

# Text that stands in a template untranslated, and why.
SAID_AS_IT_IS = {
    "中文": "the way back for whoever reads no English",
    "English": "the way on for whoever reads no Chinese",
    "SHA-256": "the name of a checksum",
    "manage.py loadplan partybuilding/plans/fengxiang-2004.toml": "a command, to be typed as it is",
}

# Attributes a reader sees or hears. Those named data-… are for scripts, which may show what they find there: one word
# may be a sign between page and script, two are said to somebody.
SPOKEN = {"aria-label", "aria-description", "alt", "title", "placeholder", "label"}


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def translations_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def told(faults: list[Key]) -> str:
    return "; ".join(repr(text) if context is None else f"{context}: {text!r}" for context, text in faults)


# --- the catalogue by itself ------------------------------------------------------------------------------------------


def test_every_text_is_translated():
    unfinished = [key_of(entry) for entry in CATALOGUE if not entry.translated() or entry.fuzzy]
    assert not unfinished, told(unfinished)
    assert not CATALOGUE.metadata_is_fuzzy
    assert len(CATALOGUE) > 500


def test_nothing_obsolete_is_kept():
    assert not CATALOGUE.obsolete_entries()


def test_chinese_has_one_form_for_any_number():
    assert CATALOGUE.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert {len(entry.msgstr_plural) for entry in CATALOGUE if entry.msgid_plural} == {1}


def test_every_placeholder_is_in_its_translation():
    wrong = [
        key_of(entry)
        for entry in CATALOGUE
        for text in translations_of(entry)
        if Counter(PLACEHOLDER.findall(text)) != Counter(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    ]
    assert not wrong, told(wrong)


def test_no_more_than_one_placeholder_without_a_name():
    """Two could not change places, as Chinese often asks."""
    several = [key_of(entry) for entry in CATALOGUE if len(re.findall(r"%[a-z]", entry.msgid)) > 1]
    assert not several, told(several)


def test_every_translation_is_chinese():
    foreign = {key_of(entry) for entry in CATALOGUE if not all(HAN.search(text) for text in translations_of(entry))}
    assert foreign == NOT_WORDS.keys()


def test_marks_are_full_width():
    western = [key_of(entry) for entry in CATALOGUE if any(WESTERN.search(text) for text in translations_of(entry))]
    assert not western, told(western)


def test_a_sentence_stays_a_sentence():
    odd = [
        key_of(entry)
        for entry in CATALOGUE
        for text in translations_of(entry)
        if entry.msgid.endswith((".", "?")) != text.endswith(("。", "？"))
    ]
    assert not odd, told(odd)


def test_what_runs_is_what_is_written():
    """The compiled catalogue is not in the repository: `make catalogues`, or any target that needs it, makes it."""
    compiled = PO.with_suffix(".mo")
    assert compiled.exists(), "make catalogues"
    have = {key_of(entry): translations_of(entry) for entry in polib.mofile(str(compiled))}
    assert have == {key_of(entry): translations_of(entry) for entry in CATALOGUE}, "make catalogues"


# --- the words of the house -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Met", "达标"),
        ("On pace", "正常"),
        ("Behind", "滞后"),
        ("Far behind", "严重滞后"),
        ("Overdue", "逾期"),
        ("Not due", "未到期"),
        ("Not reported", "未填报"),
        ("Awaiting review", "待审核"),
        ("Cannot be judged", "无法评判"),
        ("No target set", "未设目标"),
        ("required", "必达"),
        ("encouraged", "提倡"),
        ("stretch", "力争"),
        ("tracked", "监测"),
        ("draft", "草稿"),
        ("submitted", "已报送"),
        ("returned", "已退回"),
        ("approved", "审核通过"),
        ("third quarter of %d", "%d年第三季度"),
        ("{n} short", "还差 {n}"),
        ("differs from the register", "与台账不符"),
    ],
)
def test_the_office_s_own_word_is_used(english, chinese):
    with translation.override("zh-hans"):
        assert translation.gettext(english) == chinese


# --- every text of the sources ----------------------------------------------------------------------------------------


def has_context(function: str) -> bool:
    return "pgettext" in function


def key_from(function: str, texts: list[str]) -> Key:
    """Return the catalogue's key for a call such as pgettext("answer", "yes")."""
    return (texts[0], texts[1]) if has_context(function) else (None, texts[0])


def in_python(source: str) -> Iterator[Key | int]:
    """Yield the texts marked for translation; the line instead, where a text is not written out."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name.removesuffix("_lazy")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            function = names[node.func.id]
            needed = 2 if has_context(function) else 1
            texts = [str(each.value) for each in node.args[:needed] if isinstance(each, ast.Constant)]
            yield key_from(function, texts) if len(texts) == needed else node.lineno


def in_template(source: str) -> Iterator[Key]:
    """Yield the texts of a template's translate and blocktranslate tags."""
    for call in TEMPLATE_CALL.finditer(templatize(source)):
        texts = [ast.literal_eval(text) for text in re.findall(STRING, call["texts"])]
        yield key_from(call["name"], texts)


def gathered() -> set[Key]:
    python = {key for path in PYTHON for key in in_python(path.read_text(encoding="utf-8")) if isinstance(key, tuple)}
    return python | {key for path in TEMPLATES for key in in_template(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from django.utils.translation import gettext_lazy as _\n_('on')", (None, "on")),
        ("from django.utils.translation import ngettext\nngettext('%d day', '%d days', n)", (None, "%d day")),
        ("from django.utils.translation import pgettext as p\np('answer', 'yes')", ("answer", "yes")),
        ("from django.utils.translation import gettext as _\n_(f'{n} days')", 2),
    ],
)
def test_the_finder_reads_python(line, found):
    assert list(in_python(line)) == [found]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{% load i18n %}<a title=\"{% translate 'on' %}\">", (None, "on")),
        ('{% load i18n %}{% translate ", " context "list" %}', ("list", ", ")),
        (
            "{% load i18n %}{% blocktranslate count n=x %}{{ n }} a{% plural %}b{% endblocktranslate %}",
            (None, "%(n)s a"),
        ),
    ],
)
def test_the_finder_reads_templates(source, found):
    assert list(in_template(source)) == [found]


def test_every_text_of_the_sources_is_in_the_catalogue():
    missing = sorted(gathered() - {key_of(entry) for entry in CATALOGUE}, key=str)
    assert not missing, f"make messages, then translate: {told(missing)}"


def test_nothing_else_is_in_the_catalogue():
    left_over = sorted({key_of(entry) for entry in CATALOGUE} - gathered(), key=str)
    assert not left_over, f"make messages: {told(left_over)}"


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_texts_are_written_out(path):
    """What is put together while the program runs, nobody can gather."""
    lines = [line for line in in_python(path.read_text(encoding="utf-8")) if isinstance(line, int)]
    assert not lines


# --- nothing that a reader sees stands outside the catalogue ----------------------------------------------------------


class Bare(HTMLParser):
    """Collects what a template says by itself: its text, and the attributes a reader sees or hears."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(re.sub(r"\{[%#].*?[%#]\}|\{\{.*?\}\}", "", source, flags=re.DOTALL))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SPOKEN or (name.startswith("data-") and " " in (value or "").strip()):
                self.keep(value or "")

    def handle_data(self, data: str) -> None:
        self.keep(data)

    def keep(self, text: str) -> None:
        if re.search(r"[^\W\d_]{2}", text):
            self.found.append(text.strip())


def without_blocks(source: str) -> str:
    """Return a template without the texts of its blocktranslate tags, which are in the catalogue."""
    return re.sub(r"\{% blocktranslate.*?endblocktranslate %\}", "", source, flags=re.DOTALL)


def test_the_finder_sees_bare_words():
    source = '<p data-a="not saved" data-b="row" title="{{ day }}" class="a b">{% translate "on" %} {{ x }} Saved</p>'
    assert Bare(source).found == ["not saved", "Saved"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_says_nothing_by_itself(path):
    source = without_blocks(path.read_text(encoding="utf-8"))
    assert set(Bare(source).found) <= SAID_AS_IT_IS.keys()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_takes_its_words_from_the_page(path):
    """So that no second catalogue, for JavaScript, is needed."""
    source = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert "gettext" not in source
    assert not HAN.search(source)
    assert not re.findall(r"""["'`][A-Z]?[a-z]+ [a-z]+ [a-z]+""", source)


# --- pages in both languages ------------------------------------------------------------------------------------------

DOORS = [
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "500.html",
    "work/no_plan.html",
    "registration/locked.html",
]
# Texts of two words and more that a Chinese page must not hold; a placeholder stands for anything.
ENGLISH = [
    re.compile(".+?".join(re.escape(part) for part in PLACEHOLDER.split(entry.msgid)))
    for entry in CATALOGUE
    if re.search(r"[a-z]{2,} [a-z]{2,}", entry.msgid)
]


def english_in(html: str) -> list[str]:
    text = unescape(html)
    return [found[0] for pattern in ENGLISH if (found := pattern.search(text))]


def chinese_in(html: str) -> set[str]:
    return set(HAN.findall(unescape(html).replace("中文", "")))


def door(name: str) -> str:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return render_to_string(name, request=request)


def page(client: Client, address: str, language: str) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client.get(address).content.decode()


def test_the_login_page_is_in_english_for_whoever_chose_it(client, db):
    html = page(client, reverse("login"), "en")
    assert chinese_in(html) == set()
    assert '<html lang="en"' in html
    assert "User name" in html


def test_the_login_page_is_in_chinese_by_itself(client, db):
    html = client.get(reverse("login")).content.decode()
    assert english_in(html) == []
    assert '<html lang="zh-Hans"' in html
    assert "用户名" in html


@pytest.mark.parametrize("name", DOORS)
def test_a_door_is_in_one_language(name, db):
    with translation.override("zh-hans"):
        assert english_in(door(name)) == []
    with translation.override("en"):
        assert chinese_in(door(name)) == set()


@pytest.mark.parametrize("name", ["burden", "county", "reports", "work"])
def test_a_page_of_the_plan_is_in_chinese(name, as_user, department, plan):
    html = page(as_user(department), reverse(name, args=[plan.slug]), "zh-hans")
    assert english_in(html) == []


@pytest.mark.parametrize("name", ["burden", "county", "reports", "work"])
def test_a_page_of_the_plan_is_in_english(name, as_user, department, plan):
    html = page(as_user(department), reverse(name, args=[plan.slug]), "en")
    sections = re.sub(r"[一二三四]·\d", "", html)  # the plan's own numbering
    assert chinese_in(sections) == set(department.name)


def test_the_staff_pages_are_in_chinese(as_user, department, plan):
    html = page(as_user(department), reverse("admin:index"), "zh-hans")
    assert english_in(html) == []
    assert "社区党建示范点进度管理" in html


def test_english_is_found_where_it_stands():
    assert "No red lamp in this quarter." in english_in("<p>Due: No red lamp in this quarter.</p>")
    assert english_in("<p>Today is set to 2005-11-15.</p>") == ["Today is set to 2005-11-15."]
