"""Whose turn it is: my work, the reminders, and the way from both to the sheet."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from fengxiang import clock
from partybuilding.assessment.actions import approve_assessment, begin_assessment, reopen_assessment
from partybuilding.assessment.rules import AssessmentAct
from partybuilding.models import Notice
from partybuilding.notices.actions import send_reminders
from partybuilding.notices.inbox import load_messages
from partybuilding.work.counts import count_work
from partybuilding.work.owed import find_to_remind
from partybuilding.work.queries import load_work
from tests.notices.reminding import due

pytestmark = pytest.mark.usefixtures("english")

DURING, THE_END = date(2006, 6, 20), date(2006, 6, 30)
BRANCH_DUE, DEPARTMENT_DUE = date(2006, 7, 5), date(2006, 7, 8)
FIRST = "Qinfeng Road Community"
TOLD = (-7, -3, 0, 1)


def sheets(user, plan, today):
    """Return what of the final assessments stands in somebody's list: pilot, word and act."""
    with clock.set_to(today):
        lines = load_work(user, plan, today).lines
        assert len(lines) == count_work(user, plan, today).owed
        found = [line for line in lines if line.is_assessment]
        return [(str(line.owed.about.pilot), str(line.word), str(line.act)) for line in found]


def test_each_step_lies_with_whose_turn_it_is(plan, pilots, goods, last_report, department, secretary, rate, sheet):
    def of(user, today=THE_END):
        return [line for line in sheets(user, plan, today) if line[0] == FIRST]

    rest = [(str(pilots[1]), "not begun", "Begin it"), (str(pilots[2]), "not begun", "Begin it")]
    assert sheets(department, plan, THE_END)[1:] == rest
    assert (of(department), of(department, DURING)) == ([(FIRST, "in preparation", "Rate and conclude")], [])
    assert of(secretary) == of(secretary, DURING) == [(FIRST, "in preparation", "Rate your own")]
    rate(AssessmentAct.CONCLUDE, True, True)
    assert (of(department), len(of(secretary))) == ([], 1)
    rate(AssessmentAct.RATE, True, False)
    assert (of(department), of(secretary)) == ([(FIRST, "complete", "Approve it")], [])
    type(last_report).objects.update(state="returned")
    assert of(department) == []
    type(last_report).objects.update(state="approved")
    approve_assessment(assessment=sheet, actor=department)
    assert of(department) == of(secretary) == []
    reopen_assessment(assessment=sheet, reason="漏评一项", actor=department)
    assert of(department) == [(FIRST, "complete", "Approve it")]


def test_the_branch_and_then_the_department_are_told_around_their_days(plan, pilots, goods, secretary, department):
    with clock.set_to(DURING):
        begin_assessment(pilot=pilots[0], actor=department)
    told = set()
    for shift in range(25):
        day = DURING + timedelta(days=shift)
        told |= {(each.recipient, each.pilot, day) for each in due(day) if each.kind == "assessment"}
    of_branch = {(secretary, pilots[0], BRANCH_DUE + timedelta(days=each)) for each in TOLD}
    days = [DEPARTMENT_DUE + timedelta(days=each) for each in TOLD]
    assert told == of_branch | {(department, pilot, day) for pilot in pilots for day in days}


def test_a_reminder_leads_to_the_sheet_and_stands_beside_that_of_the_report(plan, pilots, sheet, secretary):
    for _again in range(2):
        send_reminders(day=BRANCH_DUE, owed=find_to_remind(BRANCH_DUE))
    (message,) = load_messages(secretary, Notice.objects.filter(recipient=secretary).prefetch_related("items"))
    page = reverse("assessment", args=[plan.slug, "qinfenglu"])
    assert [(line.item.kind, str(line.act)) for line in message.lines] == [
        ("due", "Quarterly reports"),
        ("assessment", "Final assessment"),
    ]
    assert message.lines[1].address == page
    assert str(message.lines[1].item) == "Qinfeng Road Community, final assessment: please do your part by 5 July 2006."
