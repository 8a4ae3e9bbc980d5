"""The plan as data: phases, task areas, indicators with their targets, member units and duties.

Loaded from a file by `manage.py loadplan`; targets, schedules, phases and deadlines stay editable in the admin.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Unit
from communities.models.base import Named
from fengxiang import clock
from fengxiang.bilingual import pick
from fengxiang.history import HistoricalRecords
from partybuilding.models.party import EACH_COMMUNITY, EACH_MEMBER, Answered, Party
from partybuilding.models.quarter_field import optional_quarter
from partybuilding.targets import pace
from partybuilding.targets.quarter import Quarter, days_late
from partybuilding.targets.terms import PlanTerms
from partybuilding.targets.working_days import next_working_day

if TYPE_CHECKING:
    from partybuilding.models.pilot import Pilot

TELEPHONE = r"^[0-9][0-9 -]{4,29}$"
_PAGES = ["admin", "login", "logout", "password", "language", "preferences", "notices", "plans", "start", "system"]
RESERVED_SLUGS = frozenset([*_PAGES, "static", "healthz", "readyz", "metrics", "record"])


def not_reserved(slug: str) -> None:
    """Refuse a plan address that a page of the site has already."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("“%s” is the address of another page.") % slug)


class Plan(Named):
    """A plan a county follows; its pages are under /<slug>/."""

    class DeadlineRule(models.TextChoices):
        WORKING_DAY = "working_day", _("moves to the next working day")
        PLAIN = "plain", _("stays on its day")

    slug = models.SlugField(_("address"), unique=True, validators=[not_reserved])
    county = models.CharField(_("county"), max_length=50)
    county_en = models.CharField(_("county in English"), max_length=100, blank=True)
    published_on = models.DateField(_("published on"), help_text=_("Waivers are for those in post on this day."))
    begins_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    archived_on = models.DateField(
        _("archived after"),
        null=True,
        blank=True,
        help_text=_("From then on nothing is owed in it. Empty: a year after its end."),
    )
    lead_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="plans_led",
        verbose_name=_("lead unit"),
        help_text=_("It checks the reports."),
    )
    source_note = models.TextField(_("notes on the plan"), blank=True)
    document = models.FileField(_("the county's own copy"), upload_to="plans/", blank=True)
    reports_from = optional_quarter(
        _("reports from"),
        help_text=_("The first quarter reports are owed for, like 2005Q1; empty: from the plan's first quarter on."),
    )
    report_deadline_days = models.PositiveSmallIntegerField(
        _("report due date"),
        default=5,
        help_text=_("Days after the end of the quarter."),
        validators=[MaxValueValidator(90)],
    )
    deadline_rule = models.CharField(
        _("a due date on a holiday"),
        max_length=20,
        choices=DeadlineRule,
        default=DeadlineRule.WORKING_DAY,
        help_text=_("By the calendar of public holidays and make-up working days, as far as it has been announced."),
    )
    deadlines = models.JSONField(
        _("due dates set by hand"), default=dict, blank=True, help_text=_("Only where a quarter has one of its own.")
    )
    yellow_points = models.PositiveSmallIntegerField(
        _("yellow from"), default=10, help_text=_("Points below schedule."), validators=[MaxValueValidator(100)]
    )
    red_points = models.PositiveSmallIntegerField(
        _("red beyond"), default=30, help_text=_("Points below schedule."), validators=[MaxValueValidator(100)]
    )
    checklist_percent = models.PositiveSmallIntegerField(
        _("checklist red below"),
        default=70,
        help_text=_("Per cent of the items due."),
        validators=[MaxValueValidator(100)],
    )
    warn_days = models.PositiveSmallIntegerField(
        _("warning time"),
        default=15,
        help_text=_("Days before a date when the lamp turns yellow."),
        validators=[MaxValueValidator(90)],
    )
    jump_percent = models.PositiveSmallIntegerField(
        _("odd beyond"),
        default=30,
        help_text=_("Per cent by which a figure may differ from last quarter's before a note is asked for."),
        validators=[MaxValueValidator(1000)],
    )
    terms_since = optional_quarter(
        _("terms since"), editable=False, help_text=_("The quarter from which the newest change of the plan holds.")
    )
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)
    history = HistoricalRecords()

    UNITS = {
        **dict.fromkeys(("report_deadline_days", "warn_days"), "天|日|days"),
        **dict.fromkeys(("yellow_points", "red_points"), "个百分点|点|points"),
        **dict.fromkeys(("checklist_percent", "jump_percent"), "%"),
    }

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["begins_on", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")),
                name="partybuilding_plan_ends_after_it_begins",
                violation_error_message=_("The plan ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(red_points__gte=F("yellow_points")),
                name="partybuilding_plan_red_beyond_yellow",
                violation_error_message=_("Red has to begin further below schedule than yellow."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.begins_on and self.ends_on and self.ends_on < self.begins_on:
            raise ValidationError({"ends_on": _("The plan ends before it begins.")})
        # What is no day or no quarter is said beside its field.
        quarter = self.reports_from if self.begins_on and self.ends_on else None
        if isinstance(quarter, Quarter) and not self.first_quarter <= quarter <= self.last_quarter:
            raise ValidationError({"reports_from": _("Choose a quarter of the plan.")})
        if self.ends_on and self.archived_on and self.archived_on < self.ends_on:
            raise ValidationError({"archived_on": _("The plan is archived before it ends.")})

    @property
    def last_open_day(self) -> date:
        """The last day anything is owed; the day after, the plan is an archive."""
        return self.archived_on or self.ends_on + timedelta(days=365)

    @property
    def is_archive(self) -> bool:
        return clock.today() > self.last_open_day

    @property
    def today(self) -> date:
        """The day the plan is looked at: an archive stands still, so that nothing in it grows later."""
        return min(clock.today(), self.last_open_day)

    def days_late(self, due: date, handed_in: date | None, today: date) -> int:
        """Return by how many days something came in late, or is late today; in an archive, only what came counts."""
        return 0 if handed_in is None and self.is_archive else days_late(due, handed_in, today)

    @property
    def successor(self) -> "Plan | None":
        """The same county's next plan, once there is one."""
        later = Plan.objects.filter(county=self.county, begins_on__gt=self.begins_on)
        return later.order_by("begins_on", "slug").first()

    @property
    def county_name(self) -> str:
        return pick(self.county, self.county_en)

    @property
    def first_quarter(self) -> Quarter:
        return Quarter.of(self.begins_on)

    @property
    def last_quarter(self) -> Quarter:
        return Quarter.of(self.ends_on)

    @property
    def quarters(self) -> list[Quarter]:
        """Every quarter of the plan, in order."""
        return list(self.first_quarter.through(self.last_quarter))

    def asks_for(self, quarter: Quarter) -> bool:
        """Return whether anything is owed for a quarter: nothing is before the one reports begin with."""
        return quarter >= (self.reports_from or self.first_quarter)

    def is_entered_afterwards(self, quarter: Quarter, at: datetime | None) -> bool:
        """Return whether what was written of a quarter nobody asked for came after its deadline would be over 补录."""
        return self.is_over(quarter, at) and not self.asks_for(quarter)

    def is_over(self, quarter: Quarter, at: datetime | None) -> bool:
        """Return whether a quarter's deadline had passed at a moment; not, if it is not known."""
        return at is not None and timezone.localdate(at) > self.deadline_of(quarter)

    @property
    def quarters_asked(self) -> list[Quarter]:
        """The quarters reports and duty reports are owed for, in order."""
        return [quarter for quarter in self.quarters if self.asks_for(quarter)]

    @property
    def towns(self) -> models.QuerySet[Unit]:
        """The towns of the plan's pilots, by code; they take part in the joint meeting without a seat."""
        return Unit.objects.filter(community__pilots__plan=self).distinct().order_by("code")

    def units_at_table(self, only: int | None = None) -> "dict[Unit, MemberUnit | None]":
        """Return who belongs to the joint meeting: the member units with their seats, in order, then the towns 列席.

        `only` is the key of the one unit asked about; in two queries at most.
        """
        seats, towns = self.member_units.select_related("unit").order_by("order"), self.towns
        if only is not None:
            seats, towns = seats.filter(unit=only), towns.filter(pk=only)
        table: dict[Unit, MemberUnit | None] = {seat.unit: seat for seat in seats}
        return table if table and only is not None else table | {town: None for town in towns if town not in table}

    @property
    def rules(self) -> pace.Thresholds:
        """The plan's settings for lamps."""
        return pace.Thresholds(self.yellow_points, self.red_points, self.checklist_percent, self.warn_days)

    def terms(self, phases: Sequence["Phase"]) -> PlanTerms:
        """Return what the plan itself sets, as it stands here."""
        return PlanTerms(phases={phase.number: phase.span for phase in phases}, rules=self.rules)

    def deadline_of(self, quarter: Quarter) -> date:
        """Return the last day a quarter's report is on time: set by hand, or by the plan's rule."""
        by_hand = self.deadlines.get(str(quarter))
        return date.fromisoformat(by_hand) if by_hand else self.deadline_by_rule(quarter)

    def deadline_by_rule(self, quarter: Quarter) -> date:
        """Return the day so many days after the quarter (our default: the 5th), off a holiday by the rule."""
        day = quarter.last_day + timedelta(days=self.report_deadline_days)
        return next_working_day(day) if self.deadline_rule == self.DeadlineRule.WORKING_DAY else day

    def reporting_quarter(self, today: date) -> Quarter:
        """Return the quarter reports are due for: the last one that has ended, kept within the plan."""
        return min(max(Quarter.of(today).previous, self.first_quarter), self.last_quarter)


class Phase(Named):
    """A stretch of the plan with its own expectations."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="phases", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("number"))
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="partybuilding_phase_number_once"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="partybuilding_phase_ends_after_it_begins",
                violation_error_message=_("The phase ends before it begins."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The phase ends before it begins.")})

    @property
    def span(self) -> pace.ScheduleSpan:
        return pace.ScheduleSpan(self.first_day, self.last_day)

    def lasting(self, span: pace.ScheduleSpan) -> "Phase":
        """Return the phase with these days: a copy in memory."""
        phase = copy(self)
        phase.first_day, phase.last_day = span.first, span.last
        return phase


class Milestone(Answered, Named):
    """Something a phase has to bring about, for the county, the town, each pilot or the member units."""

    class Scope(models.TextChoices):
        COUNTY = "county", _("county")
        TOWN = "town", _("town")
        PILOT = "pilot", _("each pilot")
        UNITS = "units", _("member units")

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="milestones", verbose_name=_("phase"))
    code = models.SlugField(_("code"))
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    order = models.PositiveSmallIntegerField(_("order"))
    history = HistoricalRecords(m2m_fields=["leads"])

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["phase", "order"]
        constraints = [models.UniqueConstraint(fields=["phase", "code"], name="partybuilding_milestone_code_once")]

    def parties(self, pilots: Iterable["Pilot"], *, by_name: bool = True) -> list[Party]:
        """Return who answers for it at these pilots; where the plan says nothing, those it is a milestone of."""
        pilots = list(pilots)
        if named := super().parties(pilots, by_name=by_name):
            return named
        match self.scope:
            case self.Scope.TOWN:
                return list(dict.fromkeys(Party(each.community.town) for each in pilots))
            case self.Scope.PILOT:
                return [Party(pilot=each) for each in pilots] if by_name else [EACH_COMMUNITY]
            case self.Scope.UNITS:
                return [EACH_MEMBER]
        return [Party(self.phase.plan.lead_unit)]


class TaskArea(Named):
    """One of the plan's main tasks."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="areas", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("number"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("task area")
        verbose_name_plural = _("task areas")
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="partybuilding_taskarea_number_once")]


class MemberUnit(models.Model):
    """A unit's seat in the joint meeting 联席会, in the plan's order."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="member_units", verbose_name=_("plan"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seats", verbose_name=_("unit"))
    order = models.PositiveSmallIntegerField(_("order"))
    duties_confirmed_on = models.DateField(_("duties confirmed on"), null=True, blank=True)
    contact = models.CharField(
        _("contact"), max_length=50, blank=True, help_text=_("Name and post of who is asked about the pilots.")
    )
    telephone = models.CharField(
        _("office telephone"),
        max_length=30,
        blank=True,
        help_text=_("Of the office, with the area code; the lead unit's stands on what it returns."),
        validators=[RegexValidator(TELEPHONE, _("Digits, blanks and hyphens: 0917-7210000."))],
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("member unit")
        verbose_name_plural = _("member units")
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "unit"], name="partybuilding_memberunit_one_seat"),
            models.UniqueConstraint(fields=["plan", "order"], name="partybuilding_memberunit_order_once"),
        ]

    def __str__(self) -> str:
        return str(self.unit)


class Duty(Named):
    """One part of what a unit answers for; a joint duty has two units."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="duties", verbose_name=_("plan"))
    code = models.SlugField(_("code"))
    order = models.PositiveSmallIntegerField(_("order"))
    units = models.ManyToManyField(MemberUnit, related_name="duties", verbose_name=_("member units"))
    history = HistoricalRecords(m2m_fields=[units])

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["plan", "order"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="partybuilding_duty_code_once")]
