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
# An ID number: 18 characters since 1999, also in the usual groups, with a birthday within or the right last sign; 15
# digits on the cards many still carried in 2004, taken for one only if their middle can be a birthday.
_18 = re.compile(r"(?<!\d)(\d{6})[ -]?(\d{8})[ -]?(\d{3}[\dXx])(?!\d)")
_15 = re.compile(r"(?<!\d)\d{8}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)")
_BIRTHDAY = re.compile(r"(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_WEIGHTS, _LAST_SIGNS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"  # GB 11643

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


def _is_id_number(digits: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return bool(_BIRTHDAY.fullmatch(digits[6:14])) or digits[-1].upper() == _LAST_SIGNS[total % 11]


def holds_id_number(text: str) -> bool:
    """Return whether a text holds what looks like a resident's ID number, in half-width or full-width digits."""
    plain = unicodedata.normalize("NFKC", text)
    return bool(_15.search(plain)) or any(_is_id_number("".join(each.groups())) for each in _18.finditer(plain))


def without_id_numbers(text: str) -> str:
    """Return a text with dots in the place of what looks like an ID number in half-width digits."""
    if not _15.search(text) and not _18.search(text):
        return text
    return _18.sub(lambda each: "…" if _is_id_number("".join(each.groups())) else each[0], _15.sub("…", text))


def refuse_id_number(text: object) -> None:
    """Raise ValidationError, with a hint, if a text holds what looks like an ID number: none are kept here."""
    if isinstance(text, str) and holds_id_number(text):
        raise ValidationError(_("This looks like an ID number. None are kept here: take it out."), code="id_number")


def received(text: str) -> str:
    """Return a text that somebody sent, cleaned; ValidationError for what has to be mended by whoever sent it.

    That is the null character, which tells of a damaged source; a character of the private use areas, which shows
    on the computer where somebody has drawn it, and nowhere else; and an ID number.
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
    refuse_id_number(kept)
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
