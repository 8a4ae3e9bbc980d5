"""The quarterly report 季报: one for each pilot and quarter, its values, evidence and history.

Written by partybuilding/reports/actions alone.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengxiang.history import HistoricalRecords
from partybuilding.models.files import KeptFile
from partybuilding.models.indicator import Indicator, IndicatorField
from partybuilding.models.pilot import Pilot
from partybuilding.models.quarter_field import QuarterField


class Report(models.Model):
    """A pilot's report on a quarter."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved")

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="reports", verbose_name=_("pilot"))
    quarter = QuarterField(_("quarter"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    progress = models.TextField(_("Progress this quarter"), blank=True)
    difficulties = models.TextField(_("Difficulties"), blank=True)
    next_quarter = models.TextField(_("Next quarter"), blank=True)
    reply = models.TextField(
        _("Reply to the return"), blank=True, help_text=_("To what it was returned for; it goes along when submitted.")
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports_submitted",
        verbose_name=_("submitted by"),
    )
    first_submitted_at = models.DateTimeField(_("first submitted"), null=True, blank=True)
    submitted_at = models.DateTimeField(pgettext_lazy("time", "submitted"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    history = HistoricalRecords()

    NARRATIVES = ("progress", "difficulties", "next_quarter")

    class Meta:
        verbose_name = _("quarterly report")
        verbose_name_plural = _("quarterly reports")
        ordering = ["-quarter", "pilot__order"]
        constraints = [
            models.UniqueConstraint(fields=["pilot", "quarter"], name="partybuilding_report_one_a_quarter"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="partybuilding_report_submitted_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pilot} · {self.quarter.label}"

    @property
    def is_open(self) -> bool:
        """Whether the community may still write in it."""
        return self.state in {self.State.DRAFT, self.State.RETURNED}

    @property
    def deadline(self) -> date:
        return self.pilot.plan.deadline_of(self.quarter)

    @property
    def is_entered_afterwards(self) -> bool:
        """Whether it was handed in for a quarter before reports begin, when its deadline would have been over 补录."""
        return self.pilot.plan.is_entered_afterwards(self.quarter, self.first_submitted_at)

    @property
    def is_asked(self) -> bool:
        """Whether the plan asks for it at all."""
        return self.pilot.plan.asks_for(self.quarter)

    @property
    def days_late(self) -> int:
        """Days after the deadline at which it was first submitted, or by today if it was not; 0 if on time.

        What is entered for a quarter before reports begin was never due.
        """
        if not self.is_asked:
            return 0
        return self.pilot.plan.days_late(self.deadline, self.handed_in, self.pilot.plan.today)

    @property
    def handed_in(self) -> date | None:
        """The day it was first submitted; a return does not take that back."""
        return timezone.localdate(self.first_submitted_at) if self.first_submitted_at else None


class ReportEntry(models.Model):
    """What a report says on one indicator: confirmed or not, with a note if something about it is odd."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="entries", verbose_name=_("report"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="entries", verbose_name=_("indicator"))
    is_confirmed = models.BooleanField(_("confirmed"), default=False)
    note = models.CharField(_("note"), max_length=500, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("report entry")
        verbose_name_plural = _("report entries")
        ordering = ["report", "indicator__area__number", "indicator__order"]
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="partybuilding_reportentry_once_an_indicator")
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.indicator}"


class FieldValue(models.Model):
    """One reported figure; yes is 1, no is 0, and NULL is "not filled in yet"."""

    entry = models.ForeignKey(ReportEntry, models.CASCADE, related_name="values", verbose_name=_("entry"))
    field = models.ForeignKey(IndicatorField, models.PROTECT, related_name="values", verbose_name=_("field"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2, null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reported value")
        verbose_name_plural = _("reported values")
        ordering = ["entry", "field__order"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "field"], name="partybuilding_fieldvalue_once_a_field"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="partybuilding_fieldvalue_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"


def evidence_path(evidence: "Evidence", filename: str) -> str:
    """Return where a file is kept: a name nobody can guess, without the one it was sent under."""
    return f"evidence/{evidence.uid}"


def thumbnail_path(evidence: "Evidence", filename: str) -> str:
    """Return where a picture's thumbnail is kept: beside it."""
    return f"evidence/{evidence.uid}-thumbnail"


class Evidence(KeptFile):
    """A file that bears out a report, or one indicator of it 佐证材料."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="evidence", verbose_name=_("report"))
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("indicator")
    )
    file = models.FileField(_("file"), upload_to=evidence_path)
    thumbnail = models.FileField(_("thumbnail"), upload_to=thumbnail_path, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["report", "uploaded_at"]

    @property
    def is_seen(self) -> bool:
        """Whether the list shows the picture: its thumbnail is no proof once the picture is none."""
        return bool(self.thumbnail) and not self.flaw


class ReportEvent(models.Model):
    """One step of a report's life: who, when, why. Never changed."""

    class Kind(models.TextChoices):
        STARTED = "started", _("started")
        SUBMITTED = "submitted", _("submitted")
        WITHDRAWN = "withdrawn", _("withdrawn")
        OPINION = "opinion", _("opinion of the town")
        CHECK_OPENED = "check_opened", _("check opened")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved")
        REOPENED = "reopened", _("reopened")
        EVIDENCE_ADDED = "evidence_added", _("evidence added")
        EVIDENCE_REMOVED = "evidence_removed", _("evidence removed")
        URGED = "urged", _("asked for")

    report = models.ForeignKey(Report, models.CASCADE, related_name="events", verbose_name=_("report"))
    kind = models.CharField(_("step"), max_length=20, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="report_events", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"), blank=True)
    # The figures as they stood at this step, by field: what a later submission is compared with.
    values = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("step of the report")
        verbose_name_plural = _("history of the report")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.actor}"


class Objection(models.Model):
    """What is wrong with one indicator of a returned report, in the words of who returned it. Never changed."""

    event = models.ForeignKey(ReportEvent, models.CASCADE, related_name="objections", verbose_name=_("step"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="objections", verbose_name=_("indicator"))
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["event", "indicator__area__number", "indicator__order"]
        constraints = [
            models.UniqueConstraint(fields=["event", "indicator"], name="partybuilding_objection_once_an_indicator")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.reason}"
