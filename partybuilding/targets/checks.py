"""What is odd about a reported value: not wrong by itself, but worth a note before it is believed.

Pure: a clause and figures go in, sentences come out. Odd is what differs from the register, what is less of the target
than last quarter, what jumps, what leaves the target, and what another indicator states otherwise.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fengxiang.bilingual import listed
from partybuilding.targets.numbers import Number, measured, percent, plain, rounded
from partybuilding.targets.target import Field, FieldRole, Operator, Target, Values

LISTS = frozenset({Operator.CHECKLIST, Operator.YES_NO})


class WarningKind(StrEnum):
    """Why something is odd."""

    REGISTER = "register"  # 与台账不符
    LESS = "less"  # less of the target than last quarter
    JUMP = "jump"  # changed by more than the plan's share
    LIMIT = "limit"  # on target last quarter, off it now
    CLASH = "clash"  # another indicator states the same quantity otherwise


@dataclass(frozen=True, slots=True)
class ValueWarning:
    """One odd thing: a sentence for whoever fills in, a mark of a few words for whoever checks.

    `key` is the field it is about, empty if it is about the value as a whole; `other` the code of the indicator that
    is contradicted.
    """

    kind: WarningKind
    message: str
    mark: str
    key: str = ""
    other: str = ""


def value_warnings(
    clause: Target, now: Values, last: Values, register: Values, jump_percent: int
) -> list[ValueWarning]:
    """Return what is odd about an indicator's figures `now`.

    `last` are those approved last quarter, `register` those of the register, both empty if there are none;
    `jump_percent` is the share of last quarter's figure by which one may change without a word.
    """
    return [
        *_against_register(clause, now, register),
        *_against_target(clause, now, last),
        *_jumps(clause, now, last, jump_percent),
    ]


def differing(clause: Target, values: Values, others: Values) -> list[Field]:
    """Return the fields with other figures; a detail that one of them does not tell says nothing."""
    return [
        each
        for each in clause.fields
        if (figure := values.get(each.key)) != (other := others.get(each.key))
        and not (each.role == FieldRole.DETAIL and None in (figure, other))
    ]


# --- against the register ---------------------------------------------------------------------------------------------


def _against_register(clause: Target, now: Values, register: Values) -> Iterator[ValueWarning]:
    if not register or not clause.is_known(now):
        return
    wrong = differing(clause, register, now)
    if not wrong:
        return
    if len(clause.fields) == 1:
        words = [_text(each, register.get(each.key)) for each in wrong]
    else:
        words = [f"{each.label} {_text(each, register.get(each.key))}" for each in wrong]
    message = _("Differs from the register, which has: %s.") % listed(words)
    yield ValueWarning(
        WarningKind.REGISTER, message, _("differs from the register"), wrong[0].key if len(wrong) == 1 else ""
    )


# --- against last quarter ---------------------------------------------------------------------------------------------


def _against_target(clause: Target, now: Values, last: Values) -> Iterator[ValueWarning]:
    """Yield what leaves the target, or is less of it than last quarter.

    Odd is only the way off the target: met last quarter and not met now, or from one side of a band to the other. A
    target that is newly met is what the plan is for and asks for no excuse; what jumped there is told as a jump.
    """
    then, here = clause.judge(last), clause.judge(now)
    if then.met and here.met is False:
        message = _("On target last quarter, not any more: %s.") % here.gap
        yield ValueWarning(WarningKind.LIMIT, message, _("no longer on target"))
    elif _side(clause, then.amount) * _side(clause, here.amount) < 0:
        message = _("From one side of the target to the other since last quarter: %s.") % here.gap
        yield ValueWarning(WarningKind.LIMIT, message, _("beyond the target"))
    elif then.completion is not None and here.completion is not None and here.completion < then.completion:
        messages = list(_less(clause, now, last)) or [_("Further from the target than last quarter: %s.") % here.gap]
        for message in messages:
            yield ValueWarning(WarningKind.LESS, message, _("less than last quarter"))


def _side(clause: Target, amount: Number | None) -> int:
    """Return on which side of a band an amount lies: -1 below, 1 above, 0 within or nothing to say."""
    if clause.operator != Operator.BAND or amount is None or clause.goal is None or clause.upper is None:
        return 0
    return (amount > clause.upper) - (amount < clause.goal)


def _less(clause: Target, now: Values, last: Values) -> Iterator[str]:
    """Yield what is less than last quarter, in words and by how much."""
    lost = [each for each in clause.fields if each.role.is_yes_no and last.get(each.key) and now.get(each.key) == 0]
    if lost:
        yield _("There last quarter, not any more: %s.") % listed(str(each.label) for each in lost)
    before, after = clause.judge(last).amount, clause.judge(now).amount
    if clause.operator in LISTS or before is None or after is None or after >= before:
        return
    if clause.is_in_percent:
        words = {"before": percent(before, clause.goal), "after": percent(after, clause.goal)}
        yield _("Less than last quarter: %(after)s after %(before)s.") % words
    else:
        yield _("%s less than last quarter.") % measured(Fraction(before) - Fraction(after), clause.unit)


def _jumps(clause: Target, now: Values, last: Values, limit: int) -> Iterator[ValueWarning]:
    """Yield each figure that differs from last quarter's by more than `limit` per cent of it, up or down.

    From nothing, or from what is not known, there is no share to speak of. A count that moves by a single one is no
    jump either, or every third cadre and every second meeting would need an explanation.
    """
    for each in clause.needed:
        before, after = last.get(each.key), now.get(each.key)
        if each.role.is_yes_no or not before or after is None:
            continue
        change = abs(after - before)
        share = Fraction(change) / Fraction(before) * 100
        if share <= limit or (each.places == 0 and change <= 1):
            continue
        # Rounding must not make it read as if the limit were kept: 30.04 % is more than 30 %.
        shown = max(rounded(share, 1), limit + Decimal("0.1"))
        words = {
            "field": each.label,
            "before": _text(each, before),
            "share": f"{plain(shown, 1)}%",
            "limit": f"{limit}%",
        }
        message = (
            _("“%(field)s” is %(share)s more than last quarter (%(before)s): over %(limit)s.")
            if after > before
            else _("“%(field)s” is %(share)s less than last quarter (%(before)s): over %(limit)s.")
        )
        yield ValueWarning(WarningKind.JUMP, message % words, _("changed by more than %s") % words["limit"], each.key)


# --- against other indicators -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Statement:
    """A figure that says something about a quantity others speak of too."""

    code: str
    field: Field
    value: Decimal

    @property
    def text(self) -> str:
        return _text(self.field, self.value)


def inconsistencies(rows: Iterable[tuple[str, Target, Values]]) -> Mapping[str, list[ValueWarning]]:
    """Return what indicators state differently about one quantity, by the code of the indicator that comes later.

    `rows` are code, clause and figures of each indicator, in the sheet's order. Which fields count the same thing is
    the plan's to say (`Field.quantity`): fields of one quantity state the same figure; those with a "+" add up to it,
    those with a "<" are a part of it and cannot be more. The first figure that is known is what the others are held
    against. Addends are added up when all of them are known.
    """
    by_quantity: dict[str, list[_Statement]] = defaultdict(list)
    unknown: set[str] = set()
    for code, clause, figures in rows:
        for each in clause.fields:
            if not each.quantity:
                continue
            value = figures.get(each.key)
            if value is None:
                unknown.add(each.quantity)
            else:
                by_quantity[each.quantity].append(_Statement(code, each, value))
    warnings: dict[str, list[ValueWarning]] = defaultdict(list)
    for quantity, statements in by_quantity.items():
        name = quantity.lstrip("+<")
        if not by_quantity.get(name):
            continue
        whole = by_quantity[name][0]
        for wrong, message in _clashes(quantity, statements, whole, is_whole=quantity not in unknown):
            mark = _("contradicts %s") % whole.code
            warnings[wrong.code].append(ValueWarning(WarningKind.CLASH, message, mark, wrong.field.key, whole.code))
    return warnings


def _clashes(
    quantity: str, statements: list[_Statement], whole: _Statement, *, is_whole: bool
) -> Iterator[tuple[_Statement, str]]:
    """Yield with its sentence each statement that cannot stand beside the whole; `is_whole`: none is missing."""
    if quantity.startswith("+"):
        total, last = sum((each.value for each in statements), Decimal(0)), statements[-1]
        if is_whole and total != whole.value:
            codes = listed(dict.fromkeys(each.code for each in statements))
            words = {"codes": codes, "here": _text(last.field, total), "code": whole.code, "there": whole.text}
            yield last, _("%(codes)s add up to %(here)s, %(code)s has %(there)s.") % words
        return
    is_part = quantity.startswith("<")
    for each in statements:
        if not (each.value > whole.value if is_part else each.value != whole.value):
            continue
        words = {"field": str(each.field.label), "here": each.text, "code": whole.code, "there": whole.text}
        yield (
            each,
            (
                _("“%(field)s” is %(here)s, more than the %(there)s of %(code)s.") % words
                if is_part
                else _("“%(field)s” is %(here)s here, %(there)s in %(code)s.") % words
            ),
        )


# --- words ------------------------------------------------------------------------------------------------------------


def _text(each: Field, value: Decimal | None) -> str:
    """Return one figure as it is read: 40 m², 3 人, yes."""
    if value is None:
        return "—"
    if each.role.is_yes_no:
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    return measured(value, each.unit, each.places)
