"""What somebody who uses this would have otherwise 意见建议, and what they were answered.

Written by suggestions/actions.py alone.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fengxiang.history import HistoricalRecords
from partybuilding.models.plan import Plan
from partybuilding.targets.quarter import days_late


class Suggestion(models.Model):
    """One thing that was suggested or complained of. Neither it nor its answer is changed any more."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="suggestions", verbose_name=_("plan"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="suggestions", verbose_name=_("author")
    )
    text = models.TextField(_("suggestion"), max_length=1000)
    sent_at = models.DateTimeField(_("sent"))
    due_on = models.DateField(_("to be answered by"))
    answer = models.TextField(_("answer given"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suggestions_answered",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="partybuilding_suggestion_answered_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:50]

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    def days_late(self, today: date) -> int:
        """Return by how many days the answer is late on a day; 0 if it is not, or was given."""
        return days_late(self.due_on, None, today) if self.is_open else 0
