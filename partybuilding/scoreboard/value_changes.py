"""What moved a value since last quarter: each figure, the register entries behind it, a share's two parts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from communities.models import Cadre, PartnershipActivity, ProjectActivity, SurveyPart
from fengxiang.bilingual import is_english, joined, listed
from partybuilding.plan.queries import Figures
from partybuilding.registers.entries import EntryLine
from partybuilding.targets.numbers import UNCHANGED, Number, measured, signed
from partybuilding.targets.share_change import split
from partybuilding.targets.target import Field, FieldRole, Operator, Target

Lines = list[EntryLine] | None


@dataclass(frozen=True, eq=False)
class Movement:
    """One figure of the value: how it changed, and the register entries that did it, in words."""

    label: str
    delta: str
    reasons: str


@dataclass(frozen=True, eq=False)
class Shares:
    """A share's change in points, and the two parts of it."""

    total: str
    part: str  # what the numerator is called
    by_part: str
    whole: str
    by_whole: str


@dataclass(frozen=True, eq=False, kw_only=True)
class ValueChange:
    """A value against the end of last quarter."""

    of_register: bool  # told by the register, because the two quarters are not both approved
    before: str
    now: str
    difference: str
    shares: Shares | None
    movements: list[Movement]
    gained: str  # of a checklist: what is new, and what is gone
    lost: str

    @property
    def is_still(self) -> bool:
        """Whether nothing moved at all."""
        return not self.movements and not self.gained and not self.lost


@dataclass(frozen=True, eq=False)
class Growth:
    """Entries that came and went since last quarter, and those that count otherwise, with how; the first of each."""

    added: list[EntryLine]
    went: list[EntryLine]
    changed: list[tuple[EntryLine, str]]
    more: int  # how many are left out

    def __bool__(self) -> bool:
        return bool(self.added or self.went or self.changed)


@dataclass(frozen=True, eq=False)
class _Pairs:
    """The entries of two days side by side."""

    added: list[EntryLine]
    went: list[EntryLine]
    changed: list[tuple[EntryLine, EntryLine]]


def _pairs(before: list[EntryLine], now: list[EntryLine]) -> _Pairs:
    old, new = {line.key: line for line in before}, {line.key: line for line in now}
    return _Pairs(
        [line for key, line in new.items() if key not in old and line.gives],
        [line for key, line in old.items() if key not in new and line.gives],
        [(old[key], line) for key, line in new.items() if key in old and old[key].gives != line.gives],
    )


def growth_of(clause: Target, before: list[EntryLine], now: list[EntryLine], *, most: int = 50) -> Growth:
    """Return what became of the entries in force at the end of last quarter; of each sort so many at most."""
    pairs = _pairs(before, now)
    more = sum(max(0, len(each) - most) for each in (pairs.added, pairs.went, pairs.changed))
    changed = [(new, _otherwise(clause, old, new)) for old, new in pairs.changed[:most]]
    return Growth(pairs.added[:most], pairs.went[:most], changed, more)


def _otherwise(clause: Target, old: EntryLine, new: EntryLine) -> str:
    """Return as what an entry counts now that it did not before, and the other way round."""
    more = [str(each.label) for each in clause.fields if each.key in new.gives and each.key not in old.gives]
    less = [str(each.label) for each in clause.fields if each.key in old.gives and each.key not in new.gives]
    parts = [_("counts now as: %s") % listed(more)] if more else []
    return joined([*parts, *([_("no longer counts as: %s") % listed(less)] if less else [])])


def moved(
    clause: Target, reported: Sequence[Figures], register: Sequence[Figures], lines: Sequence[Lines]
) -> ValueChange | None:
    """Return what moved the value; each sequence is of last quarter and this one.

    What was approved in both quarters is compared, else what the register says of both; None if neither is known.
    """
    approved = all(figures and clause.is_known(figures) for figures in reported)
    before, now = reported if approved else register
    if not (clause.is_known(before) and clause.is_known(now)):
        return None
    growth = _pairs(lines[0], lines[1]) if lines[0] is not None and lines[1] is not None else None
    # A detail that was not told in one of the quarters has not moved from 0.
    unknown = {each.key for each in clause.fields if None in (before.get(each.key), now.get(each.key))}
    shown = [each for each in clause.fields if each in clause.needed or each.key not in unknown]
    numbers = [each for each in shown if not each.role.is_yes_no]
    moves = [_movement(each, _figure(now, each) - _figure(before, each), growth) for each in numbers]
    answers = [each for each in clause.fields if each.role.is_yes_no]
    return ValueChange(
        of_register=not approved,
        before=clause.value_text(before),
        now=clause.value_text(now),
        difference=_difference(clause, before, now),
        shares=_shares(clause, before, now),
        movements=[move for move in moves if move.delta != UNCHANGED or move.reasons],
        gained=listed(str(each.label) for each in answers if _figure(now, each) and not _figure(before, each)),
        lost=listed(str(each.label) for each in answers if _figure(before, each) and not _figure(now, each)),
    )


def figure_text(each: Field, figure: Decimal) -> str:
    """Return one figure as it is shown: yes, no, 38.5 m², 3 cadres."""
    if each.role.is_yes_no:
        return pgettext("answer", "yes") if figure else pgettext("answer", "no")
    return measured(figure, each.unit, each.places)


def _figure(figures: Figures, each: Field) -> Decimal:
    return figures.get(each.key) or Decimal(0)


def _difference(clause: Target, before: Figures, now: Figures) -> str:
    new, old = clause.judge(now).amount, clause.judge(before).amount
    if new is None or old is None:
        return ""
    return signed(Fraction(new) - Fraction(old), in_points=clause.is_in_percent)


# --- a share ----------------------------------------------------------------------------------------------------------


def _shares(clause: Target, before: Figures, now: Figures) -> Shares | None:
    if clause.operator == Operator.EACH:
        part, whole = _("within the limit"), clause.of(FieldRole.TOTAL)
    else:
        part, whole = _names(clause.of(FieldRole.NUMERATOR)), clause.of(FieldRole.DENOMINATOR)
    shares = split(*_fraction(clause, now), *_fraction(clause, before)) if part and whole else None
    if shares is None or not (shares.by_part or shares.by_whole):
        return None
    total, by_part, by_whole = (signed(points, in_points=True) for points in shares.printed)
    return Shares(total, part, by_part, _names(whole), by_whole)


def _names(fields: list[Field]) -> str:
    return " + ".join(str(each.label) for each in fields)


def _fraction(clause: Target, figures: Figures) -> tuple[Number, Number]:
    if clause.operator == Operator.EACH:
        total = clause.total(figures, FieldRole.TOTAL) or 0
        return total - (clause.total(figures, FieldRole.OUTSIDE) or 0), total
    return clause.total(figures, FieldRole.NUMERATOR) or 0, clause.total(figures, FieldRole.DENOMINATOR) or 0


# --- the entries behind a figure --------------------------------------------------------------------------------------

_SIGNS = {"came": 1, "up": 1, "went": -1, "down": -1}


def _words() -> dict[object, dict[str, str]]:
    """Return what is said of entries that joined, left, count now and count no more, by register or by field."""
    of_activities = {"came": _("held in this quarter: %s"), "went": _("held in the quarter before: %s")}
    return {
        "": {
            "came": _("joined the register: %s"),
            "went": _("left the register: %s"),
            "up": _("count now: %s"),
            "down": _("no longer count: %s"),
        },
        Cadre: {"came": _("took up the post: %s"), "went": _("left the post: %s")},
        PartnershipActivity: of_activities,
        ProjectActivity: of_activities,
        SurveyPart: {"came": _("finished: %s")},
        "civilised": {
            "came": _("joined the register certified: %s"),
            "went": _("left the register certified: %s"),
            "up": _("newly certified: %s"),
            "down": _("certification ended: %s"),
        },
    }


def _movement(each: Field, delta: Decimal, growth: _Pairs | None) -> Movement:
    label, text = str(each.label), signed(delta, in_points=False)
    if growth is None:
        return Movement(label, text, "")
    amounts: dict[tuple[str, object], list[Decimal]] = defaultdict(list)
    for way, line, amount in _ways(each.key, growth):
        amounts[way, each.key if each.key == "civilised" else line.key[0]].append(amount)
    words = _words()
    parts = [
        words.get(subject, {}).get(way, words[""][way]) % _amount(each, counts)
        for (way, subject), counts in amounts.items()
    ]
    explained = sum((_SIGNS[way] * sum(counts) for (way, _subject), counts in amounts.items()), Decimal(0))
    rest = delta - explained
    if rest:
        parts.append(_("not explained by the register: %s") % signed(rest, in_points=False))
    return Movement(label, text, joined(parts))


def _ways(key: str, growth: _Pairs) -> list[tuple[str, EntryLine, Decimal]]:
    """Return what each entry did to a figure, and by how much: came, went, up or down."""
    ways = [("came", line, line.gives[key]) for line in growth.added if key in line.gives]
    ways += [("went", line, line.gives[key]) for line in growth.went if key in line.gives]
    for old, new in growth.changed:
        difference = new.gives.get(key, Decimal(0)) - old.gives.get(key, Decimal(0))
        if difference:
            ways.append(("up" if difference > 0 else "down", new, abs(difference)))
    return ways


def _amount(each: Field, counts: list[Decimal]) -> str:
    """Return how much some entries make; how many they are, too, where each is not simply one."""
    total = sum(counts, Decimal(0))
    text = measured(total, each.unit, each.places)
    if total == len(counts):
        return text
    entries = ngettext("%d entry", "%d entries", len(counts)) % len(counts)
    return f"{text} ({entries})" if is_english() else f"{text}（{entries}）"
