"""The ledger's rules: which step follows which, who may take it, and the lamp an item shows by its deadline. Pure.

What is done by these rules is in partybuilding/ledger/actions.py; what is kept, in partybuilding/models/ledger.py.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partybuilding.models import LedgerEvent, LedgerItem
from partybuilding.shared.states import ABSENT, Rule, StateTable
from partybuilding.targets.pace import Colour

State = LedgerItem.State
Step = LedgerEvent.Kind
CLOSED = State.CLOSED.value


class ItemRole(StrEnum):
    """What somebody is in a matter; one person may be several of these."""

    DEPARTMENT = "department"  # staff of the unit that leads the plan
    RESPONSIBLE = "responsible"  # of the unit that answers for it, or the secretary of the community that does
    SUPPORTING = "supporting"
    BRANCH = "branch"  # the secretary of the pilot it is about


class ItemAct(StrEnum):
    """What can be done with an item."""

    OPEN = "open"
    PROGRESS = "progress"
    REQUEST_CLOSURE = "ask_close"
    START_CHECK = "begin_check"
    CLOSE = "close"
    REJECT_CLOSURE = "send_back"
    EXTEND = "extend"
    REOPEN = "reopen"
    REMIND = "urge"


# What stands in the way of an act that is legal otherwise.
WORKED_ON_IT = "worked_on_it"  # whoever wrote progress or asked for the close-out does not close
NO_EVIDENCE = "no_evidence"

_STAFF = frozenset({ItemRole.DEPARTMENT})
_DOERS = frozenset({ItemRole.RESPONSIBLE, ItemRole.SUPPORTING, ItemRole.BRANCH})
_WITH_UNIT = {state.value: state.value for state in LedgerItem.WITH_UNIT}

_NOT_AT_WORK = _(
    "Progress is written down by the responsible unit, the supporting units and the branch of the community."
)
_CHECK_FIRST: dict[str, Promise] = {State.CLOSE_ASKED: _("The check has not begun: begin it first.")}

TABLE = StateTable(
    states=State,
    rules={
        ItemAct.OPEN: Rule(
            roles=_STAFF,
            leads={ABSENT: State.OPENED},
            not_yours=_("Items are opened by the Organisation Department."),
        ),
        ItemAct.PROGRESS: Rule(
            roles=_DOERS,
            leads=dict.fromkeys(_WITH_UNIT, State.IN_HAND),
            not_yours=_NOT_AT_WORK,
        ),
        ItemAct.REQUEST_CLOSURE: Rule(
            roles=frozenset({ItemRole.RESPONSIBLE}),
            leads=dict.fromkeys(_WITH_UNIT, State.CLOSE_ASKED),
            not_yours=_("Closure is requested by the responsible unit."),
            not_now={State.CLOSE_ASKED: _("Closure is requested already.")},
            unless={
                NO_EVIDENCE: _(
                    "Give at least one piece of evidence: a file, a document number, a register entry or a visit."
                )
            },
        ),
        ItemAct.START_CHECK: Rule(
            roles=_STAFF,
            leads={State.CLOSE_ASKED: State.UNDER_CHECK},
            not_yours=_("The check is the Organisation Department's."),
            not_now={State.UNDER_CHECK: _("The check has begun already.")},
        ),
        # Nobody of the responsible unit closes, but for a colleague in the unit that leads the plan, where there is no
        # other house to ask.
        ItemAct.CLOSE: Rule(
            roles=_STAFF,
            leads={State.UNDER_CHECK: State.CLOSED},
            not_yours=_("An item is closed by the Organisation Department."),
            not_for={
                ItemRole.RESPONSIBLE: _(
                    "The responsible unit cannot close its own item: the Organisation Department does."
                )
            },
            not_now={**_CHECK_FIRST, State.CLOSED: _("The item is closed already.")},
            unless={WORKED_ON_IT: _("You worked on this item yourself: somebody else has to close it.")},
        ),
        ItemAct.REJECT_CLOSURE: Rule(
            roles=_STAFF,
            leads={State.UNDER_CHECK: State.RETURNED},
            not_yours=_("An item is sent back by the Organisation Department."),
            not_now=_CHECK_FIRST,
        ),
        # More time in the middle of a check means that it was not done yet: the unit goes on with it.
        ItemAct.EXTEND: Rule(
            roles=_STAFF,
            leads={**_WITH_UNIT, State.UNDER_CHECK: State.IN_HAND},
            not_yours=_("A due date is put off by the Organisation Department."),
            not_now={State.CLOSE_ASKED: _("Closure is requested: begin the check before the due date is put off.")},
        ),
        ItemAct.REOPEN: Rule(
            roles=_STAFF,
            leads={State.CLOSED: State.RETURNED},
            not_yours=_("An item is opened again by the Organisation Department."),
            not_now=dict.fromkeys(State.values, _("The item is open: there is nothing to open again.")),
        ),
        ItemAct.REMIND: Rule(
            roles=_STAFF,
            leads=_WITH_UNIT,
            not_yours=_("Units are reminded by the Organisation Department."),
            not_now=dict.fromkeys(
                LedgerItem.WITH_DEPARTMENT,
                _("The item lies with the Organisation Department: there is nobody to remind."),
            ),
        ),
    },
    not_now={
        State.OPENED: _("Nobody has requested closure yet."),
        State.IN_HAND: _("Nobody has requested closure yet."),
        State.RETURNED: _("The item was sent back: nobody has requested closure again."),
        State.CLOSE_ASKED: _("Closure is requested: the item waits for the check."),
        State.UNDER_CHECK: _("The item is under check: it can be changed again once that is decided."),
        State.CLOSED: _("The item is closed: it would have to be opened again first."),
    },
)


# The steps a decision depends on, in words that follow the name of who took them.
STEPS: dict[str, Promise] = {
    Step.OPENED: _("opened the item"),
    Step.PROGRESS: _("wrote down progress on the item"),
    Step.CLOSE_ASKED: _("requested closure of the item"),
    Step.CHECK_BEGUN: _("began the check of the item"),
    Step.CLOSED: _("closed the item"),
    Step.RETURNED: _("sent the item back"),
    Step.EXTENDED: _("put off the due date of the item"),
    Step.REOPENED: _("opened the item again"),
}


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
