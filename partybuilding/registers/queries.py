"""What the county's own records hold, laid out: of one pilot on a day, and of the plan as a whole.

Money planned counts in the year it was planned in, money paid in the year it was paid in; what was never entered is
not known, and never 0.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from communities.models import Community, ProjectActivity, in_force
from partybuilding.models import (
    ExperienceItem,
    Funding,
    IndicatorField,
    LeaderAssignment,
    LeaderVisit,
    MilestoneRecord,
    Phase,
    Pilot,
    Plan,
    Training,
    YearlyReference,
)
from partybuilding.registers.tables import MatterSum, load_working_funds
from partybuilding.shared.compiled import compiled
from partybuilding.targets.numbers import percent, plain
from partybuilding.targets.quarter import Quarter

Label = str | Promise


@dataclass(frozen=True, eq=False)
class Sum:
    """Money planned and paid, yuan; None where nothing was entered."""

    planned: Decimal | None
    paid: Decimal | None

    @classmethod
    def of(cls, rows: Iterable[Funding], on: date, year: int | None = None) -> "Sum":
        """Return what was planned and paid by a day, in all or in a year."""
        planned, paid = [], []
        for row in rows:
            if row.planned is not None and _counts(row.planned_on, on, year):
                planned.append(row.planned)
            if row.paid is not None and _counts(row.paid_on, on, year):
                paid.append(row.paid)
        return cls(sum(planned, Decimal(0)) if planned else None, sum(paid, Decimal(0)) if paid else None)

    @property
    def is_known(self) -> bool:
        return self.planned is not None or self.paid is not None

    @property
    def planned_text(self) -> str:
        return "—" if self.planned is None else plain(self.planned)

    @property
    def paid_text(self) -> str:
        return "—" if self.paid is None else plain(self.paid)


def _counts(day: date | None, on: date, year: int | None) -> bool:
    return day is not None and day <= on and year in {None, day.year}


@dataclass(frozen=True, eq=False)
class MoneyRow:
    """Money from one source for one purpose, year by year and in all."""

    source: Label
    purpose: Label
    years: list[Sum]
    total: Sum


@dataclass(frozen=True, eq=False)
class Led:
    """An assigned leader with the visits made by a day, the latest first."""

    leader: LeaderAssignment
    visits: list[LeaderVisit]


# --- one pilot --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class PilotRecords:
    """What the county's records hold of one pilot on a day."""

    leaders: list[Led]
    money: list[MoneyRow]
    experience: list[tuple[ExperienceItem, str]]  # with what the plan calls its field
    milestones: list[MilestoneRecord]


def load_pilot_records(pilot: Pilot, on: date) -> PilotRecords:
    """Return a pilot's records on a day, in six queries."""
    pk = pilot.pk
    names = fields_of_experience(pilot.plan)
    return PilotRecords(
        _led(_leaders_of.rows(pk, shape=(on,)), on),
        [row for row in _money(_funding_of.rows(pk), [], on) if row.total.is_known],
        [(each, names.get(each.field, "")) for each in _experience_of.rows(pk, shape=(on,))],
        _milestones_of.rows(pk, shape=(on,)),
    )


@compiled(LeaderAssignment)
def _leaders_of(pilot: int, on: date) -> QuerySet[LeaderAssignment]:
    return LeaderAssignment.objects.filter(in_force(on), pilot=pilot).select_related("unit")


@compiled(Funding)
def _funding_of(pilot: int) -> QuerySet[Funding]:
    return Funding.objects.filter(pilot=pilot)


@compiled(ExperienceItem)
def _experience_of(pilot: int, on: date) -> QuerySet[ExperienceItem]:
    return ExperienceItem.objects.filter(pilot=pilot, published_on__lte=on)


@compiled(MilestoneRecord)
def _milestones_of(pilot: int, on: date) -> QuerySet[MilestoneRecord]:
    reached = MilestoneRecord.objects.filter(pilot=pilot, reached_on__lte=on).order_by("reached_on", "pk")
    return reached.select_related("milestone__phase")


def fields_of_experience(plan: Plan) -> dict[str, str]:
    """Return the fields of experience by their codes, as the plan's indicator on them calls them."""
    names = {row.key: str(row) for row in _named_fields.rows(plan.pk)}
    return {field.value: str(field.label) for field in ExperienceItem.Field} | names


@compiled(IndicatorField)
def _named_fields(plan: int) -> QuerySet[IndicatorField]:
    return IndicatorField.objects.filter(indicator__plan=plan, indicator__measure="experience_fields")


def _led(leaders: list[LeaderAssignment], on: date) -> list[Led]:
    visits = LeaderVisit.objects.filter(visited_on__lte=on).select_related("entered_by")
    prefetch_related_objects(leaders, Prefetch("visits", visits))
    return [Led(each, list(each.visits.all())) for each in leaders]


def _money(rows: Iterable[Funding], years: list[int], on: date) -> list[MoneyRow]:
    """Return the sums by source and purpose, in the order of the choices."""
    by_kind = defaultdict(list)
    for row in rows:
        by_kind[row.source, row.purpose].append(row)
    return [
        MoneyRow(
            source.label,
            purpose.label,
            [Sum.of(by_kind[source, purpose], on, year) for year in years],
            Sum.of(by_kind[source, purpose], on),
        )
        for source in Funding.Source
        for purpose in Funding.Purpose
        if (source, purpose) in by_kind
    ]


# --- the plan as a whole ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class AllowanceRow:
    """The allowance standard of a year against the county's average wage."""

    reference: YearlyReference

    @property
    def average(self) -> str:
        return plain(self.reference.county_average)

    @property
    def standard(self) -> str:
        return plain(self.reference.allowance_standard)

    @property
    def share(self) -> Fraction:
        """The standard in per cent of the average."""
        return Fraction(self.reference.allowance_standard) * 100 / Fraction(self.reference.county_average)

    @property
    def share_text(self) -> str:
        return percent(self.share, 100)


@dataclass(frozen=True, eq=False, kw_only=True)
class TrainingYear:
    """Training of a year in sums."""

    year: int
    sessions: int
    persons: int
    visits: int
    planned: int  # of all of these, how many stood in the year's plan of cadre training
    unstated: int  # of how many nobody has said whether they did


@dataclass(frozen=True, eq=False)
class ExperienceField:
    """One of the fields, with what was written up in it."""

    label: Label
    items: list[ExperienceItem]


@dataclass(frozen=True, eq=False)
class PilotLeaders:
    """A pilot with who is assigned to it."""

    pilot: Pilot
    leaders: list[Led]


@dataclass(frozen=True, eq=False)
class PhaseMilestones:
    """A phase with the milestones reached."""

    phase: Phase
    records: list[MilestoneRecord]


@dataclass(frozen=True, eq=False, kw_only=True)
class RecordsPage:
    """All of the plan's own records up to a day."""

    on: date
    years: list[int]
    money: list[MoneyRow]
    money_total: MoneyRow | None
    working_funds: list[MatterSum]
    allowance: list[AllowanceRow]
    training_years: list[TrainingYear]
    training: list[Training]
    fields: list[ExperienceField]
    publicity: list[ExperienceItem]
    pilots: list[PilotLeaders]
    phases: list[PhaseMilestones]

    @property
    def fields_written(self) -> int:
        return sum(bool(field.items) for field in self.fields)


def load_records_page(plan: Plan, on: date) -> RecordsPage:
    """Return the plan's records up to a day, in eleven queries."""
    money = list(plan.funding.all())
    years = list(range(plan.begins_on.year, min(on, plan.ends_on).year + 1))
    training = list(plan.trainings.filter(held_on__lte=on))
    experience = list(plan.experience.filter(published_on__lte=on).select_related("pilot__community", "indicator"))
    rows = _money(money, years, on)
    total = MoneyRow(_("in all"), "", [Sum.of(money, on, year) for year in years], Sum.of(money, on))
    return RecordsPage(
        on=on,
        years=years,
        money=[row for row in rows if row.total.is_known],
        money_total=total if total.total.is_known else None,
        working_funds=load_working_funds(plan, on),
        allowance=[AllowanceRow(each) for each in plan.yearly.filter(year__lte=on.year)],
        training_years=_training_years(training),
        training=training,
        fields=_fields(plan, experience),
        publicity=[each for each in experience if each.kind == ExperienceItem.Kind.PUBLICITY],
        pilots=_pilots(plan, on),
        phases=_phases(plan, on),
    )


def _training_years(training: Iterable[Training]) -> list[TrainingYear]:
    by_year = defaultdict(list)
    for each in training:
        by_year[each.held_on.year].append(each)
    years = []
    for year, trainings in sorted(by_year.items()):
        sessions = [each for each in trainings if each.kind == Training.Kind.SESSION]
        persons = sum(each.persons for each in sessions)
        planned = [each.is_in_year_plan for each in trainings]
        years.append(
            TrainingYear(
                year=year,
                sessions=len(sessions),
                persons=persons,
                visits=len(trainings) - len(sessions),
                planned=planned.count(True),
                unstated=planned.count(None),
            )
        )
    return years


def _fields(plan: Plan, experience: Iterable[ExperienceItem]) -> list[ExperienceField]:
    by_field = defaultdict(list)
    for each in experience:
        if each.kind == ExperienceItem.Kind.EXPERIENCE:
            by_field[each.field].append(each)
    return [ExperienceField(name, by_field[code]) for code, name in fields_of_experience(plan).items()]


def _pilots(plan: Plan, on: date) -> list[PilotLeaders]:
    by_pilot = defaultdict(list)
    leaders = LeaderAssignment.objects.filter(in_force(on), pilot__plan=plan).select_related("unit")
    for each in _led(list(leaders), on):
        by_pilot[each.leader.pilot_id].append(each)
    return [PilotLeaders(pilot, by_pilot[pilot.pk]) for pilot in plan.pilots.select_related("community")]


def _phases(plan: Plan, on: date) -> list[PhaseMilestones]:
    by_phase = defaultdict(list)
    records = MilestoneRecord.objects.filter(milestone__phase__plan=plan, reached_on__lte=on)
    for each in records.select_related("milestone", "pilot__community"):
        by_phase[each.milestone.phase_id].append(each)
    return [PhaseMilestones(phase, by_phase[phase.pk]) for phase in plan.phases.all() if by_phase[phase.pk]]


# --- activities of the three projects -------------------------------------------------------------------------------


RECENT = 2  # quarters that are shown at once; the others open at a tap


@dataclass(frozen=True, eq=False)
class ActivityLine:
    """One activity, and what is known of it beyond day and subject, in words."""

    activity: ProjectActivity

    @property
    def details(self) -> str:
        kept = self.activity
        people = kept.participants
        return " · ".join(
            words
            for words in (
                _("with %s") % kept.partners if kept.partners else "",
                ngettext("%d person took part", "%d persons took part", people) % people if people is not None else "",
                _("recorded: %s") % kept.proof if kept.proof else "",
                str(kept.get_common_display()) if kept.common else "",
            )
            if words
        )


@dataclass(frozen=True, eq=False)
class ActivityQuarter:
    """What a community did for the three projects in a quarter, and how much for each: the figures it reports."""

    quarter: Quarter
    lines: list[ActivityLine]
    is_recent: bool

    @property
    def counts(self) -> list[tuple[Label, int]]:
        projects = Counter(line.activity.project for line in self.lines)
        return [(project.label, projects[project]) for project in ProjectActivity.Project]


def load_activities(community: Community) -> list[ActivityQuarter]:
    """Return a community's activities by quarter, the newest first, in one query."""
    quarters: dict[Quarter, list[ActivityLine]] = defaultdict(list)
    for activity in community.project_activities.all():
        quarters[Quarter.of(activity.held_on)].append(ActivityLine(activity))
    return [ActivityQuarter(quarter, lines, place < RECENT) for place, (quarter, lines) in enumerate(quarters.items())]
