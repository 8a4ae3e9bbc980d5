"""What comes late into the demonstration: a target that grows, a meeting and a visit that are entered afterwards."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from communities.models import User
from fengxiang import clock
from partybuilding.demo import people
from partybuilding.demo.live import Event
from partybuilding.meetings.actions_past import PastMeeting, enter_meeting
from partybuilding.models import Attendance, LeaderAssignment, LeaderVisit, Plan
from partybuilding.plan.actions_terms import change_terms, versions_of
from partybuilding.shared.act import perform
from partybuilding.targets.quarter import Quarter

CHANGED_ON, LARGER = date(2005, 10, 20), Decimal(220)
CHANGED_SINCE = Quarter(2006, 1)
WHY = "县委专题会议：扩建到位后面积标准提高到 220 平方米"
ENTERED_ON = date(2005, 11, 10)
HELD_ON, AGREED = date(2004, 8, 5), "印发实施方案，明确三个社区为示范点\n组织部牵头成立联席会议，每季度召开一次"
VISITED_ON, FINDINGS = date(2004, 12, 3), "查看用房腾退进度，商定年底前启用。"


def late_events(plan: Plan, users: Mapping[str, User]) -> Iterator[Event]:
    """Yield what comes late, with the day on which somebody enters it."""
    checker = users[people.CHECKER]
    yield CHANGED_ON, partial(_ask_for_more, plan, checker)
    yield ENTERED_ON, partial(_enter_meeting, plan, checker)
    yield ENTERED_ON, partial(perform, "demo.visit", checker, partial(_enter_visit, plan, checker))


def _ask_for_more(plan: Plan, actor: User) -> None:
    """Let floor area grow once the last phase begins."""
    indicator = plan.indicators.get(code="K07")
    terms = versions_of(plan, indicator)[-1].terms
    terms = replace(terms, target=LARGER, steps={**terms.steps, 4: LARGER})
    change_terms(plan=plan, indicator=indicator, terms=terms, since=CHANGED_SINCE, reason=WHY, actor=actor)


def _enter_meeting(plan: Plan, actor: User) -> None:
    table = plan.units_at_table()
    past = PastMeeting(
        held_on=HELD_ON,
        attendance=dict.fromkeys(table, Attendance.Status.PRESENT.value),
        place="县委三楼会议室",
        chair="县委常委、组织部部长",
        agreed=AGREED,
    )
    enter_meeting(plan=plan, actor=actor, past=past)


def _enter_visit(plan: Plan, actor: User) -> None:
    leader = LeaderAssignment.objects.filter(pilot__plan=plan, pilot__community__code="dongguan").earliest("since")
    visit = LeaderVisit(assignment=leader, visited_on=VISITED_ON, findings=FINDINGS)
    visit.entered_by, visit.entered_at = actor, clock.now()
    visit.full_clean()
    visit.save()
