"""Figures, days and enumerations as an office writes them, and how wide a line of them is."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from partybuilding.papers.typesetting.text import CHINESE
from partybuilding.targets.numbers import DIGITS, Number, numeral, plain
from partybuilding.targets.quarter import Quarter

_FIGURE = re.compile(r"(?<=\d),(?=\d{3})")
_HAN = "㐀-鿿（）、，。；：“”"
# A run of blanks is looked at once, from its beginning: from each of its blanks a long run would take for ever.
_BLANK = re.compile(rf"(?<=[{_HAN}])[ \u00a0]++|(?<![ \u00a0])[ \u00a0]++(?=[{_HAN}])")


def day(on: date) -> str:
    """Return a day as the standard wants it: the year in full, no zero before month and day."""
    return f"{on.year}年{on.month}月{on.day}日"


def dated(on: date, style: str) -> str:
    """Return the date of the document: in Arabic figures, or in Chinese as it was usual before 2012."""
    if style != CHINESE:
        return day(on)
    year = "".join(DIGITS[int(digit)] for digit in str(on.year)).replace("零", "○")
    return f"{year}年{numeral(on.month)}月{numeral(on.day)}日"


def quarter_name(quarter: Quarter) -> str:
    return f"{quarter.year}年第{numeral(quarter.number)}季度"


def amount(value: Number, unit: str = "") -> str:
    """Return a figure with its unit, without a blank and without a comma: 1200元, 186.5平方米."""
    return f"{_FIGURE.sub('', plain(value))}{_UNITS.get(unit, unit)}"


_UNITS = {"m²": "平方米", "㎡": "平方米"}


def official(text: str) -> str:
    """Return a text of the screen as it stands in a paper: 还差 38 m² becomes 还差38平方米, ASCII marks full-width."""
    for short, long in _UNITS.items():
        text = text.replace(short, long)
    text = _FIGURE.sub("", text)
    text = _BLANK.sub("", text).strip()
    text = re.sub(r"(?<=[㐀-鿿）％%\d]),(?=[㐀-鿿])", "，", text)
    return re.sub(r"(?<=[㐀-鿿）]):", "：", re.sub(r"(?<=[㐀-鿿）]);", "；", text))


def sentence(text: str) -> str:
    """Return a text that ends like a sentence; what was typed may end in any way."""
    kept = text.strip().rstrip("，、；：,;:")
    return kept if not kept or kept.endswith(("。", "！", "？", "……", "”", "）。")) else f"{kept.rstrip('.')}。"


def paragraphs(typed: str) -> list[str]:
    """Return what was typed by paragraph, each a sentence at the end, blanks at the edges gone."""
    return [sentence(official(line)) for line in typed.splitlines() if line.strip()]


def share(part: int, whole: int) -> str:
    """Return a share with at most one decimal; 100% only if nothing is missing."""
    if whole == 0:
        raise ValueError("a share of nothing")
    tenths = part * 1000 // whole if part < whole else 1000
    return f"{Decimal(tenths) / 10:f}".removesuffix(".0") + "%"


def width(text: str) -> float:
    """Return how many characters wide a text is: a figure or a Latin letter is half of one."""
    return sum(1 if unicodedata.east_asian_width(each) in "WFA" else 0.5 for each in text)


def title_lines(words: Sequence[str], most: float = 20) -> list[str]:
    """Return a title in as few lines as it needs, the longer line first (a trapezoid); `most` is at least 1.

    Words stay whole unless one is wider than a line: that goes on in the next.
    """
    parts = [part for word in words for part in _cut(word, most)]
    total, widest = width("".join(parts)), max(map(width, parts))
    # With a line for each part every part has room: a way is found by then.
    ways = (_broken(parts, max(total / lines, widest), most, lines) for lines in range(1, len(parts) + 1))
    return next(way for way in ways if way)


def _cut(word: str, most: float) -> list[str]:
    """Return a word in parts no wider than `most`, the last one maybe shorter; a word that fits is one part."""
    parts = [""]
    for sign in word:
        if width(parts[-1] + sign) > most:
            parts.append("")
        parts[-1] += sign
    return parts


def _broken(words: Sequence[str], wanted: float, most: float, lines: int) -> list[str]:
    """Return the words in at most so many lines, each at least as long as `wanted` but for the last; empty if not."""
    broken, line = [], ""
    for word in words:
        if line and (width(line) >= wanted or width(line + word) > most):
            broken.append(line)
            line = ""
        line += word
    broken.append(line)
    return broken if len(broken) <= lines and max(map(width, broken)) <= most else []
