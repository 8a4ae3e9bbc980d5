"""What is owed is one thing: whatever happened, every page that counts it counts the same."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengxiang import clock
from partybuilding.assessment.actions import begin_assessment
from partybuilding.ledger.unlisted import load_unlisted
from partybuilding.meetings.preparation import load_preparation
from partybuilding.models import Indicator, IndicatorField, Meeting, Report
from partybuilding.notices.schedule import matters
from partybuilding.reports.actions import return_report
from partybuilding.reports.board import load_board
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.shared.owed import OwedState, state_of
from partybuilding.suggestions.actions import send_suggestion
from partybuilding.targets.quarter import Quarter
from partybuilding.timeline.queries import MilestoneState, load_timeline
from partybuilding.work.counts import count_work
from partybuilding.work.owed import OwedKind, find_owed, find_to_remind
from partybuilding.work.queries import load_work
from tests.factories import CommunityFactory, PlanFactory, UnitFactory, UserFactory, at
from tests.factories_indicator import IndicatorFactory, IndicatorFieldFactory
from tests.factories_meeting import DutyReportFactory, LedgerItemFactory, MeetingFactory
from tests.reports.reporting import complete_report
from tests.sample_plan import make_plan
from tests.work.history import History

Q3 = Quarter(2005, 3)
DUE, TODAY = date(2005, 10, 5), date(2005, 11, 15)


@pytest.fixture
def history(plan, pilots, department, department_colleague, member, town, secretary, other_secretary, third_secretary):
    """The plan with its whole cast at the beginning of 2005, when nothing has been done yet."""
    IndicatorField.objects.filter(indicator__plan=plan, key="cadres").update(quantity="cadres")
    IndicatorFieldFactory(indicator=rated_indicator(plan), key="leadership", role="item")
    finance = UserFactory(unit=UnitFactory(code="caizhengju"))
    return History(
        plan=plan,
        pilots={pilot.code: pilot for pilot in pilots},
        secretaries={user.community.code: user for user in (secretary, other_secretary, third_secretary)},
        staff={user.unit.code: user for user in (department, member, finance, town)},
        checker=department_colleague,
        today=date(2005, 1, 1),
        chance=Random(0),  # noqa: S311 - no secret
    )


def rated_indicator(plan):
    """Enter an indicator that branch and department rate in the final assessment."""
    return IndicatorFactory(
        plan=plan, area=plan.areas.get(number=5), code="K27", operator="checklist", is_rated=True,
        kind=Indicator.Kind.TRACKED, source=Indicator.Source.REPORT,
    )  # fmt: skip


def counted(user, plan, today):
    """Return what stands in a person's list and beside the bell."""
    return len(load_work(user, plan, today).lines), count_work(user, plan, today).owed


def check_desks(history):
    """Compare my work, the number in the navigation, the board and the reminders with what has to be owed."""
    plan, today = history.plan, history.today
    for code, user in history.secretaries.items():
        assert counted(user, plan, today) == (history.by_secretary(code),) * 2
    for code, user in history.staff.items():
        expected = history.by_unit(code) + (history.by_department() if code == "zuzhibu" else 0)
        assert counted(user, plan, today) == (expected,) * 2
    board = load_board(plan, Report.objects.none(), today)
    slots = [slot for _pilot, own in board.rows for slot in own]
    assert sum(slot.owed is not None for slot in slots) == sum(
        history.by_community(code, history.ended) for code in history.pilots
    )
    assert {(slot.pilot.code, slot.quarter) for slot in slots if slot.status == "missing"} == history.missing()
    assert len(board.to_check) == sum(each.state == "submitted" for each in history.reports.values())
    assert len(matters(find_to_remind(today))) == history.reminders()


def check_rooms(history, others):
    """Compare the ledger, the preparation and the lists of all others with what has to be owed."""
    plan, today = history.plan, history.today
    for user, owes in others.items():
        assert counted(user, plan, today) == (owes(history),) * 2, user
    quarter = plan.reporting_quarter(today)
    reds = load_scoreboard(plan, quarter).reds if quarter in history.asked else []
    lamps = sum(not history.is_listed(cell.pilot, cell.indicator.code) for cell in reds)
    kinds = [each.owed.kind for each in load_unlisted(plan, Report.objects.none(), today)]
    assert [kinds.count(kind) for kind in (OwedKind.REPORT, OwedKind.FIGURE, OwedKind.LAMP)] == [
        history.unlisted_reports(),
        history.unlisted_figures(),
        lamps,
    ]
    meeting = Meeting(plan=plan, number=1, quarter=quarter, planned_on=today)
    assert {group.code: len(group.points) for group in load_preparation(meeting).groups} == {
        "reports": sum(history.by_community(code, [quarter]) for code in history.pilots),
        "inconsistencies": history.contradictions(quarter),
        "lamps": lamps,
        "items": history.standing_still(),
        "duties": history.without_duties(quarter),
    }


@pytest.mark.parametrize(("acts", "is_late"), [pytest.param(200, False, marks=pytest.mark.alike), (60, True)])
def test_every_count_agrees_over_a_random_history(
    plan, history, department_colleague, stranger, sysadmin, acts, is_late
):
    """Each database lives through histories of its own; who starts late owes nothing of three quarters entered."""
    others = {
        department_colleague: lambda now: now.by_unit("zuzhibu") + now.by_department(),
        stranger: lambda now: 0,
        sysadmin: lambda now: 0,
    }
    history.chance.seed(connection.vendor)
    if is_late:
        history.begin_with(Quarter(2005, 2))
    for number in range(acts):
        if number == acts * 3 // 4:
            history.today = plan.ends_on - timedelta(days=1)
        history.act()
        with clock.set_to(history.today):
            if number % 2 == 0:
                check_desks(history)
            if number % 8 == 0:
                check_rooms(history, others)


# --- the rules that differed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "kept", "state"),
    [
        (date(2005, 6, 30), None, OwedState.TO_COME),
        (date(2005, 7, 1), None, OwedState.OPEN),
        (date(2005, 7, 1), "draft", OwedState.DRAFT),
        (DUE, None, OwedState.OPEN),
        (DUE, "draft", OwedState.DRAFT),
        (date(2005, 10, 6), None, OwedState.MISSING),
        (date(2005, 10, 6), "draft", OwedState.MISSING),
        (date(2005, 10, 6), "returned", OwedState.RETURNED),
        (date(2005, 10, 6), "submitted", OwedState.SUBMITTED),
    ],
)
def test_how_a_report_stands_on_a_day(day, kept, state):
    plan = PlanFactory.build(lead_unit=None)
    assert state_of(plan, Q3, kept, day) == state


@pytest.mark.parametrize(
    ("kept", "state"),
    [(None, "not-asked"), ("draft", "draft"), ("submitted", "submitted"), ("returned", "returned")],
)
def test_nothing_is_missing_of_a_quarter_before_reports_begin(kept, state):
    plan = PlanFactory.build(lead_unit=None, reports_from=Quarter(2005, 4))
    assert state_of(plan, Q3, kept, date(2005, 11, 15)) == state
    assert state_of(plan, Quarter(2005, 4), None, date(2006, 2, 1)) == OwedState.MISSING


@pytest.mark.parametrize(("today", "state"), [(DUE, "draft"), (date(2005, 10, 6), "missing")])
def test_a_draft_is_missing_once_it_is_late_wherever_it_is_told(plan, pilots, secretary, member, today, state):
    complete_report(pilots[0])
    DutyReportFactory(plan=plan, unit=member.unit, quarter=Q3)
    with clock.set_to(today):
        slots = {
            (slot.pilot, slot.quarter): slot
            for _p, own in load_board(plan, Report.objects.none(), today).rows
            for slot in own
        }
        unlisted = [each for each in load_unlisted(plan, Report.objects.none(), today) if each.about.report]
        work = [line for user in (secretary, member) for line in load_work(user, plan, today).lines]
        deadline = next(each for each in load_timeline(plan, today).deadlines if each.quarter == Q3)
    late = int(state == "missing")
    assert (slots[pilots[0], Q3].status, slots[pilots[0], Q3].days_late) == (state, late)
    of_quarter = [line.owed for line in work if line.owed.about.quarter == Q3]
    assert [(each.kind, each.state, each.days_late) for each in of_quarter] == [
        ("report", state, late),
        ("duty", state, late),
    ]
    assert [each.owed.state for each in unlisted] == ["missing"] * late
    assert (deadline.slots[0][1] == MilestoneState.LATE) == bool(late)


@pytest.mark.parametrize(("sent", "late"), [(DUE, 0), (date(2005, 10, 7), 2)])
def test_what_came_in_by_its_day_stays_on_time_when_it_is_returned(plan, pilots, secretary, department, sent, late):
    """Handed in on the 5th (or the 7th), returned on the 20th, looked at on 15 November."""
    report = complete_report(pilots[0], submitted=True, submitted_by=secretary, submitted_at=at(sent))
    with clock.set_to(date(2005, 10, 20)):
        return_report(report=report, actor=department, reason="请核实")
    (work,) = [each for each in load_work(secretary, plan, TODAY).lines if each.owed.state == "returned"]
    (listed,) = [each for each in load_unlisted(plan, Report.objects.all(), TODAY) if each.owed.kind == "figure"]
    (slot,) = [each for each in load_board(plan, Report.objects.all(), TODAY).due if each.pilot == pilots[0]]
    deadline = next(each for each in load_timeline(plan, TODAY).deadlines if each.quarter == Q3)
    assert [work.owed.days_late, listed.owed.days_late, slot.days_late] == [late] * 3
    assert (work.owed.since, listed.owed.since) == (date(2005, 10, 20),) * 2
    assert (listed.light.colour, slot.is_on_time) == ("yellow", not late)
    assert deadline.slots[0][1] == MilestoneState.RETURNED
    assert (deadline.on_time, deadline.late) == (int(not late), 2 + bool(late))


@pytest.mark.alike
def test_what_is_owed_costs_as_many_queries_at_3_pilots_as_at_9(department):
    def cost(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        MeetingFactory(plan=plan, held=True)
        IndicatorFieldFactory(indicator=rated_indicator(plan), role="item")
        for number, pilot in enumerate(plan.pilots.select_related("plan", "community")):
            for quarter in (Quarter(2005, 2), Q3):
                state = ["submitted", "returned", "approved"][number % 3]
                complete_report(pilot, quarter=quarter, changes={"K07": {"area": 50}}, **{state: True})
            LedgerItemFactory(plan=plan, pilot=pilot, responsible=department.unit)
            begin_assessment(pilot=pilot, actor=department)
            send_suggestion(plan=plan, text="少填一项", actor=department)
        with CaptureQueriesContext(connection) as queries:
            found = find_owed(plan, TODAY)
        assert {each.kind for each in found} >= set(OwedKind) - {OwedKind.CONTRADICTION}
        return len(queries)

    assert cost(3, "small") == cost(9, "larger") <= 30
