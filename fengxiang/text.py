"""What a text may hold: the one place that says so, for every way in and for whatever is written as XML. Pure.

XML holds no control characters, so no paper, workbook or snapshot can; what programs use as line breaks is one.
"""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

NULL = "\x00"
# Word's soft line break (U+000B), NEL, and Unicode's line and paragraph separators beside those of the systems.
_BREAK = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_NEVER = re.compile("[\x00-\x08\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_HAN = "〇㐀-䶿一-鿿\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN = re.compile(rf"(?<=[{_HAN}])\s++(?=[{_HAN}])")
_SPACED_OUT = re.compile(rf"(?<!\S)([{_HAN}])\s++([{_HAN}])(?!\S)")

# Django says this of fields that are not ours (user name, password, search); the catalogue has better words for it.
gettext_noop("Null characters are not allowed.")


def cleaned(text: str) -> str:
    """Return a text as it can be kept and written: one kind of line break, nothing that XML cannot hold."""
    return _NEVER.sub("", _BREAK.sub("\n", text))


def cleaned_in(tree: Any) -> Any:
    """Return lists, tuples and dictionaries with every text in them cleaned; anything else as it is."""
    match tree:
        case str():
            return cleaned(tree)
        case list():
            return [cleaned_in(each) for each in tree]
        case tuple():
            return tuple(cleaned_in(each) for each in tree)
        case dict():
            return {key: cleaned_in(each) for key, each in tree.items()}
        case _:
            return tree


def received(text: str) -> str:
    """Return a text that somebody sent, cleaned; ValidationError for what has to be mended by whoever sent it.

    That is the null character, which tells of a damaged source, and a character of the private use areas: it shows
    on the computer where somebody has drawn it, and nowhere else.
    """
    if NULL in text:
        raise ValidationError(
            _("This holds a null character (U+0000), which cannot be seen or kept: clear the field and type it anew."),
            code="null_character",
        )
    kept = cleaned(text)
    if private := _PRIVATE.search(kept):
        facts = {"place": private.start() + 1, "sign": private[0], "code": f"U+{ord(private[0]):04X}"}
        raise ValidationError(
            _("Character %(place)d “%(sign)s” (%(code)s) is one of your own computer: others show nothing. Replace it.")
            % facts,
            code="private_character",
        )
    return kept


def one_line(text: str) -> str:
    """Return a cleaned text for where there is one line only: a line break is a blank there."""
    return " ".join(line for each in cleaned(text).split("\n") if (line := each.strip()))


def seen(text: str) -> str:
    """Return a cleaned text without what spreadsheets leave behind unseen: zero-width marks, blanks other than one."""
    kept = (
        " " if each == "\t" or unicodedata.category(each) == "Zs" else each
        for each in cleaned(text)
        if unicodedata.category(each) != "Cf"
    )
    return "".join(kept).strip()


def folded(text: object) -> str:
    """Return how a word is compared: without blanks, width, case and what is not seen."""
    return "".join(unicodedata.normalize("NFKC", seen(str(text))).split()).casefold()


def person_name(text: str) -> str:
    """Return a person's name without the blanks that spread it in a table: 张　三 is 张三, Li San keeps its own."""
    return _BETWEEN.sub("", text)


def with_person_name(text: str) -> str:
    """Return the same for a name with a post beside it: 副县长 张　三 is 副县长 张三."""
    return _SPACED_OUT.sub(r"\1\2", text)
