"""What the header says on every page: how much a person owes, in one query; and the plan's pilots."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Aggregate, CharField, Count, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from communities.models import Role, Unit, User
from fengxiang.bilingual import pick
from partybuilding.assessment.owed import pilots_to_conclude, pilots_to_rate
from partybuilding.ledger.access import answered_by
from partybuilding.models import DutyReport, LedgerItem, Meeting, Pilot, Plan, Report, Suggestion
from partybuilding.shared.access import can_review_reports, plans_for, unread_notices
from partybuilding.shared.compiled import compiled
from partybuilding.shared.owed import HANDED_IN, OwedState
from partybuilding.targets.quarter import Quarter
from partybuilding.work.papers_due import MADE, meetings_without

_BETWEEN = "\t"  # no name holds one


@dataclass(frozen=True, kw_only=True)
class PilotName:
    """A pilot as the header names it."""

    order: int
    code: str
    name: str
    name_en: str
    community: int
    town: int | None

    @classmethod
    def of(cls, line: str) -> "PilotName":
        order, code, name, name_en, community, town = line.split(_BETWEEN)
        return cls(
            order=int(order),
            code=code,
            name=name,
            name_en=name_en,
            community=int(community),
            town=int(town) if town else None,
        )

    def __str__(self) -> str:
        return pick(self.name, self.name_en)


@dataclass(frozen=True)
class WorkCounts:
    """What the header says: what a person owes in a plan, their plans and unread reminders; and the plan's pilots."""

    owed: int
    plans: int
    unread: int
    pilots: list[PilotName]

    @property
    def has_other_plans(self) -> bool:
        return self.plans > 1


def count_work(user: User, plan: Plan, today: date) -> WorkCounts:
    """Return how long the list is, in one query: it stands on every page, of which some have room for no more.

    What else the header counts is asked for in the same one.

    The finders would read everything that is owed, in up to five queries, for this number alone. The database counts
    what `load_work` lists; that they agree is tested over a random history (tests/work/test_owed.py).
    """
    ended = [quarter for quarter in plan.quarters_asked if quarter.last_day <= today]
    asking = _Asking(
        role=Role(user.role),
        has_unit=user.unit_id is not None,
        has_community=user.community_id is not None,
        ended=tuple(ended),
        ends_on=plan.ends_on,
        today=today,
    )
    counts = _counts.rows(plan.pk, user.pk, user.unit_id or 0, user.community_id or 0, shape=(asking,))
    [(pilots, reports_in, checks, items, units, duties_in, met, *others, plans, unread, names)] = counts
    owed = len(ended) * pilots - reports_in if user.role == Role.SECRETARY else 0
    to_meet = [quarter for quarter in ended if str(quarter) > met]
    owed += sum(others) + checks + items + len(to_meet) * units - duties_in
    listed = sorted(map(PilotName.of, names.split("\n")), key=lambda each: each.order) if names else []
    return WorkCounts(0 if today > plan.last_open_day else owed, plans, unread, listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """What the query of the counts depends on beside the keys in it."""

    role: Role
    has_unit: bool
    has_community: bool
    ended: tuple[Quarter, ...]
    ends_on: date
    today: date


@compiled(Plan)
def _counts(plan_key: int, reader: int, unit: int, community: int, of: _Asking) -> "QuerySet[Plan, tuple[Any, ...]]":
    plan = Plan(pk=plan_key, ends_on=of.ends_on)
    user = User(pk=reader, role=of.role)
    user.unit_id = unit if of.has_unit else None
    user.community_id = community if of.has_community else None
    is_secretary = of.role == Role.SECRETARY
    asked = {"plan": plan, "quarter__in": of.ended}
    reports = Report.objects.filter(pilot__plan=plan)
    sent_reports = reports.filter(quarter__in=of.ended, state__in=HANDED_IN, pilot__community=user.community_id)
    to_check = reports.filter(state=OwedState.SUBMITTED) if can_review_reports(user) else reports.none()
    with_user = answered_by(user) & Q(state__in=LedgerItem.WITH_UNIT)
    if can_review_reports(user):
        with_user |= Q(state__in=LedgerItem.WITH_DEPARTMENT)
    to_conclude = pilots_to_conclude(plan, of.today) if can_review_reports(user) else Pilot.objects.none()
    to_rate = pilots_to_rate(plan).filter(community=user.community_id) if is_secretary else Pilot.objects.none()
    unanswered = Suggestion.objects.filter(plan=plan, answered_at=None)
    to_answer = unanswered if can_review_reports(user) else unanswered.none()
    to_draft = [meetings_without(plan, kind) if can_review_reports(user) else Meeting.objects.none() for kind in MADE]
    # A duty report on a quarter whose meeting is over is asked for no more.
    met = Coalesce(
        Subquery(
            Meeting.objects.filter(plan=plan, state=Meeting.State.CLOSED)
            .order_by("-quarter")
            .values(code=Cast("quarter", CharField()))[:1]
        ),
        Value(""),
    )
    duties_in = DutyReport.objects.annotate(code=Cast("quarter", CharField())).filter(
        **asked, unit=user.unit_id, submitted_at__isnull=False, code__gt=met
    )
    seats = Unit.objects.filter(Q(seats__plan=plan) | Q(community__pilots__plan=plan), user=user.pk)
    return Plan.objects.filter(pk=plan.pk).values_list(
        _count(Pilot.objects.filter(plan=plan, community=user.community_id)),
        _count(sent_reports),
        _count(to_check),
        _count(LedgerItem.objects.filter(with_user, plan=plan)),
        _count(seats),
        _count(duties_in),
        met,
        _count(to_rate),
        _count(to_conclude),
        _count(to_answer),
        *(_count(each) for each in to_draft),
        _count(plans_for(user)),
        _count(unread_notices(user)),
        _pilot_names(plan),
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Return how many rows there are, to be asked for together with other such numbers."""
    one = rows.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(one.annotate(rows=Count("pk", distinct=True)).values("rows")), 0)


class _Lines(Aggregate):
    """Texts of many rows as one, a line each."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, '\n')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **more)


def _pilot_names(plan: Plan) -> Subquery:
    """Return the plan's pilots as lines of `PilotName`, to be asked for together with the numbers."""
    texts = ("order", "community__code", "community__name", "community__name_en", "community", "community__town")
    nothing, tab = (Value(text, output_field=TextField()) for text in ("", _BETWEEN))
    parts: list[Any] = [Coalesce(Cast(text, TextField()), nothing) for text in texts]
    between = [each for part in parts for each in (tab, part)][1:]
    one = Pilot.objects.filter(plan=plan).order_by().annotate(one=Value(1)).values("one")
    return Subquery(one.annotate(lines=_Lines(Concat(*between, output_field=TextField()))).values("lines"))
