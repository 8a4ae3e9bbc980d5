"""What a plan asks for some time: an indicator's target and schedule, the phases' days and the lamps' thresholds.

Pure. Terms hold from a quarter on, until other terms take their place; a quarter is judged by those that held in it.
They are kept as JSON under the plan file's keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from partybuilding.targets.pace import ScheduleSpan, Thresholds
from partybuilding.targets.quarter import Quarter

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorTerms:
    """What an indicator asks: its target, and by when. Phases go by their numbers, as in the plan file."""

    target: Decimal | None = None
    upper: Decimal | None = None
    strict: bool = False
    due: int | None = None
    steps: Mapping[int, Decimal] = field(default_factory=dict)

    @classmethod
    def of_tree(cls, tree: Mapping[str, Any]) -> "IndicatorTerms":
        return cls(
            target=_figure(tree["target"]),
            upper=_figure(tree["upper"]),
            strict=tree["strict"],
            due=tree["due"],
            steps={int(number): Decimal(step) for number, step in tree["steps"].items()},
        )

    def tree(self) -> Tree:
        """Return the terms as JSON: figures as text, so that none is rounded."""
        steps = {str(number): str(step) for number, step in self.steps.items()}
        figures = {"target": _text(self.target), "upper": _text(self.upper)}
        return {**figures, "strict": self.strict, "due": self.due, "steps": steps}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTerms:
    """What the plan itself sets: the days of its phases by their numbers, and what its lamps go by."""

    phases: Mapping[int, ScheduleSpan]
    rules: Thresholds

    @classmethod
    def of_tree(cls, tree: Mapping[str, Any]) -> "PlanTerms":
        spans = {
            int(number): ScheduleSpan(*(date.fromisoformat(day) for day in days))
            for number, days in tree["phases"].items()
        }
        return cls(phases=spans, rules=Thresholds(**tree["rules"]))

    def tree(self) -> Tree:
        """Return the terms as JSON."""
        days = {str(number): [span.first.isoformat(), span.last.isoformat()] for number, span in self.phases.items()}
        return {"phases": days, "rules": asdict(self.rules)}


T = TypeVar("T", IndicatorTerms, PlanTerms)


@dataclass(frozen=True, slots=True)
class TermsVersion(Generic[T]):
    """Terms with the quarter they hold from; None is the plan's beginning."""

    since: Quarter | None
    terms: T


def versions(replaced: Sequence[tuple[Quarter, T]], newest: T) -> list[TermsVersion[T]]:
    """Return the terms in order, from (the quarter in which they were replaced, terms) and what holds last."""
    since: Quarter | None = None
    in_order: list[TermsVersion[T]] = []
    for end, terms in replaced:
        in_order.append(TermsVersion(since, terms))
        since = end
    in_order.append(TermsVersion(since, newest))
    return in_order


def terms_in(replaced: Sequence[tuple[Quarter, T]], newest: T, quarter: Quarter) -> T:
    """Return the terms that hold in a quarter: the one place where this is decided."""
    return next((terms for end, terms in replaced if quarter < end), newest)


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else str(figure)
