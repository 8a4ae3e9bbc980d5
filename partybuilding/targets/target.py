"""The kinds of target and the verdict on a value: is it met, how far along, and the gap in words.

Pure: a target is a clause of the plan with an operator, a value is a mapping from field keys to figures. Figures are
Decimals; yes is 1 and no is 0; None means "not known" and is never taken for 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fengxiang.bilingual import NOTHING, Bilingual, is_english, joined, listed
from partybuilding.targets.numbers import Number, measured, percent, plain

Values = Mapping[str, Decimal | None]


class FieldRole(StrEnum):
    """What a field of an indicator contributes to its verdict."""

    VALUE = "value"  # the figure itself
    NUMERATOR = "numerator"  # summed over the fields
    DENOMINATOR = "denominator"
    ITEM = "item"  # one thing of a checklist, yes or no
    CONDITION = "condition"  # yes or no: must hold beside the figure
    TOTAL = "total"  # persons looked at
    OUTSIDE = "outside"  # of these, outside the limit without a waiver
    WAIVED = "waived"  # of these, outside the limit with a waiver: they count as within
    COUNT = "count"  # shown, not judged
    DETAIL = "detail"  # told beside the value: neither judged nor needed

    @property
    def is_yes_no(self) -> bool:
        return self in {FieldRole.ITEM, FieldRole.CONDITION}


class Operator(StrEnum):
    """How a value is held against the target."""

    AT_LEAST = "at_least"
    BAND = "band"
    SHARE = "share"
    CHECKLIST = "checklist"
    YES_NO = "yes_no"
    EACH = "each"
    FREQUENCY = "frequency"
    VALUE = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One figure or yes/no that makes up an indicator's value."""

    key: str
    role: FieldRole
    label: Bilingual
    unit: Bilingual = NOTHING
    places: int = 0
    quantity: str = ""  # what it counts, if others count it too: the same, "+" an addend of it, "<" a part of it
    group: Bilingual = NOTHING  # the two fields of a group are a part and its whole: a share of its own


@dataclass(frozen=True, slots=True)
class Phrases:
    """The plan's own words for a gap: {n} is what is missing, with unit; {target} 50%; {fraction} 21/50."""

    short: Bilingual = NOTHING
    over: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a value amounts to.

    `met` is None when there is nothing to judge: no value, or no target. `amount` is on the target's own scale (m²,
    per cent, items), None without a value. `completion` is how much of the target is reached, 0 to 100.
    """

    met: bool | None
    amount: Number | None
    completion: Fraction | None
    gap: str = ""
    waived: int = 0


UNKNOWN = Verdict(met=None, amount=None, completion=None)


def at_least_zero(value: Number) -> Fraction:
    return max(Fraction(value), Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A clause plus an operator. `goal` (and `upper`, for a band) are on the scale of the verdict's amount."""

    operator: Operator
    fields: tuple[Field, ...]
    goal: Decimal | None = None
    upper: Decimal | None = None
    strict: bool = False  # the goal itself is not enough: "more than half"
    unit: Bilingual = NOTHING
    phrases: Phrases = field(default_factory=Phrases)

    # --- reading a value ---------------------------------------------------------------------------------------------

    def of(self, *roles: FieldRole) -> list[Field]:
        """Return the fields with one of these roles, in order."""
        return [each for each in self.fields if each.role in roles]

    @property
    def needed(self) -> list[Field]:
        """The fields without which the value is not known."""
        return [each for each in self.fields if each.role != FieldRole.DETAIL]

    @property
    def sums(self) -> dict[str, list[Field]]:
        """The fields that are added up of others here, by key; nobody is asked for them."""
        addends: dict[str, list[Field]] = {}
        for each in self.fields:
            if each.quantity.startswith("+"):
                addends.setdefault(each.quantity[1:], []).append(each)
        return {each.key: addends[each.quantity] for each in self.fields if each.quantity in addends}

    @property
    def asked(self) -> list[Field]:
        """The fields somebody fills in: all but the sums."""
        sums = self.sums
        return [each for each in self.fields if each.key not in sums]

    def summed(self, values: Values) -> dict[str, Decimal | None]:
        """Return the values with each sum whose addends are known; another keeps what it was before they were asked."""
        figures = dict(values)
        for key, addends in self.sums.items():
            known = [figure for each in addends if (figure := values.get(each.key)) is not None]
            if len(known) == len(addends):
                figures[key] = sum(known, Decimal(0))
        return figures

    def unanswered(self, values: Values) -> list[Field]:
        """Return the asked fields still open: those the value needs, and the rest of a sum that was begun."""
        open_keys = {each.key for each in self.needed if values.get(each.key) is None}
        for key, addends in self.sums.items():
            missing = [each.key for each in addends if values.get(each.key) is None]
            if key in open_keys or len(missing) < len(addends):
                open_keys.update(missing)
        return [each for each in self.asked if each.key in open_keys]

    @property
    def is_in_percent(self) -> bool:
        """Whether the verdict's amount is a share of 100."""
        return self.operator == Operator.EACH or bool(self.of(FieldRole.NUMERATOR))

    def total(self, values: Values, *roles: FieldRole) -> Decimal | None:
        """Return the sum over the fields of these roles; None if there is none or one is not known."""
        figures = [values.get(each.key) for each in self.of(*roles)]
        if not figures or None in figures:
            return None
        return sum((figure for figure in figures if figure is not None), Decimal(0))

    def missing(self, values: Values, *roles: FieldRole) -> list[str]:
        """Return the names of the things answered with no."""
        return [str(each.label) for each in self.of(*roles) if values.get(each.key) == 0]

    def is_known(self, values: Values) -> bool:
        """Return whether every needed field has a value; a target nobody has given fields yet has none to know."""
        needed = self.needed
        return bool(needed) and all(values.get(each.key) is not None for each in needed)

    # --- the verdict --------------------------------------------------------------------------------------------------

    def judge(self, values: Values) -> Verdict:
        """Return the verdict on `values`; unknown if any field the target needs is not known."""
        if not self.is_known(values):
            return UNKNOWN
        verdict = self._judge_figure(values)
        return self._with_conditions(values, verdict)

    def _judge_figure(self, values: Values) -> Verdict:
        match self.operator:
            case Operator.AT_LEAST | Operator.FREQUENCY:
                return self._judge_at_least(values)
            case Operator.BAND:
                return self._judge_band(values)
            case Operator.SHARE:
                return self._judge_share(values)
            case Operator.CHECKLIST:
                return self._judge_list(values, FieldRole.ITEM, _("Missing: {n}"))
            case Operator.YES_NO:
                return self._judge_list(values, FieldRole.CONDITION, _("Not yet in place"))
            case Operator.EACH:
                return self._judge_each(values)
            case Operator.VALUE:
                return Verdict(met=None, amount=self._amount(values), completion=None)

    def _amount(self, values: Values) -> Number | None:
        if self.of(FieldRole.NUMERATOR):
            return self._share(values)
        if self.of(FieldRole.VALUE):
            return self.total(values, FieldRole.VALUE)
        # Several counts are of unlike things: there is no sum to compare.
        return self.total(values, FieldRole.COUNT) if len(self.of(FieldRole.COUNT)) == 1 else None

    def _share(self, values: Values) -> Fraction | None:
        part, whole = self.total(values, FieldRole.NUMERATOR), self.total(values, FieldRole.DENOMINATOR)
        return None if part is None or not whole else Fraction(part) / Fraction(whole) * 100

    def _judge_at_least(self, values: Values) -> Verdict:
        value, goal = self.total(values, FieldRole.VALUE), self.goal
        if value is None or goal is None:
            return Verdict(met=None, amount=value, completion=None)
        met = value > goal if self.strict else value >= goal
        gap = "" if met else self._short(goal - value, values)
        return Verdict(met, value, _completion(value, goal, met), gap)

    def _judge_band(self, values: Values) -> Verdict:
        value, lower, upper = self.total(values, FieldRole.VALUE), self.goal, self.upper
        if value is None or lower is None or upper is None:
            return Verdict(met=None, amount=value, completion=None)
        if value < lower:
            return Verdict(False, value, _completion(value, lower, False), self._short(lower - value, values))
        if value > upper:
            # As far above the band as a value below it would be short: six for "3 to 5" is a fifth too many.
            completion = at_least_zero(100 - Fraction(value - upper) / Fraction(upper or 1) * 100)
            return Verdict(False, value, completion, self._over(value - upper, values))
        return Verdict(True, value, Fraction(100))

    def _judge_share(self, values: Values) -> Verdict:
        part, whole, goal = (
            self.total(values, FieldRole.NUMERATOR),
            self.total(values, FieldRole.DENOMINATOR),
            self.goal,
        )
        share = self._share(values)
        if part is None or whole is None or share is None or goal is None:
            return Verdict(met=None, amount=share, completion=None)
        met = share > goal if self.strict else share >= goal
        needed = Fraction(goal) / 100 * Fraction(whole)
        # Whole things only: 50 % of 9 compounds takes 5 of them.
        lacking = (floor(needed) + 1 if self.strict else ceil(needed)) - Fraction(part)
        gap = "" if met else self._short(lacking, values)
        return Verdict(met, share, _completion(share, goal, met), gap)

    def _judge_list(self, values: Values, role: FieldRole, default: str) -> Verdict:
        items = self.of(role)
        missing = self.missing(values, role)
        done = len(items) - len(missing)
        goal = self.goal if self.goal is not None and self.operator == Operator.CHECKLIST else Decimal(len(items))
        met = done >= goal
        gap = "" if met else self._phrase(self.phrases.short, default, listed(missing), values, len(missing))
        return Verdict(met, done, _completion(done, goal, met), gap)

    def _judge_each(self, values: Values) -> Verdict:
        total, outside = self.total(values, FieldRole.TOTAL), self.total(values, FieldRole.OUTSIDE)
        waived = int(self.total(values, FieldRole.WAIVED) or 0)
        if not total or outside is None:
            # Nobody in post: there is no one to be within the limit.
            return Verdict(met=None, amount=None, completion=None, waived=waived)
        within = Fraction(total - outside) / Fraction(total) * 100
        met = outside == 0
        gap = (
            ""
            if met
            else self._phrase(
                self.phrases.short,
                _("{n} outside the limit"),
                measured(outside, self.unit),
                values,
                outside,
            )
        )
        return Verdict(met, within, at_least_zero(within), gap, waived)

    def _with_conditions(self, values: Values, verdict: Verdict) -> Verdict:
        """A condition not fulfilled spoils the verdict, and weighs in the completion as much as the figure does."""
        conditions = self.of(FieldRole.CONDITION)
        if self.operator in {Operator.YES_NO, Operator.VALUE} or not conditions or verdict.completion is None:
            return verdict
        missing = self.missing(values, FieldRole.CONDITION)
        kept = len(conditions) - len(missing)
        completion = (verdict.completion + kept * 100) / (len(conditions) + 1)
        gaps = [verdict.gap] if verdict.gap else []
        if missing:
            gaps.insert(0, _("Missing: {n}").format(n=listed(missing)))
        return Verdict(verdict.met and not missing, verdict.amount, completion, joined(gaps), verdict.waived)

    # --- the gap in words ------------------------------------------------------------------------------------------

    def _short(self, lacking: Number, values: Values) -> str:
        return self._phrase(self.phrases.short, _("{n} short"), measured(lacking, self.unit), values, lacking)

    def _over(self, surplus: Number, values: Values) -> str:
        return self._phrase(self.phrases.over, _("{n} too many"), measured(surplus, self.unit), values, surplus)

    def _phrase(self, wording: Bilingual, default: str, n: str, values: Values, number: Number) -> str:
        pattern = wording.counted(number) if wording else default
        return pattern.format(n=n, target=self.goal_text(), fraction=self._fraction_text(values))

    # --- how target and value read ---------------------------------------------------------------------------------

    def goal_text(self) -> str:
        """Return the bare goal: 200 m², 50%."""
        if self.goal is None:
            return ""
        return percent(self.goal) if self.operator == Operator.SHARE else measured(self.goal, self.unit)

    def describe(self) -> str:
        """Return the target as a clause: ≥ 200 m², 3–5 cadres, all 7, yes; empty if there is none."""
        match self.operator:
            case Operator.YES_NO:
                return pgettext("answer", "yes")
            case Operator.EACH:
                return _("each")
            case Operator.CHECKLIST:
                count = len(self.of(FieldRole.ITEM))
                return _("all %d") % count if self.goal in {None, count} else f"≥ {plain(self.goal or 0)} / {count}"
            case _ if self.goal is None or self.operator == Operator.VALUE:
                return ""
            case Operator.BAND:
                return self._band_text()
            case Operator.FREQUENCY:
                return _("≥ %s each quarter") % self.goal_text()
            case Operator.SHARE if self.goal == 100:
                return self.goal_text()
            case _:
                return f"{'>' if self.strict else '≥'} {self.goal_text()}"

    def amount_text(self, amount: Number) -> str:
        """Return an amount on the scale of the target, as a schedule expects it: 35%, 3/7, 200 m²."""
        if self.is_in_percent:
            return percent(amount)
        if self.operator in {Operator.CHECKLIST, Operator.YES_NO}:
            return f"{plain(amount)}/{len(self.of(FieldRole.ITEM, FieldRole.CONDITION))}"
        return measured(amount, self.unit)

    def _band_text(self) -> str:
        if self.goal == self.upper:
            return _("exactly %s") % self.goal_text()
        return f"{plain(self.goal or 0)}–{measured(self.upper or 0, self.unit)}"

    def value_text(self, values: Values) -> str:
        """Return the value as it is shown: 186 m², 44.4% (4/9), 5/7, yes; a dash if it is not known."""
        if not self.is_known(values):
            return "—"
        match self.operator:
            case Operator.CHECKLIST:
                items = self.of(FieldRole.ITEM)
                return f"{len(items) - len(self.missing(values, FieldRole.ITEM))}/{len(items)}"
            case Operator.YES_NO:
                missing = self.missing(values, FieldRole.CONDITION)
                return pgettext("answer", "no") if missing else pgettext("answer", "yes")
            case Operator.EACH:
                return self._each_text(values)
            case _ if self.of(FieldRole.NUMERATOR):
                return self._share_text(values)
            case _ if self.of(FieldRole.VALUE):
                return measured(self.total(values, FieldRole.VALUE) or 0, self.unit)
            case _:
                return self._counts_text(values)

    def _each_text(self, values: Values) -> str:
        total, outside = self.total(values, FieldRole.TOTAL) or 0, self.total(values, FieldRole.OUTSIDE) or 0
        text = f"{plain(total - outside)}/{plain(total)}"
        waived = self.total(values, FieldRole.WAIVED)
        return text + _bracketed(_("%s waived") % plain(waived)) if waived else text

    def _share_text(self, values: Values) -> str:
        share, fraction = self._share(values), self._fraction_text(values)
        return fraction if share is None else percent(share, self.goal) + _bracketed(fraction)

    def _fraction_text(self, values: Values) -> str:
        part, whole = self.total(values, FieldRole.NUMERATOR) or 0, self.total(values, FieldRole.DENOMINATOR) or 0
        return f"{plain(part)}/{plain(whole)}"

    def _counts_text(self, values: Values) -> str:
        pairs = ((each, values.get(each.key)) for each in self.of(FieldRole.COUNT))
        return (" · ").join(f"{each.label} {plain(value, each.places)}" for each, value in pairs if value is not None)


def _completion(value: Number, goal: Number, met: bool) -> Fraction:
    """Return how much of the goal is reached, 0 to 100."""
    if met or not goal:
        return Fraction(100) if met else Fraction(0)
    return min(at_least_zero(Fraction(value) / Fraction(goal) * 100), Fraction(100))


def _bracketed(text: str) -> str:
    return f" ({text})" if is_english() else f"（{text}）"
