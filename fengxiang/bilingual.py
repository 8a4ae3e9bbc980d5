"""Words that come from data in both languages of the product."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext

# The parts of a plan's text as it counts them, and as an English editor does.
_PART = re.compile("^([一二三四五六七八九十])(?:·([0-9]+))?$")
_HAN = re.compile("[\u4e00-\u9fff]")
_PARTS = dict(zip("一二三四五六七八九十", ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), strict=True))


def is_english() -> bool:
    """Return whether the reader has chosen English."""
    return (get_language() or "").startswith("en")


def pick(chinese: str, english: str) -> str:
    """Return the reader's language; what has no English is better shown in Chinese than not at all."""
    return english if english and is_english() else chinese


def in_readers_language(text: str) -> str:
    """Return those paragraphs of a text that are in the reader's language; all, if it is written in one alone."""
    by_language: dict[bool, list[str]] = {True: [], False: []}
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        by_language[not _HAN.search(paragraph)].append(paragraph)
    return "\n\n".join(by_language[is_english()] or by_language[not is_english()])


def listed(names: Iterable[object]) -> str:
    """Return an enumeration in the reader's language: 甲、乙、丙; A, B, C. What is empty is left out."""
    return pgettext("list", ", ").join(filter(None, map(str, names)))


def joined(clauses: Iterable[object]) -> str:
    """Return clauses side by side in the reader's language: 甲；乙; A; B. What is empty is left out."""
    return pgettext("list", "; ").join(filter(None, map(str, clauses)))


def section_number(text: object) -> str:
    """Return the numbers of a plan's sections in the reader's language: 前言、三、三·2; Preface, III, III.2."""
    if not is_english():
        return str(text)
    return listed(_in_english(number) for number in re.split("、|, ", str(text)))


def _in_english(number: str) -> str:
    if hit := _PART.match(number):
        return ".".join(filter(None, (_PARTS[hit[1]], hit[2])))
    return "Preface" if number == "前言" else number


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in Chinese and English that reads as the language of whoever looks.

    The English may hold two forms, "cadre|cadres", for one and for any other number.
    """

    chinese: str
    english: str = ""

    def __str__(self) -> str:
        return self.counted(1)

    def __bool__(self) -> bool:
        return bool(self.chinese)

    def counted(self, number: object) -> str:
        """Return the form that goes with `number`."""
        one, _, many = pick(self.chinese, self.english).partition("|")
        return one if number == 1 or not many else many


NOTHING = Bilingual("")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message of the catalogue with figures in it, that reads as the language of whoever looks.

    `text` is lazily translated, with places as `%` fills them; `figures` is what fills them.
    """

    text: str | Promise
    figures: object = ()

    def __str__(self) -> str:
        return str(self.text) % self.figures
