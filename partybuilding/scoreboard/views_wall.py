"""The wall display 大屏."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fengxiang.appearance import TEXT_SIZE
from partybuilding.models import Plan
from partybuilding.scoreboard.history import load_course
from partybuilding.scoreboard.scoreboard import scoreboard_of
from partybuilding.scoreboard.wall_page import arrange
from partybuilding.scoreboard.wall_reds import load_outlook
from partybuilding.shared.access import get_plan_for
from partybuilding.shared.http import SignedIn, asked_quarter
from partybuilding.shared.kept_pages import kept

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
    return render(
        request,
        "scoreboard/wall.html",
        {
            "plan": plan,
            "quarter": quarter,
            "board": board,
            "wall": arrange(board, TEXT_SIZE.of(request), load_outlook(course, quarter)),
            "step": STEP,
            "refresh": REFRESH,
        },
    )
