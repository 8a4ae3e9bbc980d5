"""Everything that is owed in a plan, gathered from the rooms that know its rules.

My work, the preparation of a meeting and the reminders select from this; the ledger, which stands below, from the same
finders.
"""

from collections.abc import Collection
from datetime import date

from communities.models import User
from partybuilding.assessment.owed import find_assessments
from partybuilding.ledger.owed import find_items
from partybuilding.models import Plan
from partybuilding.notices.schedule import AHEAD, TOLD
from partybuilding.reports.owed import find_contradictions, find_figures, find_reports, find_reviews, read_slots
from partybuilding.scoreboard.owed import find_lamps
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.shared.owed import Owed, OwedKind
from partybuilding.suggestions.owed import find_suggestions
from partybuilding.targets.quarter import Quarter
from partybuilding.units.owed import find_duties
from partybuilding.work.papers_due import find_papers

__all__ = ["Owed", "OwedKind", "find_owed", "find_to_remind"]

ON_REPORTS = frozenset({OwedKind.REPORT, OwedKind.REVIEW, OwedKind.FIGURE, OwedKind.CONTRADICTION})
ON_FIGURES = frozenset({OwedKind.CONTRADICTION, OwedKind.LAMP})
# The kinds whose finder asks for the plan and the day alone.
BY_PLAN = {
    OwedKind.ITEM: find_items,
    OwedKind.ASSESSMENT: find_assessments,
    OwedKind.SUGGESTION: find_suggestions,
    OwedKind.PAPER: find_papers,
}


def find_owed(
    plan: Plan,
    today: date,
    kinds: Collection[OwedKind] = tuple(OwedKind),
    *,
    quarter: Quarter | None = None,
    by: User | None = None,
    ahead: int = 0,
) -> list[Owed]:
    """Return what is owed in a plan on a day, kind by kind, in a number of queries that depends on the kinds alone.

    Lamps and contradictions are of one quarter, the one reports are due for unless another is given. `by` leaves out
    reports and duty reports of other communities and units than this person's; `ahead` adds reports that can be
    submitted within so many days. In an archive nothing is owed.
    """
    if today > plan.last_open_day:
        return []
    wanted = frozenset(kinds)
    slots = read_slots(plan, by.community_id if by else None) if wanted & ON_REPORTS else []
    of = quarter or plan.reporting_quarter(today)
    board = load_scoreboard(plan, of) if wanted & ON_FIGURES else None
    owed: list[Owed] = []
    if OwedKind.REPORT in wanted:
        owed += find_reports(slots, today, ahead)
    if OwedKind.REVIEW in wanted:
        owed += find_reviews(slots, today)
    if OwedKind.FIGURE in wanted:
        owed += find_figures(slots, today)
    if OwedKind.CONTRADICTION in wanted and board:
        owed += find_contradictions(slots, board.plan_context, of, today)
    if OwedKind.LAMP in wanted and board:
        owed += find_lamps(board, today)
    if OwedKind.DUTY in wanted:
        owed += find_duties(plan, today, by.unit_id if by else None)
    return owed + [each for kind, find in BY_PLAN.items() if kind in wanted for each in find(plan, today)]


def find_to_remind(day: date) -> list[Owed]:
    """Return what the day's reminders select from: of every plan, in five queries a plan."""
    plans = Plan.objects.select_related("lead_unit").order_by("pk")
    return [owed for plan in plans for owed in find_owed(plan, day, TOLD, ahead=AHEAD)]
