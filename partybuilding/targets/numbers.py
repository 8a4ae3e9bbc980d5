"""How numbers are written: one rounding rule, units, percentages that never flatter."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from fengxiang.bilingual import Bilingual

Number = Decimal | Fraction | int

DIGITS = "零一二三四五六七八九"
_PLACES = ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十"))


def numeral(number: int) -> str:
    """Return a count in Chinese, as headings are numbered: 一, 十二, 二十, 一百零五; there is none below 零."""
    if number < 0:
        raise ValueError(f"no heading has the number {number}")
    words = _spelt(number)
    return words.removeprefix("一") if words.startswith("一十") else words


def _spelt(number: int) -> str:
    """Return every place with its digit: 一十二; a gap between two places is one 零."""
    for size, place in _PLACES:
        if number >= size:
            high, rest = divmod(number, size)
            return f"{_spelt(high)}{place}{'零' if 0 < rest < size // 10 else ''}{_spelt(rest) if rest else ''}"
    return DIGITS[number]


def rounded(value: Number, places: int, limit: Number | None = None) -> Decimal:
    """Return `value` rounded half up, unless that would lift it onto a `limit` it does not reach."""
    exact = Fraction(value)
    step = Decimal(1).scaleb(-places)
    # Plenty of digits: the division must not round by itself what the next line is there to round.
    decimal = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(step, ROUND_HALF_UP)
    if limit is not None and exact < limit <= Fraction(decimal):
        decimal = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(step, ROUND_DOWN)
    return decimal


def plain(value: Number, places: int = 2) -> str:
    """Return `value` without needless zeros: 38, 38.5, 199.99."""
    text = f"{rounded(value, places):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def measured(value: Number, unit: Bilingual, places: int = 2) -> str:
    """Return a figure with its unit: 38 m², 1 人, 3 cadres."""
    figure = plain(value, places)
    word = unit.counted(value)
    return f"{figure} {word}" if word else figure


def percent(share: Number, limit: Number | None = None) -> str:
    """Return a share of 100 with at most one decimal: 50%, 44.4%; 49.96 below a limit of 50 reads 49.9%."""
    return f"{plain(rounded(share, 1, limit), 1)}%"


UNCHANGED = "±0"  # what `signed` says of no difference


def signed(difference: Number, *, in_points: bool) -> str:
    """Return a change with its sign: +20, ±0, −3 (a true minus)."""
    # A change in points has one decimal like the percentage itself; one in m² or yuan shows all it has.
    text = plain(difference, 1 if in_points else 2)
    if text in {"0", "-0"}:
        return UNCHANGED
    return f"+{text}" if difference > 0 else f"−{text.removeprefix('-')}"


def in_short(value: object) -> str:
    """Return a value as a change is told: figures without needless zeros, nothing as a dash, long texts cut short."""
    if value is None or value == "":
        return "—"
    if isinstance(value, Decimal):
        return plain(value)
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:59]}…"
