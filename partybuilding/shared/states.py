"""One shape for the rules of whatever passes through states: which act leads from which to which, and whose it is.

The tables stand in the rooms: `TABLE` in `rules.py` of reports, ledger, meetings and units. Acts, forms and buttons ask
them, and no other place decides. Pure.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from django.db.models import TextChoices
from django.utils.functional import Promise

from partybuilding.shared.errors import ActionError

ABSENT = ""  # the state of what is not there yet: an act that leads from it makes the thing

A = TypeVar("A", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One act: who takes it, the state each state it is legal in leads to, and the words it is refused with."""

    roles: frozenset[str]
    leads: Mapping[str, str]
    not_yours: Promise
    not_for: Mapping[str, Promise] = field(default_factory=dict)  # the same in other words, by a role somebody has
    not_now: Mapping[str, Promise] = field(default_factory=dict)  # by state, where the table's own words do not fit
    unless: Mapping[str, Promise] = field(default_factory=dict)  # by a fact that stands in the way of a legal act


@dataclass(frozen=True, kw_only=True)
class StateTable(Generic[A]):
    """The states of one kind of thing, in the order they follow each other, and the rule of every act."""

    states: type[TextChoices]
    rules: Mapping[A, Rule]
    not_now: Mapping[str, Promise]  # by state: why an act that is not legal in it is refused

    def can_act(self, act: A, roles: Collection[str]) -> bool:
        """Return whether the act is this person's at all, whatever the state."""
        return not self.rules[act].roles.isdisjoint(roles)

    def after(self, act: A, state: str) -> str | None:
        """Return the state the act leads to; None where it is not legal."""
        return self.rules[act].leads.get(state)

    def refusal(self, act: A, state: str, roles: Collection[str], facts: Collection[str] = ()) -> Promise | None:
        """Return why this person cannot take the act now, in words; None if nothing keeps them from it."""
        rule = self.rules[act]
        if not self.can_act(act, roles):
            return next((words for role, words in rule.not_for.items() if role in roles), rule.not_yours)
        if state not in rule.leads:
            return rule.not_now.get(state) or self.not_now[state]
        return next((words for fact, words in rule.unless.items() if fact in facts), None)

    def legal(self, state: str, roles: Collection[str], facts: Collection[str] = ()) -> frozenset[A]:
        """Return the acts this person can take now."""
        return frozenset(act for act in self.rules if self.refusal(act, state, roles, facts) is None)

    def step(self, act: A, state: str, roles: Collection[str], facts: Collection[str] = ()) -> str:
        """Return the state the act leads to; ActionError in words if it is not this person's, or not legal now."""
        why = self.refusal(act, state, roles, facts)
        if why is not None:
            raise ActionError(str(why))
        return self.rules[act].leads[state]
