"""Verification on site 实地核实: what somebody found who went to look. Written by verification/actions.py alone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fengxiang.history import HistoricalRecords
from partybuilding.models.indicator import Indicator
from partybuilding.models.plan import Plan
from partybuilding.models.quarter_field import QuarterField
from partybuilding.models.report import Report
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.sampling import draw


class Verification(models.Model):
    """What was found on site of one reported value. Never changed; a mistaken one is withdrawn, with the reason."""

    class Outcome(models.TextChoices):
        AS_REPORTED = "as_reported", _("found as reported")
        OTHERWISE = "otherwise", _("found otherwise")

    report = models.ForeignKey(Report, models.PROTECT, related_name="verifications", verbose_name=_("report"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="verifications", verbose_name=_("indicator"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    visited_on = models.DateField(_("visited on"))
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    # The figures that were held against what there is, by field: it counts while the report still says the same.
    values = models.JSONField(default=dict, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="verifications", verbose_name=_("verified by")
    )
    written_at = models.DateTimeField(_("written"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="verifications_withdrawn",
        verbose_name=_("withdrawn by"),
    )
    withdrawal_reason = models.CharField(_("why it was withdrawn"), max_length=500, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("verification on site")
        verbose_name_plural = _("verifications on site")
        ordering = ["-written_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="partybuilding_verification_withdrawn_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.get_outcome_display()}"

    def was_entered_afterwards(self, plan: Plan) -> bool:
        """Return whether a visit was written down after the deadline of its quarter 补录."""
        return plan.is_over(Quarter.of(self.visited_on), self.written_at)

    @property
    def is_otherwise(self) -> bool:
        """Whether something else was found than reported."""
        return self.outcome == self.Outcome.OTHERWISE


class VerificationDraw(models.Model):
    """A list of values drawn by lot to be verified on site. Never changed: the same number is always the same list."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="draws", verbose_name=_("plan"))
    quarter = QuarterField(_("quarter"))
    number = models.PositiveSmallIntegerField(_("number"))
    size = models.PositiveSmallIntegerField(_("values to draw"))
    seed = models.CharField(_("drawn with"), max_length=100)
    # What could be drawn, as [pilot, indicator], sorted; kept, because reports go on being submitted and approved.
    population = models.JSONField(editable=False)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="draws", verbose_name=_("drawn by")
    )
    drawn_at = models.DateTimeField(_("drawn"))

    class Meta:
        verbose_name = _("list to verify on site")
        verbose_name_plural = _("lists to verify on site")
        ordering = ["quarter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "quarter", "number"], name="partybuilding_verificationdraw_once")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The number as it is written on paper: 2005Q3-007."""
        return f"{self.quarter}-{self.number:03d}"

    @property
    def drawn(self) -> list[tuple[int, int]]:
        """The values drawn, as (pilot, indicator), in the order they were drawn."""
        return draw(self.seed, [(pilot, indicator) for pilot, indicator in self.population], self.size)
