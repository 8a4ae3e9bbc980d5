"""How often a plan's data changed: what was made of them before is known to be old."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partybuilding.models.plan import Plan


class PlanVersion(models.Model):
    """A plan's data version: three numbers, each raised in the transaction of the act that changed what it counts.

    `drafts` counts changes of figures in reports that are being written, which no dashboard shows, and `number` every
    other change. `terms` counts those among them that concern the plan itself and who takes part in it.
    Written by shared/versions.py alone.
    """

    plan = models.OneToOneField(Plan, models.CASCADE, primary_key=True, related_name="version", verbose_name=_("plan"))
    number = models.PositiveBigIntegerField(_("changes"), default=1)
    drafts = models.PositiveBigIntegerField(_("changes of drafts"), default=1)
    terms = models.PositiveBigIntegerField(_("changes of terms"), default=1)

    class Meta:
        verbose_name = _("data version")
        verbose_name_plural = _("data versions")

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.number}.{self.drafts}.{self.terms}"
