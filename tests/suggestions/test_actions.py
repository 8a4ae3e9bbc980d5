"""The suggestion box: what is sent is answered once, by the department, within fifteen days."""

from datetime import date

import pytest

from fengxiang import clock
from partybuilding.models import Suggestion
from partybuilding.shared.errors import ActionError
from partybuilding.suggestions.actions import answer_suggestion, send_suggestion

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize(
    ("sent_on", "due_on"),
    [
        (date(2005, 11, 15), date(2005, 11, 30)),
        (date(2005, 11, 11), date(2005, 11, 28)),  # the 26th is a Saturday
        (date(2005, 9, 16), date(2005, 10, 8)),  # the holidays of October, with a Saturday worked
    ],
)
def test_it_has_a_day_it_is_to_be_answered_by(plan, member, sent_on, due_on):
    with clock.set_to(sent_on):
        assert send_suggestion(plan=plan, text=" 少开一次会 ", actor=member).due_on == due_on
    row = Suggestion.objects.get()
    assert (row.text, row.author, row.is_open) == ("少开一次会", member, True)


def test_an_answer_is_given_once(suggestion, department, department_colleague):
    answered = answer_suggestion(suggestion=suggestion, text="已改为每年填一次。", actor=department)
    assert (answered.answer, answered.answered_by, answered.is_open) == ("已改为每年填一次。", department, False)
    with pytest.raises(ActionError, match="answered meanwhile"):
        answer_suggestion(suggestion=suggestion, text="不改。", actor=department_colleague)
    assert Suggestion.objects.get().answer == "已改为每年填一次。"
    assert suggestion.history.count() == 2


@pytest.mark.parametrize("who", ["secretary", "member", "town"])
def test_the_department_alone_answers(suggestion, request, who):
    with pytest.raises(ActionError, match="The Organisation Department answers"):
        answer_suggestion(suggestion=suggestion, text="好。", actor=request.getfixturevalue(who))
    assert Suggestion.objects.get().is_open


def test_nothing_is_neither_sent_nor_an_answer(suggestion, plan, member, department):
    with pytest.raises(ActionError, match="Say what"):
        send_suggestion(plan=plan, text="  ", actor=member)
    with pytest.raises(ActionError, match="Write an answer"):
        answer_suggestion(suggestion=suggestion, text=" ", actor=department)


@pytest.mark.parametrize(("today", "late"), [(date(2005, 11, 30), 0), (date(2005, 12, 2), 2)])
def test_it_is_late_until_it_is_answered(suggestion, department, today, late):
    assert suggestion.days_late(today) == late
    assert answer_suggestion(suggestion=suggestion, text="好。", actor=department).days_late(today) == 0
