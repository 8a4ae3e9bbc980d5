"""When a name fits what was typed: as it is written, or by the first letters of how it is read."""

import os
import unicodedata
from functools import cache, lru_cache

LEAST_LETTERS = 2  # a single one begins half of all names


def folded(text: str) -> str:
    """Return a text as it is compared: full-width letters as half-width ones, capitals as small ones, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def fits(name: str, typed: str) -> bool:
    """Return whether a name holds what was typed (folded), or is read so: 东湖路 for dhl, 重庆 for cq and for zq."""
    return typed in folded(name) or (is_read(typed) and _is_read_as(name, typed))


def is_read(typed: str) -> bool:
    """Return whether what was typed may stand for the first letters of names."""
    return len(typed) >= LEAST_LETTERS and typed.isascii() and typed.isalpha()


def _is_read_as(name: str, typed: str) -> bool:
    letters = _first_letters(name)
    starts = range(len(letters) - len(typed) + 1)
    return any(all(letter in letters[start + place] for place, letter in enumerate(typed)) for start in starts)


@lru_cache(maxsize=20_000)
def _first_letters(name: str) -> tuple[str, ...]:
    """Return the letters each character of a name may begin with; a letter or figure begins with itself."""
    return tuple(_letters_of(each) for each in folded(name))


@cache
def _letters_of(character: str) -> str:
    # Read when somebody searches for the first time: it takes 13 MB. All readings of each character are looked at, so
    # that the dictionary of phrases, another 45 MB, is not asked which of them a word has.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin

    [readings] = pinyin(character, style=Style.FIRST_LETTER, heteronym=True)
    return "".join(readings)
