from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from fengxiang import clock
from partybuilding.models import Duty
from partybuilding.targets.quarter import Quarter
from partybuilding.units.duty_reports import (
    duty_lines,
    duty_standings,
    load_duty_sheet,
)
from partybuilding.units.owed import find_duties
from tests.factories import at
from tests.factories_meeting import DutyLineFactory, DutyReportFactory, MeetingFactory

Q2, Q3 = Quarter(2005, 2), Quarter(2005, 3)


@pytest.fixture
def seats(plan):
    return list(plan.member_units.select_related("unit").order_by("order"))


@pytest.fixture
def duties(plan, seats):
    """One duty of 民政局 alone, and one it shares with 财政局."""
    made = [Duty.objects.create(plan=plan, code=code, order=n, name=code) for n, code in enumerate(["posts", "pay"], 1)]
    made[0].units.add(seats[1])
    made[1].units.add(seats[1], seats[2])
    return made


@pytest.fixture
def tell(plan, member):
    def tell(seat, lines, quarter=Q3, sent=date(2005, 10, 4), **more):
        sent_at = {"submitted_at": at(sent), "submitted_by": member} if sent else {}
        report = DutyReportFactory(plan=plan, unit=seat.unit, quarter=quarter, **sent_at, **more)
        for duty, text in lines.items():
            DutyLineFactory(report=report, duty=duty, text=text)
        return report

    return tell


def test_a_joint_duty_is_one_entry_with_what_both_units_say(plan, seats, duties, tell):
    tell(seats[2], {duties[1]: "财政已列入预算"})
    tell(seats[1], {duties[0]: "已配齐", duties[1]: "已调标"})
    said = [(each.duty, [(s.seat, s.line and s.line.text) for s in each.answers]) for each in duty_lines(plan, Q3)]
    assert said == [
        (duties[0], [(seats[1], "已配齐")]),
        (duties[1], [(seats[1], "已调标"), (seats[2], "财政已列入预算")]),
    ]
    assert [each.is_joint for each in duty_lines(plan, Q3)] == [False, True]


def test_what_is_not_handed_in_and_other_quarters_are_left_out(plan, seats, duties, tell):
    tell(seats[1], {duties[0]: "草稿"}, sent=None)
    tell(seats[1], {duties[0]: "上季度"}, quarter=Q2)
    assert [s.line for each in duty_lines(plan, Q3) for s in each.answers] == [None, None, None]


@pytest.mark.alike
def test_the_duties_of_many_units_cost_as_many_queries_as_of_few(plan, seats, duties, tell):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            duty_lines(plan, Q3)
            duty_standings(plan, Q3)
        return len(queries)

    tell(seats[1], {duties[0]: "一"})
    few = cost()
    for n in range(3, 12):
        duty = Duty.objects.create(plan=plan, code=f"d{n}", order=n, name=f"d{n}")
        duty.units.add(seats[2])
        duties.append(duty)
    tell(seats[2], dict.fromkeys(duties[1:], "二"))
    assert cost() == few <= 8


def test_the_units_stand_in_the_plans_order_and_the_town_after_them(plan, pilots, seats, town):
    standings = duty_standings(plan, Q3)
    assert [each.seat for each in standings] == [*seats, None]
    assert standings[-1].unit == town.unit
    assert list(plan.towns) == [town.unit]


@pytest.mark.parametrize(
    ("day", "sent", "status", "late"),
    [
        (date(2005, 6, 30), None, "to-come", 0),
        (date(2005, 10, 5), None, "draft", 0),
        (date(2005, 10, 6), None, "missing", 1),
        (date(2005, 11, 15), date(2005, 10, 5), "submitted", 0),
        (date(2005, 11, 15), date(2005, 10, 8), "submitted", 3),
    ],
)
def test_how_a_report_stands_on_a_day(plan, seats, tell, day, sent, status, late):
    tell(seats[1], {}, sent=sent)
    with clock.set_to(day):
        standing = duty_standings(plan, Q3)[1]
    assert (standing.status, standing.days_late, standing.due) == (status, late, date(2005, 10, 5))


def test_what_a_unit_owes_is_of_the_quarters_that_have_ended(plan, pilots, seats, tell, member, stranger, town):
    for quarter in [*plan.quarters[:3], Q3]:
        tell(seats[1], {}, quarter=quarter)
    today = date(2005, 11, 15)
    assert [each.about.quarter for each in find_duties(plan, today, member.unit.pk)] == [Q2]
    abouts = [each.about for each in find_duties(plan, today, town.unit.pk)]
    assert {(about.unit, about.pilot) for about in abouts} == {(town.unit, None)}
    assert len(abouts) == 5
    assert find_duties(plan, today, stranger.unit.pk) == []


def test_the_sheet_offers_what_was_handed_in_last_quarter(plan, seats, duties, tell, member):
    tell(seats[1], {duties[0]: "上季度"}, quarter=Q2, agenda_times=1)
    tell(seats[1], {duties[0]: "本季度"}, sent=None)
    sheet = load_duty_sheet(plan, member.unit, Q3)
    assert [(line.now and line.now.text, line.last and line.last.text) for line in sheet.lines] == [
        ("本季度", "上季度"),
        (None, None),
    ]
    assert [said.seat for said in sheet.lines[1].others] == [seats[2]]
    assert sheet.last
    assert sheet.last.agenda_times == 1


def test_a_draft_of_last_quarter_is_not_offered(plan, seats, duties, tell, member):
    tell(seats[1], {duties[0]: "上季度"}, quarter=Q2, sent=None)
    sheet = load_duty_sheet(plan, member.unit, Q3)
    assert (sheet.last, sheet.lines[0].last) == (None, None)


def test_what_can_be_done_with_it(plan, seats, duties, tell, member):
    with clock.set_to(date(2005, 9, 1)):
        begun = load_duty_sheet(plan, member.unit, Q3)
    assert (begun.is_writable, begun.can_be_submitted, begun.can_be_taken_back) == (True, False, False)
    tell(seats[1], {})
    sent = load_duty_sheet(plan, member.unit, Q3)
    assert (sent.is_writable, sent.can_be_submitted, sent.can_be_taken_back) == (False, False, True)
    MeetingFactory(plan=plan, held=True)
    assert not load_duty_sheet(plan, member.unit, Q3).can_be_taken_back


def test_a_line_says_what_is_open_in_it(plan, seats, duties, tell, member):
    report = tell(seats[1], {duties[0]: ""}, sent=None)
    sheet = load_duty_sheet(plan, member.unit, Q3)
    with translation.override("en"):
        assert [line.open_point for line in sheet.lines] == ["Say in a few words what was done.", "Say how far it is."]
    report.lines.update(status="nothing")
    assert load_duty_sheet(plan, member.unit, Q3).lines[0].open_point == ""
