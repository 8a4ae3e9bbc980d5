"""The wall display 大屏."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fengxiang.appearance import TEXT_SIZE
from partybuilding.models import Meeting, Plan
from partybuilding.scoreboard.history import load_course
from partybuilding.scoreboard.scoreboard import scoreboard_of
from partybuilding.scoreboard.wall_page import arrange
from partybuilding.scoreboard.wall_reds import load_outlook
from partybuilding.shared.access import get_plan_for
from partybuilding.shared.http import SignedIn, asked_quarter
from partybuilding.shared.kept_pages import kept
from partybuilding.work.before_meeting import GROUPS, find_before, opens_on
from partybuilding.work.owed import OwedKind

# What a draft says is nobody's to see on a wall.
LACKING = tuple(kind for kind in GROUPS if kind != OwedKind.CONTRADICTION)
STEP = 15  # seconds a panel is shown
REFRESH = 180  # seconds from one look at the data to the next


@require_safe
@never_cache
@kept(get_plan_for, shows_drafts=False)
def wall(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show county and pilots one after the other, for a wall that nobody touches; without a quarter, the reports' one.

    Nothing on it can be written, and it names nobody, not even who is logged in.
    """
    quarter = asked_quarter(request, plan)
    course = load_course(plan, with_present=True)
    board = scoreboard_of(course.plan_context, course.approved, quarter, [])
    outlook = load_outlook(course, quarter)
    return render(
        request,
        "scoreboard/wall.html",
        {
            "plan": plan,
            "quarter": quarter,
            "board": board,
            "wall": arrange(board, TEXT_SIZE.of(request), outlook),
            "lacking": _lacking(outlook.meeting, plan.today),
            "step": STEP,
            "refresh": REFRESH,
        },
    )


def _lacking(meeting: Meeting | None, today: date) -> list[tuple[Promise, int]]:
    """Return what the coming meeting lacks, kind by kind with its number, in the days in which it is prepared."""
    if meeting is None or today < opens_on(meeting):
        return []
    return find_before(meeting, today, LACKING).counts
