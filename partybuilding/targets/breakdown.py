"""What a value is made of by kind: each group of two fields is a part of a whole, with a share of its own.

The five managements by category (三·3), units and members whose feedback was used, areas with a named holder. Pure: a
clause and figures go in. A kind nobody belongs to is not a gap; one of which nothing is done yet is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fengxiang.bilingual import is_english, joined, listed
from partybuilding.targets.numbers import percent, plain
from partybuilding.targets.target import Field, FieldRole, Target, Values


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLine:
    """One kind, or one sub-group of a kind: how many of how many."""

    label: str
    part: Decimal | None
    whole: Decimal | None
    is_sub_group: bool = False
    is_undivided: bool = False  # known as a sum alone: its sub-groups were not given

    @property
    def is_known(self) -> bool:
        return self.part is not None and self.whole is not None

    @property
    def is_gap(self) -> bool:
        """Whether there is somebody to reach, and nobody is reached."""
        return self.part == 0 and bool(self.whole)

    @property
    def count(self) -> str:
        """How many of how many: 30/40; a dash if it is not known."""
        return f"{plain(self.part)}/{plain(self.whole)}" if self.part is not None and self.whole is not None else "—"

    @property
    def share(self) -> str:
        """The share of the whole: 75%, "none" where there is no whole, empty if it is not known."""
        if self.part is None or self.whole is None:
            return ""
        if not self.whole:
            return pgettext("nobody belongs to the kind", "none")
        return percent(Fraction(self.part) / Fraction(self.whole) * 100, 100)

    @property
    def remark(self) -> str:
        """What is to be said of it: a gap, or a sum without its sub-groups."""
        words = [
            pgettext("breakdown", "nothing yet") if self.is_gap else "",
            _("not broken down") if self.is_undivided else "",
        ]
        return listed(words)

    @property
    def text(self) -> str:
        """The line as one piece of text: 30/40 · 75%, nothing yet."""
        figures = " · ".join(filter(None, (self.count if self.whole != 0 else "", self.share)))
        return listed([figures, self.remark])

    @property
    def sentence(self) -> str:
        """The line with its name."""
        return f"{self.label}: {self.text}" if is_english() else f"{self.label}：{self.text}"


def kinds_of(clause: Target, values: Values) -> list[KindLine]:
    """Return the kinds of a value in the plan's order, each with its sub-groups after it; empty if it has none."""
    groups = _groups(clause.fields)
    sums = {key: {each.key for each in addends} for key, addends in clause.sums.items()}
    addends = set().union(*sums.values())
    lines = []
    for part, whole in groups:
        if part.key in addends:
            continue
        subs = [pair for pair in groups if pair[0].key in sums.get(part.key, set())]
        sub_lines = [_line(pair, values, is_sub_group=True) for pair in subs]
        line = _line((part, whole), values, is_undivided=bool(subs) and not all(each.is_known for each in sub_lines))
        lines += [line, *sub_lines]
    return lines


def in_short(lines: Iterable[KindLine]) -> list[KindLine]:
    """Return what a narrow place has room for: the known kinds, and of the sub-groups those nothing is done in."""
    return [line for line in lines if line.is_known and (line.is_gap or not line.is_sub_group)]


def kinds_text(lines: Iterable[KindLine]) -> str:
    """Return all known kinds and sub-groups in one text: 直管：40/45 · 88.9%；联管：无."""
    return joined(line.sentence for line in lines if line.is_known)


def parts_and_wholes(clause: Target) -> list[tuple[Field, Field]]:
    """Return each part with its whole: of the groups, and of what is a share without groups."""
    groups = _groups(clause.fields)
    numerators, denominators = clause.of(FieldRole.NUMERATOR), clause.of(FieldRole.DENOMINATOR)
    grouped = {part.key for part, _whole in groups}
    pairs = zip(numerators, denominators, strict=False)
    return [*groups, *(pair for pair in pairs if pair[0].key not in grouped)]


def _groups(fields: Iterable[Field]) -> list[tuple[Field, Field]]:
    """Return the pairs of part and whole, in the order of the fields."""
    by_name: dict[str, list[Field]] = {}
    for each in fields:
        if each.group:
            by_name.setdefault(each.group.chinese, []).append(each)
    return [(pair[0], pair[1]) for pair in by_name.values() if len(pair) == 2]


def _line(
    pair: tuple[Field, Field], values: Values, *, is_sub_group: bool = False, is_undivided: bool = False
) -> KindLine:
    part, whole = pair
    figures = (values.get(part.key), values.get(whole.key))
    return KindLine(
        label=str(part.group),
        part=figures[0],
        whole=figures[1],
        is_sub_group=is_sub_group,
        is_undivided=is_undivided and None not in figures,
    )
