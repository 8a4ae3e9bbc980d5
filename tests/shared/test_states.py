"""The state tables of the rooms by themselves: every act in every state for every role somebody can have."""

from typing import Any

import pytest
from django.utils import translation

from partybuilding.assessment import rules as assessment
from partybuilding.ledger import rules as item
from partybuilding.meetings import rules as meeting
from partybuilding.reports import rules as report
from partybuilding.shared.errors import ActionError
from partybuilding.shared.states import ABSENT
from partybuilding.units import rules as duty_report

# Act, whose it is, and what each of the states leads to, the thing that is not there yet first; "-" is refused.
REPORT = """
                    absent   draft      submitted  returned   approved
start               author   draft      -          -          -          -
write               author   -          draft      -          returned   -
submit              author   -          submitted  -          submitted  -
withdraw            author   -          -          draft      -          -
withdraw_corrected  author   -          -          returned   -          -
comment             town     -          -          submitted  -          -
start_review        department -        -          submitted  -          -
return              department -        -          returned   -          -
approve             department -        -          approved   -          -
reopen              department -        -          -          -          returned
remind              department -        draft      -          returned   -
"""
ITEM = """
                    absent   opened     in_hand    close_asked under_check returned    closed
open         department              opened -           -           -           -         -           -
progress     responsible,supporting,branch - in_hand    in_hand     -           -         in_hand     -
ask_close    responsible             -      close_asked close_asked -           -         close_asked -
begin_check  department              -      -           -           under_check -         -           -
close        department              -      -           -           -           closed    -           -
send_back    department              -      -           -           -           returned  -           -
extend       department              -      opened      in_hand     -           in_hand   returned    -
reopen       department              -      -           -           -           -         -           returned
urge         department              -      opened      in_hand     -           -         returned    -
"""
MEETING = """
                    absent   planned    open       closed
plan         department      planned    -          -          -
change       department      -          planned    -          -
invite       department      -          planned    -          -
remind       department      -          planned    -          -
open         department      -          open       -          -
attend       department      -          -          open       -
decide       department      -          -          open       -
close        department      -          -          closed     -
reopen       department      -          -          -          open
enter        department      closed     -          -          -
"""
DUTY_REPORT = """
                    absent   draft      submitted
write        unit            draft      draft      -
submit       unit            -          submitted  -
withdraw     unit            -          -          draft
"""
ASSESSMENT = """
                    absent   draft      approved
begin        department      draft      -          -
rate         branch          -          draft      -
conclude     department      -          draft      -
approve      department      -          approved   -
reopen       department      -          -          draft
"""
TABLES: dict[str, tuple[Any, Any, Any, str]] = {
    "report": (report.TABLE, report.ReportAct, report.ReportRole, REPORT),
    "item": (item.TABLE, item.ItemAct, item.ItemRole, ITEM),
    "meeting": (meeting.TABLE, meeting.MeetingAct, meeting.MeetingRole, MEETING),
    "duty report": (duty_report.TABLE, duty_report.DutyReportAct, duty_report.DutyReportRole, DUTY_REPORT),
    "assessment": (assessment.TABLE, assessment.AssessmentAct, assessment.AssessmentRole, ASSESSMENT),
}


def lines_of(written):
    """Return the states of a written table, and each act with its roles and what the states lead to."""
    head, *lines = written.strip().splitlines()
    states = [ABSENT if each == "absent" else each for each in head.split()]
    acts = {act: (set(roles.split(",")), leads) for act, roles, *leads in map(str.split, lines)}
    return states, acts


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_what_stands_here(name):
    table, acts, roles, written = TABLES[name]
    states, lines = lines_of(written)
    assert states == [ABSENT, *table.states.values]
    assert list(lines) == [str(act) for act in acts] == [str(act) for act in table.rules]
    assert lines == {
        str(act): (set(rule.roles), [rule.leads.get(state, "-") for state in states])
        for act, rule in table.rules.items()
    }
    assert set().union(*(owners for owners, _leads in lines.values())) == set(roles)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_act_is_taken_or_refused_in_words(name, language):
    table, acts, roles, written = TABLES[name]
    _states, lines = lines_of(written)
    stop = "." if language == "en" else "。"
    with translation.override(language):
        for act in acts:
            owners, leads = lines[act]
            for role in [None, *roles]:
                has = {role} - {None}
                for state, to in zip(table.states.values, leads[1:], strict=True):
                    is_legal = bool(has & owners) and to != "-"
                    assert (table.refusal(act, state, has) is None) == is_legal == (act in table.legal(state, has))
                    if is_legal:
                        assert table.step(act, state, has) == to
                    else:
                        with pytest.raises(ActionError) as refused:
                            table.step(act, state, has)
                        assert str(refused.value).endswith(stop)


@pytest.mark.parametrize("name", TABLES)
def test_a_fact_stands_in_the_way_of_an_act_that_is_legal_otherwise(name):
    table = TABLES[name][0]
    told = [
        (act, fact, str(table.refusal(act, state, rule.roles, {fact})))
        for act, rule in table.rules.items()
        for fact in rule.unless
        for state in rule.leads
    ]
    assert all(words == str(table.rules[act].unless[fact]) for act, fact, words in told)
    assert (name == "meeting") == (not told)
