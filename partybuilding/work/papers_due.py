"""What is owed after a joint meeting: its minutes 会议纪要, and the bulletin 通报 on the quarter it looked at.

Of the last meeting that was held here alone: what an earlier one lacks, or one that was entered afterwards, is on paper
elsewhere or was let be. The plan names no day for them.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.http import urlencode

from partybuilding.models import Meeting, Paper, Plan
from partybuilding.shared.owed import DEPARTMENT, About, Owed, OwedKind, OwedState

PAPER_DAYS = 7

_PAPERS = Paper.objects.order_by()
# What a meeting has, by the kind of paper.
MADE = {
    Paper.Kind.MINUTES: Exists(_PAPERS.filter(kind=Paper.Kind.MINUTES, meeting=OuterRef("pk"))),
    Paper.Kind.BULLETIN: Exists(
        _PAPERS.filter(kind=Paper.Kind.BULLETIN, plan=OuterRef("plan"), quarter=OuterRef("quarter"))
    ),
}


def with_papers(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Return the same meetings, each told of its papers: `has_minutes`, `has_bulletin`."""
    return meetings.annotate(**{f"has_{kind}": exists for kind, exists in MADE.items()})


def meetings_without(plan: Plan, kind: str) -> QuerySet[Meeting]:
    """Return the last meeting that was held, if it lacks a kind of paper: what is counted."""
    last = Meeting.objects.filter(plan=plan, state=Meeting.State.CLOSED, entered_at=None)
    last = last.order_by("-held_on", "-number")
    return Meeting.objects.filter(~MADE[Paper.Kind(kind)], pk=Subquery(last.values("pk")[:1]))


def find_papers(plan: Plan, today: date) -> list[Owed]:
    """Return the papers the department owes, in one query."""
    return papers_owed(with_papers(Meeting.objects.filter(plan=plan)), plan, today)


def papers_owed(meetings: Iterable[Meeting], plan: Plan, today: date) -> list[Owed]:
    """Return the same of meetings that were read `with_papers`."""
    ended = [each for each in meetings if each.has_ended and not each.is_entered_afterwards and each.held_on]
    last = max(ended, key=lambda each: (each.held_on or date.min, each.number), default=None)
    if last is None:
        return []
    papers = {
        Paper.Kind.MINUTES: Paper(plan=plan, kind=Paper.Kind.MINUTES, meeting=last),
        Paper.Kind.BULLETIN: Paper(plan=plan, kind=Paper.Kind.BULLETIN, quarter=last.quarter),
    }
    return [_owed(last, paper, today) for kind, paper in papers.items() if not getattr(last, f"has_{kind}")]


def _owed(meeting: Meeting, paper: Paper, today: date) -> Owed:
    since = meeting.held_on or today
    about = str(meeting.number) if paper.kind == Paper.Kind.MINUTES else str(paper.quarter)
    wanted = urlencode({"kind": paper.kind, "about": about})
    return Owed(
        kind=OwedKind.PAPER,
        state=OwedState.OPEN,
        about=About(plan=paper.plan, paper=paper),
        owner=DEPARTMENT,
        since=since,
        due=since + timedelta(days=PAPER_DAYS),
        on=today,
        page=f"{reverse('papers', args=[paper.plan.slug])}?{wanted}#make-{paper.kind}",
    )
