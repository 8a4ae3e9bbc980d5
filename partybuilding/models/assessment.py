"""The final assessment 终期评估 of a pilot (三). Written by partybuilding/assessment/actions.py alone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengxiang import clock
from fengxiang.history import HistoricalRecords
from partybuilding.models.indicator import IndicatorField
from partybuilding.models.kept import KeptData
from partybuilding.models.pilot import Pilot


class FinalAssessment(KeptData):
    """A pilot's sheet. What it shows is read from the board until it is approved, and kept as it stood from then on.

    Reopened, it is a draft again; what was made of it stays with the paper.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("assessment", "in preparation")
        APPROVED = "approved", pgettext_lazy("assessment", "approved")

    class Conclusion(models.TextChoices):
        REACHED = "reached", _("goals reached")
        MOSTLY = "mostly", _("goals mostly reached")
        MISSED = "missed", _("goals not reached")

    pilot = models.OneToOneField(
        Pilot, models.PROTECT, related_name="final_assessment", verbose_name=pgettext_lazy("community", "pilot")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    opened_at = models.DateTimeField(_("begun or reopened at"), default=clock.now)
    conclusion = models.CharField(_("conclusion"), max_length=10, choices=Conclusion, blank=True)
    remarks = models.TextField(_("conclusion in words"), max_length=2000, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments_approved",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["content"])

    class Meta:
        verbose_name = _("final assessment")
        verbose_name_plural = _("final assessments")
        ordering = ["pilot__plan", "pilot__order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", approved_at__isnull=True) | Q(state="approved", approved_at__isnull=False),
                name="partybuilding_finalassessment_approved_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} · {self.pilot}"

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED


class GoodRating(models.Model):
    """What the branch itself or the department says of one of the five goods 五个好 (三·5), and why."""

    class Party(models.TextChoices):
        BRANCH = "branch", _("the branch's own rating")
        DEPARTMENT = "department", _("the department's rating")

    assessment = models.ForeignKey(
        FinalAssessment, models.CASCADE, related_name="ratings", verbose_name=_("final assessment")
    )
    good = models.ForeignKey(IndicatorField, models.PROTECT, related_name="ratings", verbose_name=_("what is rated"))
    party = models.CharField(_("rated by"), max_length=10, choices=Party)
    # NULL is "not rated yet", and never "not good".
    is_good = models.BooleanField(pgettext_lazy("rating", "good"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ["assessment", "good__order", "party"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "good", "party"], name="partybuilding_goodrating_once"),
        ]

    def __str__(self) -> str:
        return f"{self.good} · {self.get_party_display()}"
