"""The ledger's rules by themselves: every step in every state for every part somebody can have in a matter."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from partybuilding.ledger.rules import (
    CLOSED,
    NO_EVIDENCE,
    TABLE,
    WORKED_ON_IT,
    Balance,
    ItemAct,
    ItemRole,
    ItemStatus,
    status_of,
)
from partybuilding.models import LedgerItem
from partybuilding.targets.pace import Colour

STATES = ["opened", "in_hand", "returned", "close_asked", "under_check", "closed"]
# ItemAct: who takes it, and what each of the states leads to; "-" is refused.
ACTS = """
open         D    -           -           -           -         -         -
progress     RSB  in_hand     in_hand     in_hand     -         -         -
ask_close    R    close_asked close_asked close_asked -         -         -
begin_check  D    -           -           -           under_check -       -
close        D    -           -           -           -         closed    -
send_back    D    -           -           -           -         returned  -
extend       D    opened      in_hand     returned    -         in_hand   -
reopen       D    -           -           -           -         -         returned
urge         D    opened      in_hand     returned    -         -         -
"""
LETTERS = {"D": ItemRole.DEPARTMENT, "R": ItemRole.RESPONSIBLE, "S": ItemRole.SUPPORTING, "B": ItemRole.BRANCH}
LINES = [line.split() for line in ACTS.strip().splitlines()]


def test_the_table_holds_every_act_and_every_state_there_is():
    assert [line[0] for line in LINES] == [str(act) for act in ItemAct] == [str(act) for act in TABLE.rules]
    assert sorted(STATES) == sorted(LedgerItem.State.values)


@pytest.mark.parametrize(("act", "letters", "to"), [(line[0], line[1], line[2:]) for line in LINES])
def test_every_step_leads_where_the_table_says(act, letters, to):
    assert [TABLE.after(ItemAct(act), state) or "-" for state in STATES] == to
    assert "".join(letter for letter in "DRSB" if TABLE.can_act(ItemAct(act), {LETTERS[letter]})) == letters


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
@pytest.mark.parametrize("letter", ["", "D", "R", "S", "B", "DR"])
def test_every_step_is_taken_or_refused_in_words(line, letter):
    act, letters, *to = line
    parts = {LETTERS[each] for each in letter}
    for state, leads in zip(STATES, to, strict=True):
        why = TABLE.refusal(ItemAct(act), state, parts)
        is_legal = leads != "-" and bool(set(letter) & set(letters))
        assert (why is None) == is_legal
        assert is_legal or str(why).endswith("。")


def test_each_refusal_says_what_is_in_the_way():
    department = {ItemRole.DEPARTMENT}
    with translation.override("en"):
        said = {
            (act, state): str(TABLE.refusal(act, state, department))
            for act, state in [
                (ItemAct.CLOSE, "opened"),
                (ItemAct.CLOSE, "close_asked"),
                (ItemAct.CLOSE, "closed"),
                (ItemAct.REOPEN, "in_hand"),
                (ItemAct.REMIND, "under_check"),
                (ItemAct.EXTEND, "closed"),
            ]
        }
        assert str(TABLE.refusal(ItemAct.CLOSE, "under_check", {ItemRole.RESPONSIBLE})).startswith(
            "The responsible unit cannot"
        )
        assert str(TABLE.refusal(ItemAct.CLOSE, "under_check", department, {WORKED_ON_IT})).startswith("You worked on")
        assert "evidence" in str(
            TABLE.refusal(ItemAct.REQUEST_CLOSURE, "opened", {ItemRole.RESPONSIBLE}, {NO_EVIDENCE})
        )
    assert len(set(said.values())) == len(said)
    assert said[ItemAct.CLOSE, "opened"] == "Nobody has requested closure yet."


@pytest.mark.parametrize(
    ("days", "state", "light", "colour"),
    [
        (16, "opened", ItemStatus.IN_TIME, Colour.GREEN),
        (15, "opened", ItemStatus.SOON, Colour.YELLOW),
        (0, "in_hand", ItemStatus.SOON, Colour.YELLOW),
        (-1, "under_check", ItemStatus.OVERDUE, Colour.RED),
        (-1, CLOSED, ItemStatus.CLOSED, Colour.GREEN),
    ],
)
def test_the_lamp_follows_the_deadline(days, state, light, colour):
    on = date(2005, 11, 15)
    found = status_of(state, on + timedelta(days=days), on=on, warn_days=15)
    assert (found, found.colour) == (light, colour)


def test_the_rate_is_100_only_if_all_of_them_are_closed():
    assert Balance(12, 9, 2, 1).rate == 75
    assert Balance(200, 199, 1, 0).rate == 99
    assert Balance(0, 0, 0, 0).rate is None
