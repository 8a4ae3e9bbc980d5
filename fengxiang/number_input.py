"""What counts as a number: the one place that says so, for forms, staff pages and both workbooks.

A number is read as people type it: full-width digits and signs, blanks around it, commas between groups of three
digits, and behind it the unit of its field, however that is spelled. What may mean two things is refused, in the words
of whoever typed it. Nothing typed is None, which is not 0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal, localcontext
from functools import lru_cache
from math import isfinite
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fengxiang.text import folded, received, seen

# Full-width signs, and the minus, plus and per cent of other keyboards.
_KEYBOARD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x2212: "-", 0xFE50: ",", 0xFE62: "+", 0xFE63: "-", 0xFE6A: "%",
}  # fmt: skip
_NUMBER = re.compile(r"([+-]?)([0-9][0-9,]*|(?=\.[0-9]))(\.[0-9]*)?(.*)", re.DOTALL)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_UNIT = re.compile(r"(?!e[0-9])[^\W\d_]+2?|[%‰]")  # not the end of 2e5
# The same unit in other words, each with the power of ten that leads to the first.
_SPELLINGS: tuple[dict[str, int], ...] = (
    dict.fromkeys(("m²", "㎡", "平方米", "平米", "平方", "sq m", "sqm"), 0),
    dict.fromkeys(("人", "名", "位", "个人", "person", "persons", "people"), 0),
    dict.fromkeys(("元", "圆", "块", "yuan", "rmb"), 0) | {"万元": 4},
    dict.fromkeys(("%", "per cent", "percent"), 0),
)
_LONGEST = 60  # characters
_WHOLE_DIGITS = 20  # more than any field has
_NOISE = Decimal("1e-13")  # of a number: what a calculation with binary fractions leaves, 0.1 + 0.2


@dataclass(frozen=True)
class CellNumber:
    """A number in a cell of a workbook, and what the cell's format shows of it."""

    value: Decimal
    is_percent: bool = False
    is_scaled: bool = False  # shown in thousands or in units of ten thousand
    day: date | None = None  # the day a spreadsheet counts to it, if it can be meant as one

    def __str__(self) -> str:
        return f"{self.value.scaleb(2).normalize():f}%" if self.is_percent else f"{self.value:f}"


def exactly(value: float | Decimal) -> Decimal:
    """Return a number of a workbook or a program as it was meant; a calculated 40.10000000000001 is 40.1."""
    if not isinstance(value, float) or value.is_integer() or not isfinite(value):
        return Decimal(value)
    shown, meant = Decimal(f"{value:.15g}"), Decimal(f"{value:.12g}")
    return meant if abs(shown - meant) <= abs(shown) * _NOISE else shown


def read_number(value: object, *, places: int = 0, unit: str = "") -> Decimal | None:
    """Return the number somebody typed, None for nothing; ValidationError for what is none, or is not exactly one.

    `places` are the decimals its field has, `unit` what it is counted in: 人, or in several words, 个|unit|units.
    """
    try:
        number = _read(value, spellings(unit))
        if number is None:
            return None
        if not number.is_finite():
            raise ValueError("no number")
    except ValueError as error:
        example = _("Not a number: write digits, for example 186 or 186.5.")
        message = example if places else _("Not a number: write digits, for example 186.")
        raise ValidationError(message, code="invalid") from error
    with localcontext(prec=_LONGEST * 2):
        if abs(number) >= Decimal(10) ** _WHOLE_DIGITS:
            raise ValidationError(_("The figure is too large."), code="max_value")
        rounded = number.quantize(Decimal(1).scaleb(-places))
        if rounded == number:
            # Needless zeros are no decimals: 3.0 is 3.
            return abs(rounded) if rounded.is_zero() else rounded
    message = _("At most %(max)s decimals.") % {"max": places} if places else _("Whole numbers only.")
    raise ValidationError(message, code="max_decimal_places")


@lru_cache(maxsize=500)
def spellings(unit: str) -> Mapping[str, int]:
    """Return the ways to write a unit, folded, each with the power of ten that leads to the unit itself."""
    words_of_unit = {folded(word) for word in unit.split("|")} - {""}
    powers = dict.fromkeys(words_of_unit, 0)
    for group in ({folded(word): power for word, power in each.items()} for each in _SPELLINGS):
        for word in words_of_unit & group.keys():
            powers |= {other: power - group[word] for other, power in group.items()}
    return MappingProxyType(powers)


def _read(value: object, units: Mapping[str, int]) -> Decimal | None:
    match value:
        case None:
            return None
        case CellNumber():
            return _shown(value, units)
        case bool():
            raise ValidationError(_("A number belongs here, not TRUE or FALSE."), code="invalid")
        case date() | time() | timedelta():
            raise ValidationError(
                _("Excel has made a date of this. Format the cell as a number and type it again."), code="invalid"
            )
        case int() | float() | Decimal():
            return exactly(value)
        case _:
            return _typed(str(value), units)


def _shown(cell: CellNumber, units: Mapping[str, int]) -> Decimal:
    """Return what a cell shows; 2.12 formatted as per cent shows 212 %, and is no area."""
    if cell.is_percent and "%" in units:
        return cell.value.scaleb(2)
    if cell.is_percent:
        raise ValidationError(
            _("The cell is formatted as per cent and shows %(shown)s. Format it as a number and type it again.")
            % {"shown": cell},
            code="invalid",
        )
    if cell.is_scaled:
        raise ValidationError(
            _("The cell holds %(held)s, and its format shows another number. Format it as a number and type it again.")
            % {"held": cell},
            code="invalid",
        )
    return cell.value


def _typed(text: str, units: Mapping[str, int]) -> Decimal | None:
    shown = seen(received(text)).translate(_KEYBOARD)
    if shown.startswith("="):
        raise ValidationError(_("A formula stands here. Put in its result."), code="formula")
    if "元" in units:
        shown = shown.lstrip("¥￥").lstrip()
    if not shown or folded(shown) in units:
        return None  # a unit alone was there before anybody typed
    match = _NUMBER.fullmatch(shown) if len(shown) <= _LONGEST else None
    if match is None:
        raise ValueError("no number")
    sign, whole, decimals, rest = (part or "" for part in match.groups())
    if ("," in whole and not _GROUPED.fullmatch(whole)) or rest.startswith(","):
        raise ValidationError(
            _("A comma stands only before each group of three digits (1,210). Write decimals with a point (210.5)."),
            code="comma",
        )
    with localcontext(prec=_LONGEST * 2):
        return Decimal(f"{sign}{whole.replace(',', '')}{decimals}").scaleb(_power(rest.strip(), units))


def _power(ending: str, units: Mapping[str, int]) -> int:
    """Return by which power of ten the unit behind a number differs from its field's own."""
    if not ending:
        return 0
    if (word := folded(ending)) in units:
        return units[word]
    if _UNIT.fullmatch(word):
        raise ValidationError(
            _("“%(unit)s” is not the unit here: write the number alone.") % {"unit": ending}, code="unit"
        )
    raise ValueError("no number")


# --- fields of forms --------------------------------------------------------------------------------------------------


def number_input(places: int, **attrs: Any) -> forms.TextInput:
    """Return the control for a number: a text, as a browser's own for numbers loses what it cannot read."""
    return forms.TextInput(attrs={"inputmode": "decimal" if places else "numeric", "autocomplete": "off"} | attrs)


class NumberField(forms.DecimalField):
    """A number with decimals, read as people type it."""

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        super().__init__(**{"widget": number_input(kwargs.get("decimal_places") or 0)} | kwargs)
        self.unit = unit

    def to_python(self, value: Any) -> Any:
        """Return a Decimal, or None if nothing was typed."""
        return read_number(value, places=self.decimal_places or 0, unit=self.unit)


class WholeNumberField(forms.IntegerField):
    """A whole number, read as people type it."""

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        super().__init__(**{"widget": number_input(0)} | kwargs)
        self.unit = unit

    def to_python(self, value: Any) -> int | None:
        number = read_number(value, unit=self.unit)
        return None if number is None else int(number)
