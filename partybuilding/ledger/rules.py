"""The ledger's rules: which step follows which, who may take it, and the lamp an item shows by its deadline. Pure.

What is done by these rules is in partybuilding/ledger/actions.py; what is kept, in partybuilding/models/ledger.py.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partybuilding.models import LedgerItem
from partybuilding.targets.pace import Colour

CLOSED = "closed"


class ItemRole(StrEnum):
    """What somebody is in a matter; one person may be several of these."""

    DEPARTMENT = "department"  # staff of the unit that leads the plan
    RESPONSIBLE = "responsible"
    SUPPORTING = "supporting"
    BRANCH = "branch"  # the secretary of the pilot it is about


class Act(StrEnum):
    """What can be done with an item that is open or was closed."""

    PROGRESS = "progress"
    REQUEST_CLOSURE = "ask_close"
    START_CHECK = "begin_check"
    CLOSE = "close"
    REJECT_CLOSURE = "send_back"
    EXTEND = "extend"
    REOPEN = "reopen"
    REMIND = "urge"


@dataclass(frozen=True, slots=True)
class Rule:
    """An act: who takes it, and the state each state it is legal in leads to."""

    parts: frozenset[ItemRole]
    steps: dict[str, str]


_STAFF = frozenset({ItemRole.DEPARTMENT})
_DOERS = frozenset({ItemRole.RESPONSIBLE, ItemRole.SUPPORTING, ItemRole.BRANCH})

RULES: dict[Act, Rule] = {
    Act.PROGRESS: Rule(_DOERS, dict.fromkeys(LedgerItem.WITH_UNIT, "in_hand")),
    Act.REQUEST_CLOSURE: Rule(frozenset({ItemRole.RESPONSIBLE}), dict.fromkeys(LedgerItem.WITH_UNIT, "close_asked")),
    Act.START_CHECK: Rule(_STAFF, {"close_asked": "under_check"}),
    Act.CLOSE: Rule(_STAFF, {"under_check": CLOSED}),
    Act.REJECT_CLOSURE: Rule(_STAFF, {"under_check": "returned"}),
    # More time in the middle of a check means that it was not done yet: the unit goes on with it.
    Act.EXTEND: Rule(_STAFF, {**{state: state for state in LedgerItem.WITH_UNIT}, "under_check": "in_hand"}),
    Act.REOPEN: Rule(_STAFF, {CLOSED: "returned"}),
    Act.REMIND: Rule(_STAFF, {state: state for state in LedgerItem.WITH_UNIT}),
}

_NOT_YOURS: dict[Act, Promise] = {
    Act.PROGRESS: _(
        "Progress is written down by the responsible unit, the supporting units and the branch of the community."
    ),
    Act.REQUEST_CLOSURE: _("The close-out is asked for by the responsible unit."),
    Act.START_CHECK: _("The check is the Organisation Department's."),
    Act.CLOSE: _("An item is closed by the Organisation Department."),
    Act.REJECT_CLOSURE: _("An item is sent back by the Organisation Department."),
    Act.EXTEND: _("A deadline is put off by the Organisation Department."),
    Act.REOPEN: _("An item is opened again by the Organisation Department."),
    Act.REMIND: _("Units are reminded by the Organisation Department."),
}
_OWN_ITEM = _("The responsible unit cannot close its own item: the Organisation Department does.")
_OWN_WORK = _("You worked on this item yourself: somebody else has to close it.")
_NO_EVIDENCE = _("Attach at least one piece of evidence first: without it no close-out can be asked for.")

_NOT_NOW_BY_STATE: dict[str, Promise] = {
    "opened": _("Nobody has asked for the close-out yet."),
    "in_hand": _("Nobody has asked for the close-out yet."),
    "returned": _("The item was sent back: nobody has asked for the close-out again."),
    "close_asked": _("The close-out is asked for: the item waits for the check."),
    "under_check": _("The item is under check: it can be changed again once that is decided."),
    CLOSED: _("The item is closed: it would have to be opened again first."),
}
_NOT_NOW: dict[tuple[Act, str], Promise] = {
    (Act.START_CHECK, "under_check"): _("The check has begun already."),
    (Act.CLOSE, "close_asked"): _("The check has not begun: begin it first."),
    (Act.REJECT_CLOSURE, "close_asked"): _("The check has not begun: begin it first."),
    (Act.EXTEND, "close_asked"): _("The close-out is asked for: begin the check before the deadline is put off."),
    (Act.REQUEST_CLOSURE, "close_asked"): _("The close-out is asked for already."),
    (Act.CLOSE, CLOSED): _("The item is closed already."),
    **{
        (Act.REOPEN, state): _("The item is open: there is nothing to open again.")
        for state in (*LedgerItem.WITH_UNIT, *LedgerItem.WITH_DEPARTMENT)
    },
    **{
        (Act.REMIND, state): _("The item lies with the Organisation Department: there is nobody to remind.")
        for state in LedgerItem.WITH_DEPARTMENT
    },
}


def can_act(act: Act, parts: Collection[ItemRole]) -> bool:
    """Return whether the act is this person's at all, whatever the state."""
    return not RULES[act].parts.isdisjoint(parts)


def after(act: Act, state: str) -> str | None:
    """Return the state the act leads to; None where it is not legal."""
    return RULES[act].steps.get(state)


def refusal(
    act: Act, state: str, parts: Collection[ItemRole], *, worked_on_it: bool = False, has_evidence: bool = True
) -> Promise | None:
    """Return why this person cannot take the step now, in words; None if nothing keeps them from it.

    Whoever wrote progress or asked for the close-out does not close; nobody of the responsible unit does, but for a
    colleague in the unit that leads the plan, where there is no other house to ask.
    """
    if not can_act(act, parts):
        return _OWN_ITEM if act == Act.CLOSE and ItemRole.RESPONSIBLE in parts else _NOT_YOURS[act]
    if after(act, state) is None:
        return _NOT_NOW.get((act, state)) or _NOT_NOW_BY_STATE[state]
    if act == Act.CLOSE and worked_on_it:
        return _OWN_WORK
    if act == Act.REQUEST_CLOSURE and not has_evidence:
        return _NO_EVIDENCE
    return None


# --- the lamp ---------------------------------------------------------------------------------------------------------


class ItemStatus(StrEnum):
    """How an item stands by its deadline, or what came back without being one: the word beside its lamp."""

    OVERDUE = "overdue"
    RETURNED = "returned"
    SOON = "soon"
    IN_TIME = "in_time"
    CLOSED = "closed"

    @property
    def colour(self) -> Colour:
        return _COLOURS[self]

    @property
    def word(self) -> Promise:
        return _WORDS[self]


_COLOURS = {
    ItemStatus.OVERDUE: Colour.RED,
    ItemStatus.RETURNED: Colour.YELLOW,
    ItemStatus.SOON: Colour.YELLOW,
    ItemStatus.IN_TIME: Colour.GREEN,
    ItemStatus.CLOSED: Colour.GREEN,
}
_WORDS: dict[ItemStatus, Promise] = {
    ItemStatus.OVERDUE: _("Overdue"),
    ItemStatus.RETURNED: pgettext_lazy("lamp", "Returned"),
    ItemStatus.SOON: pgettext_lazy("ledger", "Due soon"),
    ItemStatus.IN_TIME: pgettext_lazy("ledger", "In time"),
    ItemStatus.CLOSED: pgettext_lazy("ledger", "Closed"),
}


def status_of(state: str, due_on: date, *, on: date, warn_days: int) -> ItemStatus:
    """Return the lamp of an item on a day; a closed one is green however late it was."""
    if state == CLOSED:
        return ItemStatus.CLOSED
    left = (due_on - on).days
    if left < 0:
        return ItemStatus.OVERDUE
    return ItemStatus.SOON if left <= warn_days else ItemStatus.IN_TIME


@dataclass(frozen=True, slots=True)
class Balance:
    """What became of a number of items: closed, in hand, or past their deadline without being closed."""

    total: int
    closed: int
    in_hand: int
    overdue: int

    @property
    def rate(self) -> int | None:
        """Per cent closed, rounded down, so that 100 means all of them; None of nothing."""
        return self.closed * 100 // self.total if self.total else None
