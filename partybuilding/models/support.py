"""What carries the work 工作措施 (四): money, training, experience, milestones, the units' duties.

The county's own records: entered in the staff pages, duty reports by the units themselves.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Unit
from fengxiang.history import HistoricalRecords
from partybuilding.models.files import RowsWithDocuments, WithFlaw
from partybuilding.models.indicator import Indicator
from partybuilding.models.pilot import Pilot
from partybuilding.models.plan import Duty, Milestone, Plan
from partybuilding.models.quarter_field import QuarterField


class Funding(models.Model):
    """Money for the pilots (四·4), yuan: where it comes from, what it is for, what was planned and what was paid."""

    class Source(models.TextChoices):
        SPECIAL_FUND = "special_fund", _("county special fund")
        DEPARTMENT = "department", _("department input")
        DONATION = "donation", _("donation")

    class Purpose(models.TextChoices):
        PREMISES = "premises", _("premises")
        EQUIPMENT = "equipment", _("equipment")
        WORKING = "working", _("working funds")
        OTHER = "other", _("other")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="funding", verbose_name=_("plan"))
    pilot = models.ForeignKey(
        Pilot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="funding",
        verbose_name=_("pilot"),
        help_text=_("Empty for money that is for all of them."),
    )
    source = models.CharField(_("source"), max_length=20, choices=Source)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="funding", verbose_name=_("given by")
    )
    matter = models.CharField(
        _("matter"), max_length=100, blank=True, help_text=_("The task it came with: the same words for the same task.")
    )
    giver = models.CharField(_("donor"), max_length=100, blank=True, help_text=_("The enterprise or association."))
    planned = models.DecimalField(
        _("planned (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    planned_on = models.DateField(_("planned on"), null=True, blank=True)
    paid = models.DecimalField(
        _("paid (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    history = HistoricalRecords()

    UNITS = {"planned": "元", "paid": "元"}

    class Meta:
        verbose_name = _("money")
        verbose_name_plural = _("money")
        ordering = ["plan", "-planned_on", "-paid_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned__isnull=True, planned_on__isnull=True)
                | Q(planned__gte=0, planned_on__isnull=False),
                name="partybuilding_funding_planned_on_a_day",
                violation_error_message=_("Give the amount planned together with its day."),
            ),
            models.CheckConstraint(
                condition=Q(paid__isnull=True, paid_on__isnull=True) | Q(paid__gte=0, paid_on__isnull=False),
                name="partybuilding_funding_paid_on_a_day",
                violation_error_message=_("Give the amount paid together with its day."),
            ),
            models.CheckConstraint(
                condition=Q(planned__isnull=False) | Q(paid__isnull=False),
                name="partybuilding_funding_planned_or_paid",
                violation_error_message=_("Give what was planned, what was paid, or both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} · {self.get_purpose_display()}"

    def clean(self) -> None:
        super().clean()
        wrong: dict[str, Any] = {}
        for amount in ("planned", "paid"):
            day = f"{amount}_on"
            if (getattr(self, amount) is None) != (getattr(self, day) is None):
                missing = amount if getattr(self, amount) is None else day
                wrong[missing] = _("Give amount and day together.")
        if self.planned is None and self.paid is None:
            wrong.setdefault("planned", _("Give what was planned, what was paid, or both."))
        if self.pilot and self.pilot.plan_id != self.plan_id:
            wrong["pilot"] = _("Choose a pilot of this plan.")
        if wrong:
            raise ValidationError(wrong)


class YearlyReference(models.Model):
    """A year's county average wage of staff and workers, and the cadres' allowance standard held against it (四·4).

    Both in yuan for the same period; the standard alone, nobody's pay.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="yearly", verbose_name=_("plan"))
    year = models.PositiveSmallIntegerField(_("year"))
    county_average = models.DecimalField(
        _("county average wage (yuan)"), max_digits=12, decimal_places=2, validators=[MinValueValidator(1)]
    )
    allowance_standard = models.DecimalField(
        _("allowance standard (yuan)"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    in_budget = models.BooleanField(_("in the county budget"), default=False)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    history = HistoricalRecords()

    UNITS = {"year": "年", "county_average": "元", "allowance_standard": "元"}

    class Meta:
        verbose_name = _("allowance of a year")
        verbose_name_plural = _("allowance by year")
        ordering = ["plan", "year"]
        constraints = [models.UniqueConstraint(fields=["plan", "year"], name="partybuilding_yearlyreference_once")]

    def __str__(self) -> str:
        return str(self.year)


class Training(models.Model):
    """A training session 培训 or a study visit 外出学习考察 of cadres (四·4); totals, no names."""

    class Kind(models.TextChoices):
        SESSION = "session", _("training session")
        STUDY_VISIT = "study_visit", _("study visit")

    class Place(models.TextChoices):
        COUNTY_SCHOOL = "county_school", _("county Party school")
        TOWN_SCHOOL = "town_school", _("town Party school")
        ELSEWHERE = "elsewhere", _("elsewhere")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="trainings", verbose_name=_("plan"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=20, choices=Place)
    topic = models.CharField(pgettext_lazy("training", "topic"), max_length=200)
    persons = models.PositiveSmallIntegerField(_("persons"))
    is_in_year_plan = models.BooleanField(_("in the year's plan of cadre training"), null=True, blank=True)
    history = HistoricalRecords()

    UNITS = {"persons": "人|人次"}

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("training")
        ordering = ["plan", "-held_on", "-id"]

    def __str__(self) -> str:
        return self.topic


class ExperienceItem(models.Model):
    """Something published 宣传, or an experience written up 经验 in one of the plan's fields (三·6), with its "how"."""

    class Kind(models.TextChoices):
        PUBLICITY = "publicity", _("publicity")
        EXPERIENCE = "experience", _("experience")

    class Field(models.TextChoices):
        """The fields; what a plan calls them stands in its indicator on them."""

        VENUE = "venue", _("venue")
        CADRES = "cadres", _("cadres")
        MEMBERS = "members", _("members")
        CIVILISATIONS = "civilisations", _("civilised life")
        COBUILDING = "cobuilding", _("co-building")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="experience", verbose_name=_("plan"))
    pilot = models.ForeignKey(
        Pilot, models.PROTECT, null=True, blank=True, related_name="experience", verbose_name=_("pilot")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    field = models.CharField(_("field"), max_length=20, choices=Field, blank=True)
    indicator = models.ForeignKey(
        Indicator,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="experience",
        verbose_name=_("indicator"),
        help_text=_("A community that is behind on it is shown this experience."),
    )
    title = models.CharField(_("title"), max_length=200)
    how = models.CharField(
        _("how it was done"), max_length=200, blank=True, help_text=_("Two lines another community can act on.")
    )
    medium = models.CharField(_("where it was published"), max_length=100, blank=True)
    published_on = models.DateField(_("published on"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("publicity or experience")
        verbose_name_plural = _("publicity and experience")
        ordering = ["plan", "-published_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="experience") | ~Q(field=""),
                name="partybuilding_experienceitem_in_a_field",
                violation_error_message=_("Choose in which field the experience lies."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.kind == self.Kind.EXPERIENCE and not self.field:
            raise ValidationError({"field": _("Choose in which field the experience lies.")})


class MilestoneRecord(WithFlaw, models.Model):
    """A milestone that was reached: by a pilot, or by the county, the town or the units as a whole."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="records", verbose_name=_("milestone"))
    pilot = models.ForeignKey(
        Pilot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("pilot"),
        help_text=_("For what each pilot has to reach by itself."),
    )
    reached_on = models.DateField(_("reached on"))
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    document = models.FileField(_("evidence"), upload_to="milestones/", blank=True)
    document_number = models.CharField(
        pgettext_lazy("proof", "document number"),
        max_length=100,
        blank=True,
        help_text=_("Does as well as a file: the number of the document, or where it is kept."),
    )
    objects = RowsWithDocuments()
    history = HistoricalRecords()
    # Something to look at: a file that is as it was sent, or a document that is named.
    HAS_EVIDENCE = (~Q(document="") & Q(flaw="")) | ~Q(document_number="")

    class Meta:
        verbose_name = _("milestone reached")
        verbose_name_plural = _("milestones reached")
        ordering = ["milestone__phase__number", "milestone__order", "pilot__order"]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "pilot"], name="partybuilding_milestonerecord_once_a_pilot"),
            models.UniqueConstraint(
                fields=["milestone"], condition=Q(pilot__isnull=True), name="partybuilding_milestonerecord_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} · {self.pilot}" if self.pilot_id else str(self.milestone)

    @property
    def has_evidence(self) -> bool:
        """Whether there is something to look at, by HAS_EVIDENCE."""
        return bool((self.document and not self.flaw) or self.document_number)

    def clean(self) -> None:
        super().clean()
        if self.milestone_id is None:
            return
        for_pilots = self.milestone.scope == Milestone.Scope.PILOT
        if for_pilots and self.pilot is None:
            raise ValidationError({"pilot": _("Each pilot reaches this milestone by itself: choose one.")})
        if not for_pilots and self.pilot is not None:
            raise ValidationError({"pilot": _("This milestone is not one of the pilots': leave it empty.")})
        if self.pilot is not None and self.pilot.plan_id != self.milestone.phase.plan_id:
            raise ValidationError({"pilot": _("Choose a pilot of this plan.")})


class DutyReport(models.Model):
    """What a unit says on its duties in a quarter 履职情况; the town, which has none, on its agenda alone.

    Written by partybuilding/units/actions.py alone.
    """

    class State(models.TextChoices):
        """How it stands; read from whether it was handed in, and not kept."""

        DRAFT = "draft", pgettext_lazy("duty report", "draft")
        SUBMITTED = "submitted", pgettext_lazy("duty report", "submitted")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="duty_reports", verbose_name=_("plan"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duty_reports", verbose_name=_("unit"))
    quarter = QuarterField(_("quarter"))
    agenda_times = models.PositiveSmallIntegerField(
        _("times on the agenda"), null=True, blank=True, help_text=_("How often the unit discussed the pilots' work.")
    )
    remark = models.TextField(_("remark"), blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duty_reports",
        verbose_name=_("submitted by"),
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    history = HistoricalRecords()

    UNITS = {"agenda_times": "次|time|times"}

    class Meta:
        verbose_name = _("duty report")
        verbose_name_plural = _("duty reports")
        ordering = ["plan", "-quarter", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "unit", "quarter"], name="partybuilding_dutyreport_one_a_quarter")
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.quarter.label}"

    @property
    def state(self) -> str:
        return self.State.DRAFT if self.submitted_at is None else self.State.SUBMITTED

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None

    @property
    def is_entered_afterwards(self) -> bool:
        """Whether it was handed in for a quarter before reports begin, when its deadline would have been over 补录."""
        return self.plan.is_entered_afterwards(self.quarter, self.submitted_at)


class DutyLine(models.Model):
    """One part of a unit's duties in a quarter."""

    class Status(models.TextChoices):
        DONE = "done", _("done")
        UNDER_WAY = "under_way", _("under way")
        NOTHING = "nothing", _("nothing")

    report = models.ForeignKey(DutyReport, models.CASCADE, related_name="lines", verbose_name=_("duty report"))
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="lines", verbose_name=_("duty"))
    status = models.CharField(_("state"), max_length=10, choices=Status, blank=True)
    text = models.CharField(_("in words"), max_length=500, blank=True)
    pilots = models.ManyToManyField(Pilot, blank=True, related_name="duty_lines", verbose_name=_("pilots"))
    history = HistoricalRecords(m2m_fields=[pilots])

    class Meta:
        verbose_name = _("line of a duty report")
        verbose_name_plural = _("lines of a duty report")
        ordering = ["report", "duty__order"]
        constraints = [models.UniqueConstraint(fields=["report", "duty"], name="partybuilding_dutyline_once_a_duty")]

    def __str__(self) -> str:
        return f"{self.duty}: {self.get_status_display()}"
