"""Records: what the county's own records say on a given day, of the plan as a whole and of each pilot.

Meetings, duty reports, money, training, experience, leaders and the ledger. Each measure is a handful of expressions
that the database computes; all of them, for all days and pilots, are read in one query. Nothing here judges.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.db.models import Case, Count, DecimalField, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models import Value as Constant
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from communities.models import in_force
from fengxiang.bilingual import pick
from partybuilding.models import (
    Attendance,
    DutyReport,
    ExperienceItem,
    Funding,
    LeaderAssignment,
    LedgerEvent,
    LedgerItem,
    Meeting,
    MemberUnit,
    MilestoneRecord,
    Pilot,
    Plan,
    TownBody,
    Training,
    YearlyReference,
)
from partybuilding.registers.measures import Figures, Measure
from partybuilding.shared.compiled import compiled
from partybuilding.targets.quarter import Quarter

Expressions = dict[str, Combinable]
Rows = QuerySet[Any]

# Milestones of the plan file that indicators count.
WORK_PLANS = ("work-plan", "town-work-plan")
MOBILISATION = "mobilisation"

RECORDS: dict[str, Measure] = {}
_PLAN: dict[str, Callable[[date], Expressions]] = {}
_PILOT: dict[str, Callable[[date], Expressions]] = {}

_Register = Callable[[Callable[[date], Expressions]], Callable[[date], Expressions]]


def _plan(*keys: str, details: Collection[str] = ()) -> _Register:
    """Enter a measure of the plan as a whole; its expressions stand in a query of plans.

    `details` are further keys that a plan may leave out.
    """

    def register(function: Callable[[date], Expressions]) -> Callable[[date], Expressions]:
        name, more = function.__name__, frozenset(details)
        RECORDS[name] = Measure(name=name, keys=more.union(keys), details=more, is_of_plan=True)
        _PLAN[function.__name__] = function
        return function

    return register


def _pilot(*keys: str) -> _Register:
    """Enter a measure of each pilot; its expressions stand in a query of pilots."""

    def register(function: Callable[[date], Expressions]) -> Callable[[date], Expressions]:
        RECORDS[function.__name__] = Measure(name=function.__name__, keys=frozenset(keys))
        _PILOT[function.__name__] = function
        return function

    return register


# --- Expressions ------------------------------------------------------------------------------------------------------

_MONEY = DecimalField(max_digits=14, decimal_places=2)
_ZERO = Constant(Decimal(0), output_field=_MONEY)


def _own(rows: Rows, owner: str) -> Rows:
    """Return the rows of the plan, or of the pilot, in the query of plans with their pilots that this stands in."""
    return rows.filter(**{owner: OuterRef("pilots" if owner == "pilot" else "pk")}).order_by()


def _count(rows: Rows, owner: str) -> Coalesce:
    counted = _own(rows, owner).values(owner).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _sum(rows: Rows, owner: str, field: str) -> Subquery:
    """Return the sum, NULL if there is no row: what was never entered is not 0."""
    summed = _own(rows, owner).values(owner).annotate(n=Sum(field)).values("n")
    return Subquery(summed, output_field=_MONEY)


def _yes(condition: Exists | Q) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def _in_quarter(on: date) -> tuple[date, date]:
    """Return the days of the day's quarter so far."""
    return Quarter.of(on).first_day, on


# --- The plan as a whole ----------------------------------------------------------------------------------------------


@_plan("set_up")
def special_body(on: date) -> Expressions:
    """Whether each town with a pilot has set up its special body (四·1)."""
    bodies = TownBody.objects.filter(plan=OuterRef("plan"), town=OuterRef("community__town"), since__lte=on)
    pilots = Pilot.objects.all()
    return {"set_up": _yes(Exists(_own(pilots, "plan")) & ~Exists(_own(pilots.filter(~Exists(bodies)), "plan")))}


@_plan("units")
def duties_confirmed(on: date) -> Expressions:
    """Member units that have confirmed their duties (四·2)."""
    return {"units": _count(MemberUnit.objects.filter(duties_confirmed_on__lte=on), "plan")}


def _meetings(on: date) -> Rows:
    return Meeting.objects.filter(held_on__range=_in_quarter(on))


@_plan("meetings")
def joint_meetings(on: date) -> Expressions:
    """Joint meetings held in the quarter (三·6, 四·1)."""
    return {"meetings": _count(_meetings(on), "plan")}


@_plan("present", "due")
def attendance(on: date) -> Expressions:
    """Member units present at the meetings of the quarter, of those due; unknown until it was written down (四·1)."""
    entered = Attendance.objects.filter(meeting__held_on__range=_in_quarter(on), is_member=True)
    present = _count(entered.filter(status=Attendance.Status.PRESENT), "meeting__plan")
    return {
        "present": Case(When(Exists(_own(entered, "meeting__plan")), then=present), output_field=IntegerField()),
        "due": NullIf(_count(_meetings(on), "plan"), 0) * _count(MemberUnit.objects.all(), "plan"),
    }


@_plan(*ExperienceItem.Field.values)
def experience_fields(on: date) -> Expressions:
    """In which of the fields an experience was written up (三·6)."""
    written = ExperienceItem.objects.filter(kind=ExperienceItem.Kind.EXPERIENCE, published_on__lte=on)
    return {field: _yes(Exists(_own(written.filter(field=field), "plan"))) for field in ExperienceItem.Field.values}


@_plan("agenda")
def on_agenda(on: date) -> Expressions:
    """How often town and departments had the work on their agenda, by their duty reports on the quarter (三·6)."""
    reports = DutyReport.objects.filter(quarter=str(Quarter.of(on)), submitted_at__isnull=False)
    return {"agenda": _sum(reports, "plan", "agenda_times")}


@_plan("plans")
def work_plans(on: date) -> Expressions:
    """Work plans of the town and the pilots; one counts once its text is attached or its document named (四·1)."""
    reached = MilestoneRecord.objects.filter(milestone__code__in=WORK_PLANS, reached_on__lte=on)
    return {"plans": _count(reached.filter(MilestoneRecord.HAS_EVIDENCE), "milestone__phase__plan")}


@_plan("planned", "paid")
def special_fund(on: date) -> Expressions:
    """The county's special fund, planned and paid by the day, yuan; unknown before anything was entered (四·4)."""
    fund = Funding.objects.filter(source=Funding.Source.SPECIAL_FUND)
    planned = _sum(fund.filter(planned_on__lte=on), "plan", "planned")
    paid = _sum(fund.filter(paid_on__lte=on), "plan", "paid")
    begun = Exists(_own(fund.filter(Q(planned_on__lte=on) | Q(paid_on__lte=on)), "plan"))
    return {
        "planned": Case(When(begun, then=Coalesce(planned, _ZERO)), output_field=_MONEY),
        "paid": Case(When(begun, then=Coalesce(paid, _ZERO)), output_field=_MONEY),
    }


@_plan("paid")
def working_funds(on: date) -> Expressions:
    """Working funds that departments passed on with their tasks by the day, yuan (四·4)."""
    passed_on = Funding.objects.filter(
        source=Funding.Source.DEPARTMENT, purpose=Funding.Purpose.WORKING, paid_on__lte=on
    )
    return {"paid": _sum(passed_on, "plan", "paid")}


@_plan("allowance", "wage", "in_budget")
def allowance(on: date) -> Expressions:
    """The allowance standard and the county's average wage of the latest year entered, yuan (四·4)."""
    latest = _own(YearlyReference.objects.filter(year__lte=on.year), "plan").order_by("-year")
    return {
        "allowance": Subquery(latest.values("allowance_standard")[:1]),
        "wage": Subquery(latest.values("county_average")[:1]),
        "in_budget": Subquery(latest.values(n=_yes(Q(in_budget=True)))[:1]),
    }


@_plan("sessions", "persons", "visits", details=["planned", "held"])
def training(on: date) -> Expressions:
    """Training sessions with their persons, and study visits, from the beginning to the day (四·4).

    And how many of both stood in the year's plan of cadre training; unknown until one says so.
    """
    trainings = Training.objects.filter(held_on__lte=on)
    sessions = trainings.filter(kind=Training.Kind.SESSION)
    stated = trainings.filter(is_in_year_plan__isnull=False)
    planned = _count(stated.filter(is_in_year_plan=True), "plan")
    return {
        "sessions": _count(sessions, "plan"),
        "persons": Coalesce(_sum(sessions, "plan", "persons"), _ZERO),
        "visits": _count(trainings.filter(kind=Training.Kind.STUDY_VISIT), "plan"),
        "planned": Case(When(Exists(_own(stated, "plan")), then=planned), output_field=IntegerField()),
        "held": NullIf(_count(trainings, "plan"), 0),
    }


@_plan("items")
def publicity(on: date) -> Expressions:
    """Publicity and experience items published in the quarter (三·5)."""
    return {"items": _count(ExperienceItem.objects.filter(published_on__range=_in_quarter(on)), "plan")}


# --- Each pilot -------------------------------------------------------------------------------------------------------


@_pilot("leaders")
def assigned_leaders(on: date) -> Expressions:
    """Leaders assigned to the pilot on the day (四·1)."""
    return {"leaders": _count(LeaderAssignment.objects.filter(in_force(on)), "pilot")}


@_pilot("meetings")
def mobilisation(on: date) -> Expressions:
    """Mobilisation meetings held (四·1)."""
    meetings = MilestoneRecord.objects.filter(milestone__code=MOBILISATION, reached_on__lte=on)
    return {"meetings": _count(meetings, "pilot")}


@_pilot("opinions", "items")
def support_given(on: date) -> Expressions:
    """Opinions given and support items opened for the pilot in the quarter (四·2)."""
    opened = LedgerItem.objects.filter(opened_on__range=_in_quarter(on))
    return {
        "opinions": _count(opened.filter(kind=LedgerItem.Kind.OPINION), "pilot"),
        "items": _count(opened.filter(kind=LedgerItem.Kind.SUPPORT), "pilot"),
    }


@_pilot("difficulties_closed", "problems_closed")
def standing_items(on: date) -> Expressions:
    """Difficulties (四·3) and standing problems (四·4) that were closed on the day, and not open again."""
    turns = LedgerEvent.objects.filter(
        item=OuterRef("pk"), on__lte=on, kind__in=[LedgerEvent.Kind.CLOSED, LedgerEvent.Kind.REOPENED]
    ).order_by("-on", "-id")
    closed = LedgerItem.objects.annotate(turn=Subquery(turns.values("kind")[:1])).filter(turn=LedgerEvent.Kind.CLOSED)
    return {
        "difficulties_closed": _count(closed.filter(kind=LedgerItem.Kind.DIFFICULTY), "pilot"),
        "problems_closed": _count(closed.filter(kind=LedgerItem.Kind.PROBLEM), "pilot"),
    }


@_pilot("department", "input")
def equipment_input(on: date) -> Expressions:
    """What departments paid for the pilot's equipment, of that and donations together, yuan by the day (四·4)."""
    paid = Funding.objects.filter(purpose=Funding.Purpose.EQUIPMENT, paid_on__lte=on)
    inputs = paid.filter(source__in=[Funding.Source.DEPARTMENT, Funding.Source.DONATION])
    department = paid.filter(source=Funding.Source.DEPARTMENT)
    return {
        "department": Coalesce(_sum(department, "pilot", "paid"), _ZERO),
        "input": _sum(inputs, "pilot", "paid"),
    }


# --- Reading ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Resolutions:
    """How many resolutions there are, how many of them are not closed, and how many of these are overdue."""

    agreed: int
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Leader:
    """Who is assigned to a pilot, the first of all by day."""

    unit: str
    unit_en: str
    name: str
    number: int

    def __str__(self) -> str:
        leader = f"{pick(self.unit, self.unit_en)} {self.name}"
        if self.number == 1:
            return leader
        return _("%(leader)s and %(others)d more") % {"leader": leader, "others": self.number - 1}


class Records:
    """What the records say at the end of some quarters: of the plan (`pilot` None) and of each pilot, by measure."""

    def __init__(self) -> None:
        self._figures: dict[tuple[Quarter, int | None, str], Figures] = defaultdict(dict)
        self.resolutions: Resolutions | None = None
        self.leaders: dict[int, Leader] = {}

    def of(self, quarter: Quarter, pilot: Pilot | None, measure: str) -> Mapping[str, Decimal]:
        """Return a measure's figures in a quarter that was read; empty for others. What is unknown is left out."""
        return MappingProxyType(self._figures.get((quarter, pilot.pk if pilot else None, measure), {}))

    def read_now(self, pilot: int | None, present: Sequence[Any]) -> None:
        """Keep what stands in the present, as in `_present`: the resolutions, and who is assigned to the pilot."""
        agreed, still_open, overdue, unit, unit_en, name, number = present
        self.resolutions = Resolutions(agreed, still_open, overdue)
        if pilot is not None and name:
            self.leaders[pilot] = Leader(unit, unit_en, name, number)

    def keep(self, place: "Place", pilot: int | None, figure: object) -> None:
        """Keep one figure; NULL is not known."""
        quarter, measure, key = place
        if figure is not None:
            self._figures[quarter, pilot, measure][key] = Decimal(str(figure))


AT_ONCE = 8  # quarters: a database takes longer for one query of a thousand columns than for many, or refuses it
Days = tuple[tuple[Quarter, date], ...]
Place = tuple[Quarter, str, str]  # where a figure belongs: quarter, measure, key


def load_records(
    plan: Plan, days: Mapping[Quarter, date], now: date | None = None, measures: Collection[str] | None = None
) -> Records:
    """Return what the plan's records say in each quarter, on the day given with it.

    `measures` are those that are asked for, all of them unless given. With `now`, also what stands on that day:
    resolutions and assigned leaders. One query for each AT_ONCE quarters, however many pilots there are.
    """
    records, all_days, named = Records(), tuple(days.items()), frozenset(RECORDS if measures is None else measures)
    for start in range(0, len(all_days) or 1, AT_ONCE):
        asked, at = (all_days[start : start + AT_ONCE], named), now if start == 0 else None
        places = _places(*asked)
        for pilot, *figures in _rows.rows(plan.pk, shape=(*asked, at)) if places or at else ():
            for place, figure in zip(places, figures, strict=False):
                records.keep(place, pilot if place[1] in _PILOT else None, figure)
            if at:
                records.read_now(pilot, figures[len(places) :])
    return records


@compiled(Plan)
def _rows(plan: int, days: Days, measures: frozenset[str], now: date | None) -> "QuerySet[Plan, tuple[Any, ...]]":
    """Return one row for each pilot, or one alone where there is none: the figures, and what stands in the present."""
    columns = {f"column{place}": each for place, each in enumerate(_expressions(days, measures).values())}
    present = _present(now) if now else {}
    rows = Plan.objects.filter(pk=plan).annotate(**columns, **present).order_by("pilots")
    return rows.values_list("pilots", *columns, *present)


_places = lru_cache(maxsize=64)(lambda days, measures: tuple(_expressions(days, measures)))  # what each column is of


def _present(now: date) -> Expressions:
    """Return the columns of what stands on a day: the resolutions, and each pilot's leaders."""
    agreed = LedgerItem.objects.filter(kind=LedgerItem.Kind.RESOLUTION)
    still = agreed.exclude(state=LedgerItem.State.CLOSED)
    leaders = LeaderAssignment.objects.filter(in_force(now), pilot=OuterRef("pilots"))
    first = leaders.order_by("since", "pk")
    return {
        "agreed": _count(agreed, "plan"),
        "open": _count(still, "plan"),
        "overdue": _count(still.filter(due_on__lt=now), "plan"),
        "leader_unit": Subquery(first.values("unit__name")[:1]),
        "leader_unit_en": Subquery(first.values("unit__name_en")[:1]),
        "leader": Subquery(first.values("name")[:1]),
        "leaders_now": _count(LeaderAssignment.objects.filter(in_force(now)), "pilot"),
    }


def _expressions(days: Days, measures: frozenset[str]) -> dict[Place, Combinable]:
    """Return what is asked for, and how each of it is computed."""
    asked = {name: function for name, function in {**_PLAN, **_PILOT}.items() if name in measures}
    return {
        (quarter, measure, key): expression
        for quarter, on in days
        for measure, function in asked.items()
        for key, expression in function(on).items()
    }
