"""Changes of what a plan asks: from a quarter on, or a correction of what was wrong all along."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fengxiang.history import HistoricalRecords
from partybuilding.models.indicator import Indicator
from partybuilding.models.plan import Plan
from partybuilding.models.quarter_field import optional_quarter


class PlanChange(models.Model):
    """A change of an indicator's target and schedule; without an indicator, of the plan's phases and thresholds.

    The indicator and the plan hold the newest terms; a change keeps those that held before the quarter `since`. A
    correction keeps what was wrong in the terms that hold from `since`; it decides nothing.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="changes", verbose_name=_("plan"))
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, null=True, blank=True, related_name="changes", verbose_name=_("indicator")
    )
    since = optional_quarter(_("from quarter"))
    is_correction = models.BooleanField(_("correction of a mistake"), default=False)
    reason = models.CharField(_("reason"), max_length=100)
    before = models.JSONField(_("what held before"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="plan_changes", verbose_name=_("changed by")
    )
    made_at = models.DateTimeField(_("changed at"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("change of the plan")
        verbose_name_plural = _("changes of the plan")
        ordering = ["plan", "since", "made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "since"],
                condition=Q(is_correction=False, indicator=None),
                name="partybuilding_planchange_once_a_quarter",
            ),
            models.UniqueConstraint(
                fields=["indicator", "since"],
                condition=Q(is_correction=False),
                name="partybuilding_planchange_indicator_once_a_quarter",
            ),
            models.CheckConstraint(
                condition=Q(is_correction=True) | Q(since__isnull=False), name="partybuilding_planchange_has_a_quarter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code if self.indicator else self.plan} {self.since or ''}".strip()
