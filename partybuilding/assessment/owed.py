"""What is owed on the final assessments: the branch rates its own, the department rates, concludes and approves.

The branch is asked once its sheet is begun. The department owes a sheet from the plan's last day on; one that is
complete lies still until the report on the last quarter is approved. The plan names no dates: the branch's is the last
report's, the department has its usual days for a check after that.
"""

from datetime import date, timedelta

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone

from partybuilding.models import FinalAssessment, GoodRating, IndicatorField, Pilot, Plan, Report
from partybuilding.shared.owed import CHECK_DAYS, DEPARTMENT, About, Owed, OwedKind, OwedState, Owner

Party = GoodRating.Party
_DRAFT = Q(final_assessment__state=FinalAssessment.State.DRAFT)
_NOT_BEGUN = Q(final_assessment__isnull=True)


def branch_due(plan: Plan) -> date:
    """Return the day by which the branches rate their own: that of the last report."""
    return plan.deadline_of(plan.last_quarter)


def department_due(plan: Plan) -> date:
    """Return the day by which the department concludes and approves."""
    return branch_due(plan) + timedelta(days=CHECK_DAYS)


def _is_unrated(party: str) -> Q:
    """Return the condition on pilots that a good lacks this party's rating or its reason."""
    rated = GoodRating.objects.filter(
        good=OuterRef("pk"), assessment__pilot=OuterRef(OuterRef("pk")), party=party, is_good__isnull=False
    ).exclude(reason="")
    goods = IndicatorField.objects.filter(indicator__plan=OuterRef("plan"), indicator__is_rated=True)
    return Q(Exists(goods.filter(~Exists(rated))))


def _is_unconcluded() -> Q:
    """Return the condition on pilots that the department's part of the sheet is not complete."""
    return _is_unrated(Party.DEPARTMENT) | Q(final_assessment__conclusion="")


def pilots_to_rate(plan: Plan) -> QuerySet[Pilot]:
    """Return the pilots whose branch has to rate its own."""
    return plan.pilots.filter(_DRAFT, _is_unrated(Party.BRANCH))


def pilots_to_conclude(plan: Plan, today: date) -> QuerySet[Pilot]:
    """Return the pilots whose sheet lies with the department on a day."""
    if today < plan.ends_on:
        return Pilot.objects.none()
    last = Report.objects.filter(pilot=OuterRef("pk"), quarter=str(plan.last_quarter), state=Report.State.APPROVED)
    can_approve = ~_is_unrated(Party.BRANCH) & Q(Exists(last))
    return plan.pilots.filter(_NOT_BEGUN | _DRAFT & (_is_unconcluded() | can_approve))


def find_assessments(plan: Plan, today: date) -> list[Owed]:
    """Return what branches and department owe on the sheets, the branches' first; in two queries."""
    related = ("community", "final_assessment")
    stage = Case(
        When(_NOT_BEGUN, then=Value(OwedState.OPEN)),
        When(_is_unconcluded(), then=Value(OwedState.DRAFT)),
        default=Value(OwedState.COMPLETE),
    )
    owed = [
        _owed(plan, pilot, OwedState.DRAFT, Owner(pilot=pilot), today)
        for pilot in pilots_to_rate(plan).select_related(*related)
    ]
    concluding = pilots_to_conclude(plan, today).annotate(stage=stage).select_related(*related)
    return owed + [_owed(plan, pilot, OwedState(pilot.stage), DEPARTMENT, today) for pilot in concluding]


def _owed(plan: Plan, pilot: Pilot, state: OwedState, owner: Owner, today: date) -> Owed:
    pilot.plan = plan
    begun = state != OwedState.OPEN and timezone.localdate(pilot.final_assessment.opened_at)
    from_the_end = plan.ends_on if owner.is_department else None
    return Owed(
        kind=OwedKind.ASSESSMENT,
        state=state,
        about=About(plan=plan, pilot=pilot),
        owner=owner,
        since=max(day for day in (begun, from_the_end) if day),
        due=department_due(plan) if owner.is_department else branch_due(plan),
        on=today,
        page=reverse("assessment", args=[plan.slug, pilot.code]),
    )
